/** Checks by finite differences that the user wrote: whether a quotient divides by the distance of its two points. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { EvaluationRecord } from '../network/assemble.ts';
import { ancestors } from '../network/dependence.ts';
import type * as ast from '../python/ast.ts';
import { contains, type Span } from '../python/source.ts';
import { expressionsOf } from '../python/walk.ts';

/** A quotient such as `(J_plus - J_minus) / (2 * eps)`. */
export interface DifferenceQuotient {
  readonly whole: ast.BinOp;
  readonly difference: ast.BinOp;
}

/** What is the matter with a quotient, in every run of it. */
export interface QuotientFault {
  /**
   * 'divisor': it does not divide by the distance of the points; 'chained': the second point is made from the first one, so
   * that they are nearer than meant; 'drifting': earlier entries were not put back before the next one is moved.
   */
  readonly kind: 'divisor' | 'chained' | 'drifting';
  /** What it divides by, over the distance of the points. */
  readonly ratio: number;
  /** Where the two points are made. */
  readonly points: readonly Span[];
}

/** The difference quotients of a function, outermost products and quotients of a difference. */
export function quotientsIn(definition: ast.FunctionDef): readonly DifferenceQuotient[] {
  const all = definition.body.flatMap((statement) => expressionsOf(statement));
  const isScaling = (each: ast.Expr): each is ast.BinOp =>
    each.kind === 'BinOp' && (each.op === '/' || each.op === '*');
  return all.flatMap((each) => {
    if (each.kind !== 'BinOp' || each.op !== '-' || !isValue(each.left) || !isValue(each.right)) return [];
    let whole: ast.BinOp = each;
    let divides = false;
    for (;;) {
      const parent = all.find((other) => isScaling(other) && other.left === whole);
      if (!parent || !isScaling(parent)) break;
      divides ||= parent.op === '/';
      whole = parent;
    }
    return divides ? [{ whole, difference: each }] : [];
  });
}

function isValue({ kind }: ast.Expr): boolean {
  return kind === 'Name' || kind === 'Subscript' || kind === 'Call' || kind === 'Attribute';
}

/** Steps of a check by differences are no longer. */
const longestStep = 0.01;

/** The distance and what divides it may differ by rounding: steps are as small as 1e-8. */
const tolerance = 1e-3;

/** Null where nothing is the matter with a quotient, or where its runs cannot be followed. */
export function faultOf(
  quotient: DifferenceQuotient,
  within: ast.FunctionDef,
  record: EvaluationRecord,
): QuotientFault | null {
  const runs = runsOf(quotient, within, record);
  const faults = runs.map((run, at) => faultOfRun(run, at === 0 ? null : (runs[0] ?? null), record));
  const drifting = faults.find((fault) => fault?.kind === 'drifting');
  if (drifting) return drifting;
  const [first] = faults;
  if (!first) return null;
  return faults.every((fault) => fault?.kind === first.kind) ? first : null;
}

/** One run of a quotient: its two values, itself, and the moved entries that the values are computed from. */
interface Run {
  readonly left: TapeNode;
  readonly right: TapeNode;
  readonly whole: TapeNode;
  readonly leftPoint: TapeNode | null;
  readonly rightPoint: TapeNode | null;
}

function runsOf(
  { whole, difference }: DifferenceQuotient,
  { span }: ast.FunctionDef,
  { tape: { nodes }, trace }: EvaluationRecord,
): readonly Run[] {
  const before = (expression: ast.Expr, order: number): TapeNode | undefined => {
    const last = trace.expressions.get(expression)?.findLast((value) => value.order <= order);
    return last && nodes[last.node];
  };
  let start: NodeId = -1;
  return (trace.expressions.get(whole) ?? []).flatMap(({ node, order }): Run[] => {
    const [left, right] = [before(difference.left, order), before(difference.right, order)];
    const result = nodes[node];
    const from = start;
    start = node;
    if (!left || !right || !result) return [];
    const pointOf = (value: TapeNode): TapeNode | null => lastMoved(value.id, from, span, nodes);
    return [{ left, right, whole: result, leftPoint: pointOf(left), rightPoint: pointOf(right) }];
  });
}

/** The last entry that the function has moved by a small step on the way to a value; null where there is none. */
function lastMoved(value: NodeId, from: NodeId, within: Span, nodes: readonly TapeNode[]): TapeNode | null {
  const behind = ancestors(nodes, [value]);
  const found = nodes.findLast(
    (node) =>
      node.id > from &&
      behind[node.id] === 1 &&
      node.span !== null &&
      contains(within, node.span) &&
      isMove(node, nodes),
  );
  return found ?? null;
}

