/** Looks through many files for those that can hold gradient code, before an engine is started for any. */
import { readFileSync } from 'node:fs';
import { mayHoldGradients } from '../core/network/text-test.ts';

/**
 * True where the file has to be analysed: its text may hold gradients, or this test cannot tell (a notebook, a file that
 * cannot be read, an encoding with two bytes a character). Reads in one go: a folder of thousands of files is read
 * several times as fast so as one promise after another.
 */
export function needsAnalysis(path: string): boolean {
  if (!/\.py$/i.test(path)) return true;
  try {
    const bytes = readFileSync(path);
    if (bytes.includes(0)) return true;
    // One byte a character is the fastest text to search. Other letters only matter where there are any.
    const text = bytes.toString('latin1');
    return mayHoldGradients(text) || (hasGreekLetters(bytes) && mayHoldGradients(bytes.toString('utf8')));
  } catch {
    return true;
  }
}

/** The first bytes of the Greek letters and of ∇ and ∂ in UTF-8. */
function hasGreekLetters(bytes: Buffer): boolean {
  return bytes.includes(0xce) || bytes.includes(0xcf) || bytes.includes(0xe2);
}
