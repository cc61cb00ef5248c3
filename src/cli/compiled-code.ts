/** What V8 made of the program in an earlier run, kept in the user's cache folder: compiling takes a third of a short run. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { version } from '../../package.json';

/** One for each of the last few versions of the program or of Node.js. */
const mostFiles = 4;

/** Where the compiled code of a program lies; V8 itself turns down what another V8 has made. */
export class CompiledCode {
  readonly #folder: string;
  readonly #file: string;

  /** `program` is the path of the program's text. Throws the system's error where there is none. */
  constructor(program: string, folder: string = cacheFolder()) {
    const { size, mtimeMs } = statSync(program);
    this.#folder = folder;
    this.#file = join(
      folder,
      `${version}-${size}-${Math.round(mtimeMs)}-${process.version}-${process.arch}.bin`,
    );
  }

  /** The compiled code; undefined where no run has left any. */
  read(): Buffer | undefined {
    try {
      return readFileSync(this.#file);
    } catch {
      return undefined;
    }
  }

  /** Keeps compiled code for the next run, and only the newest few. A folder that cannot be written costs time and nothing else. */
  write(code: Buffer): void {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const fresh = `${this.#file}.${process.pid}`;
      writeFileSync(fresh, code, { mode: 0o600 });
      renameSync(fresh, this.#file);
      for (const old of this.#oldFiles()) rmSync(old, { force: true });
    } catch {
      // The program runs without it.
    }
  }

  #oldFiles(): readonly string[] {
    const files = readdirSync(this.#folder)
      .filter((name) => name.endsWith('.bin'))
      .map((name) => join(this.#folder, name));
    return files.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs).slice(mostFiles);
  }
}

/** The folder in which the system keeps what programs can make again. */
function cacheFolder(): string {
  const { env, platform } = process;
  const folder =
    platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'))
      : platform === 'darwin'
        ? join(homedir(), 'Library', 'Caches')
        : env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(folder, 'backprop-lens');
}
