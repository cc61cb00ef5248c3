/** `npm start`: opens VS Code in the browser on a copy of the examples, with the extension at work. */
import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { installDependencies, installVsCode, requireNode, root } from './install.mjs';
import { startServer, workbenchAddress } from './vscode/server.mjs';

requireNode();
installDependencies();
installVsCode();
const { status } = spawnSync(process.execPath, [join(root, 'tooling', 'build.mjs')], { stdio: 'inherit' });
if (status !== 0) process.exit(1);

const playground = await mkdtemp(join(tmpdir(), 'backprop-lens-examples-'));
await cp(join(root, 'examples'), playground, { recursive: true });
const server = await startServer({ extension: root });
const address = workbenchAddress(server, {
  folder: playground,
  open: join(playground, 'regularization.py'),
});

console.log(
  `\nVS Code with Backprop Lens, on a copy of examples/:\n\n  ${address}\n\nPress Ctrl+C to end it.`,
);
openOnDesktop(address);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, () => void end());
}

async function end() {
  await server.stop();
  await rm(playground, { recursive: true, force: true });
  process.exit(0);
}

/**
 * Opens an address in the user's browser where there is a desktop; elsewhere the printed address has to do.
 * @param {string} url
 */
function openOnDesktop(url) {
  const desktop = process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (process.env.CI) return;
  if (process.platform === 'darwin') launch('open', [url]);
  else if (process.platform === 'win32') launch('rundll32', ['url.dll,FileProtocolHandler', url]);
  else if (desktop) launch('xdg-open', [url]);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function launch(command, args) {
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
}
