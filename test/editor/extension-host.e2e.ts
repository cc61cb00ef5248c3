/** Runs the suite of test/editor/extension-host inside VS Code's extension host and reports each of its tests here. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { root } from '../../tooling/install.mjs';
import { type HostTestResult, resultPrefix } from '../support/extension-host-suite.ts';
import { openSession } from '../support/vscode-session.ts';

const bundle = 'dist/test/index.cjs';
const longestRun = 180_000;

// The results decide which tests there are, so the suite runs while this file is collected.
const results = await runInExtensionHost();

test('the suite in the extension host ran', () => {
  expect(results.length).toBeGreaterThan(0);
});

for (const { name, error } of results) {
  test(name, () => {
    if (error !== null) throw new Error(error);
  });
}

async function runInExtensionHost(): Promise<readonly HostTestResult[]> {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/editor/extension-host/index.ts'],
    outfile: join(root, bundle),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const found: HostTestResult[] = [];
  const ended = deferred<number>();
  const session = await openSession({
    workspace: 'examples',
    tests: bundle,
    prepare: async (page) => {
      await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
        for (const text of args) {
          if (typeof text === 'string' && text.startsWith(resultPrefix)) {
            found.push(JSON.parse(text.slice(resultPrefix.length)) as HostTestResult);
          }
        }
      });
      await page.exposeFunction('codeAutomationExit', (code: number) => ended.resolve(code));
    },
  });
  const timer = setTimeout(
    () => ended.reject(new Error('The suite in the extension host did not end.')),
    longestRun,
  );
  try {
    expect(await ended.promise).toBe(0);
    return found;
  } finally {
    clearTimeout(timer);
    await session.dispose();
  }
}

function deferred<Value>(): {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (cause: Error) => void;
} {
  let resolve: (value: Value) => void = () => {};
  let reject: (cause: Error) => void = () => {};
  const promise = new Promise<Value>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
