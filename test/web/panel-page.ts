/** The built page in a headless browser: the document and the content policy are the extension's own, the editor is a script's stand-in. */
import { build } from 'esbuild';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { freshNonce, panelHtml } from '../../src/editor/panel-html.ts';
import type { PageMessage, PanelMessage } from '../../src/protocol.ts';
import { findBrowser } from '../../tooling/install.mjs';
import { type ThemeKind, themes } from './themes.ts';

export interface PageOptions {
  readonly theme?: ThemeKind;
  readonly width?: number;
  readonly height?: number;
  /** What an earlier life of the page has saved. */
  readonly saved?: unknown;
}

/** One page with its stand-in editor. */
export interface PanelPage {
  readonly page: Page;
  send(message: PanelMessage): Promise<void>;
  /** What the page has posted so far. */
  posted(): Promise<readonly PageMessage[]>;
  /** What the page has saved last. */
  saved(): Promise<unknown>;
  changeTheme(theme: ThemeKind): Promise<void>;
  /** Errors of the script, and what the content policy refused. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

const origin = 'http://panel.test';

/** A browser with the page's bundle; to be closed at the end. */
export async function launchPages(): Promise<{
  open(options?: PageOptions): Promise<PanelPage>;
  close(): Promise<void>;
}> {
  const [files, browser] = await Promise.all([bundle(), launch()]);
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  await context.addInitScript(standInEditor, themes);
  await serve(context, files);
  const idle: Page[] = [];
  return {
    open: async (options = {}) => openPage(idle.pop() ?? (await context.newPage()), idle, options),
    close: () => browser.close(),
  };
}

/** The page's script and style sheet, as the extension ships them. */
export async function bundle(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: ['webview/main.tsx'],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outfile: 'panel.js',
  });
  return new Map(
    outputFiles.map((file) => [file.path.endsWith('.css') ? 'panel.css' : 'panel.js', file.contents]),
  );
}

function launch(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath)
    throw new Error('The page tests need Chromium: set BACKPROP_LENS_BROWSER to the path of one.');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
}

/** Fulfils the extension's own addresses; there is no server behind them. */
async function serve(context: BrowserContext, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await context.route(`${origin}/**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    const file = files.get(name);
    if (file) return route.fulfill({ body: Buffer.from(file), contentType: contentTypes[name] ?? '' });
    return route.fulfill({ body: documentHtml(), contentType: 'text/html' });
  });
}

/** A tab is used again after its page is closed: a new document is much faster than a new tab. */
async function openPage(page: Page, idle: Page[], options: PageOptions): Promise<PanelPage> {
  const { theme = 'vscode-dark', width = 420, height = 900, saved = null } = options;
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  // A tab in the background is given no frames, and the toolkit waits for one to name a button.
  await page.bringToFront();
  await page.setViewportSize({ width, height });
  await page.goto(`${origin}/#${encodeURIComponent(JSON.stringify({ theme, saved }))}`);
  await page.waitForFunction(() => window.panelTest.posted.length > 0);
  return {
    page,
    complaints,
    // Messages to a webview are JSON, so what JSON cannot say is lost here too.
    send: (message) =>
      page.evaluate((json) => window.postMessage(JSON.parse(json), '*'), JSON.stringify(message)),
    posted: () => page.evaluate(() => window.panelTest.posted),
    saved: () => page.evaluate(() => window.panelTest.saved),
    changeTheme: (kind) => page.evaluate((next) => window.panelTest.wear(next), kind),
    close: async () => {
      page.removeAllListeners();
      await page.goto('about:blank');
      idle.push(page);
    },
  };
}

const contentTypes: Readonly<Record<string, string>> = {
  'panel.js': 'text/javascript',
  'panel.css': 'text/css',
};

function documentHtml(): string {
  return panelHtml({
    cspSource: origin,
    script: `${origin}/panel.js`,
    style: `${origin}/panel.css`,
    nonce: freshNonce(),
    language: 'en',
    title: 'Backprop Lens',
  });
}

declare global {
  interface Window {
    panelTest: { posted: PageMessage[]; saved: unknown; wear: (kind: ThemeKind) => void };
    acquireVsCodeApi: () => unknown;
  }
}

/** Runs in the browser before the page's script: VS Code's interface, and the theme as VS Code sets it. */
function standInEditor(allThemes: Readonly<Record<ThemeKind, Readonly<Record<string, string>>>>): void {
  if (location.hash === '') return;
  const options = JSON.parse(decodeURIComponent(location.hash.slice(1))) as {
    theme: ThemeKind;
    saved: unknown;
  };
  const wear = (kind: ThemeKind) => {
    const variables = allThemes[kind];
    document.documentElement.style.cssText = '';
    for (const [name, value] of Object.entries(variables)) {
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
    document.documentElement.style.backgroundColor = variables['sideBar-background'] ?? '';
    document.body.className = kind;
    document.body.dataset['vscodeThemeKind'] = kind;
  };
  window.panelTest = { posted: [], saved: options.saved ?? undefined, wear };
  let acquired = false;
  window.acquireVsCodeApi = () => {
    if (acquired) throw new Error('acquireVsCodeApi was called twice');
    acquired = true;
    return {
      postMessage: (message: PageMessage) => window.panelTest.posted.push(message),
      getState: () => window.panelTest.saved,
      setState: (state: unknown) => {
        window.panelTest.saved = state;
      },
    };
  };
  document.addEventListener('DOMContentLoaded', () => wear(options.theme));
}
