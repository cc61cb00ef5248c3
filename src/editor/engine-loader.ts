/** Brings the engine and its WebAssembly files into memory, the first time that a document may need them. */
import * as vscode from 'vscode';
import type { Engine } from '../core/engine.ts';

export type LoadEngine = () => Promise<Engine>;

/** A loader that reads the engine once; after a failure the next call tries again, and the promise rejects with the cause. */
export function engineLoader(extensionUri: vscode.Uri, log: vscode.LogOutputChannel): LoadEngine {
  let loading: Promise<Engine> | null = null;
  return () => {
    loading ??= load(extensionUri, log).catch((cause: unknown) => {
      loading = null;
      throw cause;
    });
    return loading;
  };
}

async function load(extensionUri: vscode.Uri, log: vscode.LogOutputChannel): Promise<Engine> {
  const started = Date.now();
  const bytes = (name: string) =>
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', name));
  const [{ createEngine }, runtime, language] = await Promise.all([
    import('../core/create-engine.ts'),
    bytes('web-tree-sitter.wasm'),
    bytes('tree-sitter-python.wasm'),
  ]);
  const engine = await createEngine({ runtime, language });
  log.info(`Engine ready after ${Date.now() - started} ms.`);
  return engine;
}
