/** The project's own rules: which folder may import what, and which files alone may do certain things. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** The stages in the order in which data flows; each may import those before it. */
const stages = [
  'python',
  'project',
  'autodiff',
  'evaluator',
  'network',
  'check',
  'slips',
  'rules',
  'explain',
  'report',
] as const;

/** Plain data that earlier stages hand out already: only its types travel against the order. */
const findingTypes = 'src/core/report/analysis.ts';
const stagesThatHandOutFindings = ['check', 'rules', 'explain'];

interface Import {
  readonly from: string;
  /** Path in the repository for a relative import, the package's name otherwise. */
  readonly target: string;
  readonly relative: boolean;
  readonly typesOnly: boolean;
}

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

const files = [...sourceFiles('src'), ...sourceFiles('webview')];
const core = files.filter(({ path }) => path.startsWith('src/core/'));

describe('imports', () => {
  test('are found at all', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
  });

  test('name files that exist', () => {
    const missing = allImports(files).filter((item) => item.relative && !existsSync(join(root, item.target)));
    expect(missing.map(arrow)).toEqual([]);
  });

  test('of vscode stand only in src/editor', () => {
    const forbidden = allImports(files).filter(
      ({ from, target }) => target === 'vscode' && !from.startsWith('src/editor/'),
    );
    expect(forbidden.map(arrow)).toEqual([]);
  });

  test('of Node stand only in src/cli, so the extension runs in the browser too', () => {
    const forbidden = allImports(files).filter(
      ({ from, target }) => target.startsWith('node:') && !from.startsWith('src/cli/'),
    );
    expect(forbidden.map(arrow)).toEqual([]);
  });

  test('of the core stay in the core, but for the panel model that its report builds', () => {
    const forbidden = allImports(core).filter(
      ({ relative, target, typesOnly }) =>
        relative && !target.startsWith('src/core/') && !(target === 'src/protocol.ts' && typesOnly),
    );
    expect(forbidden.map(arrow)).toEqual([]);
  });

  test('inside the core name only earlier stages', () => {
    const forbidden = allImports(core).filter(
      (item) =>
        item.relative &&
        item.target.startsWith('src/core/') &&
        stageOf(item.target) > stageOf(item.from) &&
        !handsOutFindings(item),
    );
    expect(forbidden.map(arrow)).toEqual([]);
  });

  test('of the editor and the command line do not meet', () => {
    const forbidden = allImports(files).filter(
      ({ from, target }) =>
        (from.startsWith('src/editor/') && target.startsWith('src/cli/')) ||
        (from.startsWith('src/cli/') && target.startsWith('src/editor/')),
    );
    expect(forbidden.map(arrow)).toEqual([]);
  });

  test('of the page name only the protocol, its own files and packages', () => {
    const forbidden = allImports(files).filter(
      ({ from, target, relative, typesOnly }) =>
        from.startsWith('webview/') &&
        relative &&
        !target.startsWith('webview/') &&
        !(target === 'src/protocol.ts' && typesOnly),
    );
    expect(forbidden.map(arrow)).toEqual([]);
  });

  test('of the protocol are none', () => {
    expect(files.find(({ path }) => path === 'src/protocol.ts')?.imports).toEqual([]);
  });

  test('of the retired control toolkit stand in one file', () => {
    const users = allImports(files)
      .filter(({ target }) => target.startsWith('@vscode/webview-ui-toolkit'))
      .map(({ from }) => from);
    expect(new Set(users).size).toBe(1);
  });
});

describe('the editor', () => {
  const editor = files.filter(({ path }) => path.startsWith('src/editor/'));

  test('reads configuration in settings.ts alone', () => {
    const readers = editor.filter(({ text }) => /\.getConfiguration\(/.test(text)).map(({ path }) => path);
    expect(readers).toEqual(['src/editor/settings.ts']);
  });

  test('never asks for a path on the disk, so virtual workspaces work', () => {
    const users = editor.filter(({ text }) => /\.fsPath\b|Uri\.file\(/.test(text)).map(({ path }) => path);
    expect(users).toEqual([]);
  });

  test('writes HTML in one file', () => {
    const writers = editor.filter(({ text }) => /<!doctype html>/i.test(text)).map(({ path }) => path);
    expect(writers).toHaveLength(1);
  });
});

describe('the product', () => {
  test('runs no code that it is given', () => {
    const runners = files
      .filter(({ text }) => /\beval\(|new Function\(|child_process|node:vm\b/.test(text))
      .map(({ path }) => path);
    // The launcher loads the command line itself, which lies beside it.
    expect(runners).toEqual(['src/cli/launch.ts']);
    const launcher = files.find(({ path }) => path === 'src/cli/launch.ts')?.text ?? '';
    expect(launcher.match(/readFileSync\(|new Script\(|new URL\([^)]*\)/g)).toEqual([
      "new URL('command-line.cjs', import.meta.url)",
      'readFileSync(',
      'new Script(',
      'new URL(import.meta.url)',
    ]);
  });

  test('reaches no network', () => {
    const callers = files
      .filter(({ text }) => /\bfetch\(|XMLHttpRequest|WebSocket|node:https?\b|node:net\b/.test(text))
      .map(({ path }) => path);
    expect(callers).toEqual([]);
  });

  test('sets no inner HTML from text', () => {
    const setters = files
      .filter(({ text }) => /innerHTML|outerHTML|insertAdjacentHTML/.test(text))
      .map(({ path }) => path);
    expect(setters).toEqual([]);
  });
});

test('docs/rules holds the page of every rule as its folder has it; `npm run docs` brings it up to date', () => {
  const rules = join(root, 'src/core/rules');
  const folders = readdirSync(rules, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const pages = Object.fromEntries(
    folders.map(({ name }) => [`${name}.md`, readFileSync(join(rules, name, 'rule.md'), 'utf8')]),
  );
  const copies = Object.fromEntries(
    readdirSync(join(root, 'docs/rules')).map((name) => [
      name,
      readFileSync(join(root, 'docs/rules', name), 'utf8'),
    ]),
  );
  expect(copies).toEqual(pages);
});

function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });
}

/** Static imports, re-exports, dynamic imports and `import()` types, by their text. */
function importsOf(path: string, text: string): Import[] {
  const statement =
    /^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|(?<!\w)import\(\s*'([^']+)'\s*\)/gm;
  return [...text.matchAll(statement)].map(([, type, from, bare, dynamic]) => {
    const specifier = from ?? bare ?? dynamic ?? '';
    const isRelative = specifier.startsWith('.');
    return {
      from: path,
      target: isRelative ? posix.join(posix.dirname(path), specifier) : specifier,
      relative: isRelative,
      typesOnly: type !== undefined,
    };
  });
}

function allImports(from: readonly SourceFile[]): Import[] {
  return from.flatMap(({ imports }) => imports);
}

/** Place of a core file in the order of the stages; the engine's own files stand on top. */
function stageOf(path: string): number {
  const folder = dirname(path).split('/')[2];
  const index = stages.findIndex((stage) => stage === folder);
  return index < 0 ? stages.length : index;
}

function handsOutFindings({ from, target, typesOnly }: Import): boolean {
  return target === findingTypes && typesOnly && stagesThatHandOutFindings.includes(from.split('/')[2] ?? '');
}

function arrow({ from, target }: Import): string {
  return `${from} → ${target}`;
}
