/** Reports of gradient lines: what was judged, and for every line that was not, the reason. */
import type { JudgedStatement, Judgement } from '../check/judge.ts';
import { formulaOf } from '../explain/formula.ts';
import { totalOf } from '../network/cost.ts';
import { readBinding } from '../network/gradient-lines.ts';
import { agreement, shapesFit } from '../network/match.ts';
import { namelessExpression } from '../network/nameless-gradients.ts';
import type { GradientLine } from '../network/network.ts';
import type { GradientStatement } from '../network/scan.ts';
import type { Survey } from '../network/survey.ts';
import { expressionText } from '../network/update-steps.ts';
import { type SourceText, textOf } from '../python/source.ts';
import { shapeText } from '../rules/shape-misfit.ts';
import type { GradientReport, Verdict } from './analysis.ts';
import { bindingsOf, isNumbers, reasonFor, valueAt } from './reasons.ts';

/** A judged network, with the keys of the guilty statements that findings explain. */
export interface JudgedNetwork {
  readonly judgement: Judgement;
  readonly explained: ReadonlySet<string>;
}

/** The reports of one document's gradient lines, in the order of the text. */
export function gradientReports(
  source: SourceText,
  survey: Survey,
  judged: readonly JudgedNetwork[],
): GradientReport[] {
  const reports = new Map<string, GradientReport>();
  judged.forEach(({ judgement, explained }, network) => {
    for (const each of judgement.statements) {
      const statement = withoutUnexplained(each, explained);
      const [line] = statement.lines;
      if (!line || line.binding.statement.span.source !== source) continue;
      const report = reportOf(statement, judgement, network);
      if (report) keepWorse(reports, report);
    }
  });
  for (const statement of survey.scan.gradientStatements) {
    if (survey.judged.has(statement.statement) || !isWorthNaming(statement, survey, judged)) continue;
    if (holdsNoArray(statement, survey) && !(judged.length === 0 && holdsNumbers(statement, survey)))
      continue;
    const report = unreached(statement, survey);
    if (!reports.has(report.id)) reports.set(report.id, report);
  }
  return [...reports.values()].sort((a, b) => a.span.start - b.span.start);
}

/** A line that is off and that no finding explains is not called wrong: the cost may not be the one that it belongs to. */
function withoutUnexplained(statement: JudgedStatement, explained: ReadonlySet<string>): JudgedStatement {
  const isUnexplained =
    (statement.standing === 'guilty' && !explained.has(statement.key)) ||
    (statement.standing === 'spoiled' && explained.size === 0);
  return isUnexplained ? { ...statement, standing: 'untold' } : statement;
}

/** One statement may be judged by several plans: wrong outweighs undecided, which outweighs verified only without a verdict. */
function keepWorse(reports: Map<string, GradientReport>, report: GradientReport): void {
  const known = reports.get(report.id);
  const weight: Record<Verdict, number> = { wrong: 2, verified: 1, undecided: 0 };
  if (!known || weight[report.verdict] > weight[known.verdict]) reports.set(report.id, report);
}

function reportOf(statement: JudgedStatement, judgement: Judgement, network: number): GradientReport | null {
  const [line] = statement.lines;
  const [draw] = judgement.network.draws;
  if (!line || !draw) return null;
  if (line.superseded && statement.standing !== 'right') return null;
  const verdict = verdictOf(statement);
  const value = draw.tape[line.node]?.value;
  // A formula is searched for when somebody looks at it: the search takes longer than the rest of the report.
  let formula: { readonly derived: GradientReport['formula'] } | null = null;
  return {
    id: line.id,
    name: nameOf(line),
    of: readBinding(line.binding)?.of || (line.target?.name ?? ''),
    role: line.role,
    functionName: line.binding.frame.qualifiedName,
    span: line.binding.statement.span,
    verdict,
    assumed: draw.isAssumed,
    relativeError: verdict === 'undecided' ? null : finite(statement.relativeError),
    reason: reasonOf(statement, judgement),
    reasonSpan: null,
    shape: value?.shape ?? null,
    get formula() {
      formula ??= {
        derived: line.target ? formulaOf(line.target, draw, judgement.network.draws.slice(1)) : null,
      };
      return formula.derived;
    },
    network,
  };
}

function nameOf(line: GradientLine): string {
  const { target, text, name } = line.binding;
  const nameless = namelessExpression(line.binding);
  if (nameless) return expressionText(nameless);
  return target ? textOf(target.span) : text || name;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 1;
}

function verdictOf(statement: JudgedStatement): Verdict {
  switch (statement.standing) {
    case 'right':
      return 'verified';
    case 'guilty':
    case 'spoiled':
      return 'wrong';
    case 'proportional':
    case 'untold':
      return 'undecided';
  }
}

