/** Copies of entries in another arrangement: repeat, tile, roll. */
import type { NodeId } from '../../autodiff/tape.ts';
import type { Call } from './call.ts';
import { wholeAxis } from './subscript-items.ts';
import { countedAxis } from './views.ts';

/** One axis picked apart by places; the others whole. */
export function alongAxis(call: Call, a: NodeId, axis: number, places: readonly number[]): NodeId {
  const index = call
    .shape(a)
    .map((size, own) =>
      own === axis
        ? { kind: 'array', shape: [places.length], values: Float64Array.from(places) }
        : wholeAxis(size),
    );
  return call.apply('index', [a], { index });
}

export function repeated(
  call: Call,
  a: NodeId,
  repeats: number | readonly number[],
  axis: number | null,
): NodeId {
  const input = axis === null ? call.reshape(a, [-1]) : a;
  const own = axis === null ? 0 : axis < 0 ? axis + call.shape(a).length : axis;
  const size = call.shape(input)[own] as number;
  const counts = typeof repeats === 'number' ? new Array<number>(size).fill(repeats) : repeats;
  const each = counts.length === 1 ? new Array<number>(size).fill(counts[0] as number) : counts;
  if (each.length !== size)
    throw call.error(
      'ValueError',
      `operands could not be broadcast together with shape (${size},) (${each.length},)`,
    );
  return alongAxis(
    call,
    input,
    own,
    each.flatMap((count, place) => new Array<number>(count).fill(place)),
  );
}

export function tiled(call: Call, a: NodeId, reps: number | readonly number[]): NodeId {
  const counts = typeof reps === 'number' ? [reps] : [...reps];
  const sizes = call.shape(a);
  const rank = Math.max(counts.length, sizes.length);
  const wide = [...new Array<number>(rank - sizes.length).fill(1), ...sizes];
  const each = [...new Array<number>(rank - counts.length).fill(1), ...counts];
  let node = wide.length === sizes.length ? a : call.reshape(a, wide);
  each.forEach((count, own) => {
    if (count === 1) return;
    const size = wide[own] as number;
    node = alongAxis(
      call,
      node,
      own,
      Array.from({ length: size * count }, (_, i) => i % size),
    );
  });
  return node;
}

export function rolled(
  call: Call,
  a: NodeId,
  shift: number | readonly number[],
  axes: number | readonly number[] | null,
): NodeId {
  if (axes === null) {
    const flat = call.reshape(a, [-1]);
    return call.reshape(rolled(call, flat, shift, 0), call.shape(a));
  }
  const shifts = typeof shift === 'number' ? [shift] : shift;
  let node = a;
  (typeof axes === 'number' ? [axes] : axes).forEach((axis, i) => {
    const own = countedAxis(call, axis, call.shape(a).length);
    const size = call.shape(a)[own] as number;
    const by = shifts[i] ?? shifts[0] ?? 0;
    node = alongAxis(
      call,
      node,
      own,
      Array.from({ length: size }, (_, place) => (((place - by) % size) + size) % size),
    );
  });
  return node;
}
