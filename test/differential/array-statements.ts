/** Statements over arrays: bindings, in-place changes through names and views, and calls whose result has no shape known before. */
import {
  type ArrayScope,
  arrayOf,
  literal,
  maskOf,
  number,
  type Precision,
  randomShape,
  type Shape,
  show,
} from './array-expressions.ts';

/** A statement over the arrays in scope, which it may add to; what it computed stands in `out` under its label. */
export function arrayStatement(scope: ArrayScope, label: number): string {
  const { draw } = scope;
  const kinds = [
    recorded,
    recorded,
    bound,
    bound,
    changed,
    changed,
    changed,
    viewed,
    searched,
    looped,
    called,
  ];
  const text = draw.pick(kinds)(scope, label);
  // Now and then a name that another shape belongs to, so that errors are compared as well.
  return draw.chance(0.06) ? mistaken(scope, text) : text;
}

/** Arrays that every program begins with. */
export function arrayPrelude(scope: ArrayScope): string {
  const { draw, arrays } = scope;
  const shapes: Shape[] = [[2, 3], [3], [3, 2], [2, 2, 3], randomShape(draw, 2), randomShape(draw, 1)];
  return shapes
    .map((shape, at) => {
      const name = `A${at}`;
      arrays.set(name, shape);
      return `${name} = ${literal(draw, shape)}`;
    })
    .join('\n');
}

function anyShape({ draw }: ArrayScope): Shape {
  return randomShape(draw, draw.pick([0, 1, 1, 2, 2, 2, 3]));
}

const DEPTH = 3;

function recorded(scope: ArrayScope, label: number): string {
  const { draw } = scope;
  const precision: Precision = draw.chance(0.5) ? 'inexact' : 'exact';
  const text = draw.chance(0.15)
    ? maskOf(scope, anyShape(scope), DEPTH)
    : arrayOf(scope, anyShape(scope), DEPTH + 1, precision);
  return `out.append((${label}, ${text}))`;
}

function bound(scope: ArrayScope, label: number): string {
  const { draw, arrays } = scope;
  const shape = randomShape(draw, draw.pick([1, 2, 2, 3]));
  const name = draw.chance(0.3) ? draw.pick([...arrays.keys()]) : `B${label}`;
  // The name holds something even where its expression raises.
  const before = arrays.has(name) ? '' : `${name} = A0.copy()\n`;
  const text = `${before}${name} = ${arrayOf(scope, shape, DEPTH, 'exact')}`;
  arrays.set(name, shape);
  return `${text}\nout.append((${label}, ${name}, ${name}.shape, ${name}.dtype.kind))`;
}

/** One array of the scope. */
function target({ draw, arrays }: ArrayScope): readonly [string, Shape] {
  return draw.pick([...arrays]);
}

/** A subscript that selects from the shape, with the selection's shape. */
function selection(scope: ArrayScope, shape: Shape): readonly [string, Shape] {
  const { draw } = scope;
  const [length = 1, ...rest] = shape;
  const last = shape.at(-1) ?? 1;
  const place = draw.integer(-length, length - 1);
  const many = draw.times(draw.integer(1, 3), () => draw.integer(-length, length - 1));
  const options: (readonly [string, Shape])[] = [
    [`[${place}]`, rest],
    ['[:]', shape],
    ['[...]', shape],
    ['[::-1]', shape],
    ['[1:]', [length - 1, ...rest]],
    ['[:-1]', [length - 1, ...rest]],
    ['[::2]', [Math.ceil(length / 2), ...rest]],
    [`[[${many.join(', ')}]]`, [many.length, ...rest]],
    ['[..., 1:]', [...shape.slice(0, -1), last - 1]],
    ['[..., ::-1]', shape],
  ];
  if (shape.length > 1) options.push(['[..., -1]', shape.slice(0, -1)]);
  if (shape.length === 2) {
    const columns = draw.times(many.length, () => draw.integer(0, last - 1));
    options.push(
      [`[[${many.join(', ')}], [${columns.join(', ')}]]`, [many.length]],
      [`[${place}, ${draw.integer(0, last - 1)}]`, []],
      ['[:, 0]', [length]],
      [`[np.arange(${length}), ${draw.integer(0, last - 1)}]`, [length]],
      ['[:, :1]', [length, 1]],
      ['[:, [0]]', [length, 1]],
    );
  }
  return draw.pick(options);
}

