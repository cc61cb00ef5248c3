/** Array expressions of a wanted shape: each form asks for the shapes of its parts, so that most programs run to their end. */
import type { Draw } from './draw.ts';
import { expression } from './python-expressions.ts';

export type Shape = readonly number[];

/** What an array expression may use. */
export interface ArrayScope {
  readonly draw: Draw;
  /** Variables and their shapes. */
  readonly arrays: Map<string, Shape>;
}

/**
 * How exact values are: after 'exact' forms every entry is a short binary fraction, on which sums in any order agree.
 * Only what is recorded at once may be inexact, so that no rounding difference decides a comparison or an index.
 */
export type Precision = 'exact' | 'inexact';

/** An expression of an array of that shape (a number where it has no axes), of any element type. */
export function arrayOf(scope: ArrayScope, shape: Shape, depth: number, precision: Precision): string {
  const { draw } = scope;
  if (depth <= 0 || shape.length > 3 || draw.chance(0.15)) return leafOf(scope, shape);
  const part = (wanted: Shape, how: Precision = precision): string => arrayOf(scope, wanted, depth - 1, how);
  const choices: (() => string | null)[] = [
    () => arithmetic(scope, shape, part),
    () => arithmetic(scope, shape, part),
    () => entryByEntry(scope, shape, part, precision),
    () => entryByEntry(scope, shape, part, precision),
    () => chosen(scope, shape, part, depth),
    () => reduced(scope, shape, part, precision),
    () => reduced(scope, shape, part, precision),
    () => rearranged(scope, shape, part),
    () => indexed(scope, shape, part),
    () => indexed(scope, shape, part),
    () => joined(scope, shape, part),
    () => product(scope, shape, part),
    () => `(${made(scope, shape)})`,
  ];
  for (;;) {
    const text = draw.pick(choices)();
    if (text !== null) return text;
  }
}

/** An expression of a boolean array of that shape. */
export function maskOf(scope: ArrayScope, shape: Shape, depth: number): string {
  const { draw } = scope;
  const part = (): string => arrayOf(scope, shape, depth - 1, 'exact');
  if (depth > 1 && draw.chance(0.3)) {
    const [a, b] = [maskOf(scope, shape, depth - 1), maskOf(scope, shape, depth - 1)];
    return draw.pick([
      `(${a} & ${b})`,
      `(${a} | ${b})`,
      `(${a} ^ ${b})`,
      `np.logical_and(${a}, ${b})`,
      `np.logical_or(${a}, ${b})`,
      `np.logical_not(${a})`,
      ...(shape.length > 0 ? [`(~${a})`] : []),
      `(${a} == ${b})`,
    ]);
  }
  const operator = draw.pick(['<', '<=', '>', '>=', '==', '!=']);
  return draw.pick([
    () => `(${part()} ${operator} ${number(draw)})`,
    () => `(${part()} ${operator} ${part()})`,
    () => `(${number(draw)} ${operator} ${part()})`,
    () => `np.isnan(${part()})`,
    () => `np.isfinite(${part()})`,
    () => `np.isclose(${part()}, ${part()})`,
    () => `np.array(${part()}).astype(bool)`,
    () => `np.isin(${part()}, [0, 1, 2.5])`,
    () => `np.greater(${part()}, ${number(draw)})`,
  ])();
}

/** A short number as a literal. */
export function number(draw: Draw): string {
  return draw.pick(['0', '1', '2', '-1', '0.5', '-0.25', '1.5', '3', '-2.0', '4.0']);
}

/** A shape of so many axes, each from 1 to 4. */
export function randomShape(draw: Draw, rank: number): Shape {
  return draw.times(rank, () => draw.pick([1, 2, 2, 3, 3, 4]));
}

