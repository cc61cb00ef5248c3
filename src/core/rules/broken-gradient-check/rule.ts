/** broken-gradient-check: the user's own check by finite differences does not compute what it compares with. */
import {
  type DifferenceQuotient,
  faultOf,
  type QuotientFault,
  quotientsIn,
} from '../../check/difference-quotients.ts';
import { type ProofContext, recordAfter } from '../../check/prove.ts';
import { evaluatePlan, type Hypothesis, type Plan, type PlanContext } from '../../network/plans.ts';
import { shapeHypotheses } from '../../network/probe-shapes.ts';
import { isNumericalCheckName } from '../../network/name-hints.ts';
import type { FunctionUnit } from '../../network/scan.ts';
import type * as ast from '../../python/ast.ts';
import { type Span, textOf } from '../../python/source.ts';
import { expressionsOf, walk } from '../../python/walk.ts';
import { replace } from '../edits.ts';
import type { CheckerRule } from '../checker-rules.ts';
import type { Finding, Fix } from '../finding.ts';
import { number } from '../wording.ts';

export const brokenGradientCheck: CheckerRule = {
  name: 'broken-gradient-check',
  severity: 'error',
  summary: "The program's own gradient check computes a wrong difference quotient.",
  *examine(context, proof) {
    for (const unit of checkersOf(context).slice(0, mostCheckers)) {
      for (const shapes of shapeHypotheses.slice(0, mostHypotheses)) {
        yield;
        const under: Hypothesis = { shapes, form: null, settled: null, generic: null };
        const { record } = evaluatePlan(planOf(unit), context, 0, under);
        for (const quotient of quotientsIn(unit.definition)) {
          const fault = faultOf(quotient, unit.definition, record);
          if (fault) return [findingOf(quotient, fault, unit, { ...proof, under })];
        }
      }
    }
    return [];
  },
};

/** Checks of one file that are evaluated, and shapes of their parameters: a loop over entries may mean a vector. */
const mostCheckers = 4;
const mostHypotheses = 3;

/** How an edited check is evaluated: under the shapes under which the fault was found. */
interface CheckProof extends ProofContext {
  readonly under: Hypothesis;
}

const checkerName =
  /num\w*_?(?:diff|grad|deriv)|(?:diff|grad|deriv)\w*_?(?:num|approx|check)|finite_?diff|approx_?grad/i;

/** The functions of the file whose names say that they take differences, and that hold a quotient of one. */
function checkersOf({ scan }: PlanContext): readonly FunctionUnit[] {
  return scan.functions.filter(
    ({ isInMain, definition }) =>
      isInMain &&
      (isNumericalCheckName(definition.name) || checkerName.test(definition.name)) &&
      quotientsIn(definition).length > 0,
  );
}

function planOf(unit: FunctionUnit): Plan {
  return { kind: 'function', unit, variant: 'penalised', isCostless: false };
}

function findingOf(
  quotient: DifferenceQuotient,
  fault: QuotientFault,
  unit: FunctionUnit,
  proof: CheckProof,
): Finding {
  return {
    rule: 'broken-gradient-check',
    severity: 'error',
    message: messageOf(quotient, fault),
    elaboration:
      `A central difference is (J(θ + ε) − J(θ − ε)) / (2ε): both points are made from the same θ, and the difference is ` +
      `divided by their distance. A check that computes something else calls right gradients wrong, and wrong ones right.`,
    span: placeOf(quotient, fault),
    related: fault.points.map((span) => ({ message: 'A point is made here.', span })),
    gradient: unit.qualifiedName,
    gradientId: '',
    fix: fixOf(quotient, fault, unit, proof),
  };
}

function messageOf({ whole, difference }: DifferenceQuotient, { kind, ratio }: QuotientFault): string {
  const text = textOf(difference.span);
  switch (kind) {
    case 'chained':
      return (
        `The second point is made from the first one, so that the two are ${number(1 / ratio)} times as far apart as ` +
        `\`${textOf(whole.span)}\` divides by. Make both from the unchanged parameter.`
      );
    case 'drifting':
      return (
        `An entry that was moved for \`${text}\` is not put back before the next one is moved, so later differences are taken ` +
        `at another point. Restore the entry after each pass, or move a copy.`
      );
    case 'divisor':
      return (
        `\`${text}\` is divided by ${number(ratio)} times the distance of its two points, so the numerical gradient is off by ` +
        `that factor. Divide by the distance: 2ε for a central difference, ε for a one-sided one.`
      );
  }
}

function placeOf({ whole }: DifferenceQuotient, { kind, points }: QuotientFault): Span {
  return (kind === 'divisor' ? null : points.at(-1)) ?? whole.span;
}

/** The first edit after which the check, evaluated again, has no fault. */
function fixOf(
  quotient: DifferenceQuotient,
  fault: QuotientFault,
  unit: FunctionUnit,
  proof: CheckProof,
): Fix | null {
  const { name } = unit.definition;
  const isMended = ({ edits }: Fix): boolean => {
    const after = recordAfter(edits, planOf(unit), proof.under, proof);
    const definition = after?.plan.kind === 'function' ? after.plan.unit.definition : null;
    if (!after || definition?.name !== name) return false;
    const quotients = quotientsIn(definition);
    return (
      quotients.length > 0 && quotients.every((each) => faultOf(each, definition, after.record) === null)
    );
  };
  return repairsOf(quotient, fault, unit.definition).find(isMended) ?? null;
}

function repairsOf(
  { whole, difference }: DifferenceQuotient,
  { kind, points }: QuotientFault,
  definition: ast.FunctionDef,
): readonly Fix[] {
  const [first, second] = points.map((span) => moveAt(span, definition));
  if (!first) return [];
  if (kind === 'chained' && second) {
    const start = {
      title: `Make both points from \`${first.start}\``,
      edits: [replace(second.startSpan, first.start)],
    };
    const twice = {
      title: 'Go back by twice the step',
      edits: [replace(second.stepSpan, `2 * ${second.step}`)],
    };
    return second.isAugmented ? [twice] : [start];
  }
  if (kind !== 'divisor') return [];
  const distance = second ? `(2 * ${first.step})` : first.step;
  const newText = `(${textOf(difference.span)}) / ${distance}`;
  return [{ title: `Divide by \`${distance}\``, edits: [replace(whole.span, newText)] }];
}

/** `theta + eps` or `x[i] += eps`, in texts. */
interface Move {
  readonly start: string;
  readonly startSpan: Span;
  readonly step: string;
  readonly stepSpan: Span;
  readonly isAugmented: boolean;
}

function moveAt({ start, end }: Span, definition: ast.FunctionDef): Move | null {
  let found: Move | null = null;
  const moved = (from: ast.Expr, by: ast.Expr, isAugmented: boolean): Move => ({
    start: textOf(from.span),
    startSpan: from.span,
    step: textOf(by.span),
    stepSpan: by.span,
    isAugmented,
  });
  walk(definition, (node) => {
    if (node.span.start !== start || node.span.end !== end) return undefined;
    if (node.kind === 'AugAssign') found = moved(node.target, node.value, true);
    return undefined;
  });
  if (found) return found;
  const expressions = definition.body.flatMap((statement) => expressionsOf(statement));
  const sum = expressions.find(
    (each): each is ast.BinOp => each.kind === 'BinOp' && each.span.start === start && each.span.end === end,
  );
  return sum ? moved(sum.left, sum.right, false) : null;
}
