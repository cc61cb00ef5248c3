/** Bundles the extension, its engine, the command line and the panel's page into dist/; `--production` minifies, `--watch` stays. */
import { cp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { commandLineBundles } from './cli-bundles.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const require = createRequire(import.meta.url);

/** The Node bundles are CommonJS, where the ES module of web-tree-sitter would ask for `import.meta`. */
const commonJsTreeSitter = { 'web-tree-sitter': require.resolve('web-tree-sitter') };

/**
 * Leaves the engine out of the extension's own bundle: its dynamic import becomes one of dist/engine.cjs, so that
 * the engine is read from the disk only when a document may hold gradient code.
 * @type {import('esbuild').Plugin}
 */
const engineApart = {
  name: 'engine-apart',
  setup(build) {
    build.onResolve({ filter: /\/core\/create-engine\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './engine.cjs', external: true } : undefined,
    );
  },
};

/** @type {import('esbuild').BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: production ? false : 'linked',
  minify: production,
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': JSON.stringify(production ? 'production' : 'development') },
};

/** @type {import('esbuild').BuildOptions} */
const nodeCommonJs = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  alias: commonJsTreeSitter,
  // VS Code loads an extension with require(); a native import() from there would leave its module loader.
  supported: { 'dynamic-import': false },
};

/** @type {Record<string, import('esbuild').BuildOptions>} */
const bundles = {
  extension: {
    ...nodeCommonJs,
    entryPoints: ['src/editor/extension.ts'],
    outfile: 'dist/extension.cjs',
    plugins: [engineApart],
  },
  engine: { ...nodeCommonJs, entryPoints: ['src/core/create-engine.ts'], outfile: 'dist/engine.cjs' },
  // In the browser's extension host an extension is one file, so there the engine stays inside. That host also
  // asks for a name that ends in .js, whatever the manifest says.
  extensionForWeb: {
    ...shared,
    platform: 'browser',
    format: 'cjs',
    target: 'es2022',
    external: ['vscode'],
    entryPoints: ['src/editor/extension.ts'],
    outfile: 'dist/extension.web.js',
    define: { ...shared.define, 'import.meta.url': '"file:///extension.web.js"' },
    supported: { 'dynamic-import': false },
  },
  page: {
    ...shared,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    entryPoints: ['webview/main.tsx'],
    outfile: 'dist/webview/panel.js',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  },
};

/** The WebAssembly files that the hosts read and hand to the parser. */
const parserFiles = {
  'web-tree-sitter.wasm': require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
  'tree-sitter-python.wasm': join(root, 'node_modules/tree-sitter-python/tree-sitter-python.wasm'),
};

if (!watch) await rm(resolve(root, 'dist'), { recursive: true, force: true });
await Promise.all([
  ...[...Object.values(bundles), ...commandLineBundles(root, 'dist', shared)].map((options) =>
    watch ? watchBundle(options) : build(options),
  ),
  ...Object.entries(parserFiles).map(([name, from]) => cp(from, join(root, 'dist', name))),
]);

/** @param {import('esbuild').BuildOptions} options */
async function watchBundle(options) {
  const watched = await context({ ...options, logLevel: 'info' });
  await watched.watch();
}
