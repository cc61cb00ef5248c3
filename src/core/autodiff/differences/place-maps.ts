/** How places of an input and places of a value belong together, read off the operation itself by arrays of labels. */
import { broadcastStrides, walkRows } from '../broadcasting.ts';
import type { Operation, TapeNode } from '../tape.ts';
import { elementCount, type Tensor } from '../tensor.ts';

/** For every place of one side, the places of the other that belong to it: list[starts[p]] … list[starts[p + 1] − 1]. */
export interface PlaceMap {
  readonly starts: Int32Array;
  readonly list: Int32Array;
}

/** The inverse of a map from each place of a value to one place of an input (-1: none). */
export function inverted(sources: Int32Array, inputSize: number): PlaceMap {
  const starts = new Int32Array(inputSize + 1);
  for (let place = 0; place < sources.length; place++) {
    const source = sources[place] as number;
    if (source >= 0) starts[source + 1] = (starts[source + 1] as number) + 1;
  }
  for (let place = 0; place < inputSize; place++) {
    starts[place + 1] = (starts[place + 1] as number) + (starts[place] as number);
  }
  const next = starts.slice();
  const list = new Int32Array(starts[inputSize] as number);
  for (let place = 0; place < sources.length; place++) {
    const source = sources[place] as number;
    if (source < 0) continue;
    const at = next[source] as number;
    list[at] = place;
    next[source] = at + 1;
  }
  return { starts, list };
}

/** The place of an array of shape `from` that each place reads when it is broadcast to shape `into`. */
export function placesRead(from: readonly number[], into: readonly number[]): Int32Array {
  const places = new Int32Array(elementCount(into));
  const strides = broadcastStrides(from, into);
  const inner = into[into.length - 1] ?? 1;
  const step = strides[strides.length - 1] ?? 0;
  let at = 0;
  walkRows(into, [strides], (offsets) => {
    const first = offsets[0] as number;
    for (let column = 0; column < inner; column++) places[at++] = first + column * step;
  });
  return places;
}

/**
 * For each input of an operation that only rearranges, the place of it that each entry of the value is a copy of (-1: a
 * copy of something else). Null where the labels do not come through, as when they are cast to truth values.
 */
export function copiedPlaces(
  node: TapeNode,
  operation: Operation,
  inputs: readonly Tensor[],
): Int32Array[] | null {
  let total = 0;
  const firsts = inputs.map((input) => {
    const first = total;
    total += input.data.length;
    return first;
  });
  // Labelled twice with different labels, constants that the operation itself brings (padding) stay as they are.
  const labelled = (shift: number): Float64Array =>
    operation.value(
      inputs.map((input, i) => ({
        dtype: 'float64',
        shape: input.shape,
        data: consecutive(input.data.length, shift + (firsts[i] as number)),
      })),
      node.attributes,
    ).data;
  const low = labelled(1);
  const high = labelled(1 + total);
  if (low.some((label, place) => (high[place] as number) - label !== total && high[place] !== label))
    return null;
  return inputs.map((input, i) => {
    const first = firsts[i] as number;
    const sources = new Int32Array(low.length);
    for (let place = 0; place < low.length; place++) {
      const label = low[place] as number;
      const source = label - 1 - first;
      sources[place] = high[place] !== label && source >= 0 && source < input.data.length ? source : -1;
    }
    return sources;
  });
}

function consecutive(count: number, first: number): Float64Array {
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) numbers[i] = first + i;
  return numbers;
}
