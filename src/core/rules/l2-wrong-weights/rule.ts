/** l2-wrong-weights: the term holds another layer's weights, or the right ones transposed. */
import { expressionsWithin } from '../../check/line-terms.ts';
import type { NodeId } from '../../autodiff/tape.ts';
import { contains, type Span, textOf } from '../../python/source.ts';
import { ratio, replace, replaceTermRepairs, variableText } from '../edits.ts';
import {
  type Case,
  type Diagnosis,
  type Evidence,
  inEveryDraw,
  type Repair,
  type Rule,
  shown,
} from '../rule.ts';
import { slipRepairs } from '../slip-diagnosis.ts';
import { gradientName, penaltyPlaces, variableName, worstEntry } from '../wording.ts';

export const l2WrongWeights: Rule = {
  name: 'l2-wrong-weights',
  severity: 'error',
  summary: 'The penalty term holds the weights of another layer, or its own transposed.',
  examine(suspect) {
    const isOther = inEveryDraw(
      suspect,
      (draw) =>
        draw.isPenalised && draw.dataPartIsRight && draw.terms.length > 0 && otherWeights(draw) !== null,
    );
    if (!isOther) return otherPiece(suspect);
    const evidence = shown(suspect);
    const span = otherWeights(evidence) ?? evidence.guilt.line.binding.statement.span;
    return diagnosisOf(suspect, span, [...nameRepairs(span, evidence), ...replaceTermRepairs(suspect)]);
  },
};

function diagnosisOf(suspect: Case, span: Span, repairs: readonly Repair[]): Diagnosis {
  const evidence = shown(suspect);
  const { guilt } = evidence;
  const weight = variableName(guilt);
  return {
    message:
      `The penalty term of ${gradientName(guilt)} holds \`${textOf(span)}\`, and it belongs to ${weight}: the ` +
      `penalty sums over all layers, and each gradient keeps only its own weights. ${worstEntry(evidence)}`,
    elaboration:
      `Ω = c·Σ_l ‖W[l]‖². Differentiating by ${weight} makes the terms of all other layers vanish; what is left is ` +
      `2c·${weight}, of its shape. Where shapes allow it, NumPy broadcasts other weights without a complaint.`,
    span,
    related: penaltyPlaces(guilt),
    repairs,
  };
}

/** A piece of other weights, or of its own, that NumPy spreads over the gradient: `W2[:, :1]`. */
function otherPiece(suspect: Case): Diagnosis | null {
  const isInTerm = inEveryDraw(
    suspect,
    (draw) => draw.isPenalised && draw.dataPartIsRight && draw.terms.length > 0,
  );
  const slip = isInTerm ? suspect.slip() : null;
  const [term] = shown(suspect).terms;
  if (slip?.kind !== 'operand' || slip.site.kind !== 'Subscript') return null;
  if (!term?.span || !contains(term.span, slip.site.span)) return null;
  return diagnosisOf(suspect, slip.site.span, slipRepairs(slip));
}

/** Where the line reads weights that are not its own, when the residual is a multiple of them; null otherwise. */
function otherWeights(evidence: Evidence): Span | null {
  const { guilt, terms, residual } = evidence;
  const { network, line } = guilt;
  const [term] = terms;
  if (!term?.span || !line.target || ratio(residual, evidence.penalty) !== null) return null;
  const spread = broadcast(term.value.data, term.value.shape, guilt.data.shape);
  if (!spread || ratio(residual, spread) === null) return null;
  for (const { expression, node } of expressionsWithin(network, term.span, null).reverse()) {
    const source = transposedFrom(node, evidence);
    const isOther = source !== line.target.node && network.parameterNodes.has(source);
    const isTransposed = source === line.target.node && node !== source;
    if ((isOther || isTransposed) && isScaledBy(term.value.data, network.tape[node]?.value.data))
      return expression.span;
  }
  return null;
}

function isScaledBy(term: Float64Array, weights: Float64Array | undefined): boolean {
  return weights !== undefined && ratio(term, weights) !== null;
}

function transposedFrom(node: NodeId, evidence: Evidence): NodeId {
  const found = evidence.guilt.network.tape[node];
  const [input] = found?.inputs ?? [];
  return found?.operation === 'transpose' && input !== undefined ? input : node;
}

/** The values spread over a larger shape as NumPy broadcasts them; null where they do not fit. */
function broadcast(
  values: Float64Array,
  from: readonly number[],
  to: readonly number[],
): Float64Array | null {
  const count = to.reduce((product, size) => product * size, 1);
  const padded = [...new Array<number>(Math.max(0, to.length - from.length)).fill(1), ...from];
  if (padded.length !== to.length || padded.some((size, axis) => size !== 1 && size !== to[axis]))
    return null;
  return Float64Array.from({ length: count }, (_, flat) => {
    let rest = flat;
    let at = 0;
    let stride = 1;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      const size = to[axis] ?? 1;
      const own = padded[axis] ?? 1;
      if (own !== 1) at += (rest % size) * stride;
      stride *= own;
      rest = Math.floor(rest / size);
    }
    return values[at] ?? 0;
  });
}

function nameRepairs(span: Span, evidence: Evidence): Repair[] {
  const name = variableText(evidence.guilt);
  return [{ title: `Replace \`${textOf(span)}\` by \`${name}\``, edits: [replace(span, name)] }];
}
