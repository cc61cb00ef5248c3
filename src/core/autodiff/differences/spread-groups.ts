/** Changes through reductions: the groups of entries that hold a changed one are folded again. */
import { reducedAxes } from '../operations/axes.ts';
import type { Operation, TapeNode } from '../tape.ts';
import { stridesOf, type Tensor, tensor } from '../tensor.ts';
import { type Changes, PlaceIndex, type Spread } from './changes.ts';
import { inverted, type PlaceMap } from './place-maps.ts';

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
}

/** Prepares the rule for a reduction. */
export function spreadGroups(node: TapeNode, operation: Operation, input: Tensor): Spread {
  const reduction: Reduction = {
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
function groupsOfPlaces(node: TapeNode, { shape, data }: Tensor): Int32Array {
  const reduced = new Set(reducedAxes(node.attributes, shape.length));
  const strides = stridesOf(shape);
  const groupStrides = stridesOf(shape.map((size, axis) => (reduced.has(axis) ? 1 : size)));
  return Int32Array.from(data, (_, place) => {
    let group = 0;
    for (let axis = 0; axis < shape.length; axis++) {
      if (reduced.has(axis)) continue;
      const along = Math.floor(place / (strides[axis] as number)) % (shape[axis] as number);
      group += along * (groupStrides[axis] as number);
    }
    return group;
  });
}

/** Sums and means: the changes of a group are added up by themselves before they meet the group's large sum. */
function spreadSum({ result, data, groupOf }: Reduction, scale: number): Spread {
  const index = new PlaceIndex(result.length);
  return ([from], output) => {
    const changes = from as Changes;
    output.reset(changes.cases);
    for (let c = 0; c < changes.cases; c++) {
      index.clear();
      const [start, end] = [changes.starts[c] as number, changes.starts[c + 1] as number];
      output.reserve(end - start);
      const { positions, above, below, difference } = output;
      const first = output.end;
      for (let at = start; at < end; at++) {
        const place = changes.positions[at] as number;
        const group = groupOf[place] as number;
        let to = index.find(group);
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

/** The changed entries of one case, group by group: a linked list per group, newest first. */
class GroupedEntries {
  private readonly heads: PlaceIndex;
  private next = new Int32Array(64);
  groups: number[] = [];

  constructor(groupCount: number) {
    this.heads = new PlaceIndex(groupCount);
  }

  /** Sorts the entries start ≤ at < end of the changes by group. */
  collect(changes: Changes, start: number, end: number, groupOf: Int32Array): void {
    if (this.next.length < end - start) this.next = new Int32Array(2 * (end - start));
    this.heads.clear();
    this.groups = [];
    for (let at = start; at < end; at++) {
      const group = groupOf[changes.positions[at] as number] as number;
      const head = this.heads.find(group);
      if (head < 0) this.groups.push(group);
      this.next[at - start] = head;
      this.heads.keep(group, at - start);
    }
  }

  /** Visits the group's entries. */
  forEach(group: number, start: number, visit: (at: number) => void): void {
    for (let at = this.heads.find(group); at >= 0; at = this.next[at] as number) visit(start + at);
  }
}

/** Runs a rule that folds one group of a case anew and pushes its result. */
function spreadByGroup(
  { result, groupOf }: Reduction,
  fold: (
    group: number,
    changes: Changes,
    entries: (visit: (at: number) => void) => void,
    output: Changes,
  ) => void,
): Spread {
  const grouped = new GroupedEntries(result.length);
  return ([from], output) => {
    const changes = from as Changes;
    output.reset(changes.cases);
    for (let c = 0; c < changes.cases; c++) {
      const start = changes.starts[c] as number;
      grouped.collect(changes, start, changes.starts[c + 1] as number, groupOf);
      output.reserve(grouped.groups.length);
      for (const group of grouped.groups) {
        const to = output.end++;
        output.positions[to] = group;
        fold(group, changes, (visit) => grouped.forEach(group, start, visit), output);
      }
      output.endCase();
    }
    output.dropUnchanged(result);
  };
}

/** The extreme of a group: of its changed entries, and of the best of those that stay. */
function spreadExtreme(reduction: Reduction, sign: 1 | -1): Spread {
  const { data, result, groupOf } = reduction;
  const members = inverted(groupOf, result.length);
  const isMoved = new PlaceIndex(data.length);
  const best = bestMembers(members, data, sign);
  return spreadByGroup(reduction, (group, changes, entries, output) => {
    let above = Number.NEGATIVE_INFINITY;
    let below = Number.NEGATIVE_INFINITY;
    let [aboveAt, belowAt] = [-1, -1];
    isMoved.clear();
    entries((at) => {
      isMoved.keep(changes.positions[at] as number, 1);
      const [up, down] = [sign * (changes.above[at] as number), sign * (changes.below[at] as number)];
      if (up > above || Number.isNaN(up)) [above, aboveAt] = [up, at];
      if (down > below || Number.isNaN(down)) [below, belowAt] = [down, at];
    });
    const staying =
      isMoved.find(best[group] as number) < 0
        ? sign * (result[group] as number)
        : bestOfStaying(members, group, data, sign, isMoved);
    if (staying > above) [above, aboveAt] = [staying, -1];
    if (staying > below) [below, belowAt] = [staying, -1];
    const to = output.end - 1;
    output.above[to] = sign * above;
    output.below[to] = sign * below;
    output.difference[to] =
      aboveAt === belowAt && aboveAt >= 0 ? (changes.difference[aboveAt] as number) : sign * (above - below);
  });
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
  const { data, result, groupOf } = reduction;
  const members = inverted(groupOf, result.length);
  const placeInGroup = new Int32Array(data.length);
  for (let group = 0; group < result.length; group++) {
    const first = members.starts[group] as number;
    for (let m = first; m < (members.starts[group + 1] as number); m++) {
      placeInGroup[members.list[m] as number] = m - first;
    }
  }
  const attributes = { ...node.attributes, axis: null, keepdims: false };
  const folded = (entries: Float64Array): number =>
    operation.value([tensor(entries, [entries.length])], attributes).data[0] as number;
  return spreadByGroup(reduction, (group, changes, entries, output) => {
    const places = members.list.subarray(members.starts[group], members.starts[group + 1]);
    const raised = Float64Array.from(places, (place) => data[place] as number);
    const lowered = raised.slice();
    entries((at) => {
      const own = placeInGroup[changes.positions[at] as number] as number;
      raised[own] = changes.above[at] as number;
      lowered[own] = changes.below[at] as number;
    });
    const to = output.end - 1;
    const [above, below] = [folded(raised), folded(lowered)];
    output.above[to] = above;
    output.below[to] = below;
    output.difference[to] = above - below;
  });
}
