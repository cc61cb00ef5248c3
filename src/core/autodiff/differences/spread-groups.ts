/** Changes through reductions: the groups of entries that hold a changed one are folded again. */
import { keptShape, reducedAxes } from '../operations/axes.ts';
import type { Operation, TapeNode } from '../tape.ts';
import { type Tensor, tensor } from '../tensor.ts';
import type { Arena } from './arena.ts';
import { type Changes, PlaceIndex, type Spread } from './changes.ts';
import { inverted, type PlaceMap, placesRead } from './place-maps.ts';

const reductions: ReadonlySet<string> = new Set([
  'sum',
  'mean',
  'max',
  'min',
  'prod',
  'var',
  'std',
  'logsumexp',
]);

/** True for the operations that this file has a rule for, all with the attributes `axis` and `keepdims`. */
export function isReduction(operation: string): boolean {
  return reductions.has(operation);
}

/** A reduction's arrays, and which entries of the input go into which of the result. */
interface Reduction {
  readonly result: Float64Array;
  readonly data: Float64Array;
  readonly groupOf: Int32Array;
  readonly arena: Arena;
}

/** Prepares the rule for a reduction. */
export function spreadGroups(node: TapeNode, operation: Operation, input: Tensor, arena: Arena): Spread {
  const reduction: Reduction = {
    arena,
    result: node.value.data,
    data: input.data,
    groupOf: groupsOfPlaces(node, input),
  };
  switch (node.operation) {
    case 'sum':
      return spreadSum(reduction, 1);
    case 'mean':
      return spreadSum(reduction, node.value.data.length / input.data.length);
    case 'max':
      return spreadExtreme(reduction, 1);
    case 'min':
      return spreadExtreme(reduction, -1);
    default:
      return spreadFolded(reduction, node, operation);
  }
}

/** The place in the result that each entry of the input is folded into. */
function groupsOfPlaces(node: TapeNode, { shape }: Tensor): Int32Array {
  const reduced = reducedAxes(node.attributes, shape.length);
  // A result with its axes kept, stretched to the input's shape, reads the group of every place.
  return placesRead(keptShape(shape, reduced), shape);
}

/** Sums and means: the changes of a group are added up by themselves before they meet the group's large sum. */
function spreadSum({ result, data, groupOf, arena }: Reduction, scale: number): Spread {
  const index = new PlaceIndex(result.length, arena);
  return ([from], output) => {
    const changes = from as Changes;
    output.reset(changes.cases);
    for (let c = 0; c < changes.cases; c++) {
      index.clear();
      const [start, end] = [changes.starts[c] as number, changes.starts[c + 1] as number];
      output.reserve(end - start);
      const { positions, above, below, difference } = output;
      const first = output.end;
      // Entries of one group mostly follow each other, so the group's entry is looked up where another one begins.
      let known = -1;
      let to = -1;
      for (let at = start; at < end; at++) {
        const place = changes.positions[at] as number;
        const group = groupOf[place] as number;
        if (group !== known) {
          known = group;
          to = index.find(group);
        }
        if (to < 0) {
          to = output.end++;
          index.keep(group, to);
          positions[to] = group;
          above[to] = 0;
          below[to] = 0;
          difference[to] = 0;
        }
        const before = data[place] as number;
        above[to] = (above[to] as number) + ((changes.above[at] as number) - before);
        below[to] = (below[to] as number) + ((changes.below[at] as number) - before);
        difference[to] = (difference[to] as number) + (changes.difference[at] as number);
      }
      for (let to = first; to < output.end; to++) {
        const before = result[positions[to] as number] as number;
        above[to] = before + scale * (above[to] as number);
        below[to] = before + scale * (below[to] as number);
        difference[to] = scale * (difference[to] as number);
      }
      output.endCase();
    }
  };
}

/** The extreme of every group with a changed entry: of the changed ones, and of the best of those that stay. */
function spreadExtreme(reduction: Reduction, sign: 1 | -1): Spread {
  const { data, result, groupOf, arena } = reduction;
  const members = inverted(groupOf, result.length);
  const best = bestMembers(members, data, sign);
  const isMoved = new PlaceIndex(data.length, arena);
  const index = new PlaceIndex(result.length, arena);
  const movedOf = new Int32Array(result.length);
  const bestMoves = new Uint8Array(result.length);
  return ([from], output) => {
    const changes = from as Changes;
    output.reset(changes.cases);
    for (let c = 0; c < changes.cases; c++) {
      index.clear();
      const start = changes.starts[c] as number;
      const end = changes.starts[c + 1] as number;
      output.reserve(end - start);
      const first = output.end;
      bestOfMoved(changes, start, end, output, { groupOf, sign, best, index, movedOf, bestMoves });
      const { positions, above, below, difference } = output;
      let isMarked = false;
      for (let to = first; to < output.end; to++) {
        const group = positions[to] as number;
        let staying = result[group] as number;
        if (bestMoves[group] === 1) {
          const size = (members.starts[group + 1] as number) - (members.starts[group] as number);
          if (movedOf[group] === size) continue;
          if (!isMarked) mark(changes, start, end, isMoved);
          isMarked = true;
          staying = sign * bestOfStaying(members, group, data, sign, isMoved);
        }
        const raisedStays = sign * staying > sign * (above[to] as number);
        const loweredStays = sign * staying > sign * (below[to] as number);
        if (raisedStays) above[to] = staying;
        if (loweredStays) below[to] = staying;
        if (raisedStays || loweredStays) difference[to] = (above[to] as number) - (below[to] as number);
      }
      output.endCase();
    }
    output.dropUnchanged(result);
  };
}

