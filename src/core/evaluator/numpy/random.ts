/** `np.random`: draws from the evaluation's seeded generator. The numbers differ from NumPy's, shapes and ranges do not. */
import { allocate, type DType, elementCount, entriesBy, type Tensor, tensor } from '../../autodiff/tensor.ts';
import { arrayFromNode, currentNode, write } from '../arrays.ts';
import {
  type BuiltinValue,
  type Evaluation,
  float,
  int,
  type ModuleValue,
  NONE,
  type UnknownValue,
  type Value,
} from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { arrayFunction, notSupported, tableOf, variadicFunction } from './function-table.ts';
import {
  anything,
  anythingOr,
  dtype,
  flag,
  ignored,
  integer,
  integerIn,
  integerOr,
  operand,
  optionalOperand,
  optionalShape,
} from './parameters.ts';
import { placesItem, wholeAxis } from './subscript-items.ts';

/** An array of draws, or one number where no shape is given. */
function drawn(
  call: Call,
  shape: readonly number[] | null,
  draw: (at: number) => number,
  kind: DType = 'float64',
): Value {
  if (shape === null) return kind === 'int64' ? int(draw(0)) : float(draw(0));
  const data = allocate(shape);
  for (let at = 0; at < data.length; at++) data[at] = draw(at);
  return call.result(call.constant(tensor(data, shape, kind)));
}

/** np.random.randn(d0, d1, …) and np.random.rand: the shape is given as separate arguments. */
function drawnByLengths(name: string, draw: (evaluation: Evaluation) => number): BuiltinValue {
  return variadicFunction(name, (call, positional) => {
    const shape: number[] = [];
    for (const value of positional) {
      const size = integerIn(call, value, 'size');
      if (isUnknown(size)) return size;
      shape.push(size);
    }
    return drawn(call, shape.length === 0 ? null : shape, () => draw(call.evaluation));
  });
}

function drawnBySize(name: string, draw: (evaluation: Evaluation) => number): BuiltinValue {
  return arrayFunction(name, { size: optionalShape(), dtype: dtype(), out: ignored() }, (call, { size }) =>
    drawn(call, size, () => draw(call.evaluation)),
  );
}

/** A distribution with two parameters, which may be arrays that broadcast. */
function twoParameters(
  name: string,
  names: readonly [string, string],
  defaults: readonly [number, number],
  draw: (evaluation: Evaluation, first: number, second: number) => number,
  kind: DType = 'float64',
): BuiltinValue {
  const parameters = { [names[0]]: optionalOperand(), [names[1]]: optionalOperand(), size: optionalShape() };
  return arrayFunction(name, parameters, (call, args) => {
    const [first, second] = names.map((one, i) => {
      const node = args[one] as number | null;
      return node === null ? tensor(Float64Array.of(defaults[i] as number), []) : call.tensor(node);
    }) as [Tensor, Tensor];
    const given = args['size'];
    const pair = [first, second].map((one) => call.constant(one));
    const shape = given ?? call.shape(call.apply('add', pair));
    const [a, b] = pair.map((node) => call.tensor(call.apply('broadcastTo', [node], { shape })).data) as [
      Float64Array,
      Float64Array,
    ];
    const entry = (at: number): number => draw(call.evaluation, a[at] as number, b[at] as number);
    return drawn(call, given === null && shape.length === 0 ? null : shape, entry, kind);
  });
}

/** A whole number from low up to, but not including, high. */
const integerBetween = (evaluation: Evaluation, low: number, high: number): number =>
  low + Math.floor(evaluation.random() * (high - low));

/** The numbers below n in random order. Source: Fisher and Yates (1938), as Durstenfeld's shuffle. */
function shuffledPlaces(evaluation: Evaluation, n: number): number[] {
  const places = [...entriesBy([n], (i) => i)];
  for (let i = n - 1; i > 0; i--) {
    const j = integerBetween(evaluation, 0, i + 1);
    [places[i], places[j]] = [places[j] as number, places[i] as number];
  }
  return places;
}

function rowsInOrder(call: Call, node: number, places: readonly number[], shape: readonly number[]): number {
  const item = placesItem(tensor(Float64Array.from(places), shape, 'int64'));
  return call.apply('index', [node], { index: [item, ...call.shape(node).slice(1).map(wholeAxis)] });
}

function permutation(call: Call, x: Value): Value {
  const settled = call.evaluation.resolve(x, { kind: 'integer', use: 'size' }, call.span);
  if (settled.type === 'int') {
    const places = shuffledPlaces(call.evaluation, settled.value);
    return arrayFromNode(call.constant(tensor(Float64Array.from(places), [places.length], 'int64')));
  }
  const node = call.operand(settled);
  if (isUnknown(node)) return node;
  const length = call.shape(node)[0] ?? 0;
  return call.result(rowsInOrder(call, node, shuffledPlaces(call.evaluation, length), [length]));
}

