/** Finds the files to check below the paths given, in an order that does not depend on the machine. */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
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

/** Every .py and .ipynb file among the paths and below the folders among them. A path that fails does not stop the others. */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const search = new Search();
  for (const path of paths) await search.addPath(path);
  return search;
}

class Search implements FoundFiles {
  readonly files: string[] = [];
  readonly failures: { path: string; message: string }[] = [];
  /** Real paths, so that a link to a folder above it ends and no file is reported twice. */
  readonly #seen = new Set<string>();

  async addPath(path: string): Promise<void> {
    const kind = await this.#kindOf(path);
    if (kind === 'folder') return this.#addFolder(path);
    if (kind === 'file' && !isPython(path)) return this.#fail(path, 'is neither a .py nor an .ipynb file');
    if (kind === 'file') return this.#addFile(path, await realPathOf(path));
    if (kind === 'other') this.#fail(path, 'is neither a file nor a folder');
  }

  async #addFolder(folder: string): Promise<void> {
    const real = await realPathOf(folder);
    if (!this.#isNew(real)) return;
    let entries: Dirent[];
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      return this.#fail(folder, reasonOf(error));
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (const entry of entries) await this.#addEntry(folder, real, entry);
  }

  /** `real` is the folder's own path: what is no link lies below it, so that the system need not be asked for every file. */
  async #addEntry(folder: string, real: string, entry: Dirent): Promise<void> {
    const path = join(folder, entry.name);
    const isLink = entry.isSymbolicLink();
    const kind = isLink ? await this.#kindOfLink(path) : kindOfStats(entry);
    if (kind === 'folder' && !entry.name.startsWith('.') && !skippedFolders.has(entry.name)) {
      await this.#addFolder(path);
    }
    if (kind === 'file' && isPython(entry.name)) {
      this.#addFile(path, isLink ? await realPathOf(path) : join(real, entry.name));
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

  async #kindOf(path: string): Promise<Kind | null> {
    try {
      return kindOfStats(await stat(path));
    } catch (error) {
      this.#fail(path, reasonOf(error));
      return null;
    }
  }

  /** A link that leads nowhere is no Python file, so it is passed over in silence. */
  async #kindOfLink(path: string): Promise<Kind | null> {
    return stat(path).then(kindOfStats, () => null);
  }

  #fail(path: string, message: string): void {
    this.failures.push({ path: withSlashes(path), message });
  }
}

async function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
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
