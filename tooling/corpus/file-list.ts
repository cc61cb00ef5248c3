/** Which files a run takes: from the folders given, from a list, or the files of a list below a folder. */
import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { findFiles, withSlashes } from '../../src/cli/find-files.ts';

export interface ListedFile {
  readonly path: string;
  readonly group: string | null;
  readonly note: string | null;
}

export interface FileList {
  /** The folder that paths are relative to. */
  readonly root: string;
  /** Each file once, in the order of the list, or of the folders. */
  readonly files: readonly ListedFile[];
  /** What could not be looked at, each with the reason. */
  readonly failures: readonly { readonly path: string; readonly message: string }[];
}

/**
 * The files that the words of the command line name, before any filter, so that a filter does not change what they are called.
 * Errors: rejects with the system's error where the list cannot be read.
 */
export async function listFiles(paths: readonly string[], groups: string | null): Promise<FileList> {
  const [first] = paths;
  if (groups !== null) {
    const base = resolve(first ?? dirname(groups));
    const listed = parseFileList(await readFile(groups, 'utf8'));
    return under(
      first === undefined ? null : base,
      listed.map((file) => ({ ...file, path: resolve(base, file.path) })),
      [],
    );
  }
  const { files, failures } = findFiles(paths.map((path) => resolve(path)));
  const only = paths.length === 1 && files[0] !== resolve(first ?? '') ? resolve(first ?? '') : null;
  return under(
    only,
    files.map((path) => ({ path, group: null, note: null })),
    failures,
  );
}

/** The rows of a list: group, path and note between tabs, or a path alone. Empty lines and lines that begin with # are left out. */
export function parseFileList(text: string): readonly ListedFile[] {
  const files = new Map<string, ListedFile>();
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const columns = line.split('\t').map((column) => column.trim());
    const [group, path, note] = columns.length === 1 ? ['', ...columns] : columns;
    if (path) files.set(path, { path, group: group || null, note: note || null });
  }
  return [...files.values()];
}

/** Calls the files by their paths below the root; with a root given, files outside it are left out. */
function under(given: string | null, files: readonly ListedFile[], failures: FileList['failures']): FileList {
  const root = given ?? commonFolder(files.map(({ path }) => dirname(path)));
  const named = files.map((file) => ({ ...file, path: withSlashes(relative(root, file.path)) }));
  return { root, files: given ? named.filter(({ path }) => !path.startsWith('../')) : named, failures };
}

/** The deepest folder that holds all of these folders. */
function commonFolder(folders: readonly string[]): string {
  let common = folders[0] ?? '.';
  for (const folder of folders) {
    while (relative(common, folder).startsWith('..')) common = dirname(common);
  }
  return common;
}