function changed(scope: ArrayScope, label: number): string {
  const { draw } = scope;
  const [name, shape] = target(scope);
  const [subscript, selected] = selection(scope, shape);
  const value = (wanted: Shape): string =>
    draw.chance(0.4) ? number(draw) : arrayOf(scope, wanted, 2, 'exact');
  const operator = draw.pick(['+=', '-=', '*=', '+=', '-=', '//=', '%=', '/=', '**=']);
  const scaled = operator === '**=' ? '2' : operator === '/=' ? '2' : value(selected);
  const mask = maskOf(scope, shape, 2);
  const form = draw.pick([
    () => `${name}${subscript} = ${value(selected)}`,
    () => `${name}${subscript} ${operator} ${scaled}`,
    () => `${name} ${operator} ${operator === '**=' || operator === '/=' ? '2' : value(shape)}`,
    () => `${name}[${mask}] = ${number(draw)}`,
    () => `${name}[${mask}] ${draw.pick(['+=', '*=', '-='])} ${number(draw)}`,
    () => `m = ${mask}\n${name}[m] = ${name}[~m].sum()`,
    () => `np.add.at(${name}, [0, -1, 0], ${number(draw)})`,
    () => `np.add(${name}, ${value(shape)}, out=${name})`,
    () => `np.maximum(${name}, ${number(draw)}, out=${name})`,
    () => `${name}.fill(${number(draw)})`,
    () => `${name}.sort(axis=${draw.integer(-1, 0)})`,
    () => `${name}.T[...] = ${value([...shape].reverse())}`,
    () => `${name}.ravel()[0] = ${number(draw)}`,
    () => `${name}.reshape(-1)[-1] ${draw.pick(['+=', '='])} ${number(draw)}`,
    () => `${name}.flat[0] = ${number(draw)}`,
    () => `np.subtract.at(${name}, 0, ${number(draw)})`,
    () => `np.put(${name}, [0], [${number(draw)}])`,
    () => `np.copyto(${name}, ${value(shape)})`,
    () =>
      shape.length === 2 ? `np.fill_diagonal(${name}, ${number(draw)})` : `${name}[...] = ${number(draw)}`,
    () => `${name}${subscript}, ${name}[0] = ${value(selected)}, ${number(draw)}`,
  ])();
  return `${form}\nout.append((${label}, ${name}.copy()))`;
}

/** A view under a name of its own, and a change of it or of its base. */
function viewed(scope: ArrayScope, label: number): string {
  const { draw, arrays } = scope;
  const [name, shape] = target(scope);
  const [subscript, selected] = selection(scope, shape);
  const options: (readonly [string, Shape])[] = [
    [`${name}${subscript}`, selected],
    [`${name}.T`, [...shape].reverse()],
    [`${name}.reshape(-1)`, [shape.reduce((size, length) => size * length, 1)]],
    [`${name}.ravel()`, [shape.reduce((size, length) => size * length, 1)]],
    [`${name}[None]`, [1, ...shape]],
    [`np.asarray(${name})`, shape],
    [name, shape],
    [`${name}.copy()`, shape],
    [`np.squeeze(${name})`, shape.filter((length) => length !== 1)],
    [`${name}[..., np.newaxis]`, [...shape, 1]],
    [`np.transpose(${name})`, [...shape].reverse()],
    [`${name}.T[::-1]`, [...shape].reverse()],
    [`${name}.astype(float)`, shape],
    [`${name}.T.reshape(-1)`, [shape.reduce((size, length) => size * length, 1)]],
  ];
  const [text, own] = draw.pick(options);
  const view = `V${label}`;
  const change = draw.pick([
    `${view} += ${number(draw)}`,
    `${view}[...] = ${number(draw)}`,
    `${view}[0] = ${number(draw)}`,
    `${name} -= ${number(draw)}`,
    `${name}[0] = ${number(draw)}`,
    `${view} = ${view} * 2`,
    `${view}[-1:] *= 2`,
    `${name} = ${name} + 1`,
    `${view}[::-1] += ${view}`,
  ]);
  if (own.length > 0 && own.every((length) => length > 0) && !/^np\.float|\[-?\d+\]$/.test(text))
    arrays.set(view, own);
  return `${view} = A0\n${view} = ${text}\n${change}\nout.append((${label}, ${name}, ${view}))`;
}

