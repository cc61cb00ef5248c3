/** Central differences of every entry of an array at once: only what an entry reaches is computed again. */
import { operationNamed } from '../operations.ts';
import { prepareReplay, type Step } from '../replay.ts';
import type { NodeId, Operation, TapeNode } from '../tape.ts';
import { type Tensor, tensor } from '../tensor.ts';
import { Arena } from './arena.ts';
import { Changes, type Spread } from './changes.ts';
import { livePlaces } from './live-places.ts';
import { type EntrySettings, spreadEntries } from './spread-entries.ts';
import { isReduction, spreadGroups } from './spread-groups.ts';
import { spreadPlaces } from './spread-places.ts';
import { spreadProduct } from './spread-product.ts';
import { spreadWhole } from './spread-whole.ts';

export interface EveryCoordinateOptions {
  /** The step for an entry x is step·max(1, |x|). Default 1e-6. */
  readonly step?: number;
  /** Asked now and then; true ends the work. */
  readonly cancelled?: () => boolean;
  /** How many entries are checked by evaluating everything again with them moved; they are spread over the array. Default 1. */
  readonly spotChecks?: number;
}

/** One entry, evaluated again as a whole. */
export interface SpotCheck {
  /** Flat place of the entry. */
  readonly entry: number;
  readonly byDependence: number;
  readonly byWholeEvaluation: number;
  /** What rounding alone can make of the whole evaluation's quotient. */
  readonly roundingError: number;
}

export interface EveryCoordinate {
  /** ∂root/∂node, of the node's shape. A root that is not a scalar counts as the sum of its entries. */
  readonly gradient: Tensor;
  readonly spotChecks: readonly SpotCheck[];
}

/** Central differences of one tape's root; made once for all nodes that are to be moved. */
export interface Differences {
  /**
   * (J(x + h) − J(x − h)) / 2h for every entry x of one of the nodes; null where it was cancelled. A moved entry is
   * followed along the tape: entries of later values that do not depend on it are not computed again, and differences
   * are taken before summing, so that they keep more digits than those of two whole evaluations.
   */
  of(node: NodeId, options?: EveryCoordinateOptions): EveryCoordinate | null;
}

/** Prepares the differences of the root by any of the nodes. */
export function prepareDifferences(
  tape: readonly TapeNode[],
  root: NodeId,
  nodes: readonly NodeId[],
): Differences {
  const arena = new Arena();
  const run = prepareCases(tape, root, nodes, arena);
  const moved = new Changes(arena);
  return {
    of: (node, options = {}) => {
      const { value } = tape[node] as TapeNode;
      const gradient = new Float64Array(value.data.length);
      let entry = 0;
      let cases = 16;
      while (entry < gradient.length) {
        if (options.cancelled?.()) return null;
        const count = Math.min(cases, gradient.length - entry);
        moveEntries(moved, value.data, { first: entry, count, step: options.step ?? defaultStep });
        const { changes, busiest } = run(node, moved);
        for (let c = 0; c < count; c++) {
          gradient[entry + c] = changes === null ? 0 : total(changes, c) / (moved.difference[c] as number);
        }
        entry += count;
        cases = nextCaseCount(count, busiest);
      }
      const difference = tensor(gradient, value.shape);
      return { gradient: difference, spotChecks: checkSpots(tape, root, node, difference, options) };
    },
  };
}

const defaultStep = 1e-6;

/** So many changed entries of one array are held at a time: their columns then stay in the processor's cache. */
const entriesPerBatch = 4096;
const mostCases = 4096;

function nextCaseCount(count: number, busiest: number): number {
  return Math.max(1, Math.min(mostCases, Math.floor((entriesPerBatch * count) / Math.max(1, busiest))));
}

/** One case per entry from `first` on. */
function moveEntries(
  moved: Changes,
  data: Float64Array,
  { first, count, step }: { first: number; count: number; step: number },
): void {
  moved.reset(count);
  moved.reserve(count);
  for (let c = 0; c < count; c++) {
    const x = data[first + c] as number;
    const h = step * Math.max(1, Math.abs(x));
    moved.positions[c] = first + c;
    moved.above[c] = x + h;
    moved.below[c] = x - h;
    moved.difference[c] = x + h - (x - h);
    moved.end += 1;
    moved.endCase();
  }
}

function total({ starts, difference }: Changes, c: number): number {
  let sum = 0;
  for (let at = starts[c] as number; at < (starts[c + 1] as number); at++) sum += difference[at] as number;
  return sum;
}