/** The literal of an array with random entries. */
export function literal(draw: Draw, shape: Shape): string {
  const size = sizeOf(shape);
  if (size > 40) return `(np.arange(${size}.0).reshape(${show(shape)}) % 7 - 2)`;
  const kind = draw.pick(['float', 'float', 'int', 'bool']);
  const entry = (): string => {
    if (kind === 'bool') return draw.pick(['True', 'False']);
    if (kind === 'int') return String(draw.integer(-4, 6));
    return draw.pick(['-1.5', '0.25', '2.0', '-0.5', '1.0', '3.5', '0.0', '-2.25', '0.75']);
  };
  const nest = (axis: number): string => {
    if (axis === shape.length) return entry();
    return `[${draw.times(shape[axis] as number, () => nest(axis + 1)).join(', ')}]`;
  };
  return `np.array(${nest(0)}${kind === 'int' && draw.chance(0.2) ? ', dtype=float' : ''})`;
}

type Part = (shape: Shape, precision?: Precision) => string;

export const show = (shape: Shape): string => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
const sizeOf = (shape: Shape): number => shape.reduce((size, length) => size * length, 1);

function leafOf(scope: ArrayScope, shape: Shape): string {
  const { draw } = scope;
  const names = [...scope.arrays].filter(([, own]) => show(own) === show(shape)).map(([name]) => name);
  if (names.length > 0 && draw.chance(0.8)) return draw.pick(names);
  if (shape.length === 0) return draw.chance(0.5) ? number(draw) : `np.float64(${number(draw)})`;
  return literal(draw, shape);
}

/** A shape that broadcasts to the wanted one. */
function narrower(draw: Draw, shape: Shape): Shape {
  const kept = shape.map((length) => (draw.chance(0.3) ? 1 : length));
  return draw.chance(0.3) ? kept.slice(draw.integer(0, kept.length)) : kept;
}

function arithmetic({ draw }: ArrayScope, shape: Shape, part: Part): string {
  // Numbers that come from arrays of integers are Python's here, which raise where NumPy's divide by zero.
  const operator = draw.pick(['+', '-', '*', '+', '-', '*', ...(shape.length > 0 ? ['//', '%'] : [])]);
  const other = draw.chance(0.3) ? number(draw) : part(draw.chance(0.5) ? shape : narrower(draw, shape));
  const pair = [part(shape), other];
  if (draw.chance(0.3)) pair.reverse();
  const [a, b] = pair as [string, string];
  if (draw.chance(0.15)) {
    const name = draw.pick(['add', 'subtract', 'multiply', 'maximum', 'minimum', 'floor_divide', 'mod']);
    return `np.${name}(${a}, ${b})`;
  }
  return `(${a} ${operator} ${b})`;
}

const EXACT = [
  '(-$)',
  'np.abs($)',
  'abs($)',
  'np.square($)',
  '($ ** 2)',
  'np.power($, 2)',
  'np.sign($)',
  'np.floor($)',
  'np.ceil($)',
  'np.trunc($)',
  'np.rint(1.0 * $)',
  'np.round($, 1)',
  'np.round(1.0 * $, 1)',
  'np.around(1.0 * $)',
  'np.maximum($, 0)',
  'np.minimum($, 1.5)',
  'np.clip($, -1, 2)',
  'np.clip($, 0, None)',
  'np.copy($)',
  'np.array($)',
  'np.asarray($)',
  'np.asarray($, dtype=float)',
  'np.zeros_like($)',
  'np.ones_like($)',
  'np.full_like($, 2.5)',
  'np.nan_to_num($)',
  'np.heaviside($, 0.5)',
  '(+$)',
  '(1 - $)',
  '(2 ** np.clip($, 0, 3))',
  'np.positive($)',
  'np.negative($)',
  'np.negative($, dtype=float)',
  '(lambda a: np.maximum(0, a))($)',
  '($ * 1.0)',
  '(0.5 * ($ + $))',
  'np.float64(2) * $',
  '($ / 4)',
  'np.true_divide($, 2)',
];

