/** The text test: whether a document may hold hand-written gradients, from its text alone, before anything is parsed. */

const arrays = /\b(?:numpy|np|torch|math)\b/;
const product = /\bdot\s*\(|@|matmul|\*/;
const gradientLike =
  /\b(?:d[A-Z]\w*|d_?[wbzahx]\d*|\w*grad\w*|\w*delta\w*|nabla\w*|dtheta\w*|dweights|dbiases|dJ_?d\w+|dL_?d\w+|\w*_?error|d(?:out|gamma|beta|hidden|scores?))\b[^=\n]{0,60}[-+*/]?=(?!=)/gi;
/** So many gradient-like assignments speak for themselves, as in a file that only composes other files' layers. */
const telling = 2;

/** A cheap test that lets every network through and few other files: gradient-like names, and array products beside them. */
export function mayHoldGradients(text: string): boolean {
  let count = 0;
  gradientLike.lastIndex = 0;
  while (count < telling && gradientLike.test(text)) count++;
  return count >= telling || (count > 0 && arrays.test(text) && product.test(text));
}
