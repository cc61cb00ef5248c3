/** `npm test`: installs what is missing, builds, and runs every check and every test; ends with one line of totals. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { installBrowser, installDependencies, installVsCode, requireNode, root } from './install.mjs';

/** @typedef {{ passed: number, failed: number }} Totals */

requireNode();
installDependencies();
installVsCode();
installBrowser();

const results = join(root, 'test-results');
rmSync(results, { recursive: true, force: true });
mkdirSync(results);

/** Checks that pass or fail as one; the build comes first, for the tests in VS Code run what it made. */
const checks = {
  build: ['tooling/build.mjs'],
  'types of the extension, the tools and the tests': [program('typescript', 'tsc'), '-p', '.'],
  'types of the core': [program('typescript', 'tsc'), '-p', 'src/core'],
  'types of the page': [program('typescript', 'tsc'), '-p', 'webview'],
  'types of the browser tests': [program('typescript', 'tsc'), '-p', 'test'],
  lint: [program('oxlint', 'oxlint'), '--type-aware', '--deny-warnings'],
  format: [program('@biomejs/biome', 'biome'), 'check', '.'],
  'dead code': [program('knip', 'knip')],
};

/** Suites whose tests count one by one. */
const suites = {
  'tests of the core, the command line and the page': 'vitest.config.ts',
  'tests in VS Code': 'vitest.e2e.config.ts',
};

/** @type {Totals} */
const totals = { passed: 0, failed: 0 };
/** @type {string[]} */
const failures = [];
for (const [name, command] of Object.entries(checks)) {
  const { status, seconds } = await step(name, command);
  count(name, { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 }, seconds);
}
for (const [name, config] of Object.entries(suites)) {
  const report = join(results, `${config}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = [program('vitest', 'vitest'), 'run', '--config', config, ...reporters];
  const { status, seconds } = await step(name, vitest);
  count(name, totalsOf(report, status), seconds);
}

if (failures.length > 0) console.log(`\nFailed: ${failures.join(', ')}`);
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

/**
 * Runs one step with its output on this terminal.
 * @param {string} name
 * @param {string[]} command
 * @returns {Promise<{ status: number, seconds: number }>}
 */
function step(name, command) {
  console.log(`\n── ${name}`);
  const started = performance.now();
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ status: code ?? 1, seconds: (performance.now() - started) / 1000 }),
    );
  });
}

/**
 * @param {string} name
 * @param {Totals} added
 * @param {number} seconds
 */
function count(name, added, seconds) {
  totals.passed += added.passed;
  totals.failed += added.failed;
  if (added.failed > 0) failures.push(name);
  console.log(`   ${added.failed === 0 ? 'ok' : 'FAILED'} (${seconds.toFixed(1)} s)`);
}

/**
 * The totals of a Vitest run. One that ended badly without a failed test (no report, an unhandled error, no test at
 * all) counts as one failure.
 * @param {string} report
 * @param {number} status
 * @returns {Totals}
 */
function totalsOf(report, status) {
  try {
    const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed, failed: failed === 0 && (status !== 0 || passed === 0) ? 1 : failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/**
 * Path of a development dependency's program, to be run by this Node.js on every platform alike.
 * @param {string} name
 * @param {string} bin
 */
function program(name, bin) {
  const folder = join(root, 'node_modules', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[bin]);
}
