/** Runs the pinned VS Code server and spells the addresses at which its workbench opens; used by `npm start` and by the tests. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const program = join(
  dirname(fileURLToPath(import.meta.url)),
  'node_modules/code-server/lib/vscode/out/server-main.js',
);

/** A quiet workbench that writes nothing by itself: no welcome page, no advice, no automatic saving. */
const quietSettings = {
  'files.autoSave': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
};

/**
 * @typedef {object} VsCodeServer
 * @property {number} port
 * @property {string} extension Path under which it finds the extension under development.
 * @property {string} log What the server has printed so far.
 * @property {() => Promise<void>} stop Ends the server with its extension hosts and removes its data.
 */

/**
 * Starts a server on a free port of this machine, with data of its own in a temporary folder.
 * Rejects with the server's output where it ends or stays silent for 30 s.
 * @param {object} options
 * @param {string} options.extension Absolute path of the extension under development.
 * @param {boolean} [options.trusted] False opens folders in Restricted Mode.
 * @param {Record<string, unknown>} [options.settings] User settings.
 * @returns {Promise<VsCodeServer>}
 */
export async function startServer({ extension, trusted = true, settings = {} }) {
  const data = await mkdtemp(join(tmpdir(), 'backprop-lens-'));
  // VS Code takes every theme below an extension under development for one that it should show. The server with its
  // themes is installed below this repository, so the extension goes by another path.
  await symlink(extension, join(data, 'extension'), 'junction');
  await mkdir(join(data, 'data/User'), { recursive: true });
  await mkdir(join(data, 'tmp'));
  await writeFile(
    join(data, 'data/User/settings.json'),
    JSON.stringify({ ...quietSettings, ...settings }, null, 2),
  );
  const child = spawn(process.execPath, [program, ...serverArguments(data, trusted)], {
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: join(data, 'tmp') },
  });
  const server = {
    port: 0,
    extension: join(data, 'extension'),
    log: '',
    stop: async () => {
      await endGroup(child);
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  const collect = (/** @type {Buffer} */ chunk) => {
    server.log += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  try {
    server.port = await listeningPort(child, server);
  } catch (cause) {
    await server.stop();
    throw cause;
  }
  return server;
}

/**
 * The address at which the server's workbench opens a folder.
 * @param {Pick<VsCodeServer, 'port' | 'extension'>} server
 * @param {object} options
 * @param {string} options.folder Absolute path of the folder to open.
 * @param {string} [options.tests] Absolute path of a module whose `run` the extension host calls.
 * @param {string} [options.open] Absolute path of a file to open.
 */
export function workbenchAddress({ port, extension }, { folder, tests, open }) {
  const remote = (/** @type {string} */ path) =>
    `vscode-remote://127.0.0.1:${port}${pathToFileURL(path).pathname}`;
  const payload = [
    ['skipWelcome', 'true'],
    ['extensionDevelopmentPath', remote(extension)],
    ...(tests ? [['extensionTestsPath', remote(tests)]] : []),
    ...(open ? [['openFile', remote(open)]] : []),
  ];
  const query = new URLSearchParams({
    folder: pathToFileURL(folder).pathname,
    payload: JSON.stringify(payload),
  });
  return `http://127.0.0.1:${port}/?${query.toString().replaceAll('+', '%20')}`;
}

/**
 * @param {string} data
 * @param {boolean} trusted
 */
function serverArguments(data, trusted) {
  return [
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
    ...['--telemetry-level', 'off', ...(trusted ? ['--disable-workspace-trust'] : [])],
    ...['--server-data-dir', data, '--user-data-dir', join(data, 'data')],
    ...['--extensions-dir', join(data, 'extensions')],
  ];
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {{ log: string }} server
 * @returns {Promise<number>}
 */
function listeningPort(child, server) {
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ what) =>
      reject(new Error(`VS Code's server ${what}:\n${server.log}`));
    const timer = setTimeout(() => fail('did not start within 30 s'), 30_000);
    child.once('exit', () => fail('ended'));
    child.stdout?.on('data', () => {
      const port = /Extension host agent listening on (\d+)/.exec(server.log)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
  });
}

/**
 * Ends a process and everything it started: the server leads a process group of its own.
 * @param {import('node:child_process').ChildProcess} child
 */
async function endGroup(child) {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    return;
  }
  const ended = new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(true);
    else child.once('exit', () => resolve(true));
  });
  signalGroup(pid, 'SIGTERM');
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
  signalGroup(pid, 'SIGKILL');
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended already.
  }
}
