/** Changes through any operation without a rule of its own: performed again as a whole, at both ends, case by case. */
import type { Operation, TapeNode } from '../tape.ts';
import { type Tensor, tensor } from '../tensor.ts';
import type { Changes, Spread } from './changes.ts';

/** Prepares the rule, which holds for every operation. */
export function spreadWhole(node: TapeNode, operation: Operation, inputs: readonly Tensor[]): Spread {
  const base = node.value.data;
  const at = (changes: readonly (Changes | null)[], c: number, end: 'above' | 'below'): Float64Array => {
    const moved = inputs.map((input, i) => withChanges(input, changes[i] ?? null, c, end));
    return operation.value(moved, node.attributes).data;
  };
  return (changes, output) => {
    const cases = changes.find((each) => each !== null)?.cases ?? 0;
    output.reset(cases);
    for (let c = 0; c < cases; c++) {
      const above = at(changes, c, 'above');
      const below = at(changes, c, 'below');
      output.reserve(base.length);
      for (let place = 0; place < base.length; place++) {
        const [up, down] = [above[place] as number, below[place] as number];
        if (up === down && up === base[place]) continue;
        const to = output.end++;
        output.positions[to] = place;
        output.above[to] = up;
        output.below[to] = down;
        output.difference[to] = up - down;
      }
      output.endCase();
    }
  };
}

function withChanges(input: Tensor, changes: Changes | null, c: number, end: 'above' | 'below'): Tensor {
  if (changes === null) return input;
  const data = input.data.slice();
  for (let at = changes.starts[c] as number; at < (changes.starts[c + 1] as number); at++) {
    data[changes.positions[at] as number] = changes[end][at] as number;
  }
  return tensor(data, input.shape, input.dtype);
}
