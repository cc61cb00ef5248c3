/** Methods of arrays and of NumPy's numbers: `.dot()`, `.sum()`, `.reshape()`, `.astype()` … */
import type * as ast from '../../python/ast.ts';
import { arrayFromNode, copyOf, currentNode, currentTensor, viewOf, write } from '../arrays.ts';
import {
  type ArrayValue,
  bool,
  type BuiltinValue,
  type CallArguments,
  type Evaluation,
  float,
  int,
  NONE,
  type Value,
} from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { clipped, compressed } from './choosing.ts';
import { arrayFunction, tableOf, variadicFunction, writeCast } from './function-table.ts';
import { numpyModule } from './module.ts';
import {
  anything,
  dtype,
  ignored,
  integersIn,
  operand,
  optionalOperand,
  out,
  singleAxis,
  text,
} from './parameters.ts';
import { binaryOperation } from './operators.ts';
import { product } from './products.ts';
import { sorted } from './reducing.ts';
import { subscriptArray } from './subscripts.ts';
import { reshaped, transposed } from './views.ts';
import { operandPair } from './universal-functions.ts';

/** Methods that are the module's function of the same name, the array first. */
const SHARED =
  'sum prod mean max min var std all any argmax argmin cumsum ptp trace repeat take nonzero squeeze swapaxes argsort ' +
  'choose searchsorted cumprod partition argpartition conj conjugate round diagonal';

/** The node of an array or number that is known to be one. */
export function requireNode(call: Call, value: Value): number {
  const node = call.operand(value);
  if (isUnknown(node)) throw new Error('an attribute was read from an unknown value');
  return node;
}

/** The method of that name, bound to the value; null where there is none. */
export function methodOf(value: Value, name: string): Value | null {
  const method = METHODS.get(name);
  if (method === undefined) return null;
  const call = (evaluation: Evaluation, args: CallArguments): Value =>
    method.call(evaluation, { ...args, positional: [value, ...args.positional] });
  return { type: 'builtin', name: `ndarray.${name}`, call };
}

/** The array itself as the first argument of a method. */
function selfArray(call: Call, self: Value): ArrayValue {
  if (self.type === 'array') return self;
  return arrayFromNode(requireNode(call, self));
}

/** Lengths given one by one or as one tuple: `x.reshape(2, 3)`, `x.reshape((2, 3))`. */
function lengths(call: Call, positional: readonly Value[]): readonly number[] | Value {
  const [only] = positional;
  const given: Value =
    positional.length === 1 && only !== undefined ? only : { type: 'tuple', items: positional };
  const sizes = integersIn(call, given, 'size');
  return typeof sizes === 'number' ? [sizes] : sizes;
}

const reshape = variadicFunction('ndarray.reshape', (call, [self, ...rest], keywords) => {
  for (const keyword of keywords.keys()) {
    if (keyword !== 'order' && keyword !== 'shape')
      return call.unsupported(`\`reshape\` with \`${keyword}=\``);
  }
  const given = keywords.get('shape');
  const sizes = lengths(call, given === undefined ? rest : [given]);
  if ('type' in sizes) return sizes;
  const order = keywords.get('order');
  return reshaped(call, self as Value, sizes, order?.type === 'str' ? order.value : null);
});

const transpose = variadicFunction('ndarray.transpose', (call, [self, ...rest]) => {
  if (rest.length === 0 || rest[0]?.type === 'none') return transposed(call, self as Value, null);
  const axes = lengths(call, rest);
  return 'type' in axes ? axes : transposed(call, self as Value, axes);
});

/** A copy of other type, or of the same. */
const astype = arrayFunction(
  'ndarray.astype',
  { self: anything(), dtype: dtype(), copy: ignored(), casting: ignored() },
  (call, args) => {
    const node = call.operand(args.self);
    if (isUnknown(node)) return node;
    const wanted = args.dtype ?? 'float64';
    if (call.tensor(node).dtype !== wanted) return call.apply('astype', [node], { dtype: wanted });
    return args.self.type === 'array' ? copyOf(args.self, call.evaluation.tape) : args.self;
  },
);

const item = variadicFunction('ndarray.item', (call, [self, ...places]) => {
  const node = call.operand(self as Value);
  if (isUnknown(node)) return node;
  const { shape, data } = call.tensor(node);
  const wanted = places.length === 0 ? [] : lengths(call, places);
  if ('type' in wanted) return wanted;
  if (wanted.length === 0) {
    if (data.length !== 1)
      throw call.error('ValueError', 'can only convert an array of size 1 to a Python scalar');
    return call.reshape(node, []);
  }
  const [flat, index] =
    wanted.length === 1 && shape.length !== 1 ? [call.reshape(node, [-1]), wanted] : [node, wanted];
  const sizes = call.shape(flat);
  const items = index.map((place, axis) => {
    const size = sizes[axis] as number;
    if (place < -size || place >= size)
      throw call.error('IndexError', `index ${place} is out of bounds for axis ${axis} with size ${size}`);
    return { kind: 'integer', value: place < 0 ? place + size : place };
  });
  return call.apply('index', [flat], { index: items });
});

/** The entries as nested lists of numbers, each on the tape where it is a float. */
function nestedList(call: Call, node: number): Value {
  const { shape, dtype: kind, data } = call.tensor(node);
  const flat = call.reshape(node, [-1]);
  const entries = Array.from(data, (entry, at): Value => {
    if (kind === 'int64') return int(entry);
    if (kind === 'bool') return bool(entry !== 0);
    return float(entry, call.apply('index', [flat], { index: [{ kind: 'integer', value: at }] }));
  });
  const nest = (axis: number, from: number): Value => {
    if (axis === shape.length) return entries[from] as Value;
    const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
    return {
      type: 'list',
      items: Array.from({ length: shape[axis] as number }, (_, i) => nest(axis + 1, from + i * stride)),
    };
  };
  return nest(0, 0);
}

