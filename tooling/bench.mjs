/** `npm run bench`: bundles the benchmark and the command line as the sources have them now, and measures. */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { commandLineBundles } from './cli-bundles.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A folder of its own, so that builds and edits of the sources do not disturb a long run. */
const folder = await mkdtemp(join(tmpdir(), 'backprop-lens-bench-'));

/** @type {import('esbuild').BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
};

try {
  // The benchmark keeps the comments with the sources' paths: the shares of the stages are told by them.
  await build({ ...shared, entryPoints: ['tooling/bench/main.ts'], outfile: join(folder, 'bench.mjs') });
  const asShipped = { minify: true, define: { 'process.env.NODE_ENV': '"production"' } };
  await Promise.all(commandLineBundles(root, folder, asShipped).map((options) => build(options)));
  for (const file of [
    'node_modules/web-tree-sitter/web-tree-sitter.wasm',
    'node_modules/tree-sitter-python/tree-sitter-python.wasm',
    'tooling/bench/peer.py',
  ]) {
    await cp(join(root, file), join(folder, file.split('/').at(-1) ?? ''));
  }
  process.exitCode = await run(join(folder, 'bench.mjs'));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Runs the bundle with the words of the command line. A signal is left to the program, so that its folders are removed.
 * @param {string} program
 * @returns {Promise<number>} its exit status
 */
function run(program) {
  const child = spawn(process.execPath, [program, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: {
      BACKPROP_LENS_BENCH_PEERS: join(root, 'node_modules', '.cache', 'bench-peers'),
      ...process.env,
    },
  });
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? 2));
  });
}
