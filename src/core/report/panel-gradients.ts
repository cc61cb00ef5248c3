/** The user's gradients as the panel shows them: the line, the formula, the findings, and the numbers as five matrices. */
import { mapEntries, mapPairs } from '../autodiff/broadcasting.ts';
import { filled, largestMagnitude, sameShape, type Tensor, withShape } from '../autodiff/tensor.ts';
import { relativeError } from '../network/match.ts';
import type { GradientLine, NetworkEvaluation } from '../network/network.ts';
import { rangeOf, type Span, textOf } from '../python/source.ts';
import type { GradientDetail, PartsRow } from '../../protocol.ts';
import type { Analysis, GradientReport } from './analysis.ts';
import { matrixOf, shapeOf } from './panel-matrix.ts';

/** One gradient in full. `nodeId` is the graph's id of the variable that it belongs to, `parts` the variable's row of the table. */
export function gradientDetail(
  report: GradientReport,
  analysis: Analysis,
  network: NetworkEvaluation,
  { nodeId, parts }: { readonly nodeId: string | null; readonly parts: PartsRow | null },
): GradientDetail {
  const line = network.gradients.find((candidate) => candidate.id === report.id);
  const numbers = line ? comparison(line, report, network) : null;
  return {
    id: report.id,
    nodeId,
    name: report.name,
    of: report.of,
    verdict: report.verdict,
    assumed: report.assumed,
    relativeError: report.relativeError,
    reason: report.reason,
    line: oneIndent(textOf(report.span)),
    place: placeOf(report.span, report.functionName),
    formula: formulaOf(report, parts),
    shape: report.shape ? shapeOf(report.shape) : '',
    maps: numbers?.maps ?? null,
    ...(numbers && numbers.scale !== 1 ? { scale: numbers.scale } : {}),
    findings: analysis.findings
      .filter((finding) => finding.gradientId === report.id)
      .map(({ rule, message, elaboration, fix }) => ({
        rule,
        message,
        elaboration,
        fixTitle: fix?.title ?? null,
      })),
  };
}

/** The sum of both parts where the table has more of them than a symbol; the report's own formula elsewhere. */
function formulaOf(report: GradientReport, parts: PartsRow | null): GradientDetail['formula'] {
  const says = parts !== null && (!parts.penalty.isZero || parts.data.latex !== partialOf(parts.latex));
  if (!says || report.verdict === 'undecided') return report.formula;
  const penalty = parts.penalty.isZero ? '' : ` + ${parts.penalty.latex}`;
  return { text: report.formula?.text ?? '', latex: `${parts.latex} = ${parts.data.latex}${penalty}` };
}

/** ∂J/∂W → ∂L/∂W */
function partialOf(latex: string): string {
  return latex.replace('\\partial J', '\\partial L');
}

/** Where a statement is, for people: "backward, line 31", "cell 3, line 2", "line 8". */
export function placeOf(span: Span, functionName: string | null): string {
  const { cell, start } = rangeOf(span);
  const parts = [functionName, cell === null ? null : `cell ${cell + 1}`, `line ${start.line}`];
  return parts.filter((part) => part !== null).join(', ');
}

export interface Comparison {
  readonly maps: NonNullable<GradientDetail['maps']>;
  readonly scale: number;
  /** max|user − truth| / max(|user|, |truth|), the truth times the scale. */
  readonly relativeError: number;
  /** The largest absolute number in the maps, and in what the user adds to the data part. */
  readonly largest: number;
}

/**
 * The five matrices; null where the true gradient is not known or has another number of entries. An intermediate may
 * carry one constant factor (dZ3 = A3 - Y is m·∂J/∂Z3): then the true parts are shown times that factor.
 */
export function comparison(
  line: GradientLine,
  report: GradientReport,
  network: NetworkEvaluation,
): Comparison | null {
  const user = network.tape[line.node]?.value;
  const variable = line.target && network.tape[line.target.node]?.value;
  if (!user || !variable) return null;
  const adjoint = network.adjoints.get(line.target.node);
  const zero = filled(variable.shape, 0);
  const [data, penalty] = [adjoint?.data ?? zero, adjoint?.penalty ?? zero];
  const truth = mapPairs(data, penalty, 'float64', (one, other) => one + other);
  const given = fitted(user, truth.shape);
  if (!given) return null;
  const scale = report.role === 'intermediate' ? constantFactor(line) : 1;
  const scaled = (part: Tensor) => (scale === 1 ? part : mapEntries(part, 'float64', (x) => x * scale));
  const off = (part: Tensor) => mapPairs(given, scaled(part), 'float64', (one, other) => one - other);
  const difference = off(truth);
  const numbers = [data, penalty, truth].map(scaled).concat(given, difference, off(data));
  return {
    scale,
    relativeError: relativeError(given.data, truth.data, scale),
    largest: Math.max(...numbers.map(largestMagnitude)),
    maps: {
      data: matrixOf(scaled(data)),
      penalty: matrixOf(scaled(penalty)),
      truth: matrixOf(scaled(truth)),
      user: matrixOf(given),
      difference: matrixOf(difference),
    },
  };
}

/** A (n,) beside a (1, n) is the same numbers; a transposed or reduced array is not. */
function fitted(value: Tensor, shape: readonly number[]): Tensor | null {
  if (sameShape(value.shape, shape)) return value;
  const longSides = (sides: readonly number[]) => sides.filter((side) => side !== 1).join();
  return longSides(value.shape) === longSides(shape) ? withShape(value, shape) : null;
}

const tolerance = 1e-6;

/** The factor between the user's value and the truth, where it is one number for all entries; 1 otherwise. */
function constantFactor({ match }: GradientLine): number {
  if (!match || match.scaledError > tolerance || Math.abs(match.scale - 1) <= tolerance) return 1;
  return match.scale;
}

/** A statement over several lines keeps its inner indent, less what all of its later lines share. */
function oneIndent(text: string): string {
  const [first = '', ...rest] = text.trim().split('\n');
  const indents = rest
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  return [first, ...rest.map((line) => `    ${line.slice(shared)}`)].join('\n');
}
