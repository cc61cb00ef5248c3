/** The two bundles of the command line, for everything that builds it: what Node starts, and the program that this loads. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * @param {string} root the project's folder
 * @param {string} folder where the bundles go, absolute or from the project's folder
 * @param {import('esbuild').BuildOptions} shared what the bundles have in common with others
 * @returns {readonly import('esbuild').BuildOptions[]}
 */
export function commandLineBundles(root, folder, shared) {
  /** @type {import('esbuild').BuildOptions} */
  const own = {
    ...shared,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    logLevel: shared.logLevel ?? 'warning',
  };
  return [
    {
      ...own,
      entryPoints: ['src/cli/launch.ts'],
      outfile: join(folder, 'cli.js'),
      format: 'esm',
      banner: { js: '#!/usr/bin/env node' },
    },
    {
      ...own,
      entryPoints: ['src/cli/main.ts'],
      outfile: join(folder, 'command-line.cjs'),
      format: 'cjs',
      // The ES module of web-tree-sitter would ask for `import.meta`, which a CommonJS bundle lacks.
      alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
    },
  ];
}
