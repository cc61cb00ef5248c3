/** The test on a document's bare text that decides whether the engine is loaded at all. */

/** True where a text may be NumPy code; cheap, and it errs only towards true. */
export function looksLikeNumPy(text: string): boolean {
  return text.includes('numpy') || /\bnp\s*\./.test(text);
}