const INEXACT = [
  'np.exp($)',
  'np.exp(-np.abs($))',
  'np.tanh($)',
  '(1 / (1 + np.exp(-$)))',
  'np.log(np.abs($) + 1)',
  'np.sqrt(np.abs($))',
  'np.sqrt($)',
  'np.log($)',
  'np.log1p(np.abs($))',
  'np.expm1($)',
  'np.log2(np.abs($) + 0.5)',
  'np.sin($)',
  'np.cos($)',
  'np.arctan($)',
  'np.sinh($)',
  'np.cbrt($)',
  '($ / ($ + 0.5))',
  '($ / 3)',
  '($ / $)',
  '(1 / $)',
  'np.reciprocal($)',
  'np.logaddexp($, $)',
  'np.power(np.abs($), 0.5)',
  'np.hypot($, $)',
  'np.arctan2($, $)',
  '(np.abs($) ** 1.5)',
  '($ ** -1)',
];

function entryByEntry({ draw }: ArrayScope, shape: Shape, part: Part, precision: Precision): string {
  // Of truth values NumPy computes such functions in half precision, which counts as double precision here.
  if (precision === 'inexact' && draw.chance(0.6))
    return draw.pick(INEXACT).replace(/\$/g, () => `(1.0 * ${part(shape)})`);
  return draw.pick(EXACT).replace(/\$/g, () => part(shape));
}

/** Entries that a mask or a choice decides. */
function chosen(scope: ArrayScope, shape: Shape, part: Part, depth: number): string {
  const { draw } = scope;
  const mask = (): string => maskOf(scope, shape, depth - 1);
  return draw.pick([
    () =>
      `np.where(${mask()}, ${part(shape)}, ${draw.chance(0.5) ? part(narrower(draw, shape)) : number(draw)})`,
    () => `(${part(shape)} * ${mask()})`,
    () => `(${mask()} * 2)`,
    () => `${mask()}.astype(int)`,
    () => `np.asarray(${part(shape)}).astype(${draw.pick(['int', 'float', "'int64'", 'np.float64'])})`,
    () => `np.select([${mask()}, ${mask()}], [${part(shape)}, ${part(shape)}], ${number(draw)})`,
    () => `(${mask()} + ${part(shape)})`,
  ])();
}

/** Sums, means and other reductions of a larger array. */
function reduced({ draw }: ArrayScope, shape: Shape, part: Part, precision: Precision): string {
  const axis = draw.integer(0, shape.length);
  const length = draw.integer(1, 4);
  const larger = [...shape.slice(0, axis), length, ...shape.slice(axis)];
  const shown = draw.chance(0.3) ? axis - larger.length : axis;
  const exact = [
    'sum',
    'max',
    'min',
    'prod',
    'any',
    'all',
    'argmax',
    'argmin',
    'ptp',
    'median',
    'count_nonzero',
  ];
  const name = draw.pick(
    precision === 'inexact' ? [...exact, 'mean', 'std', 'var', 'mean', 'average'] : exact,
  );
  const kept = shape.findIndex((own, at) => own === 1 && at === axis);
  if (kept >= 0 && draw.chance(0.5) && !['average', 'ptp'].includes(name)) {
    const keeping = shape.map((own, at) => (at === kept ? length : own));
    return `np.${name}(${part(keeping)}, axis=${axis}, keepdims=True)`;
  }
  if (shape.length === 0 && draw.chance(0.5)) {
    const whole = part(randomShape(draw, draw.integer(1, 3)));
    return draw.chance(0.5) || ['median', 'average', 'count_nonzero', 'ptp'].includes(name)
      ? `np.${name}(${whole})`
      : `(${whole}).${name}()`;
  }
  if (shape.length > 0 && draw.chance(0.2))
    return `np.cumsum(${part(shape)}, axis=${draw.integer(0, shape.length - 1)})`;
  if (draw.chance(0.15)) return `np.sum(${part([2, ...shape, 3])}, axis=(0, -1))`;
  if (draw.chance(0.1)) return `(np.linalg.norm(${part([...larger], 'exact')} * 1.0, axis=${shown}) ** 0)`;
  return ['sum', 'max', 'min', 'prod', 'any', 'all', 'argmax', 'argmin', 'mean', 'std', 'var'].includes(
    name,
  ) && draw.chance(0.5)
    ? `(${part(larger)}).${name}(${draw.chance(0.5) ? `axis=${shown}` : shown})`
    : `np.${name}(${part(larger)}, axis=${shown})`;
}

