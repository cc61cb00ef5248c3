/** A language server as an editor drives it: JSON-RPC over pipes, one document that changes. */
import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly version?: number };
  readonly result?: unknown;
}

type Listener = (message: Message) => void;

/** Started with `start`, ended with `end`. Times are from the change to the diagnostics of that change. */
export class LanguageServer {
  readonly #process: ChildProcess;
  readonly #listeners = new Set<Listener>();
  #buffer = Buffer.alloc(0);
  #lastId = 0;
  #version = 1;

  private constructor(
    program: string,
    words: readonly string[],
    folder: string,
    private readonly uri: string,
  ) {
    this.#process = spawn(program, words, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
    this.#process.stdout?.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  static async start(
    program: string,
    words: readonly string[],
    document: { readonly folder: string; readonly uri: string; readonly text: string },
    pulls: boolean,
  ): Promise<LanguageServer> {
    const { folder, uri, text } = document;
    const server = new LanguageServer(program, words, folder, uri);
    const root = new URL('.', uri).href;
    const textDocument = pulls
      ? { diagnostic: {}, publishDiagnostics: {} }
      : { publishDiagnostics: { versionSupport: true } };
    await server.#request('initialize', {
      processId: process.pid,
      rootUri: root,
      workspaceFolders: [{ uri: root, name: 'bench' }],
      capabilities: { textDocument, workspace: { configuration: true, workspaceFolders: true } },
    });
    server.#notify('initialized', {});
    server.#notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'python', version: 1, text },
    });
    return server;
  }

  /** Sends the new text and waits for the diagnostics that the server publishes of it. Returns milliseconds. */
  async changeAndWait(text: string): Promise<number> {
    const started = performance.now();
    const version = this.#change(text);
    await this.#heard(
      ({ method, params }) => method === 'textDocument/publishDiagnostics' && params?.version === version,
    );
    return performance.now() - started;
  }

  /** Sends the new text and asks for its diagnostics. Returns milliseconds. */
  async changeAndAsk(text: string): Promise<number> {
    const started = performance.now();
    this.#change(text);
    await this.#request('textDocument/diagnostic', { textDocument: { uri: this.uri } });
    return performance.now() - started;
  }

  end(): void {
    this.#process.kill();
  }

  #change(text: string): number {
    this.#version += 1;
    this.#notify('textDocument/didChange', {
      textDocument: { uri: this.uri, version: this.#version },
      contentChanges: [{ text }],
    });
    return this.#version;
  }

  async #request(method: string, params: unknown): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#send({ jsonrpc: '2.0', id, method, params });
    await this.#heard((message) => message.id === id && message.method === undefined);
  }

  #notify(method: string, params: unknown): void {
    this.#send({ jsonrpc: '2.0', method, params });
  }

  #send(message: unknown): void {
    const body = Buffer.from(JSON.stringify(message));
    this.#process.stdin?.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.#process.stdin?.write(body);
  }

  #heard(isWanted: (message: Message) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const give = (): void => void this.#listeners.delete(listener);
      const timer = setTimeout(() => {
        give();
        reject(new Error('The language server did not answer within a minute.'));
      }, 60_000);
      const listener = (message: Message): void => {
        if (!isWanted(message)) return;
        clearTimeout(timer);
        give();
        resolve();
      };
      this.#listeners.add(listener);
    });
  }

  #read(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const head = this.#buffer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.toString('latin1', 0, head))?.[1]);
      if (this.#buffer.length < head + 4 + length) return;
      const message = JSON.parse(this.#buffer.toString('utf8', head + 4, head + 4 + length)) as Message;
      this.#buffer = this.#buffer.subarray(head + 4 + length);
      this.#answer(message);
      for (const listener of this.#listeners) listener(message);
    }
  }

  /** Servers ask for their configuration and register capabilities; an empty answer suits them all. */
  #answer({ id, method }: Message): void {
    if (id === undefined || method === undefined) return;
    this.#send({ jsonrpc: '2.0', id, result: method === 'workspace/configuration' ? [{}] : null });
  }
}
