/** Changes through operations whose value depends, entry by entry, on the inputs' entries at the same place. */
import type { EntryFunction, TapeNode } from '../tape.ts';
import { sameShape, type Tensor } from '../tensor.ts';
import type { Arena } from './arena.ts';
import { Changes, type Column, leastEntries, PlaceIndex, type Spread } from './changes.ts';
import { entryKernel } from './entry-kernels.ts';
import { inverted, type PlaceMap, placesRead } from './place-maps.ts';

/** One input of the operation, as its places meet those of the value. */
interface Operand {
  readonly data: Float64Array;
  /** The place that a place of the value reads; null where it is the same place. */
  readonly sources: Int32Array | null;
  /** The live places of the value that read a place; null where it is the same place alone. */
  readonly readers: PlaceMap | null;
  /** Values at the places of the output's entries, where they are not the changes themselves. */
  readonly column: GrowingColumn;
  /** The same for batches in which it does not change: its differences stay zeros. */
  readonly still: GrowingColumn;
  /** The entry of each of its places in the current case; null where its shape is the value's. */
  readonly entryOf: PlaceIndex | null;
  /** Its changes without those at places that are not live. */
  readonly living: Changes;
}

/** A column that grows as needed and is used again for every batch of cases. */
class GrowingColumn implements Column {
  above: Float64Array = new Float64Array(0);
  below: Float64Array = new Float64Array(0);
  difference: Float64Array = new Float64Array(0);

  constructor(private readonly arena: Arena) {}

  reserve(entries: number): void {
    if (entries <= this.above.length) return;
    const size = Math.max(entries, 2 * this.above.length, leastEntries);
    for (const part of ['above', 'below', 'difference'] as const) {
      const larger = this.arena.floats(size);
      larger.set(this[part]);
      this[part] = larger;
    }
  }
}

export interface EntrySettings {
  /** Places of the value that bear on the root; null where all do. */
  readonly live: Uint8Array | null;
  readonly arena: Arena;
}

/** Prepares the rule for a node whose operation has this entry function; entries that are not live are left out. */
export function spreadEntries(
  node: TapeNode,
  inputs: readonly Tensor[],
  f: EntryFunction,
  { live, arena }: EntrySettings,
): Spread {
  const operands = inputs.map((input) => operandOf(input, node.value.shape, { live, arena }));
  // Sums of truth values and the like have arithmetic of their own.
  const kernel = entryKernel(node.value.dtype === 'float64' ? node.operation : '', f);
  const index = new PlaceIndex(node.value.data.length, arena);
  return (changes, output) => {
    const columns = align(changes, output, { operands, live, index });
    kernel.run(output.end, columns, output);
    if (kernel.mayKeepValue) output.dropUnchanged(node.value.data);
  };
}

function operandOf(input: Tensor, shape: readonly number[], { live, arena }: EntrySettings): Operand {
  const column = new GrowingColumn(arena);
  const still = new GrowingColumn(arena);
  const living = new Changes(arena);
  if (sameShape(input.shape, shape)) {
    return { data: input.data, sources: null, readers: null, column, still, entryOf: null, living };
  }
  const sources = placesRead(input.shape, shape);
  return {
    data: input.data,
    sources,
    readers: inverted(
      sources.map((source, place) => (live?.[place] === 0 ? -1 : source)),
      input.data.length,
    ),
    column,
    still,
    living,
    entryOf: new PlaceIndex(input.data.length, arena),
  };
}

interface Alignment {
  readonly operands: readonly Operand[];
  readonly live: Uint8Array | null;
  readonly index: PlaceIndex;
}

interface MovingOperand {
  readonly operand: Operand;
  readonly from: Changes;
}

/** Settles the places that change, and brings every input's values at these places into a column. */
function align(changes: readonly (Changes | null)[], output: Changes, alignment: Alignment): Column[] {
  const { operands, live, index } = alignment;
  const moving = operands.flatMap((operand, i) => {
    const from = changes[i];
    if (!from) return [];
    if (live !== null && operand.readers === null) keepLiving(from, live, operand.living);
    return [{ operand, from: live !== null && operand.readers === null ? operand.living : from }];
  });
  const isShared = sharePlacesOfOne(moving, output);
  if (!isShared) {
    if (moving.length === 1) expand(moving[0] as MovingOperand, output);
    else unite(moving, output, index);
  }
  return operands.map((operand) => {
    const moved = moving.find((each) => each.operand === operand);
    if (!moved) return constants(operand, output);
    return isShared && operand.readers === null ? moved.from : operand.column;
  });
}

/** Copies the changes at live places. */
function keepLiving(from: Changes, live: Uint8Array, into: Changes): void {
  into.reset(from.cases);
  into.reserve(from.end);
  let to = 0;
  for (let c = 0; c < from.cases; c++) {
    const last = from.starts[c + 1] as number;
    for (let at = from.starts[c] as number; at < last; at++) {
      const place = from.positions[at] as number;
      if (live[place] === 0) continue;
      into.positions[to] = place;
      into.above[to] = from.above[at] as number;
      into.below[to] = from.below[at] as number;
      into.difference[to] = from.difference[at] as number;
      to += 1;
    }
    into.end = to;
    into.endCase();
  }
}