function reasonOf(statement: JudgedStatement, judgement: Judgement): string | null {
  const [line] = statement.lines;
  const cost = judgement.network.draws[0]?.costName ?? 'the cost';
  switch (statement.standing) {
    case 'right':
    case 'guilty':
      return null;
    case 'spoiled':
      return 'The line is right, and its value is off because a gradient that it reads is wrong.';
    case 'proportional': {
      const [scale = 1] = judgement.commonScale ?? [];
      return scale < 0
        ? `All gradients are the derivative of \`${cost}\` times one negative factor, as in ascent.`
        : `All gradients are the derivative of \`${cost}\` times one factor (${Number(scale.toPrecision(3))} here), so steps have the same direction.`;
    }
    case 'untold':
      if (line) {
        const reason = valueTrouble(line, judgement);
        if (reason) return reason;
      }
      if (statement.lines.every(({ match }) => match?.isTrivial))
        return 'The gradient is zero for all values that it is evaluated with, as the true one is, which confirms nothing.';
      if (line?.target && line.role === 'parameter' && isProportional(statement)) {
        const scale = Number(line.match?.scale.toPrecision(3));
        return `The value is the derivative of \`${cost}\` times one factor (${scale} here), and no gradient beside it tells whether that is meant.`;
      }
      if (!line?.target) return `No variable of the forward pass has this derivative of \`${cost}\`.`;
      return line.role === 'parameter'
        ? `The value is not the derivative of \`${cost}\`, and no gradient beside it confirms that this cost is meant.`
        : `No version of \`${line.target.name}\` has this derivative of \`${cost}\`, and no parameter's gradient is off because of it.`;
  }
}

function isProportional({ lines }: JudgedStatement): boolean {
  return lines.every(({ match }) => match !== null && match.scaledError <= agreement);
}

/** What is the matter with a value that cannot be compared with the truth: it holds nan, or has another shape. */
function valueTrouble(line: GradientLine, judgement: Judgement): string | null {
  const draw = judgement.network.draws.find(({ gradients }) => gradients.includes(line));
  const value = draw?.tape[line.node]?.value;
  const truth = draw && line.target ? totalOf(draw.adjoints.get(line.target.node)) : null;
  if (!draw || !value || !truth || !line.target) return null;
  const name = nameOf(line);
  const bad = value.data.find((entry) => !Number.isFinite(entry));
  if (bad !== undefined)
    return `Not checked: \`${name}\` holds ${numberText(bad)} for the values that it is evaluated with.`;
  if (truth.data.some((entry) => !Number.isFinite(entry))) {
    return `Not checked: the true gradient of \`${draw.costName}\` is not finite at the values that it is evaluated with.`;
  }
  if (line.role !== 'parameter' || shapesFit(value.shape, truth.shape)) return null;
  const of = readBinding(line.binding)?.of || line.target.name;
  return `Not checked: \`${name}\` has shape ${shapeText(value.shape)}, \`${of}\` has ${shapeText(truth.shape)}, and whether that is meant cannot be told here.`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return value < 0 ? '-inf' : 'inf';
}

/** A gradient-like name alone is not enough: there must be a network, a cost, or a whole backward pass beside it. */
function isWorthNaming(
  statement: GradientStatement,
  survey: Survey,
  judged: readonly JudgedNetwork[],
): boolean {
  const { scan } = survey;
  if (judged.length > 0) return true;
  if (statement.isChained || (statement.function?.isAboutGradients ?? scan.topLevelTrains)) return true;
  const costs = scan.topLevelBindsCost || scan.functions.some((unit) => unit.bindsCost);
  return costs || (statement.function?.gradientStatements.length ?? scan.topLevel.length) >= 3;
}

/** True where the statement was evaluated and bound something that is no gradient itself: a dict of gradients, a list, nothing. */
function holdsNoArray(statement: GradientStatement, survey: Survey): boolean {
  const bindings = survey.attempts.flatMap(({ trace }) => bindingsOf(statement, trace));
  return (
    bindings.length > 0 && bindings.every(({ value, node }) => node === null && value.type !== 'unknown')
  );
}

/** A program in plain numbers, without any array: its gradients are named, so that silence is not taken for agreement. */
function holdsNumbers(statement: GradientStatement, survey: Survey): boolean {
  return survey.attempts.some(({ trace }) => isNumbers(valueAt(statement, trace)));
}

function unreached(statement: GradientStatement, survey: Survey): GradientReport {
  const { reason, span } = reasonFor(statement, survey);
  return {
    id: `${statement.statement.span.start}:${statement.text}`,
    name: statement.text,
    of: statement.reading.of,
    role: 'intermediate',
    functionName: statement.function?.qualifiedName ?? null,
    span: statement.statement.span,
    verdict: 'undecided',
    assumed: false,
    relativeError: null,
    reason,
    reasonSpan: span,
    shape: null,
    formula: null,
    network: null,
  };
}
