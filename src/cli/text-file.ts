/** Reads and writes text files without losing a byte that was not edited. */
import { randomUUID } from 'node:crypto';
import { chmod, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export interface TextFile {
  readonly text: string;
  /** Python 2 files are often Latin-1; every byte is a character there, so it can always be read and written back. */
  readonly encoding: 'utf8' | 'latin1';
  readonly hasByteOrderMark: boolean;
}

/** The text of a file without its byte order mark. Rejects with the system's error where it cannot be read. */
export async function readTextFile(path: string): Promise<TextFile> {
  const bytes = await readFile(path);
  const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, encoding: 'utf8', hasByteOrderMark };
  } catch {
    return { text: bytes.toString('latin1'), encoding: 'latin1', hasByteOrderMark: false };
  }
}

/** Replaces a file's text in one step, keeping encoding, mark and mode: a reader sees the old or the new text, never a part. */
export async function replaceTextFile(path: string, file: TextFile): Promise<void> {
  const target = await realpath(path);
  const fresh = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  const mark = file.hasByteOrderMark ? '\ufeff' : '';
  try {
    await writeFile(fresh, Buffer.from(mark + file.text, file.encoding), { flag: 'wx' });
    await chmod(fresh, (await stat(target)).mode);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
