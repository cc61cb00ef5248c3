/** Looks through many files for those that can hold gradient code, before an engine is started for any. */
import { isAscii } from 'node:buffer';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { mayHoldGradients } from '../core/network/text-test.ts';

/** One buffer for all files: what it takes to get memory for each is more than what it takes to read most of them. */
const buffer = Buffer.allocUnsafeSlow(2 ** 18);

/**
 * True where the file has to be analysed: its text may hold gradients, or this test cannot tell (a notebook, a file that
 * cannot be read, an encoding with two bytes a character). Reads in one go: a folder of thousands of files is read
 * several times as fast so as one promise after another.
 */
export function needsAnalysis(path: string): boolean {
  if (!/\.py$/i.test(path)) return true;
  try {
    const bytes = read(path);
    // One byte a character is the fastest text to search. Other letters only matter where there are any.
    const text = bytes.toString('latin1');
    if (mayHoldGradients(text)) return true;
    return text.includes('\0') || (!isAscii(bytes) && mayHoldGradients(bytes.toString('utf8')));
  } catch {
    return true;
  }
}

/** A file's bytes, which hold until the next file is read. */
function read(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    let length = 0;
    for (let more = -1; more !== 0 && length < buffer.length; length += more) {
      more = readSync(file, buffer, length, buffer.length - length, null);
    }
    return length < buffer.length ? buffer.subarray(0, length) : readFileSync(path);
  } finally {
    closeSync(file);
  }
}
