/** Changes through operations that only rearrange entries: each changed entry goes to its copies. */
import type { Operation, TapeNode } from '../tape.ts';
import type { Tensor } from '../tensor.ts';
import type { Spread } from './changes.ts';
import { copiedPlaces, inverted } from './place-maps.ts';

/** Prepares the rule; null where the value is no plain copy. */
export function spreadPlaces(node: TapeNode, operation: Operation, inputs: readonly Tensor[]): Spread | null {
  // A value that is not float64 may have been cut to whole numbers on the way.
  if (node.value.dtype !== 'float64') return null;
  const sources = copiedPlaces(node, operation, inputs);
  if (sources === null) return null;
  const readers = sources.map((places, i) => inverted(places, (inputs[i] as Tensor).data.length));
  return (changes, output) => {
    const moving = changes.flatMap((from, i) => {
      const map = readers[i];
      return from && map ? [{ from, map }] : [];
    });
    const cases = moving[0]?.from.cases ?? 0;
    output.reset(cases);
    for (let c = 0; c < cases; c++) {
      for (const { from, map } of moving) {
        const last = from.starts[c + 1] as number;
        for (let at = from.starts[c] as number; at < last; at++) {
          const place = from.positions[at] as number;
          const end = map.starts[place + 1] as number;
          output.reserve(end - (map.starts[place] as number));
          for (let r = map.starts[place] as number; r < end; r++) {
            const to = output.end++;
            output.positions[to] = map.list[r] as number;
            output.above[to] = from.above[at] as number;
            output.below[to] = from.below[at] as number;
            output.difference[to] = from.difference[at] as number;
          }
        }
      }
      output.endCase();
    }
  };
}