interface CasesRun {
  /** Of the root; null where it does not depend on the node. */
  readonly changes: Changes | null;
  /** The largest number of changed entries that one array had. */
  readonly busiest: number;
}

/** Prepares following changes of the nodes to the root, for any number of batches of cases. */
function prepareCases(
  tape: readonly TapeNode[],
  root: NodeId,
  nodes: readonly NodeId[],
  arena: Arena,
): (node: NodeId, moved: Changes) => CasesRun {
  const between = stepsTo(tape, root, nodes);
  const live = livePlaces(tape, between, root);
  const steps = between.map(({ node, operation }) => ({
    id: node.id,
    inputs: node.inputs,
    output: new Changes(arena),
    spread: prepareSpread(
      node,
      operation,
      node.inputs.map((input) => (tape[input] as TapeNode).value),
      { live: live.get(node.id) ?? null, arena },
    ),
  }));
  return (node, moved) => {
    const changed = new Map<NodeId, Changes>([[node, moved]]);
    let busiest = moved.end;
    for (const { id, inputs, output, spread } of steps) {
      if (id <= node || !inputs.some((input) => changed.has(input))) continue;
      spread(
        inputs.map((input) => changed.get(input) ?? null),
        output,
      );
      changed.set(id, output);
      busiest = Math.max(busiest, output.end);
    }
    return { changes: changed.get(root) ?? null, busiest };
  };
}

/** The operations on the ways from any of the nodes to the root, in tape order. */
function stepsTo(tape: readonly TapeNode[], root: NodeId, nodes: readonly NodeId[]): Step[] {
  const first = Math.min(...nodes);
  const reached = new Set<NodeId>(nodes);
  for (let id = first + 1; id <= root; id++) {
    if ((tape[id] as TapeNode).inputs.some((input) => reached.has(input))) reached.add(id);
  }
  const needed = new Set<NodeId>([root]);
  const steps: Step[] = [];
  for (let id = root; id > first; id--) {
    const node = tape[id] as TapeNode;
    if (!needed.has(id) || !node.inputs.some((input) => reached.has(input))) continue;
    for (const input of node.inputs) needed.add(input);
    steps.push({ node, operation: operationNamed(node.operation) });
  }
  return steps.reverse();
}

/** The narrowest rule that there is for an operation. */
function prepareSpread(
  node: TapeNode,
  operation: Operation,
  inputs: readonly Tensor[],
  settings: EntrySettings,
): Spread {
  const [x, y] = inputs;
  const f = operation.entryFunction?.(node.attributes, node.value.dtype) ?? null;
  if (f !== null) return spreadEntries(node, inputs, f, settings);
  if (operation.rearranges === true) {
    const copies = spreadPlaces(node, operation, inputs);
    if (copies !== null) return copies;
  }
  if (x && isReduction(node.operation)) return spreadGroups(node, operation, x, settings.arena);
  if (x && y && (node.operation === 'matmul' || node.operation === 'outer'))
    return spreadProduct(node, x, y, settings.arena);
  return spreadWhole(node, operation, inputs);
}

/** A few entries again, by evaluating everything after the node with the entry moved. */
function checkSpots(
  tape: readonly TapeNode[],
  root: NodeId,
  node: NodeId,
  gradient: Tensor,
  options: EveryCoordinateOptions,
): SpotCheck[] {
  const { value } = tape[node] as TapeNode;
  const count = Math.min(options.spotChecks ?? 1, value.data.length);
  const run = prepareReplay(tape, [node], [root]);
  const rootAt = (entry: number, moved: number): number => {
    const data = value.data.slice();
    data[entry] = moved;
    const result = run(new Map([[node, tensor(data, value.shape, value.dtype)]])).get(root) as Tensor;
    return result.data.reduce((sum, part) => sum + part, 0);
  };
  return Array.from({ length: count }, (_, spot) => {
    const entry = Math.floor(((spot + 0.5) * value.data.length) / count);
    const x = value.data[entry] as number;
    const h = (options.step ?? defaultStep) * Math.max(1, Math.abs(x));
    const [above, below] = [rootAt(entry, x + h), rootAt(entry, x - h)];
    return {
      entry,
      byDependence: gradient.data[entry] as number,
      byWholeEvaluation: (above - below) / (x + h - (x - h)),
      roundingError: (roundingUnits * Number.EPSILON * (Math.abs(above) + Math.abs(below))) / (2 * h),
    };
  });
}

/** Roundings that a cost of many terms may gather. */
const roundingUnits = 64;
