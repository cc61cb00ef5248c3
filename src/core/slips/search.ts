/** The search for the slip on a guilty line: the smallest edit that makes it right in every draw. */
import type { Guilt } from '../check/blame.ts';
import type { NodeId } from '../autodiff/tape.ts';
import { lastBefore } from '../evaluator/moments.ts';
import type { Binding } from '../evaluator/trace.ts';
import { ancestors } from '../network/dependence.ts';
import { totalOf } from '../network/cost.ts';
import { readGradientName } from '../network/gradient-names.ts';
import { agreement, isRight, matchOf, shapesFit } from '../network/match.ts';
import type { GradientLine, NetworkEvaluation } from '../network/network.ts';
import type { Project } from '../project/project.ts';
import type * as ast from '../python/ast.ts';
import {
  comparisonEdits,
  derivativeEdits,
  missingFactorEdits,
  missingSummandEdits,
  surplusFactorEdits,
} from './edits/derivatives.ts';
import type { Edit, Edits } from './edits/edit.ts';
import { factorEdits } from './edits/factors.ts';
import { elementEdits, layoutEdits, operandEdits } from './edits/operands.ts';
import { minusEdits, signEdits } from './edits/signs.ts';
import { sumEdits } from './edits/sums.ts';
import { augmentedRuns, inFull, keepsTarget, statementInFull, statementText } from './augmented.ts';
import { bindingsOf, executionsOf } from './executions.ts';
import { type Ground, groundOf } from './ground.ts';
import { factorOffTruth } from './factor.ts';
import { binary, type Piece, pieceOf, replacedIn } from './pieces.ts';
import { Trial } from './trial.ts';

/** The edit that mends a guilty line, with the whole expression that it is made in. */
export interface Slip extends Edit {
  readonly root: ast.Expr;
  readonly edited: ast.Expr;
  readonly trials: readonly Trial[];
}

/** Edits of what stands there, the commonest slips first: of several that mend a line the first is taken. */
const changes: readonly Edits[] = [
  signEdits,
  surplusFactorEdits,
  elementEdits,
  comparisonEdits,
  layoutEdits,
  operandEdits,
  sumEdits,
];
/** Edits that put something in that was not there. */
const additions: readonly Edits[] = [derivativeEdits, missingFactorEdits, missingSummandEdits, factorEdits];

/**
 * The kinds of edits in the order in which they are tried: those of one step on all expressions, before those of the next.
 * Where a line is off by one number, or has another shape than its variable, that says what to try first.
 */
function stepsFor({ line, user, data, penalty }: Guilt): readonly (readonly Edits[])[] {
  const first = [minusEdits];
  const isMisfit = !shapesFit(user.shape, data.shape);
  if (isMisfit) return [[line.target?.isBias ? sumEdits : layoutEdits], first, changes, additions];
  const isScaled = factorOffTruth(user, data, penalty) !== null;
  return isScaled ? [first, [signEdits, factorEdits], changes, additions] : [first, changes, additions];
}

/** Null where no single edit of the line, or of what it is computed from besides other gradients, makes it right. */
export function findSlip(guilts: readonly Guilt[], project: Project, cancelled: () => boolean): Slip | null {
  const [first] = guilts;
  if (!first) return null;
  const trials = guilts.map((guilt) => new Trial(guilt, project, cancelled));
  const [trial] = trials;
  if (!trial) return null;
  const grounds = rootsOf(first).flatMap((root) => groundOf(root, trial) ?? []);
  const seen = new Set<string>();
  for (const kinds of stepsFor(first)) {
    let found: Slip | null = null;
    for (const ground of grounds) {
      const slip = slipOn(ground, kinds, trials, seen, cancelled);
      // One that leaves other gradients wrong may hide the slip in a statement behind it.
      if (slip && trials.every((each) => each.mendsAll(slip.root, slip.edited))) return slip;
      found ??= slip;
    }
    if (found) return found;
  }
  return null;
}

/** The first edit of some kinds on one ground that makes the line right in every draw. */
function slipOn(
  ground: Ground,
  kinds: readonly Edits[],
  trials: readonly Trial[],
  seen: Set<string>,
  cancelled: () => boolean,
): Slip | null {
  const { root, trial } = ground;
  for (const edit of editsOn(ground, kinds, seen)) {
    if (trials.some((each) => each.isSpent) || cancelled()) return null;
    const edited = replacedIn(root, edit.site, edit.by.expression);
    if (!trials.every((each) => each.repairs(root, edited))) continue;
    return whereBound(edit, ground, trials) ?? { ...inStep(edit, root, trial.guilt), root, edited, trials };
  }
  return null;
}

/** The sign of all that a step adds is turned in its operator: `w -= x` for `w += x`. */
function inStep(edit: Edit, root: ast.Expr, { line }: Guilt): Edit {
  const { statement, target } = line.binding;
  const { expression } = edit.by;
  const isTurned = edit.site === root && expression.kind === 'UnaryOp' && expression.operand === root;
  if (!isTurned || target !== null || statement.kind !== 'AugAssign' || statement.value !== root) return edit;
  const site = inFull(statement);
  const op = statement.op === '+' ? '-' : '+';
  const by = binary(pieceOf(statement.target), op, pieceOf(root));
  return { ...edit, site, by: { ...by, text: statementText(by, statement) } };
}