/** Shuffles a list or the rows of an array in place. */
function shuffle(call: Call, x: Value): Value {
  const settled = call.evaluation.resolve(x, { kind: 'array' }, call.span);
  if (settled.type === 'list') {
    settled.items = shuffledPlaces(call.evaluation, settled.items.length).map(
      (place) => settled.items[place] as Value,
    );
  } else if (settled.type === 'array') {
    const node = currentNode(settled, call.evaluation.tape);
    const length = call.shape(node)[0] as number;
    write(
      settled,
      rowsInOrder(call, node, shuffledPlaces(call.evaluation, length), [length]),
      call.evaluation.tape,
      call.span,
    );
  }
  return settled.type === 'unknown' ? settled : NONE;
}

function choice(
  call: Call,
  a: Value,
  size: readonly number[] | null,
  replace: boolean,
  weights: number | null,
): Value | UnknownValue {
  const settled = call.evaluation.resolve(a, { kind: 'integer', use: 'size' }, call.span);
  const node = settled.type === 'int' ? null : call.operand(settled);
  if (isUnknown(node)) return node;
  const length = settled.type === 'int' ? settled.value : (call.shape(node as number)[0] ?? 0);
  const count = elementCount(size ?? []);
  if (!replace && count > length) {
    throw call.error('ValueError', "Cannot take a larger sample than population when 'replace=False'");
  }
  const chances = weights === null ? null : call.tensor(weights).data;
  const draw = (): number =>
    chances === null ? integerBetween(call.evaluation, 0, length) : weighted(call.evaluation, chances);
  const places = replace
    ? Array.from({ length: count }, draw)
    : shuffledPlaces(call.evaluation, length).slice(0, count);
  if (node === null) return drawn(call, size, (at) => places[at] as number, 'int64');
  return call.result(rowsInOrder(call, node, places, size ?? []));
}

/** A place drawn with the given chances. */
function weighted(evaluation: Evaluation, chances: Float64Array): number {
  let rest = evaluation.random();
  for (let place = 0; place < chances.length; place++) {
    rest -= chances[place] as number;
    if (rest < 0) return place;
  }
  return chances.length - 1;
}

/** How many of n tries succeed. */
function binomial(evaluation: Evaluation, n: number, p: number): number {
  let successes = 0;
  for (let i = 0; i < n; i++) if (evaluation.random() < p) successes++;
  return successes;
}

/** Source: the inverse of the distribution function. */
function laplace(evaluation: Evaluation): number {
  const u = evaluation.random() - 0.5;
  return -Math.sign(u) * Math.log(1 - 2 * Math.abs(u));
}

/** Source: Marsaglia and Tsang, A simple method for generating gamma variables (2000). */
function gamma(evaluation: Evaluation, shape: number): number {
  if (shape < 1) return gamma(evaluation, shape + 1) * (1 - evaluation.random()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (let tries = 0; tries < 100; tries++) {
    const x = evaluation.randomNormal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - evaluation.random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
  return d;
}

/** Source: Knuth, The Art of Computer Programming, volume 2, section 3.4.1. */
function poisson(evaluation: Evaluation, mean: number): number {
  const limit = Math.exp(-mean);
  let product = 1 - evaluation.random();
  let count = 0;
  while (product > limit && count < 1000) {
    count++;
    product *= 1 - evaluation.random();
  }
  return count;
}

/** How often each outcome comes in n draws, once for every place of the shape. */
function multinomial(call: Call, n: number, pvals: number, size: readonly number[] | null): Value {
  const chances = call.tensor(pvals).data;
  const rows = elementCount(size ?? []);
  const data = allocate([rows, chances.length]);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < n; i++) {
      const at = row * chances.length + weighted(call.evaluation, chances);
      data[at] = (data[at] as number) + 1;
    }
  }
  return call.result(call.constant(tensor(data, [...(size ?? []), chances.length], 'int64')));
}

/** A distribution with one parameter, whose shape is `size` or the parameter's own. */
function oneParameter(
  name: string,
  parameter: string,
  draw: (evaluation: Evaluation, value: number) => number,
  kind: DType = 'float64',
): BuiltinValue {
  return arrayFunction(name, { [parameter]: optionalOperand(), size: optionalShape() }, (call, args) => {
    const node = args[parameter] as number | null;
    const given = args['size'];
    const model = node === null ? tensor(Float64Array.of(1), []) : call.tensor(node);
    const shape = given ?? model.shape;
    const spread = call.apply('broadcastTo', [call.constant(model)], { shape });
    const { data } = call.tensor(spread);
    return drawn(
      call,
      given === null && shape.length === 0 ? null : shape,
      (at) => draw(call.evaluation, data[at] as number),
      kind,
    );
  });
}

