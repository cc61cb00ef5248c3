/** Finds the tools that the benchmark measures against, and installs what is missing into a folder of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';

export interface Peers {
  /** A Python with NumPy, and which of the measured modules it has; null where there is none. */
  readonly python: { readonly program: string; readonly modules: ReadonlySet<string> } | null;
  /** The script that this Python runs. */
  readonly script: string;
  /** Programs by name; null where they are not there. */
  readonly ruff: string | null;
  readonly pyright: string | null;
  readonly grep: string | null;
}

const modules = ['numpy', 'autograd', 'torch'];

/**
 * The peers of this machine. With `install`, a virtual environment and npm packages are made below `folder` first,
 * once; what cannot be had is told on stderr and left out.
 */
export async function findPeers(folder: string, script: string, install: boolean): Promise<Peers> {
  await mkdir(folder, { recursive: true });
  const environment = join(folder, 'python');
  const own = join(environment, process.platform === 'win32' ? 'Scripts' : 'bin');
  if (install) {
    installPython(environment, own);
    installPyright(folder);
  }
  const python = [join(own, 'python'), 'python3'].map(describePython).find((found) => found !== null) ?? null;
  const pyright = join(folder, 'node_modules', 'pyright', 'langserver.index.js');
  return {
    python,
    script,
    ruff: [join(own, 'ruff'), 'ruff'].find((program) => runs(program, '--version')) ?? null,
    pyright: existsSync(pyright) ? pyright : null,
    grep: runs('grep', '--version') ? 'grep' : null,
  };
}

function describePython(program: string): Peers['python'] {
  const there = modules.filter((name) => runs(program, '-c', `import ${name}`));
  return there.includes('numpy') ? { program, modules: new Set(there) } : null;
}

function installPython(environment: string, own: string): void {
  if (!existsSync(own) && !runs('python3', '-m', 'venv', environment))
    return complain('a Python environment');
  const python = join(own, 'python');
  for (const name of [...modules, 'ruff']) {
    const isThere =
      name === 'ruff' ? runs(join(own, 'ruff'), '--version') : runs(python, '-c', `import ${name}`);
    if (isThere) continue;
    process.stderr.write(`bench: installing ${name} …\n`);
    if (!runs(python, '-m', 'pip', 'install', '--quiet', '--retries', '0', name)) complain(name);
  }
}

function installPyright(folder: string): void {
  if (existsSync(join(folder, 'node_modules', 'pyright'))) return;
  process.stderr.write('bench: installing pyright …\n');
  const npm = process.env['npm_execpath'];
  const words = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', 'pyright'];
  const isInstalled = npm ? runs(process.execPath, npm, ...words) : runs('npm', ...words);
  if (!isInstalled) complain('pyright');
}

function complain(what: string): void {
  process.stderr.write(`bench: ${what} could not be installed; its rows are skipped\n`);
}

function runs(program: string, ...words: string[]): boolean {
  return spawnSync(program, words, { stdio: 'ignore' }).status === 0;
}
