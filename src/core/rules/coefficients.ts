/** Coefficients: telling λ/m from λ/(2m) and λ by how a number behaves from draw to draw. */
import type { Guilt } from '../check/blame.ts';
import { nameInScope, sizeNameInScope } from './names-in-scope.ts';

/** λ^strength · m^examples · 2^twos · sign, the form that penalties' coefficients have. */
export interface Coefficient {
  readonly sign: 1 | -1;
  readonly strength: number;
  readonly examples: number;
  readonly twos: number;
}

const forms: readonly Coefficient[] = [1, 0].flatMap((strength) =>
  [0, -1, -2, 1].flatMap((examples) =>
    [0, -1, 1, -2, 2].map((twos): Coefficient => ({ sign: 1, strength, examples, twos })),
  ),
);

/**
 * The form that gives these values, one per draw; null where none does. λ and m are each draw's own.
 * Where λ or m is not known in a draw, only forms without it are tried.
 */
export function coefficientOf(values: readonly number[], guilts: readonly Guilt[]): Coefficient | null {
  const sign = (values[0] ?? 0) < 0 ? -1 : 1;
  for (const form of forms) {
    const fits = values.every((value, draw) => {
      const expected = guilts[draw] ? evaluate({ ...form, sign }, guilts[draw]) : null;
      return expected !== null && Math.abs(value - expected) <= 1e-5 * Math.abs(expected);
    });
    if (fits) return { ...form, sign };
  }
  return null;
}

function evaluate(form: Coefficient, guilt: Guilt): number | null {
  const { network } = guilt;
  const strengthNode = network.strengthNodes[0];
  const strength = strengthNode === undefined ? undefined : network.tape[strengthNode]?.value.data[0];
  if (form.strength !== 0 && strength === undefined) return null;
  if (form.examples !== 0 && network.exampleCount === null) return null;
  return (
    form.sign *
    (strength ?? 1) ** form.strength *
    (network.exampleCount ?? 1) ** form.examples *
    2 ** form.twos
  );
}

/** The coefficient in the words of the line's function: `lambd / (2 * m)`; null where a name it needs is not in scope. */
export function coefficientText(form: Coefficient, guilt: Guilt): string | null {
  const strength = form.strength === 0 ? null : nameInScope(guilt, guilt.network.strengthNodes);
  if (form.strength !== 0 && strength === null) return null;
  const examples = form.examples === 0 ? null : sizeNameInScope(guilt);
  if (form.examples !== 0 && examples === null) return null;
  const above = [
    ...(form.twos > 0 ? [String(2 ** form.twos)] : []),
    ...(strength ? [strength] : []),
    ...(examples && form.examples > 0 ? [examples] : []),
  ];
  const below = [
    ...(form.twos < 0 ? [String(2 ** -form.twos)] : []),
    ...(examples && form.examples < 0 ? [form.examples === -1 ? examples : `${examples}**2`] : []),
  ];
  const numerator = above.length > 0 ? above.join(' * ') : '1';
  if (below.length === 0) return `${form.sign < 0 ? '-' : ''}${numerator}`;
  const denominator = below.length === 1 ? below.join('') : `(${below.join(' * ')})`;
  return `${form.sign < 0 ? '-' : ''}${numerator} / ${denominator}`;
}

/** The coefficient as on paper: λ/(2m). */
export function coefficientSymbol(form: Coefficient): string {
  const above =
    `${form.twos > 0 ? 2 ** form.twos : ''}${form.strength ? 'λ' : ''}${form.examples > 0 ? 'm' : ''}` || '1';
  const below = `${form.twos < 0 ? 2 ** -form.twos : ''}${form.examples < 0 ? (form.examples === -1 ? 'm' : 'm²') : ''}`;
  const sign = form.sign < 0 ? '−' : '';
  if (below === '') return `${sign}${above}`;
  return `${sign}${above}/${below.length > 1 && below !== 'm²' ? `(${below})` : below}`;
}