/**
 * Shares the places of an input of the value's own shape, where no other input reaches further: the common cases of one
 * changing input, and of one beside a sum or an extreme of itself. False where the places have to be put together.
 */
function sharePlacesOfOne(moving: readonly MovingOperand[], output: Changes): boolean {
  const widest = moving.find(({ operand }) => operand.readers === null)?.from;
  if (!widest) return false;
  for (const { operand, from } of moving) {
    const isSame =
      operand.readers === null && from.positions === widest.positions && from.starts === widest.starts;
    if (isSame) continue;
    if (operand.readers === null || !gather(operand, from, widest)) return false;
  }
  output.sharePlaces(widest);
  return true;
}

/** Reads an input at the places of another's changes. Returns false where it changes other places too. */
function gather(
  { data, sources, readers, column, entryOf }: Operand,
  from: Changes,
  widest: Changes,
): boolean {
  if (sources === null || readers === null || entryOf === null) return false;
  column.reserve(widest.end);
  const { above, below, difference } = column;
  const { positions } = widest;
  for (let c = 0; c < widest.cases; c++) {
    entryOf.clear();
    let unread = 0;
    const lastChange = from.starts[c + 1] as number;
    for (let at = from.starts[c] as number; at < lastChange; at++) {
      const place = from.positions[at] as number;
      entryOf.keep(place, at);
      unread += (readers.starts[place + 1] as number) - (readers.starts[place] as number);
    }
    const last = widest.starts[c + 1] as number;
    let source = -1;
    let entry = -1;
    for (let at = widest.starts[c] as number; at < last; at++) {
      const read = sources[positions[at] as number] as number;
      if (read !== source) {
        source = read;
        entry = entryOf.find(read);
      }
      if (entry < 0) {
        above[at] = data[read] as number;
        below[at] = data[read] as number;
        difference[at] = 0;
      } else {
        unread -= 1;
        above[at] = from.above[entry] as number;
        below[at] = from.below[entry] as number;
        difference[at] = from.difference[entry] as number;
      }
    }
    if (unread > 0) return false;
  }
  return true;
}

/** The values of an input that does not change: the same at both ends. */
function constants({ data, sources, still }: Operand, { positions, end }: Changes): Column {
  still.reserve(end);
  const { above } = still;
  if (data.length === 1) {
    above.fill(data[0] as number, 0, end);
  } else if (sources === null) {
    for (let at = 0; at < end; at++) above[at] = data[positions[at] as number] as number;
  } else {
    for (let at = 0; at < end; at++) above[at] = data[sources[positions[at] as number] as number] as number;
  }
  return { above, below: above, difference: still.difference };
}

/** Every changed entry of the one input that changes goes to each of its readers. */
function expand({ from, operand: { readers, column } }: MovingOperand, output: Changes): void {
  output.reset(from.cases);
  let count = 0;
  for (let at = 0; at < from.end; at++) count += readerCount(readers, from.positions[at] as number);
  output.reserve(count);
  column.reserve(count);
  for (let c = 0; c < from.cases; c++) {
    const last = from.starts[c + 1] as number;
    for (let at = from.starts[c] as number; at < last; at++) {
      const place = from.positions[at] as number;
      const first = readers === null ? place : (readers.starts[place] as number);
      const end = readers === null ? place + 1 : (readers.starts[place + 1] as number);
      let to = output.end;
      for (let r = first; r < end; r++) {
        output.positions[to] = readers === null ? place : (readers.list[r] as number);
        column.above[to] = from.above[at] as number;
        column.below[to] = from.below[at] as number;
        column.difference[to] = from.difference[at] as number;
        to += 1;
      }
      output.end = to;
    }
    output.endCase();
  }
}

function readerCount(readers: PlaceMap | null, place: number): number {
  return readers === null ? 1 : (readers.starts[place + 1] as number) - (readers.starts[place] as number);
}

/** Several inputs change: the places that any of them reaches, each once; where one stays, its constant stands. */
function unite(moving: readonly MovingOperand[], output: Changes, index: PlaceIndex): void {
  const cases = (moving[0] as MovingOperand).from.cases;
  output.reset(cases);
  for (let c = 0; c < cases; c++) {
    index.clear();
    for (const { operand, from } of moving) {
      const { readers, column } = operand;
      const last = from.starts[c + 1] as number;
      for (let at = from.starts[c] as number; at < last; at++) {
        const place = from.positions[at] as number;
        const first = readers === null ? place : (readers.starts[place] as number);
        const end = readers === null ? place + 1 : (readers.starts[place + 1] as number);
        for (let r = first; r < end; r++) {
          const reader = readers === null ? place : (readers.list[r] as number);
          let to = index.find(reader);
          if (to < 0) to = newEntry(reader, output, index, moving);
          column.above[to] = from.above[at] as number;
          column.below[to] = from.below[at] as number;
          column.difference[to] = from.difference[at] as number;
        }
      }
    }
    output.endCase();
  }
}

/** A place's entry in the case being written; it starts with the constant values of all inputs. */
function newEntry(
  place: number,
  output: Changes,
  index: PlaceIndex,
  moving: readonly MovingOperand[],
): number {
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
