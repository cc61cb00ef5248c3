/** Bundles a tool of the project with the engine as the sources have it now, and runs it. */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const parserFiles = [
  'web-tree-sitter/web-tree-sitter.wasm',
  'tree-sitter-python/tree-sitter-python.wasm',
].map((file) => join(root, 'node_modules', file));

/**
 * Runs `tooling/<name>/main.ts` with the words of the command line, in a folder of its own, so that a run of many minutes is
 * not disturbed by builds or by edits of the sources.
 * @param {string} name
 * @returns {Promise<number>} its exit status
 */
export async function runTool(name) {
  const folder = await mkdtemp(join(tmpdir(), `backprop-lens-${name}-`));
  try {
    const program = join(folder, `${name}.mjs`);
    await build({
      absWorkingDir: root,
      entryPoints: [`tooling/${name}/main.ts`],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: 'linked',
      legalComments: 'none',
      logLevel: 'warning',
    });
    for (const file of parserFiles) await cp(file, join(folder, file.split('/').at(-1) ?? ''));
    return await run(program);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A signal is left to the program or handed on to it, so that the folder is removed after its end.
 * @param {string} program
 * @returns {Promise<number>} its exit status
 */
function run(program) {
  const words = ['--enable-source-maps', program, ...process.argv.slice(2)];
  const child = spawn(process.execPath, words, { stdio: 'inherit' });
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? 2));
  });
}
