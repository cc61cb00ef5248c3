/** Finds the files to check below the paths given, in an order that does not depend on the machine. */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

export interface FoundFiles {
  /** Paths as given, or as found below the folder given; with forward slashes; each file once. */
  readonly files: readonly string[];
  /** Paths that could not be looked at, each with the reason. */
  readonly failures: readonly { readonly path: string; readonly message: string }[];
}

/** Folders that hold installed or made files; a folder that is named on the command line itself is always searched. */
const skippedFolders = new Set([
  'node_modules',
  '__pycache__',
  'venv',
  'env',
  'site-packages',
  'build',
  'dist',
]);

/**
 * Every .py and .ipynb file among the paths and below the folders among them. A path that fails does not stop the others.
 * It asks the system in one go: a promise for each of thousands of files takes longer than the answers.
 */
export function findFiles(paths: readonly string[]): FoundFiles {
  const search = new Search();
  for (const path of paths) search.addPath(path);
  return search;
}

class Search implements FoundFiles {
  readonly files: string[] = [];
  readonly failures: { path: string; message: string }[] = [];
  /** Real paths, so that a link to a folder above it ends and no file is reported twice. */
  readonly #seen = new Set<string>();

  addPath(path: string): void {
    const kind = this.#kindOf(path);
    if (kind === 'folder') this.#addFolder(path);
    if (kind === 'file' && !isPython(path)) this.#fail(path, 'is neither a .py nor an .ipynb file');
    else if (kind === 'file') this.#addFile(path, realPathOf(path));
    if (kind === 'other') this.#fail(path, 'is neither a file nor a folder');
  }

  #addFolder(folder: string): void {
    const real = realPathOf(folder);
    if (!this.#isNew(real)) return;
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      return this.#fail(folder, reasonOf(error));
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (const entry of entries) this.#addEntry(folder, real, entry);
  }

  /** `real` is the folder's own path: what is no link lies below it, so that the system need not be asked for every file. */
  #addEntry(folder: string, real: string, entry: Dirent): void {
    const path = join(folder, entry.name);
    const isLink = entry.isSymbolicLink();
    const kind = isLink ? kindOfLink(path) : kindOfStats(entry);
    if (kind === 'folder' && !entry.name.startsWith('.') && !skippedFolders.has(entry.name)) {
      this.#addFolder(path);
    }
    if (kind === 'file' && isPython(entry.name)) {
      this.#addFile(path, isLink ? realPathOf(path) : join(real, entry.name));
    }
  }

  #addFile(path: string, real: string): void {
    if (this.#isNew(real)) this.files.push(withSlashes(path));
  }

  #isNew(real: string): boolean {
    if (this.#seen.has(real)) return false;
    this.#seen.add(real);
    return true;
  }

  #kindOf(path: string): Kind | null {
    try {
      return kindOfStats(statSync(path));
    } catch (error) {
      this.#fail(path, reasonOf(error));
      return null;
    }
  }

  #fail(path: string, message: string): void {
    this.failures.push({ path: withSlashes(path), message });
  }
}

/** A link that leads nowhere is no Python file, so it is passed over in silence. */
function kindOfLink(path: string): Kind | null {
  try {
    return kindOfStats(statSync(path));
  } catch {
    return null;
  }
}

function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

type Kind = 'file' | 'folder' | 'other';

function kindOfStats(stats: { isFile(): boolean; isDirectory(): boolean }): Kind {
  if (stats.isDirectory()) return 'folder';
  return stats.isFile() ? 'file' : 'other';
}

function isPython(path: string): boolean {
  return /\.(py|ipynb)$/i.test(path);
}

/** The path with forward slashes, as reports write it on every system. */
export function withSlashes(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}

/** A system error in words: "no such file or folder". */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}
