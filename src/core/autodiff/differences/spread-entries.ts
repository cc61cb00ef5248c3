/** Changes through operations whose value depends, entry by entry, on the inputs' entries at the same place. */
import { broadcastStrides, gatherStrided } from '../broadcasting.ts';
import type { EntryFunction, TapeNode } from '../tape.ts';
import { sameShape, type Tensor } from '../tensor.ts';
import { type Changes, type Column, PlaceIndex, type Spread } from './changes.ts';
import { entryKernel } from './entry-kernels.ts';
import { inverted, type PlaceMap } from './place-maps.ts';

/** One input of the operation, as its places meet those of the value. */
interface Operand {
  readonly data: Float64Array;
  /** The place that a place of the value reads; null where it is the same place. */
  readonly sources: Int32Array | null;
  /** The places of the value that read a place; null where it is the same place alone. */
  readonly readers: PlaceMap | null;
  /** Values at the places of the output's entries, where they are not the changes themselves. */
  readonly column: GrowingColumn;
}

/** A column that grows as needed and is used again for every batch of cases. */
class GrowingColumn implements Column {
  above = new Float64Array(0);
  below = new Float64Array(0);
  difference = new Float64Array(0);

  reserve(entries: number): void {
    if (entries <= this.above.length) return;
    const size = Math.max(entries, 2 * this.above.length);
    for (const part of ['above', 'below', 'difference'] as const) {
      const larger = new Float64Array(size);
      larger.set(this[part]);
      this[part] = larger;
    }
  }
}

/** Prepares the rule for a node whose operation has this entry function. */
export function spreadEntries(node: TapeNode, inputs: readonly Tensor[], f: EntryFunction): Spread {
  const operands = inputs.map((input) => operandOf(input, node.value.shape));
  // Sums of truth values and the like have arithmetic of their own.
  const kernel = entryKernel(node.value.dtype === 'float64' ? node.operation : '', f);
  const index = new PlaceIndex(node.value.data.length);
  return (changes, output) => {
    const columns = align(changes, output, operands, index);
    kernel.run(output.end, columns, output);
    if (kernel.mayKeepValue) output.dropUnchanged(node.value.data);
  };
}

function operandOf(input: Tensor, shape: readonly number[]): Operand {
  const column = new GrowingColumn();
  if (sameShape(input.shape, shape)) return { data: input.data, sources: null, readers: null, column };
  const places = input.data.map((_, place) => place);
  const sources = Int32Array.from(gatherStrided(places, shape, broadcastStrides(input.shape, shape), 0));
  return { data: input.data, sources, readers: inverted(sources, input.data.length), column };
}

/** Settles the places that change, and brings every input's values at these places into a column. */
function align(
  changes: readonly (Changes | null)[],
  output: Changes,
  operands: readonly Operand[],
  index: PlaceIndex,
): Column[] {
  const moving = operands.flatMap((operand, i) => {
    const from = changes[i];
    return from ? [{ operand, from }] : [];
  });
  const [first] = moving;
  if (first === undefined) throw new Error('A change is spread from no input');
  const together = moving.every(
    ({ operand, from }) =>
      operand.readers === null &&
      from.positions === first.from.positions &&
      from.starts === first.from.starts &&
      from.end === first.from.end,
  );
  if (together) output.sharePlaces(first.from);
  else if (moving.length === 1) expand(first.from, output, first.operand);
  else unite(moving, output, index);
  return operands.map((operand, i) => {
    const from = changes[i];
    if (from && together) return from;
    if (!from) fillConstants(operand, output);
    return operand.column;
  });
}

/** The values of an input that does not change. */
function fillConstants({ data, sources, column }: Operand, { positions, end }: Changes): void {
  column.reserve(end);
  const { above } = column;
  if (data.length === 1) {
    above.fill(data[0] as number, 0, end);
  } else if (sources === null) {
    for (let at = 0; at < end; at++) above[at] = data[positions[at] as number] as number;
  } else {
    for (let at = 0; at < end; at++) above[at] = data[sources[positions[at] as number] as number] as number;
  }
  column.below.set(above.subarray(0, end));
  column.difference.fill(0, 0, end);
}

/** Every changed entry of the one input that changes goes to each of its readers. */
function expand(from: Changes, output: Changes, { readers, column }: Operand): void {
  output.reset(from.cases);
  for (let c = 0; c < from.cases; c++) {
    const last = from.starts[c + 1] as number;
    for (let at = from.starts[c] as number; at < last; at++) {
      const place = from.positions[at] as number;
      const first = readers === null ? place : (readers.starts[place] as number);
      const count = readers === null ? 1 : (readers.starts[place + 1] as number) - first;
      output.reserve(count);
      column.reserve(output.end + count);
      const to = output.end;
      for (let r = 0; r < count; r++) {
        output.positions[to + r] = readers === null ? place : (readers.list[first + r] as number);
      }
      column.above.fill(from.above[at] as number, to, to + count);
      column.below.fill(from.below[at] as number, to, to + count);
      column.difference.fill(from.difference[at] as number, to, to + count);
      output.end = to + count;
    }
    output.endCase();
  }
}

interface MovingOperand {
  readonly operand: Operand;
  readonly from: Changes;
}

/** Several inputs change: the places that any of them reaches, each once; an input that is still there stays constant. */
function unite(moving: readonly MovingOperand[], output: Changes, index: PlaceIndex): void {
  const cases = (moving[0] as MovingOperand).from.cases;
  output.reset(cases);
  for (let c = 0; c < cases; c++) {
    index.clear();
    for (const { operand, from } of moving) {
      const last = from.starts[c + 1] as number;
      for (let at = from.starts[c] as number; at < last; at++) {
        const { readers } = operand;
        const place = from.positions[at] as number;
        const first = readers === null ? place : (readers.starts[place] as number);
        const end = readers === null ? place + 1 : (readers.starts[place + 1] as number);
        for (let r = first; r < end; r++) {
          const to = entryFor(readers === null ? place : (readers.list[r] as number), output, index, moving);
          const { column } = operand;
          column.above[to] = from.above[at] as number;
          column.below[to] = from.below[at] as number;
          column.difference[to] = from.difference[at] as number;
        }
      }
    }
    output.endCase();
  }
}

/** The entry of a place in the case being written; a new one starts with the constant values of all inputs. */
function entryFor(
  place: number,
  output: Changes,
  index: PlaceIndex,
  moving: readonly MovingOperand[],
): number {
  const known = index.find(place);
  if (known >= 0) return known;
  output.reserve(1);
  const entry = output.end++;
  output.positions[entry] = place;
  index.keep(place, entry);
  for (const { operand } of moving) {
    const { data, sources, column } = operand;
    column.reserve(entry + 1);
    const value = data[sources === null ? place : (sources[place] as number)] as number;
    column.above[entry] = value;
    column.below[entry] = value;
    column.difference[entry] = 0;
  }
  return entry;
}
