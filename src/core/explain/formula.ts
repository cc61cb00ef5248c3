/** The true gradient of a variable as a formula in the user's names, for hovers, lenses and reports. */
import type { NetworkEvaluation, Variable } from '../network/network.ts';
import { ChainRule } from './chain-rule.ts';
import { latexOfExpression, textOfExpression } from './expression-text.ts';
import { Names } from './names.ts';
import { networkNames } from './network-names.ts';

/**
 * One step of the chain rule from the nearest named variables: `dZ1 @ X.T + (lambd / m) * W1`. The text means gradients as the
 * user's lines scale them (where dZ1 is m times the derivative, so is the formula's), the LaTeX has the derivatives themselves.
 * Null where no form that we know gives the true values in every draw; `others` are further draws of the same network.
 */
export function formulaOf(
  variable: Variable,
  network: NetworkEvaluation,
  others: readonly NetworkEvaluation[] = [],
): { readonly text: string; readonly latex: string } | null {
  const known = networkNames(network, others);
  const names = new Names(known, 'asWritten', variable);
  const asWritten = new ChainRule(names).gradientOf(variable);
  const exact = names.isExact
    ? asWritten
    : new ChainRule(new Names(known, 'exact', variable)).gradientOf(variable);
  if (!asWritten || !exact) return null;
  return { text: textOfExpression(asWritten), latex: latexOfExpression(exact) };
}
