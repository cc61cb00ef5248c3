/** The search for the slip on a guilty line: the smallest edit that makes it right in every draw. */
import type { Guilt } from '../check/blame.ts';
import { ancestors } from '../network/dependence.ts';
import { isRight } from '../network/match.ts';
import type { Project } from '../project/project.ts';
import type * as ast from '../python/ast.ts';
import {
  comparisonEdits,
  derivativeEdits,
  missingFactorEdits,
  surplusFactorEdits,
} from './edits/derivatives.ts';
import type { Edit, Edits } from './edits/edit.ts';
import { factorEdits } from './edits/factors.ts';
import { elementEdits, layoutEdits, operandEdits } from './edits/operands.ts';
import { signEdits } from './edits/signs.ts';
import { sumEdits } from './edits/sums.ts';
import { type Ground, groundOf } from './ground.ts';
import { replacedIn } from './pieces.ts';
import { Trial } from './trial.ts';

/** The edit that mends a guilty line, with the whole expression that it is made in. */
export interface Slip extends Edit {
  readonly root: ast.Expr;
  readonly edited: ast.Expr;
  readonly trials: readonly Trial[];
}

/** Edits that are tried for one line; each takes a tenth of a millisecond or so. */
const mostTrials = 1500;

/** The kinds of edits, the commonest slips first: of several that mend a line the first is taken. */
const kinds: readonly Edits[] = [
  signEdits,
  elementEdits,
  comparisonEdits,
  layoutEdits,
  operandEdits,
  sumEdits,
  derivativeEdits,
  missingFactorEdits,
  factorEdits,
  surplusFactorEdits,
];

/** Null where no single edit of the line, or of what it is computed from besides other gradients, makes it right. */
export function findSlip(guilts: readonly Guilt[], project: Project, cancelled: () => boolean): Slip | null {
  const [first] = guilts;
  if (!first) return null;
  const trials = guilts.map((guilt) => new Trial(guilt, project, cancelled));
  let left = mostTrials;
  for (const root of rootsOf(first)) {
    const [trial] = trials;
    const ground = trial && groundOf(root, trial);
    if (!ground) continue;
    for (const edit of editsOn(ground)) {
      if (left-- <= 0 || cancelled()) return null;
      const edited = replacedIn(root, edit.site, edit.by.expression);
      if (trials.every((each) => each.repairs(root, edited))) return { ...edit, root, edited, trials };
    }
  }
  return null;
}

function* editsOn(ground: Ground): Iterable<Edit> {
  const seen = new Set<string>();
  for (const edits of kinds) {
    for (const edit of edits(ground)) {
      const key = `${edit.site.span.start} ${edit.site.span.end} ${edit.by.text}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield edit;
    }
  }
}

/** Statements behind a line that are searched besides it. */
const mostRoots = 8;

/**
 * The expressions in which the slip may be: the line's own, then those of statements that it is computed from and the cost
 * is not, the nearest first; `sigmoid_prime` may be wrong itself.
 */
function rootsOf({ line, network, truths }: Guilt): readonly ast.Expr[] {
  const own = line.binding.valueExpression;
  const right = network.gradients.filter((other) => other !== line && isRight(other)).map(({ node }) => node);
  const below = ancestors(network.tape, [line.node], new Set([...truths.keys(), ...right]));
  const ofCost = ancestors(network.tape, [network.cost.node]);
  const found = new Map<ast.Expr, number>();
  for (const statement of network.trace.executed) {
    const root = valueOfStatement(statement);
    if (!root || root === own) continue;
    const nodes = (network.trace.expressions.get(root) ?? []).filter(
      ({ node, order }) =>
        below[node] === 1 && ofCost[node] !== 1 && order <= line.binding.order && !right.includes(node),
    );
    const last = nodes.at(-1);
    if (last) found.set(root, last.order);
  }
  const others = [...found].sort((a, b) => b[1] - a[1]).map(([root]) => root);
  return [...(own ? [own] : []), ...others.slice(0, mostRoots)];
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
