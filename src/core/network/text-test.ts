/** The text test: whether a document may hold hand-written gradients, from its text alone, before anything is parsed. */

const arrays = /\b(?:numpy|np|torch|math)\b/;
const product = /\bdot\s*\(|@|matmul|\*/;
const gradientLike =
  /\b(?:d[A-Z]\w*|d_?[wbzahx]\d*|\w*grad\w*|\w*delta\w*|nabla\w*|dtheta\w*|dweights|dbiases|dJ_?d\w+|dL_?d\w+|\w*_?error)\b[^=\n]{0,60}[-+*/]?=(?!=)/i;

/** A cheap test that lets every network through and few other files: an array library, a product and a gradient-like name. */
export function mayHoldGradients(text: string): boolean {
  return arrays.test(text) && product.test(text) && gradientLike.test(text);
}
