/** The true gradient of a variable as a formula in the user's names. */
import type { NetworkEvaluation, Variable } from '../network/network.ts';

/** The formula as plain text and LaTeX; null where none is derived. */
export function formulaOf(_variable: Variable, _network: NetworkEvaluation): { text: string; latex: string } | null {
  return null;
}
