/** A VS Code window in a real browser for the end-to-end tests: opens a workspace copy with the extension and reads what a user sees. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { root } from '../../tooling/install.mjs';
import { startServer, workbenchAddress } from '../../tooling/vscode/server.mjs';
import { VsCodeWindow } from './vscode-window.ts';

export interface SessionOptions {
  /** A folder of the repository that is copied and opened, such as `examples`. */
  readonly workspace?: string;
  /** Files to write into the opened folder, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** User settings; with any, the window gets a server of its own. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False opens the folder in Restricted Mode, on a server of its own. */
  readonly trusted?: boolean;
  /** Path below the repository of a bundled module whose `run` the extension host calls. */
  readonly tests?: string;
  /** Called with the page before it loads. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** A window and the way to close it with all that was started for it. */
export interface VsCodeSession {
  readonly window: VsCodeWindow;
  readonly dispose: () => Promise<void>;
}

/** Opens a window for all tests of a file or `describe` block and closes it after them; a failed test leaves a screenshot in test-results/. */
export function useWindow(options: SessionOptions): () => VsCodeWindow {
  let session: VsCodeSession | undefined;
  beforeAll(async () => {
    session = await openSession(options);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session?.window.screenshot(`failed ${task.name}`);
  });
  afterAll(async () => {
    await session?.dispose();
  });
  return () => {
    if (!session) throw new Error('The window is open only while the tests run.');
    return session.window;
  };
}

/** Opens a window on a fresh copy of a workspace and waits until its workbench is there, in the theme of the settings. */
export async function openSession(options: SessionOptions): Promise<VsCodeSession> {
  const folder = await workspaceCopy(options);
  const ownServer = options.trusted === false || options.settings !== undefined;
  const server = ownServer
    ? await startServer({
        extension: root,
        trusted: options.trusted ?? true,
        settings: { ...options.settings },
      })
    : null;
  let browser: Browser | undefined;
  const dispose = async () => {
    await browser?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await options.prepare?.(page);
    const address = workbenchAddress(server ?? inject('vscodeServer'), {
      folder,
      ...(options.tests === undefined ? {} : { tests: join(root, options.tests) }),
    });
    await page.goto(address);
    // The workbench draws itself first and puts on its theme some time later.
    await page.locator('.monaco-workbench[class*="-themes-"] .part.statusbar').waitFor({ timeout: 60_000 });
    return { window: new VsCodeWindow(page, folder), dispose };
  } catch (cause) {
    await dispose();
    throw cause;
  }
}

function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: inject('browserPath'),
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}

async function workspaceCopy({ workspace, files = {} }: SessionOptions): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'backprop-lens-workspace-'));
  if (workspace !== undefined) await cp(join(root, workspace), folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}
