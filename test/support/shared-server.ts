/** Starts the one VS Code server that all end-to-end test files share, before the first of them runs. */
import type { TestProject } from 'vitest/node';
import { installBrowser, installVsCode, root } from '../../tooling/install.mjs';
import { startServer } from '../../tooling/vscode/server.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    readonly vscodeServer: { readonly port: number; readonly extension: string };
    readonly browserPath: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  installVsCode();
  project.provide('browserPath', installBrowser());
  const server = await startServer({ extension: root });
  project.provide('vscodeServer', { port: server.port, extension: server.extension });
  return () => server.stop();
}
