/** Words and numbers that messages share: names as the user writes them, and the entry where a gradient is farthest off. */
import type { Guilt } from '../check/blame.ts';
import { lastName } from '../network/gradient-names.ts';
import { readBinding } from '../network/gradient-lines.ts';
import { namelessExpression } from '../network/nameless-gradients.ts';
import { textOf } from '../python/source.ts';
import type { RelatedPlace } from './finding.ts';
import type { Evidence } from './rule.ts';

/** The gradient's name as the user writes it; of one without a name, what it is of. */
export function gradientName(guilt: Guilt): string {
  const { binding } = guilt.line;
  if (namelessExpression(binding)) return `the gradient of ${guilt.line.target?.name ?? 'the variable'}`;
  return binding.target ? textOf(binding.target.span) : binding.text || binding.name;
}

/** The name of the variable that the line is the gradient of, as the user's backward code would write it. */
export function variableName(guilt: Guilt): string {
  const reading = readBinding(guilt.line.binding);
  if (reading && reading.of !== '') return reading.of;
  return guilt.line.target?.name ?? lastName(gradientName(guilt));
}

/** "At W1[2,0] the true gradient is 0.0413, this line gives 1.87." for the entry that is farthest off. */
export function worstEntry(evidence: Evidence): string {
  const { guilt } = evidence;
  const truth = guilt.data.data.map((value, at) => value + (guilt.penalty.data[at] ?? 0));
  let worst = 0;
  for (let at = 0; at < truth.length; at++) {
    if (gap(guilt, truth, at) > gap(guilt, truth, worst)) worst = at;
  }
  const place = `${variableName(guilt)}${indexText(worst, guilt.data.shape)}`;
  const user = number(guilt.user.data[worst] ?? Number.NaN);
  return `At ${place} the true gradient is ${number(truth[worst] ?? Number.NaN)}, this line gives ${user}.`;
}

function gap(guilt: Guilt, truth: Float64Array, at: number): number {
  return Math.abs((guilt.user.data[at] ?? 0) - (truth[at] ?? 0));
}

function indexText(flat: number, shape: readonly number[]): string {
  return shape.length === 0 ? '' : `[${entryIndex(flat, shape).join(',')}]`;
}

/** The index along each axis of the entry that stands at a place of the row-major data. */
export function entryIndex(flat: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = flat;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

/** Three significant digits, without an exponent where it is not needed. */
export function number(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(3))) : value.toExponential(2);
}

/** The cost's penalty as a related place. */
export function penaltyPlaces(guilt: Guilt): RelatedPlace[] {
  const places: RelatedPlace[] = [];
  for (const term of guilt.network.penaltyTerms) {
    if (term.span) places.push({ message: 'The penalty joins the cost here.', span: term.span });
  }
  return places;
}

/** The cost as a related place. */
export function costPlaces(guilt: Guilt): RelatedPlace[] {
  const { span } = guilt.network.cost;
  return span ? [{ message: `The cost \`${guilt.network.costName}\`.`, span }] : [];
}