/** Calls whose result's shape depends on the entries, and calls that answer in numbers or tuples. */
function searched(scope: ArrayScope, label: number): string {
  const { draw } = scope;
  const [name, shape] = target(scope);
  const flat = (): string => arrayOf(scope, randomShape(draw, 1), 2, 'exact');
  const any = (): string => arrayOf(scope, anyShape(scope), 2, 'exact');
  const matrix = (rows: number, columns: number): string => arrayOf(scope, [rows, columns], 2, 'exact');
  const mask = maskOf(scope, shape, 2);
  const form = draw.pick([
    () => `${name}[${mask}]`,
    () => `np.nonzero(${mask})`,
    () => `np.where(${mask})`,
    () => `np.argwhere(${mask})`,
    () => `np.flatnonzero(${flat()})`,
    () => `np.unique(${any()})`,
    () => `np.unique(${flat()}, return_counts=True)`,
    () => `np.unique(${flat()}, return_inverse=True)`,
    () => `np.bincount(np.abs(${flat()}).astype(int))`,
    () => `np.searchsorted(np.array([-1.0, 0.5, 2.0]), ${flat()})`,
    () => `np.array_split(${flat()}, 2)`,
    () => `np.split(np.arange(6) * ${number(draw)}, [1, 4])`,
    () => `np.percentile(${flat()}, 50)`,
    () => `np.meshgrid(${flat()}, ${flat()})`,
    () => `np.allclose(${any()}, ${number(draw)})`,
    () => `np.array_equal(${any()}, ${any()})`,
    () => `(${name}.shape, ${name}.ndim, ${name}.size, len(${name}), ${name}.T.shape)`,
    () => `${name}.tolist()`,
    () => `[float(n) for n in ${flat()}]`,
    () => `[row.sum() for row in ${name}]`,
    () => `${name}.argmax()`,
    () => `np.unravel_index(${name}.argmax(), ${name}.shape)`,
    () => `(np.isnan(${any()}).any(), np.any(${any()}), np.all(${any()}))`,
    () => `np.eye(3)[np.array([0, 2, 1, 1])]`,
    () => `np.eye(4)[np.abs(${flat()}).astype(int) % 4]`,
    () => `sum(${flat()})`,
    () => `max(${flat()})`,
    () => `sorted(${flat()})`,
    () => `list(zip(${flat()}, ${flat()}))`,
    () => `dict(enumerate(${flat()}))`,
    () => `${flat()}[np.argsort(${flat()})[:1]]`,
    () => `np.linalg.norm(${any()} * 1.0)`,
    () => `np.linalg.norm(${matrix(2, 3)} * 1.0, axis=1, keepdims=True)`,
    () => `np.linalg.det(${matrix(2, 2)} * 1.0)`,
    () => `np.matrix(${matrix(2, 3)}) * np.matrix(${matrix(3, 2)})`,
    () => `np.matrix(${matrix(2, 3)})[0].T`,
    () => `np.asarray(np.matrix(${matrix(2, 2)}).sum(axis=1))`,
    () => `np.multiply(np.matrix(${matrix(2, 2)}), ${matrix(2, 2)})`,
    () => `np.random.randn(${draw.integer(1, 3)}, 2).shape`,
    () => `np.sort(np.random.permutation(5))`,
    () => `(lambda g: (np.zeros(3) + g).shape)(np.random.rand())`,
    () => `np.random.randint(0, 2, size=(2, 3)).dtype.kind`,
    () => `str(${name}.shape) + str(${name}.dtype)`,
    () => `'%.3f' % np.sum(${any()})`,
    () => `f'{np.max(${any()}):.2f}'`,
    () => `bool(${any()})`,
    () => `int(${any()})`,
    () => `'big' if ${any()} > 1 else 'small'`,
    () => `${any()} and 1`,
    () => `${number(draw)} in ${flat()}`,
    () => `isinstance(${any()}, np.ndarray)`,
    () => `np.shape(${any()}) + (1,)`,
    () => `[n for n, a in np.ndenumerate(${name}) if a > 0]`,
    () => `list(np.ndindex(2, 2))`,
    () => `np.average(${flat()})`,
    () => `np.dot(${any()}, ${any()})`,
    () => `(${any()} + ${any()})`,
    () => `(${any()} @ ${any()})`,
    () => `np.concatenate([${any()}, ${any()}])`,
    () => `${any()}.reshape(2, -1)`,
    () => `np.sum(${any()}, axis=1)`,
    () => `${name}[${draw.integer(-3, 5)}]`,
    () => `${name}[:, ${draw.integer(-3, 3)}]`,
    () => `${name}[${draw.integer(0, 2)}, ${draw.integer(0, 2)}]`,
    () => `np.array([[1, 2], [${number(draw)}, 4]])`,
    () => `np.array([${name}, ${name}])`,
    () => `np.array([${any()}, ${any()}])`,
    () => `np.broadcast_arrays(${any()}, ${any()})`,
    () => `np.cumsum(${any()})`,
    () => `np.max(${name}) - ${name}.min()`,
    () => `-${mask}`,
    () => `${mask} - ${mask}`,
    () => `np.vectorize(lambda n: n * 2)(${any()})`,
    () => `np.apply_along_axis(np.sum, 0, ${matrix(2, 3)})`,
    () => `np.einsum('ij,jk', ${matrix(2, 3)}, ${matrix(3, 2)})`,
    () => `np.einsum('...i->...', ${any()})`,
    () => `np.r_[${flat()}, 1, ${flat()}]`,
    () => `np.linspace(0, 1, ${draw.integer(1, 5)})`,
    () => `np.arange(${number(draw)}, ${number(draw)}, 0.5)`,
    () => `np.arange(${draw.integer(-3, 6)})[::-2]`,
    () => `np.logspace(0, 2, 3)`,
    () => `np.isscalar(${number(draw)})`,
    () => `np.take_along_axis(${matrix(2, 3)}, np.array([[0], [2]]), axis=1)`,
    () => `np.column_stack([${flat()}, ${flat()}])`,
    () => `(np.floor(${number(draw)}), np.exp(0), np.sqrt(4), np.abs(-3))`,
    () => `np.int64(7) // np.int64(2), np.float64(3) ** 2, np.int64(3) / 2, np.bool_(True) + 1`,
    () => `round(np.mean(${any()}), 3)`,
    () => `${name}.mean(axis=0, keepdims=True).shape, ${name}.std()`,
    () => `[a.shape for a in np.hsplit(${matrix(2, 4)}, 2)]`,
  ])();
  return `out.append((${label}, ${form}))`;
}

