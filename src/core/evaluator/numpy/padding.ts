/** `np.pad`: widths and fillings as Python gives them. */
import type { NodeId } from '../../autodiff/tape.ts';
import { PythonError, type UnknownValue, type Value } from '../values.ts';
import { type Call, isUnknown } from './call.ts';
import { integerIn, integersIn } from './parameters.ts';
import { alongAxis } from './rearranging.ts';

export function padded(call: Call, a: NodeId, width: Value, mode: string, constant: Value): NodeId | Value {
  const widths = padWidths(call, width, call.shape(a));
  if (isUnknown(widths)) return widths;
  if (mode === 'symmetric') return mirrored(call, a, widths);
  if (!['constant', 'edge', 'reflect', 'wrap'].includes(mode))
    return call.unsupported(`\`np.pad\` with the mode ${mode}`);
  const filling = call.evaluation.resolve(constant, { kind: 'number' }, call.span);
  const single = filling.type === 'tuple' || filling.type === 'list' ? sameNumber(filling.items) : filling;
  if (single === null || (single.type !== 'int' && single.type !== 'float')) {
    return call.unsupported('`np.pad` with these `constant_values=`');
  }
  const attributes = {
    before: widths.map(([before]) => before),
    after: widths.map(([, after]) => after),
    mode,
    value: call.tensor(a).dtype === 'int64' ? Math.trunc(single.value) : single.value,
  };
  return call.apply('pad', [a], attributes);
}

/** Every axis mirrored at its ends, the last entry included. */
function mirrored(call: Call, a: NodeId, widths: readonly (readonly [number, number])[]): NodeId {
  return widths.reduce((node, [before, after], axis) => {
    const size = call.shape(node)[axis] as number;
    const places = Array.from({ length: before + size + after }, (_, i) => {
      const at = (((i - before) % (2 * size)) + 2 * size) % (2 * size);
      return at < size ? at : 2 * size - 1 - at;
    });
    return alongAxis(call, node, axis, places);
  }, a);
}

/** The one number that all entries of nested pairs are; null where they differ. */
function sameNumber(items: readonly Value[]): Value | null {
  const flat = items.flatMap((item) => (item.type === 'tuple' || item.type === 'list' ? item.items : [item]));
  const numbers = flat.map((item) =>
    item.type === 'int' || item.type === 'float' ? item.value : Number.NaN,
  );
  return numbers.every((entry) => entry === numbers[0]) ? (flat[0] ?? null) : null;
}

/** The widths before and after each axis: one number, one pair for all, or a pair per axis. */
function padWidths(
  call: Call,
  width: Value,
  shape: readonly number[],
): readonly (readonly [number, number])[] | UnknownValue {
  const settled = call.evaluation.resolve(width, { kind: 'integer', use: 'size' }, call.span);
  const everywhere = (pair: readonly [number, number]): readonly (readonly [number, number])[] =>
    shape.map(() => pair);
  if (settled.type !== 'tuple' && settled.type !== 'list') {
    const one = integerIn(call, settled, 'size');
    return isUnknown(one) ? one : everywhere([one, one]);
  }
  const pairs: (readonly [number, number])[] = [];
  const flat: number[] = [];
  for (const item of settled.items) {
    const sizes = integersIn(call, item, 'size');
    if (isUnknown(sizes)) return sizes;
    if (typeof sizes === 'number') flat.push(sizes);
    else pairs.push([sizes[0] as number, sizes[1] ?? (sizes[0] as number)]);
  }
  if (flat.length > 0) return everywhere([flat[0] as number, flat[1] ?? (flat[0] as number)]);
  if (pairs.length === 1) return everywhere(pairs[0] as readonly [number, number]);
  if (pairs.length !== shape.length) throw otherRank(call, pairs, shape);
  return pairs;
}

/** What NumPy raises, with the axes that the widths speak of: where two have a margin, they are an image's height and width. */
function otherRank(call: Call, pairs: readonly (readonly number[])[], shape: readonly number[]): PythonError {
  const count = pairs.length;
  const wide = pairs.flatMap((pair, axis) => (pair.some((width) => width > 0) ? [axis] : []));
  const names = pairs.map((_, axis) => (wide.length === 2 ? (['H', 'W'][wide.indexOf(axis)] ?? '') : ''));
  const message = `operands could not be broadcast together with remapped shapes: ${count} pad widths for ${shape.length} axes`;
  return new PythonError('ValueError', message, call.span, [], null, { shape, wanted: count, names });
}
