/** Starts the one VS Code server that all end-to-end test files share, before the first of them runs. */
import type { TestProject } from 'vitest/node';
import { installBrowser, installVsCode } from '../../tooling/install.mjs';
import { startServer } from '../../tooling/vscode/server.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    readonly vscodePort: number;
    readonly browserPath: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  installVsCode();
  project.provide('browserPath', installBrowser());
  const server = await startServer();
  project.provide('vscodePort', server.port);
  return () => server.stop();
}