function mark(changes: Changes, start: number, end: number, isMoved: PlaceIndex): void {
  isMoved.clear();
  for (let at = start; at < end; at++) isMoved.keep(changes.positions[at] as number, at);
}

interface ExtremeWork {
  readonly groupOf: Int32Array;
  readonly sign: 1 | -1;
  /** The best entry of each group, before anything moves. */
  readonly best: Int32Array;
  readonly index: PlaceIndex;
  /** Of the groups in the current case: how many entries move, and whether the best does. */
  readonly movedOf: Int32Array;
  readonly bestMoves: Uint8Array;
}

/** One entry per group with the extremes among the group's changed entries. */
function bestOfMoved(
  changes: Changes,
  start: number,
  end: number,
  output: Changes,
  { groupOf, sign, best, index, movedOf, bestMoves }: ExtremeWork,
): void {
  const { positions, above, below, difference } = output;
  let known = -1;
  let to = -1;
  for (let at = start; at < end; at++) {
    const place = changes.positions[at] as number;
    const group = groupOf[place] as number;
    if (group !== known) {
      known = group;
      to = index.find(group);
    }
    const up = changes.above[at] as number;
    const down = changes.below[at] as number;
    if (to < 0) {
      to = output.end++;
      index.keep(group, to);
      positions[to] = group;
      above[to] = up;
      below[to] = down;
      difference[to] = changes.difference[at] as number;
      movedOf[group] = 1;
      bestMoves[group] = place === best[group] ? 1 : 0;
      continue;
    }
    movedOf[group] = (movedOf[group] as number) + 1;
    if (place === best[group]) bestMoves[group] = 1;
    const raised = !(sign * up <= sign * (above[to] as number));
    const lowered = !(sign * down <= sign * (below[to] as number));
    if (raised) above[to] = up;
    if (lowered) below[to] = down;
    // Where one entry is the extreme at both ends, its difference comes along.
    if (raised && lowered) difference[to] = changes.difference[at] as number;
    else if (raised || lowered) difference[to] = (above[to] as number) - (below[to] as number);
  }
}

/** The place of the first best entry of every group. */
function bestMembers(members: PlaceMap, data: Float64Array, sign: number): Int32Array {
  return Int32Array.from({ length: members.starts.length - 1 }, (_, group) => {
    let best = members.list[members.starts[group] as number] as number;
    for (let m = members.starts[group] as number; m < (members.starts[group + 1] as number); m++) {
      const place = members.list[m] as number;
      if (sign * (data[place] as number) > sign * (data[best] as number)) best = place;
    }
    return best;
  });
}

/** sign · the best entry of a group that does not move. */
function bestOfStaying(
  members: PlaceMap,
  group: number,
  data: Float64Array,
  sign: number,
  isMoved: PlaceIndex,
): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let m = members.starts[group] as number; m < (members.starts[group + 1] as number); m++) {
    const place = members.list[m] as number;
    if (isMoved.find(place) < 0) best = Math.max(best, sign * (data[place] as number));
  }
  return best;
}

/** Any other reduction: the operation itself, on the one group. */
function spreadFolded(reduction: Reduction, node: TapeNode, operation: Operation): Spread {
  const { data, result, groupOf, arena } = reduction;
  const members = inverted(groupOf, result.length);
  const index = new PlaceIndex(result.length, arena);
  const attributes = { ...node.attributes, axis: null, keepdims: false };
  const folded = (group: number, values: Float64Array): number => {
    const places = members.list.subarray(members.starts[group], members.starts[group + 1]);
    const entries = Float64Array.from(places, (place) => values[place] as number);
    return operation.value([tensor(entries, [entries.length])], attributes).data[0] as number;
  };
  const [raised, lowered] = [data.slice(), data.slice()];
  return ([from], output) => {
    const changes = from as Changes;
    output.reset(changes.cases);
    for (let c = 0; c < changes.cases; c++) {
      index.clear();
      const [start, end] = [changes.starts[c] as number, changes.starts[c + 1] as number];
      output.reserve(end - start);
      const first = output.end;
      for (let at = start; at < end; at++) {
        const place = changes.positions[at] as number;
        raised[place] = changes.above[at] as number;
        lowered[place] = changes.below[at] as number;
        const group = groupOf[place] as number;
        if (index.find(group) >= 0) continue;
        index.keep(group, output.end);
        output.positions[output.end++] = group;
      }
      for (let to = first; to < output.end; to++) {
        const group = output.positions[to] as number;
        const [above, below] = [folded(group, raised), folded(group, lowered)];
        output.above[to] = above;
        output.below[to] = below;
        output.difference[to] = above - below;
      }
      for (let at = start; at < end; at++) {
        const place = changes.positions[at] as number;
        raised[place] = data[place] as number;
        lowered[place] = data[place] as number;
      }
      output.endCase();
    }
    output.dropUnchanged(result);
  };
}
