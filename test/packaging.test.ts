/** What others install: the packages that the lockfile names, and the files that the extension ships. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

interface Lockfile {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
}

/** On a machine whose registry lacks other platforms' packages, npm leaves them out, and `npm ci` refuses elsewhere. */
test.each(['package-lock.json', 'tooling/vscode/package-lock.json'])(
  '%s names the packages of every platform',
  (path) => {
    const { packages } = JSON.parse(readFileSync(join(root, path), 'utf8')) as Lockfile;
    const wanted = Object.entries(packages).flatMap(([parent, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => ({ parent, name })),
    );
    expect(wanted.length).toBeGreaterThan(10);
    const missing = wanted.filter(
      ({ parent, name }) =>
        !(`${parent}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
  },
);

test('the package holds what runs, what explains and what is shown, and nothing else', async () => {
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const { stdout } = await promisify(execFile)(process.execPath, [vsce, 'ls', '--no-dependencies'], {
    cwd: root,
  });
  const files = stdout.trim().split('\n');
  const allowed =
    /^(dist|docs|examples|l10n|media)\/|^(package(\.nls)?\.json|README\.md|CHANGELOG\.md|LICENSE)$/;
  expect(files.filter((file) => !allowed.test(file) || /\.map$|^dist\/test\//.test(file))).toEqual([]);
  expect(files).toEqual(
    expect.arrayContaining(['package.json', 'package.nls.json', 'README.md', 'media/icon.png']),
  );
});