/** The same entries in another order or under another shape. */
function rearranged({ draw }: ArrayScope, shape: Shape, part: Part): string | null {
  const order = draw.shuffled(shape.map((_, axis) => axis));
  const before = shape.map((_, axis) => shape[order.indexOf(axis)] as number);
  const source: Shape = draw.pick([[sizeOf(shape)], [1, ...shape], [...shape, 1], [...shape].reverse()]);
  const rank = shape.length;
  const forms: (() => string)[] = [
    () => `(${part(source)}).reshape(${show(shape)})`,
    () => `np.reshape(${part(source)}, ${rank === 0 ? '()' : show([...shape.slice(0, -1), -1])})`,
    () => `np.squeeze(${part([1, ...shape])}, axis=0)`,
  ];
  if (rank > 0) {
    forms.push(
      () => `(${part([...shape].reverse())}).T`,
      () => `np.transpose(${part(before)}, ${show(order)})`,
      () => `(${part(before)}).transpose(${order.join(', ')})`,
      () =>
        `np.swapaxes(${part([shape[rank - 1] as number, ...shape.slice(1, -1), ...(rank > 1 ? [shape[0] as number] : [])])}, 0, -1)`,
      () => `np.flip(${part(shape)}, axis=${draw.integer(0, rank - 1)})`,
      () => `np.roll(${part(shape)}, ${draw.integer(-2, 3)}, axis=${draw.integer(0, rank - 1)})`,
      () => `np.roll(${part(shape)}, ${draw.integer(-2, 3)})`,
      () => `np.sort(${part(shape)}, axis=${draw.integer(-1, rank - 1)})`,
      () => `np.broadcast_to(${part(narrower(draw, shape))}, ${show(shape)})`,
      () => `np.moveaxis(${part([...shape.slice(1), shape[0] as number])}, -1, 0)`,
      () => `np.reshape(${part(source)}, ${show(shape)}, order='F')`,
      () => `np.argsort(${part(shape)}, axis=-1, kind='stable')`,
    );
  }
  if (rank === 1) {
    const pieces = sizeOf(shape) % 2 === 0 ? [2, sizeOf(shape) / 2] : [1, sizeOf(shape)];
    forms.push(
      () => `(${part(pieces)}).ravel()`,
      () => `(${part(pieces)}).flatten(${draw.chance(0.3) ? "'F'" : ''})`,
      () => `np.ravel(${part(pieces)})`,
      () => `np.diag(${part([shape[0] as number, shape[0] as number])}).copy()`,
    );
  }
  if (rank === 2) {
    forms.push(
      () => `np.triu(${part(shape)})`,
      () => `np.tril(${part(shape)}, -1)`,
      () => `np.fliplr(${part(shape)})`,
    );
    if (shape[0] === shape[1]) forms.push(() => `np.diag(${part([shape[0] as number])})`);
  }
  return draw.pick(forms)();
}

/** A subscript of a larger array. */
function indexed({ draw }: ArrayScope, shape: Shape, part: Part): string {
  const axes: number[] = [];
  const items: string[] = [];
  let fancy = false;
  for (const length of shape) {
    if (length === 1 && draw.chance(0.25)) {
      items.push(draw.pick(['None', 'np.newaxis']));
    } else if (!fancy && draw.chance(0.2)) {
      const size = draw.integer(1, 4);
      const places = draw.times(length, () => draw.integer(-size, size - 1)).join(', ');
      items.push(draw.chance(0.5) ? `[${places}]` : `np.array([${places}])`);
      axes.push(size);
      fancy = true;
    } else {
      const [size, text] = draw.pick<readonly [number, string]>([
        [length, ':'],
        [length, '::-1'],
        [length + 1, '1:'],
        [length + 1, ':-1'],
        [2 * length, '::2'],
        [length + 2, `1:${length + 1}`],
        [length, `:${length + 3}`],
        [length + 1, `-${length}:`],
      ]);
      items.push(text);
      axes.push(size);
    }
    if (!fancy && draw.chance(0.15)) {
      const size = draw.integer(1, 3);
      items.push(String(draw.integer(-size, size - 1)));
      axes.push(size);
    }
  }
  if (axes.length === 0) {
    const base = randomShape(draw, draw.integer(1, 3));
    return `(${part(base)})[${base.map((size) => draw.integer(-size, size - 1)).join(', ')}]`;
  }
  if (draw.chance(0.1)) {
    items.unshift('...');
    axes.unshift();
  }
  return `(${part(axes)})[${items.join(', ')}]`;
}

