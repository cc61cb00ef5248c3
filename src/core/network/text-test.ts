/** The text test: whether a document may hold hand-written gradients, from its text alone, before anything is parsed. */

const arrays = /\b(?:numpy|np|torch|math|cupy)\b/;
const product = /\bdot\s*\(|@|matmul|\*/;

/** What may follow a gradient's name in an assignment: further targets, a subscript, a closing quote; one line only. */
const assigned = String.raw`[^=\n]{0,60}[-+*/]?=(?!=)`;

/**
 * Names that are gradients by their beginning: dW1, dz, db_2, dhnext, dtheta, nabla_w. Cases count, or `data` and `dict`
 * would be among them.
 */
const byBeginning = new RegExp(
  String.raw`\b(?:d[A-Z]\w*|D[A-Z]\d*\b|d_?[wbzahxuvy]_?[a-z]?\d*\b|d[whxz]_?(?:next|prev|raw|hat|[a-z]{2})\d*\b|d(?:theta|weight|bias|out|gamma|beta|hidden|score|logit|value|input|prob|loss|cost|conv|pool|state|act|kernel|filter|embed)\w*|[dD]_\w+|nabla\w*)${assigned}`,
  'g',
);

/** Names that are gradients by what they contain: w_grad, l1_delta, gradients, output_error. */
const byPart = new RegExp(
  String.raw`(?:[gG]rad|GRAD|delta|Delta|DELTA|nabla|[δΔ∇∂]|\bd[θΘ]|[eE]rror\d*\b(?!\())\w*${assigned}`,
  'g',
);

/** What an update step changes, as far as the sign: `W -=`, `self.W = self.W -`, `P[i][k] = P[i][k] +`. */
const step = String.raw`^[ \t]*[A-Za-z_][\w.]{0,60}(?:\[[^\]=\n]{0,40}\]){0,3}[ \t]*(?:[-+]=|=[ \t]*[A-Za-z_][^=\n*/-]{0,60}[-+])`;

/** Gradients that have no name of their own: what a backward function returns, and what an update adds to a weight. */
const nameless = new RegExp(
  [
    String.raw`\bdef\s+\w*(?:backward|backprop|bprop|grad|deriv)\w*\s*\(`,
    String.raw`${step}[^=\n]{0,80}\.T\b`,
    String.raw`${step}[^=\n]{0,40}\b(?:lr|eta|alpha|learning_?[rR]ate\w*|step_?size)\b[ \t]*[*/]`,
  ].join('|'),
  'gm',
);

/** So many gradient-like assignments speak for themselves, as in a file that only composes other files' layers. */
const telling = 2;

/** A cheap test that lets every network through and few other files: gradient-like names, and array products beside them. */
export function mayHoldGradients(text: string): boolean {
  if (!arrays.test(text) || !product.test(text)) {
    return hasMatches(byPart, text, telling) || hasMatches(byBeginning, text, telling);
  }
  return [byPart, byBeginning, nameless].some((pattern) => hasMatches(pattern, text, 1));
}

function hasMatches(pattern: RegExp, text: string, wanted: number): boolean {
  let count = 0;
  pattern.lastIndex = 0;
  while (count < wanted && pattern.test(text)) count++;
  return count >= wanted;
}