/** Loops over rows, entries and places. */
function looped(scope: ArrayScope, label: number): string {
  const { draw } = scope;
  const [name, shape] = target(scope);
  const own = `S${label}`;
  return draw.pick([
    () =>
      `${own} = 0\nfor row in ${name}:\n    ${own} = ${own} + row * ${number(draw)}\nout.append((${label}, ${own}))`,
    () =>
      `${own} = np.zeros(${show(shape)})\nfor n in range(${name}.shape[0]):\n    ${own}[n] = ${name}[n] ${draw.pick(['+', '*', '-'])} n\nout.append((${label}, ${own}))`,
    () =>
      `for n in range(${name}.shape[0]):\n    if np.sum(${name}[n]) > ${number(draw)}:\n        ${name}[n] *= 2\n    else:\n        ${name}[n] = ${number(draw)}\nout.append((${label}, ${name}.copy()))`,
    () =>
      `${own} = {}\nfor n, row in enumerate(${name}):\n    ${own}['W' + str(n)] = row\n${own}['W0'] += 1\nout.append((${label}, ${own}, ${name}))`,
    () =>
      `${own} = [np.ones((n, 2)) for n in range(1, 4)]\nfor a, b in zip(${own}[:-1], ${own}[1:]):\n    a += b.sum()\n${own}[-1] = ${own}[0] @ ${own}[1].T\nout.append((${label}, ${own}))`,
    () =>
      `${own} = 0\nfor a in range(${shape[0]}):\n    for b in range(2):\n        ${own} += np.sum(${name}[a]) * b\nout.append((${label}, ${own}))`,
    () =>
      `${own} = [a for a in ${name}]\n${own}[0][...] = ${number(draw)}\nout.append((${label}, ${own}, ${name}.copy()))`,
    () => `for a in np.nditer(${name}):\n    ${own} = float(a)\nout.append((${label}, ${own}))`,
    () => `while np.sum(np.abs(${name})) > 50:\n    ${name} = ${name} // 2\nout.append((${label}, ${name}))`,
    () =>
      `it = iter(${name})\nfirst = next(it)\nfirst += 1\nout.append((${label}, first, len(list(it)), ${name}.copy()))`,
  ])();
}

