/**
 * `npm run fuzz -- [COUNT] [FIRST]`: bundles the fuzzer with the engine as the sources have it now, and runs it in a process
 * of its own, with the garbage collector in reach. A text that never ends is named and ends the run.
 */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const parserFiles = ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-python/tree-sitter-python.wasm'];
const [count = '10000', first = '0'] = process.argv.slice(2);
/** Milliseconds after which a text counts as one that never ends, even on a busy machine. */
const longest = 120_000;

const folder = await mkdtemp(join(tmpdir(), 'backprop-lens-fuzz-'));
try {
  const program = join(folder, 'fuzz.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['test/fuzz/main.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'linked',
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const file of parserFiles)
    await cp(join(root, 'node_modules', file), join(folder, file.split('/').at(-1) ?? ''));
  process.exitCode = await run(program);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Runs the fuzzer to its end, or to the text that never ends.
 * @param {string} program
 * @returns {Promise<number>} its exit status
 */
function run(program) {
  const words = ['--expose-gc', '--enable-source-maps', program, first, count, root];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let current = first;
  let timer = setTimeout(giveUp, longest);
  child.on('message', (number) => {
    current = `${Number(number)}`;
    clearTimeout(timer);
    timer = setTimeout(giveUp, longest);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      clearTimeout(timer);
      if (status === null) console.log(`number ${current} ended the process`);
      resolve(status ?? 1);
    });
  });

  function giveUp() {
    console.log(`number ${current} has not ended after ${longest / 1000} s`);
    child.kill('SIGKILL');
  }
}