function integersFunction(name: string): BuiltinValue {
  const parameters = {
    low: integer(),
    high: integerOr(null),
    size: optionalShape(),
    dtype: dtype(),
    endpoint: flag(false),
  };
  return arrayFunction(name, parameters, (call, { low, high, size, endpoint }) => {
    const [from, to] = high === null ? [0, low] : [low, high];
    if (to <= from && !endpoint) throw call.error('ValueError', 'low >= high');
    return drawn(call, size, () => integerBetween(call.evaluation, from, to + (endpoint ? 1 : 0)), 'int64');
  });
}

const uniform = (evaluation: Evaluation): number => evaluation.random();
const normal = (evaluation: Evaluation): number => evaluation.randomNormal();

/** The functions that the module and its generators share; `owner` is how messages name them. */
function draws(owner: string): readonly BuiltinValue[] {
  const nothing = (name: string): BuiltinValue => variadicFunction(`${owner}.${name}`, () => NONE);
  return [
    nothing('seed'),
    nothing('set_state'),
    nothing('get_state'),
    drawnByLengths(`${owner}.rand`, uniform),
    drawnByLengths(`${owner}.randn`, normal),
    ...['random', 'random_sample', 'ranf', 'sample'].map((name) => drawnBySize(`${owner}.${name}`, uniform)),
    drawnBySize(`${owner}.standard_normal`, normal),
    twoParameters(
      `${owner}.uniform`,
      ['low', 'high'],
      [0, 1],
      (e, low, high) => low + (high - low) * e.random(),
    ),
    twoParameters(
      `${owner}.normal`,
      ['loc', 'scale'],
      [0, 1],
      (e, loc, scale) => loc + scale * e.randomNormal(),
    ),
    twoParameters(`${owner}.binomial`, ['n', 'p'], [1, 0.5], binomial, 'int64'),
    twoParameters(`${owner}.laplace`, ['loc', 'scale'], [0, 1], (e, loc, scale) => loc + scale * laplace(e)),
    twoParameters(`${owner}.gamma`, ['shape', 'scale'], [1, 1], (e, shape, scale) => scale * gamma(e, shape)),
    twoParameters(`${owner}.beta`, ['a', 'b'], [1, 1], (e, a, b) => {
      const [x, y] = [gamma(e, a), gamma(e, b)];
      return x / (x + y);
    }),
    oneParameter(`${owner}.exponential`, 'scale', (e, scale) => -scale * Math.log(1 - e.random())),
    oneParameter(`${owner}.poisson`, 'lam', poisson, 'int64'),
    arrayFunction(
      `${owner}.multinomial`,
      { n: integer(), pvals: operand(), size: optionalShape() },
      (call, { n, pvals, size }) => multinomial(call, n, pvals, size),
    ),
    integersFunction(`${owner}.randint`),
    integersFunction(`${owner}.random_integers`),
    integersFunction(`${owner}.integers`),
    arrayFunction(
      `${owner}.choice`,
      {
        a: anything(),
        size: optionalShape(),
        replace: flag(true),
        p: optionalOperand(),
        axis: integerOr(0),
        shuffle: flag(true),
      },
      (call, { a, size, replace, p }) => choice(call, a, size, replace, p),
    ),
    arrayFunction(`${owner}.permutation`, { x: anything(), axis: integerOr(0) }, (call, { x }) =>
      permutation(call, x),
    ),
    arrayFunction(`${owner}.shuffle`, { x: anything(), axis: integerOr(0) }, (call, { x }) =>
      shuffle(call, x),
    ),
  ];
}

/** A generator object: the same draws as methods. */
function generatorOf(name: string): ModuleValue {
  return moduleOf(name, draws(name));
}

function moduleOf(name: string, functions: readonly BuiltinValue[]): ModuleValue {
  return {
    type: 'module',
    name,
    attributes: new Map<string, Value>(tableOf(functions)),
    missing: (attribute, span) => notSupported(`${name}.${attribute}`, span),
  };
}

/** The module `numpy.random`. */
export function randomModule(): ModuleValue {
  const makers = ['RandomState', 'default_rng', 'Generator'].map((name) =>
    arrayFunction(`np.random.${name}`, { seed: anythingOr() }, () => generatorOf(`np.random.${name}()`)),
  );
  return moduleOf('np.random', [...draws('np.random'), ...makers]);
}