/** Operators by the names of their methods. */
const DUNDER: Readonly<Record<string, ast.BinaryOperator>> = {
  __add__: '+',
  __radd__: '+',
  __sub__: '-',
  __mul__: '*',
  __rmul__: '*',
  __truediv__: '/',
  __matmul__: '@',
  __pow__: '**',
  __mod__: '%',
};

/** Methods with signatures of their own. */
const OWN: readonly BuiltinValue[] = [
  reshape,
  transpose,
  astype,
  item,
  arrayFunction('ndarray.dot', { self: anything(), b: anything(), out: out() }, (call, { self, b }) => {
    const pair = operandPair(call, self, b, '@');
    return isUnknown(pair) ? pair : product(call, ...pair);
  }),
  arrayFunction('ndarray.tolist', { self: operand() }, (call, { self }) => nestedList(call, self)),
  arrayFunction('ndarray.copy', { self: anything(), order: ignored() }, (call, { self }) =>
    self.type === 'array' ? copyOf(self, call.evaluation.tape) : self,
  ),
  arrayFunction('ndarray.flatten', { self: anything(), order: text(null) }, (call, { self, order }) => {
    const flat = reshaped(call, copyOf(selfArray(call, self), call.evaluation.tape), [-1], order);
    return flat.type === 'array' ? copyOf(flat, call.evaluation.tape) : flat;
  }),
  arrayFunction('ndarray.ravel', { self: anything(), order: text(null) }, (call, { self, order }) =>
    reshaped(call, self, [-1], order),
  ),
  arrayFunction('ndarray.view', { self: anything(), type: ignored() }, (call, { self }) => {
    if (self.type !== 'array') return self;
    const { shape } = currentTensor(self, call.evaluation.tape);
    return viewOf(self, { operation: 'reshape', attributes: { shape } }, call.evaluation.tape, call.span);
  }),
  arrayFunction(
    'ndarray.fill',
    { self: anything(), value: operand({ kind: 'number' }) },
    (call, { self, value }) => {
      const target = selfArray(call, self);
      const { dtype: kind, shape } = currentTensor(target, call.evaluation.tape);
      const cast = call.apply('astype', [value], { dtype: kind });
      write(target, call.apply('broadcastTo', [cast], { shape }), call.evaluation.tape, call.span);
      return NONE;
    },
  ),
  arrayFunction(
    'ndarray.sort',
    { self: anything(), axis: singleAxis(-1), kind: text(null) },
    (call, { self, axis }) => {
      const target = selfArray(call, self);
      write(
        target,
        sorted(call, currentNode(target, call.evaluation.tape), axis),
        call.evaluation.tape,
        call.span,
      );
      return NONE;
    },
  ),
  arrayFunction(
    'ndarray.clip',
    { self: operand(), min: optionalOperand(), max: optionalOperand(), out: out() },
    (call, { self, min, max }) => clipped(call, self, min, max),
  ),
  arrayFunction('ndarray.getA', { self: operand() }, (_, { self }) => arrayFromNode(self)),
  arrayFunction('ndarray.getA1', { self: operand() }, (call, { self }) => {
    call.isMatrix = false;
    return call.reshape(self, [-1]);
  }),
  arrayFunction('ndarray.getT', { self: anything() }, (call, { self }) => transposed(call, self, null)),
  arrayFunction(
    'ndarray.put',
    { self: anything(), indices: operand(), values: operand() },
    (call, { self, indices, values }) => {
      const target = selfArray(call, self);
      const flat = call.reshape(currentNode(target, call.evaluation.tape), [-1]);
      const { shape, data } = call.tensor(indices);
      const written = call.apply('indexAssign', [flat, values], {
        index: [{ kind: 'array', shape, values: data }],
      });
      writeCast(call, target, call.reshape(written, currentTensor(target, call.evaluation.tape).shape));
      return NONE;
    },
  ),
  arrayFunction(
    'ndarray.compress',
    { self: operand(), condition: operand(), axis: singleAxis(null) },
    (call, { self, condition, axis }) => compressed(call, condition, self, axis),
  ),
  ...Object.entries(DUNDER).map(([name, operator]) =>
    arrayFunction(`ndarray.${name}`, { self: anything(), other: anything() }, (call, { self, other }) =>
      binaryOperation(call.evaluation, operator, self, other, call.span),
    ),
  ),
  arrayFunction('ndarray.__getitem__', { self: anything(), key: anything() }, (call, { self, key }) =>
    subscriptArray(call.evaluation, selfArray(call, self), key, call.span),
  ),
  arrayFunction('ndarray.__array__', { self: anything(), dtype: dtype() }, (_, { self }) => self),
  arrayFunction('ndarray.setflags', { self: anything(), write: ignored() }, () => NONE),
  arrayFunction('ndarray.__len__', { self: operand() }, (call, { self }) => int(call.shape(self)[0] ?? 0)),
];

const METHODS: ReadonlyMap<string, BuiltinValue> = methodTable();

function methodTable(): ReadonlyMap<string, BuiltinValue> {
  const module = numpyModule().attributes;
  const shared = SHARED.split(' ').flatMap((name) => {
    const method = module.get(name);
    return method?.type === 'builtin' ? [[name, method] as const] : [];
  });
  return new Map([...shared, ...tableOf(OWN)]);
}
