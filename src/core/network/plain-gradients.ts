/** Programs that compute gradients in plain numbers and lists: which of their numbers are put on the tape. */
import type { TracedNumbers } from '../evaluator/plain-numbers.ts';
import type { Binding, Trace } from '../evaluator/trace.ts';
import type { Value } from '../evaluator/values.ts';
import { readBinding } from './gradient-lines.ts';
import { lastName } from './gradient-names.ts';
import { type ProbeRole, roleOf } from './name-hints.ts';
import { onceForEach } from './remembered.ts';
import { seededRandom } from './seeded-random.ts';
import { stepGradient } from './update-steps.ts';

/** Numbers that steer a program or scale a part of its cost; they stay constants. */
const constantRoles: ReadonlySet<ProbeRole> = new Set<ProbeRole>([
  'strength',
  'rate',
  'keepProbability',
  'size',
  'count',
  'flag',
  'small',
  'sizes',
  'window',
  'object',
]);

/**
 * The numbers that go on the tape: weights and biases, which may begin at whole numbers, and of the others those with a
 * point. Measured values and weights are varied from draw to draw, since a factor of 0.1 or 5 may hide a mistake; plain
 * halves and whole numbers are left, since they may stand for themselves.
 */
export function tracedNumbers(draw: number): TracedNumbers {
  const random = seededRandom(6007 * (draw + 1));
  return ({ name, value, isWhole, isElement }) => {
    const role = roleOf(name);
    const isTrained = role === 'weights' || role === 'bias';
    if (constantRoles.has(role) || (isWhole && !isTrained)) return null;
    const isMeasured = isElement || isTrained || role === 'data' || role === 'labels';
    return isMeasured && !Number.isInteger(2 * value) ? value * (1 + variation * (random() - 0.5)) : value;
  };
}

const variation = 0.3;

/** True for the strength of a penalty: written out it is mostly so small that it hides every slip. */
export function isStrength(name: string, value: number): boolean {
  return value > 0 && roleOf(name) === 'strength';
}

const stepIn = onceForEach(stepGradient);

/**
 * True where a gradient by its name, or what a step subtracts, is a plain number or a list of such, or where a weight
 * begins as a plain number: `b = 0`.
 */
export function holdsPlainGradients({ bindings }: Trace): boolean {
  return (
    bindings.some(
      (binding) =>
        isNumbers(binding.value) &&
        binding.valueExpression?.kind !== 'Constant' &&
        (readBinding(binding) !== null || stepIn(binding.statement)?.target === binding.target),
    ) || holdsNumberedWeights(bindings)
  );
}

/** True where a name is given a written number first and a computed value later, as `b = 0` and `b = b - rate * db`. */
function holdsNumberedWeights(bindings: readonly Binding[]): boolean {
  const first = new Set<string>();
  return bindings.some(({ kind, name, text, frame, node, valueExpression }) => {
    const role = roleOf(lastName(name));
    if ((kind !== 'name' && kind !== 'attribute') || (role !== 'weights' && role !== 'bias')) return false;
    const key = `${kind === 'name' ? frame.id : ''} ${text}`;
    if (valueExpression?.kind === 'Constant' && node === null) first.add(key);
    return node !== null && first.has(key);
  });
}

/** Lists in lists of numbers are weights of layers of units; one that is nested deeper may hold itself. */
const deepestList = 6;

/** True for a number that is not on the tape, and for a list of such numbers or lists. */
export function isNumbers(value: Value | null | undefined, level = 0): boolean {
  if (value?.type === 'list')
    return (
      level < deepestList && value.items.length > 0 && value.items.every((item) => isNumbers(item, level + 1))
    );
  return value?.type === 'float' && value.node === null && value.value !== 0;
}