/** Functions and classes that take, change and return arrays. */
function called(scope: ArrayScope, label: number): string {
  const { draw } = scope;
  const [name, shape] = target(scope);
  const part = (): string => arrayOf(scope, shape, 2, 'exact');
  return draw.pick([
    () =>
      `def f${label}(a, b=${number(draw)}, axis=0):\n    a = a + b\n    return a.sum(axis=axis), a\nout.append((${label}, f${label}(${part()}), f${label}(${name}, axis=-1)))`,
    () =>
      `def f${label}(a):\n    a += ${number(draw)}\n    return a\nout.append((${label}, f${label}(${name}), f${label}(${name}[:1]), ${name}.copy()))`,
    () =>
      `class C${label}:\n    def __init__(self, w):\n        self.w = w\n        self.grad = np.zeros_like(w)\n    def step(self, rate=0.5):\n        self.grad += ${number(draw)}\n        self.w -= rate * self.grad\n        return self\no = C${label}(${name})\no.step().step(rate=${number(draw)})\nout.append((${label}, o.w, o.grad, ${name}))`,
    () =>
      `g = {'dW1': ${part()}, 'db': [${part()}]}\ng['dW1'] += ${part()}\ng['db'][0][0] = ${number(draw)}\nout.append((${label}, g))`,
    () =>
      `def relu(a):\n    return np.maximum(0, a), a\nh, cache = relu(${name})\nd_h = ${part()} * (cache > 0)\nout.append((${label}, h, d_h, cache is ${name}))`,
    () =>
      `def f${label}(*arrays, **options):\n    return [a * options.get('scale', 2) for a in arrays]\nout.append((${label}, f${label}(${part()}, ${name}), f${label}(${name}, scale=${number(draw)})))`,
    () =>
      `o = [${name}, ${name}.copy()]\no[0] += o[1]\no[1] = o[1] + o[0]\nout.append((${label}, o, ${name}.copy()))`,
    () => `a = b = ${name}\na = a * 2\nb *= 2\nout.append((${label}, a, b, ${name}.copy()))`,
    () => `(a, b), n = (${name}, ${part()}), ${name}.shape[0]\nout.append((${label}, a - b, n))`,
    () =>
      `f${label} = lambda a: a if a.ndim < 2 else a[0]\nout.append((${label}, f${label}(${name}), list(map(f${label}, [${part()}]))))`,
  ])();
}

/** The text with one array's name in another's place. */
function mistaken({ draw, arrays }: ArrayScope, text: string): string {
  const names = [...arrays.keys()].filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  if (names.length === 0) return text;
  const wrong = draw.pick(names);
  const other = draw.pick([...arrays.keys()]);
  // The line that makes sure that a name holds something stays as it is.
  return text.replace(new RegExp(`(?<!^\\w+ = )\\b${wrong}\\b`), other);
}
