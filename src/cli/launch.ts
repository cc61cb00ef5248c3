/** The program `backprop-lens` as Node starts it: loads the command line with what V8 compiled of it in an earlier run. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import { CompiledCode } from './compiled-code.ts';
import type { start } from './main.ts';
import { restoreFlags } from './parser-code.ts';

const path = fileURLToPath(new URL('command-line.cjs', import.meta.url));
const compiled = new CompiledCode(path);
const cachedData = compiled.read();
// The parameters are those that Node gives a CommonJS module.
const text = `(function (module, exports, require, __filename, __dirname) {${readFileSync(path, 'utf8')}\n})`;
const script = new Script(text, { filename: path, ...(cachedData ? { cachedData } : {}) });
const module = { exports: {} };
script.runInThisContext()(module, module.exports, createRequire(import.meta.url), path, dirname(path));
(module.exports as { readonly start: typeof start }).start(new URL(import.meta.url));

// After an analysis V8 has compiled what the next one needs; with a run that only prints its version it has not.
if (isMainThread && process.argv.includes('check') && (!cachedData || script.cachedDataRejected)) {
  process.once('exit', () => {
    restoreFlags();
    compiled.write(script.createCachedData());
  });
}