function isMove({ operation, inputs }: TapeNode, nodes: readonly TapeNode[]): boolean {
  return (operation === 'add' || operation === 'subtract') && inputs.some((input) => isStep(nodes[input]));
}

function isStep(node: TapeNode | undefined): boolean {
  const value = node?.value.data.length === 1 ? Math.abs(node.value.data[0] ?? 0) : 0;
  return value > 0 && value <= longestStep;
}

function faultOfRun(
  run: Run,
  first: Run | null,
  { tape: { nodes } }: EvaluationRecord,
): QuotientFault | null {
  const { leftPoint, rightPoint } = run;
  const moved = leftPoint ?? rightPoint;
  if (!moved || leftPoint?.id === rightPoint?.id) return null;
  // A row that is moved as a whole is the probe's shape, and not what the program means.
  if (moved.value.shape.length > 0 && holderOf(moved, nodes)) return null;
  const points = [leftPoint, rightPoint].flatMap((point) => point?.span ?? []);
  const distance = distanceOf(leftPoint, rightPoint, nodes);
  const divisor = divisorOf(run);
  if (distance === null || divisor === null) return null;
  const hasMoved = (point: TapeNode | null): boolean =>
    point !== null && first !== null && hasDrifted(point, first, tolerance * Math.abs(distance), nodes);
  if (hasMoved(leftPoint) || hasMoved(rightPoint)) return { kind: 'drifting', ratio: 1, points };
  const ratio = divisor / distance;
  if (Math.abs(ratio - 1) <= tolerance) return null;
  const isChained =
    leftPoint !== null && rightPoint !== null && ancestors(nodes, [rightPoint.id])[leftPoint.id] === 1;
  return { kind: isChained ? 'chained' : 'divisor', ratio, points };
}

/** How far the points are from one another; null where that is not one number. */
function distanceOf(
  left: TapeNode | null,
  right: TapeNode | null,
  nodes: readonly TapeNode[],
): number | null {
  const start = (point: TapeNode): Float64Array | undefined => {
    const base = point.inputs.find((input) => !isStep(nodes[input])) ?? point.inputs[0];
    return base === undefined ? undefined : nodes[base]?.value.data;
  };
  const from = left?.value.data ?? (right ? start(right) : undefined);
  const to = right?.value.data ?? (left ? start(left) : undefined);
  if (!from || !to || from.length !== to.length) return null;
  const distances = Array.from(from, (entry, at) => entry - (to[at] ?? 0));
  const [distance = 0] = distances;
  const isOne = distances.every((each) => Math.abs(each - distance) <= tolerance * Math.abs(distance));
  return isOne && distance !== 0 ? distance : null;
}

/** What the difference is divided by in all; null where the difference vanishes. */
function divisorOf({ left, right, whole }: Run): number | null {
  let largest = 0;
  let divisor: number | null = null;
  for (let at = 0; at < whole.value.data.length; at++) {
    const difference = (left.value.data[at] ?? 0) - (right.value.data[at] ?? 0);
    const quotient = whole.value.data[at] ?? 0;
    if (quotient === 0 || Math.abs(difference) <= largest) continue;
    largest = Math.abs(difference);
    divisor = difference / quotient;
  }
  return divisor;
}

/** True where the array with the moved entry differs from the one of the first run in further entries by more than rounding. */
function hasDrifted(point: TapeNode, first: Run, rounding: number, nodes: readonly TapeNode[]): boolean {
  const origin = first.leftPoint ?? first.rightPoint;
  const [own, base] = [holderOf(point, nodes), origin && holderOf(origin, nodes)];
  const [now, then] = [own?.value.data, nodes[base?.inputs[0] ?? -1]?.value.data];
  if (!now || !then || now.length !== then.length) return false;
  return now.filter((entry, at) => Math.abs(entry - (then[at] ?? 0)) > rounding).length > 1;
}

/** The whole array into which a moved entry was written, through the views of it; null where it stands for itself. */
function holderOf(point: TapeNode, nodes: readonly TapeNode[]): TapeNode | null {
  let holder: TapeNode | null = null;
  for (let at: TapeNode | undefined = point; at; ) {
    const { id }: TapeNode = at;
    at = nodes.find(
      ({ operation, inputs }) =>
        (operation === 'indexAssign' && inputs[1] === id) || (operation === 'reshape' && inputs[0] === id),
    );
    if (at?.operation === 'indexAssign') holder = at;
  }
  return holder;
}
