/** Brings in what a fresh clone lacks: npm packages, the VS Code server, a browser. Plain Node only, for it runs before any install. */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const vscodeFolder = join(root, 'tooling', 'vscode');

/** Ends the process with one sentence where this Node.js is too old for the tools. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 20) return;
  console.error(`Backprop Lens needs Node.js 20 or newer; this is ${process.version}.`);
  process.exit(1);
}

/** Installs the project's own development dependencies where they are missing or differ from the lockfile. */
export function installDependencies() {
  installPackages(root, 'the development dependencies');
}

/** Installs the VS Code server for `npm start` and the end-to-end tests, and lays it out as the server expects it. */
export function installVsCode() {
  installPackages(vscodeFolder, 'VS Code for the browser (about 260 MB)');
  const modules = join(vscodeFolder, 'node_modules');
  const server = join(modules, 'code-server', 'lib', 'vscode');
  // The server looks for its run-time packages under both names; here they are ordinary npm packages.
  link(modules, join(server, 'node_modules'));
  link(modules, join(server, 'node_modules.asar'));
  // The ripgrep package keeps its program in a package of its own per platform; workspace.findFiles fails without it.
  const platform = `ripgrep-${process.platform}-${process.arch}`;
  link(join(modules, '@vscode', platform, 'bin'), join(modules, '@vscode', 'ripgrep', 'bin'));
}

/**
 * Path of a Chromium, Chrome or Edge on this machine; Debian's Chromium is installed first where there is none and
 * the process may do so. Ends the process with one sentence where that is not possible.
 */
export function installBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium from the distribution for the tests …');
    const waitForOthers = ['-o', 'DPkg::Lock::Timeout=300'];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-q'], { stdio: 'inherit', env });
    spawnSync('apt-get', ['install', '-y', '-q', ...waitForOthers, 'chromium'], { stdio: 'inherit', env });
    const installed = findBrowser();
    if (installed) return installed;
  }
  console.error(
    'The tests drive a real browser: install Chromium, Google Chrome or Microsoft Edge, ' +
      'or set BACKPROP_LENS_BROWSER to the path of one.',
  );
  process.exit(1);
}

/** Path of an installed browser that the tests can drive, or undefined. */
export function findBrowser() {
  const candidates = [
    process.env.BACKPROP_LENS_BROWSER ?? '',
    ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].map(
      (name) => `/usr/bin/${name}`,
    ),
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ];
  return candidates.find((path) => path !== '' && existsSync(path));
}

/**
 * @param {string} folder
 * @param {string} what
 */
function installPackages(folder, what) {
  if (isInstalled(folder)) return;
  console.log(`Installing ${what} …`);
  const npm = process.env.npm_execpath;
  const ci = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...ci], { cwd: folder, stdio: 'inherit' })
    : spawnSync('npm', ci, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status === 0) return;
  console.error(`npm ci in ${folder} failed; see above.`);
  process.exit(1);
}

/**
 * True where every package that the lockfile asks for on this platform is there in that version.
 * @param {string} folder
 */
function isInstalled(folder) {
  const present = lockedPackages(join(folder, 'node_modules', '.package-lock.json'));
  const wanted = lockedPackages(join(folder, 'package-lock.json'));
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function lockedPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

/**
 * @param {string} target
 * @param {string} path
 */
function link(target, path) {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there && (!there.isSymbolicLink() || existsSync(path))) return;
  if (there) rmSync(path);
  symlinkSync(target, path, 'junction');
}