/**
 * Where a factor is missing from a name, it is missing where the name was bound, if nothing right is computed from that:
 * `dZ2 = dA2` wants the derivative of the activation once, not each line that reads dZ2.
 */
function whereBound(edit: Edit, { network, execution }: Ground, trials: readonly Trial[]): Slip | null {
  const { site, factor } = edit;
  if (!factor || site.kind !== 'Name') return null;
  const bindings = bindingsOf(execution.frame, site.id, network);
  const bound = lastBefore(bindings, execution.order);
  const root = bound?.valueExpression;
  if (!root || bound.augmented !== null) return null;
  const by = binary(pieceOf(root), '*', factor);
  // A plain copy shares the value of what it copies: what mends its readers mends it.
  const isMended =
    root.kind === 'Name' ||
    trials.every(
      (trial) =>
        trial.repairs(root, by.expression) &&
        trial.keepsRight(root, by.expression) &&
        (keepsName(bound, root, by.expression, trial) || trial.mended(root, by.expression) > 1),
    );
  if (!isMended) return null;
  return { ...edit, site: root, by, root, edited: by.expression, trials };
}

/** False where the name says of which variable it is the gradient, and the edit would make it that of another; then it has to mend more than one line. */
function keepsName(bound: Binding, root: ast.Expr, edited: ast.Expr, trial: Trial): boolean {
  const { network } = trial.guilt;
  const of = readGradientName(bound.name)?.of;
  const meant = network.variables.filter(({ name }) => name === of);
  const execution = trial.executions(root).at(-1);
  const value = execution && trial.valueOf(edited, root, execution);
  if (meant.length === 0 || !value) return true;
  return meant.some(({ node }) => {
    const truth = totalOf(network.adjoints.get(node));
    return truth !== null && matchOf(value, truth).scaledError <= agreement;
  });
}

/** The edits of some kinds that were not tried before. */
function* editsOn(ground: Ground, kinds: readonly Edits[], seen: Set<string>): Iterable<Edit> {
  for (const edits of kinds) {
    for (const edit of edits(ground)) {
      const key = `${edit.site.span.start} ${edit.site.span.end} ${edit.by.text}`;
      if (seen.has(key) || !keepsTarget(edit.site, ground.root)) continue;
      seen.add(key);
      yield { ...edit, by: asStatement(edit, ground.root) };
    }
  }
}

/** What is put in for a whole augmented assignment is written as one. */
function asStatement({ site, by }: Edit, root: ast.Expr): Piece {
  const statement = site === root ? statementInFull(root) : null;
  return statement ? { ...by, text: statementText(by, statement) } : by;
}

/** Statements behind a line that are searched besides it. */
const mostRoots = 8;

/**
 * The expressions in which the slip may be: the line's own, then those of statements that it is computed from and the cost
 * is not, the nearest first; `sigmoid_prime` may be wrong itself.
 */
function rootsOf({ line, network, truths, scale }: Guilt): readonly ast.Expr[] {
  const { statement: owner, valueExpression, target } = line.binding;
  // A gradient that a step holds has no name: it is the expression, and not what the step makes of it.
  const own = target === null ? valueExpression : rootOf(owner, valueExpression, network);
  // A gradient that has another factor than this line should have may be where that factor comes in.
  const isAsMeant = ({ role, match }: GradientLine): boolean =>
    role === 'parameter' ||
    line.role === 'parameter' ||
    Math.abs((match?.scale ?? 1) / scale - 1) <= agreement;
  const right = network.gradients
    .filter((other) => other !== line && !other.superseded && isRight(other) && isAsMeant(other))
    .map(({ node }) => node);
  const below = ancestors(network.tape, [line.node], new Set([...truths.keys(), ...right]));
  const ofCost = ancestors(network.tape, [network.cost.node]);
  const found = new Map<ast.Expr, number>();
  for (const statement of network.trace.executed) {
    const root = rootOf(statement, valueOfStatement(statement), network);
    if (!root || root === own) continue;
    // What is handed on as it is, `return grad`, may lack something though it was right where it came from.
    const isHandedOn = root.kind === 'Name' && statement.kind === 'Return';
    const isSuspect = (node: NodeId): boolean => isHandedOn || !right.includes(node);
    const runs = executionsOf(
      root,
      network,
      (node, order) =>
        below[node] === 1 && ofCost[node] !== 1 && order <= line.binding.order && isSuspect(node),
    );
    const last = runs.at(-1);
    if (last) found.set(root, last.order);
  }
  const others = [...found].sort((a, b) => b[1] - a[1]).map(([root]) => root);
  return [...(own ? [own] : []), ...others.slice(0, mostRoots)];
}

/** Runs of an augmented assignment, each of which goes on from the one before. */
const mostRuns = 24;

/** The expression that is edited for a statement's value: of `a -= b` all of it, unless it adds up the passes of a long loop. */
function rootOf(statement: ast.Stmt, value: ast.Expr | null, network: NetworkEvaluation): ast.Expr | null {
  if (statement.kind !== 'AugAssign' || value !== statement.value) return value;
  return augmentedRuns(statement, network).length > mostRuns ? value : inFull(statement);
}

function valueOfStatement(statement: ast.Stmt): ast.Expr | null {
  switch (statement.kind) {
    case 'Assign':
    case 'AugAssign':
    case 'Return':
      return statement.value;
    default:
      return null;
  }
}