/** Several arrays side by side. */
function joined({ draw }: ArrayScope, shape: Shape, part: Part): string | null {
  if (shape.length === 0) return null;
  const axis = draw.integer(0, shape.length - 1);
  const length = shape[axis] as number;
  const withLength = (other: number): Shape => shape.map((own, at) => (at === axis ? other : own));
  const cut = draw.integer(1, Math.max(1, length - 1));
  const rest = [...shape.slice(0, axis), ...shape.slice(axis + 1)];
  const forms: (() => string)[] = [
    () => `np.stack([${draw.times(length, () => part(rest)).join(', ')}], axis=${axis})`,
    () => `np.split(${part(withLength(2 * length))}, 2, axis=${axis})[${draw.integer(0, 1)}]`,
    () => `(np.expand_dims(${part(rest)}, ${axis}))${length === 1 ? '' : `.repeat(${length}, axis=${axis})`}`,
    () =>
      `np.take(${part(withLength(3))}, [${draw.times(length, () => draw.integer(0, 2)).join(', ')}], axis=${axis})`,
    () => `np.delete(${part(withLength(length + 1))}, ${draw.integer(0, length)}, axis=${axis})`,
    () => `np.diff(${part(withLength(length + 1))}, axis=${axis})`,
    () => `np.tile(${part(withLength(1))}, ${show(shape.map((own, at) => (at === axis ? own : 1)))})`,
  ];
  if (length > 1) {
    forms.push(
      () => `np.concatenate([${part(withLength(cut))}, ${part(withLength(length - cut))}], axis=${axis})`,
      () =>
        `np.concatenate((${part(withLength(cut))}, ${part(withLength(length - cut))}), ${axis - shape.length})`,
      () => `np.append(${part(withLength(cut))}, ${part(withLength(length - cut))}, axis=${axis})`,
      () =>
        `np.insert(${part(withLength(length - 1))}, ${draw.integer(0, length - 1)}, ${number(draw)}, axis=${axis})`,
    );
    if (axis === 0)
      forms.push(() =>
        `np.vstack([${part(withLength(cut))}, ${part(withLength(length - cut))}])`.replace(
          /^np\.vstack/,
          shape.length === 1 ? 'np.hstack' : 'np.vstack',
        ),
      );
    if (axis === 1)
      forms.push(() => `np.hstack([${part(withLength(cut))}, ${part(withLength(length - cut))}])`);
    if (axis === 1 && shape.length === 2)
      forms.push(() => `np.c_[${part(withLength(cut))}, ${part(withLength(length - cut))}]`);
  }
  if (length > 2) {
    const widths = shape.map((_, at) => (at === axis ? '(1, 1)' : '(0, 0)')).join(', ');
    const mode = draw.pick(["'constant'", "'constant', constant_values=1.5", "'edge'", "'reflect'"]);
    if (length > 3 || !mode.includes('reflect')) {
      forms.push(
        () =>
          `np.pad(${part(withLength(length - 2))}, (${widths}${shape.length === 1 ? ',' : ''}), mode=${mode})`,
      );
    }
  }
  return draw.pick(forms)();
}

/** Products of matrices and contractions. */
function product({ draw }: ArrayScope, shape: Shape, part: Part): string | null {
  const inner = draw.integer(1, 3);
  if (shape.length === 0) {
    return draw.pick([
      () => `np.dot(${part([inner])}, ${part([inner])})`,
      () => `(${part([inner])} @ ${part([inner])})`,
      () => `np.einsum('ij,ij->', ${part([inner, 2])}, ${part([inner, 2])})`,
      () => `np.trace(${part([inner, inner])})`,
      () => `np.vdot(${part([inner])}, ${part([inner])})`,
      () => `np.inner(${part([inner])}, ${part([inner])})`,
      () => `np.linalg.det(np.eye(2) * ${part([])})`,
      () => `np.tensordot(${part([inner, 2])}, ${part([inner, 2])})`,
    ])();
  }
  const [rows = 1, columns = 1] = shape;
  if (shape.length === 1) {
    return draw.pick([
      () => `(${part([rows, inner])} @ ${part([inner])})`,
      () => `np.dot(${part([inner])}, ${part([inner, rows])})`,
      () => `np.einsum('ij,j->i', ${part([rows, inner])}, ${part([inner])})`,
      () => `np.einsum('ii->i', ${part([rows, rows])})`,
      () => `np.einsum('ij->j', ${part([inner, rows])})`,
    ])();
  }
  if (shape.length === 2) {
    return draw.pick([
      () => `(${part([rows, inner])} @ ${part([inner, columns])})`,
      () => `np.dot(${part([rows, inner])}, ${part([inner, columns])})`,
      () => `np.matmul(${part([rows, inner])}, (${part([columns, inner])}).T)`,
      () => `(${part([inner, rows])}).T.dot(${part([inner, columns])})`,
      () => `np.outer(${part([rows])}, ${part([columns])})`,
      () => `np.einsum('ik,kj->ij', ${part([rows, inner])}, ${part([inner, columns])})`,
      () => `np.einsum('i,j->ij', ${part([rows])}, ${part([columns])})`,
      () => `np.einsum('ij->ji', ${part([columns, rows])})`,
      () => `np.tensordot(${part([rows, inner])}, ${part([inner, columns])}, axes=1)`,
      () => `np.tensordot(${part([inner, rows])}, ${part([inner, columns])}, axes=([0], [0]))`,
      () => `np.inner(${part([rows, inner])}, ${part([columns, inner])})`,
      () => `np.kron(${part([rows, 1])}, ${part([1, columns])})`,
      () => `np.multiply.outer(${part([rows])}, ${part([columns])})`,
      () => `np.linalg.solve(np.eye(${rows}) * 2, ${part([rows, columns])})`,
      () => `(np.linalg.inv(np.eye(${rows}) * 4) @ ${part([rows, columns])})`,
    ])();
  }
  if (shape.length > 3) return null;
  const depth = shape[2] as number;
  return draw.pick([
    () => `(${part([rows, columns, inner])} @ ${part([inner, depth])})`,
    () => `np.matmul(${part([rows, columns, inner])}, ${part([rows, inner, depth])})`,
    () => `np.einsum('bij,bjk->bik', ${part([rows, columns, inner])}, ${part([rows, inner, depth])})`,
    () => `np.dot(${part([rows, columns, inner])}, ${part([inner, depth])})`,
    () => `np.tensordot(${part([rows, columns, inner])}, ${part([inner, depth])}, axes=([2], [0]))`,
  ])();
}

/** Arrays from nothing but sizes and numbers. */
function made({ draw }: ArrayScope, shape: Shape): string {
  const size = sizeOf(shape);
  const one = shape.length === 1;
  return draw.pick([
    () => `np.zeros(${show(shape)}${draw.chance(0.3) ? ', dtype=int' : ''})`,
    () => `np.ones(${show(shape)}${draw.chance(0.2) ? ', bool' : ''})`,
    () => `np.full(${show(shape)}, ${number(draw)})`,
    () => `np.arange(${size}).reshape(${show(shape)})`,
    () => `np.arange(${size}.0).reshape(${show(shape)}) / 4`,
    () =>
      one
        ? `np.arange(${number(draw)}, 9)[:1].repeat(${size})`
        : `np.linspace(0, ${size - 1}, ${size}).reshape(${show(shape)})`,
    () => (shape.length === 2 ? `np.eye(${shape[0]}, ${shape[1]})` : `np.empty(${show(shape)}) > np.inf`),
    () =>
      one
        ? `np.array([n * 0.5 for n in range(${size})])`
        : `np.zeros(${show(shape)}) + ${expression(draw, 'k')}`,
    () => `np.asarray(np.arange(${size}) % 3 == 1).reshape(${show(shape)})`,
  ])();
}
