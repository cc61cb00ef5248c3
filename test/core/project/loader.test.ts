import { describe, expect, test } from 'vitest';
import { loadProject } from '../../../src/core/project/loader.ts';
import { CachingParser } from '../../../src/core/project/parse-cache.ts';
import type { Project } from '../../../src/core/project/project.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { testParser } from '../../support/python.ts';

interface Loaded {
  readonly project: Project;
  /** The files that were asked for, in order. */
  readonly asked: readonly string[];
}

/** Loads `uri` from a workspace given as texts by path. */
async function load(uri: string, files: Readonly<Record<string, string>>): Promise<Loaded> {
  const asked: string[] = [];
  const read = async (path: string) => {
    asked.push(path);
    return files[path] ?? null;
  };
  const document = { kind: 'file', uri, text: files[uri] ?? '' } as const;
  return { project: await loadProject(document, read, await testParser()), asked };
}

function modulesOf({ project }: Loaded): (readonly [string, string])[] {
  return project.modules.map((module) => [module.uri, module.name]);
}

describe('imports', () => {
  test('find modules beside the document, and what those import in turn', async () => {
    const loaded = await load('/net/main.py', {
      '/net/main.py': 'import layers\ndef f():\n    from utils import *\n',
      '/net/layers.py': 'import activations as act\n',
      '/net/activations.py': 'def relu(x): return x\n',
      '/net/utils.py': '',
    });
    expect(modulesOf(loaded)).toEqual([
      ['/net/main.py', 'main'],
      ['/net/layers.py', 'layers'],
      ['/net/utils.py', 'utils'],
      ['/net/activations.py', 'activations'],
    ]);
    const { main, modules, resolveImport } = loaded.project;
    expect(resolveImport(main, 'layers', 0)).toBe(modules[1]);
    expect(resolveImport(main, 'activations', 0)).toBeNull();
    expect(modules[1] && resolveImport(modules[1], 'activations', 0)).toBe(modules[3]);
  });

  test('find packages, their modules and relative names', async () => {
    const loaded = await load('/net/main.py', {
      '/net/main.py': 'import pkg.layers.dense\nfrom pkg import losses, helper\n',
      '/net/pkg/__init__.py': 'from .helper import helper\n',
      '/net/pkg/helper.py': 'from . import losses\n',
      '/net/pkg/losses.py': '',
      '/net/pkg/layers/dense.py': 'from ..losses import mse\nfrom .base import Base\n',
      '/net/pkg/layers/base.py': '',
    });
    const { main, modules, resolveImport } = loaded.project;
    const uriOf = (name: string, level = 0, from = main) => resolveImport(from, name, level)?.uri ?? null;
    expect(uriOf('pkg')).toBe('/net/pkg/__init__.py');
    expect(uriOf('pkg.layers')).toBeNull();
    expect(uriOf('pkg.layers.dense')).toBe('/net/pkg/layers/dense.py');
    expect(uriOf('pkg.losses')).toBe('/net/pkg/losses.py');
    const dense = modules.find((module) => module.name === 'pkg.layers.dense');
    expect(dense && uriOf('losses', 2, dense)).toBe('/net/pkg/losses.py');
    expect(dense && uriOf('base', 1, dense)).toBe('/net/pkg/layers/base.py');
    const init = modules.find((module) => module.name === 'pkg');
    expect(init && uriOf('helper', 1, init)).toBe('/net/pkg/helper.py');
    const helper = modules.find((module) => module.name === 'pkg.helper');
    expect(helper && uriOf('', 1, helper)).toBe('/net/pkg/__init__.py');
    expect(helper && uriOf('losses', 1, helper)).toBe('/net/pkg/losses.py');
  });

  test('look up to four folders above, the nearest first', async () => {
    const files = {
      '/a/b/c/d/e/main.py': 'import near\nimport far\nimport too_far\n',
      '/a/b/c/d/near.py': '',
      '/a/b/near.py': '',
      '/a/far.py': '',
      '/too_far.py': '',
    };
    const loaded = await load('/a/b/c/d/e/main.py', files);
    expect(modulesOf(loaded).map(([uri]) => uri)).toEqual([
      '/a/b/c/d/e/main.py',
      '/a/b/c/d/near.py',
      '/a/far.py',
    ]);
  });

  test('may go in circles, also through the document itself', async () => {
    const loaded = await load('/a.py', { '/a.py': 'import b\n', '/b.py': 'import a\nimport b\n' });
    const [a, b] = loaded.project.modules;
    expect(loaded.project.modules).toHaveLength(2);
    expect(b && loaded.project.resolveImport(b, 'a', 0)).toBe(a);
    expect(b && loaded.project.resolveImport(b, 'b', 0)).toBe(b);
  });

  test('of well-known libraries read nothing', async () => {
    const { asked } = await load('/a.py', {
      '/a.py': 'import numpy as np, os.path\nfrom matplotlib import pyplot\n',
    });
    expect(asked).toEqual([]);
  });

  test('read no file twice, and never a notebook', async () => {
    const { asked } = await load('/n/a.py', {
      '/n/a.py': 'import b, c\nfrom b import x\n',
      '/n/b.py': 'import c\n',
    });
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.filter((path) => !path.endsWith('.py'))).toEqual([]);
  });

  test('stop at two hundred modules', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`/m${index}.py`, `import m${index + 1}\n`]),
    );
    const { project } = await load('/m0.py', files);
    expect(project.modules).toHaveLength(200);
  });

  test.each([
    ['file:///w/net/main.py', 'file:///w/net/layers.py'],
    ['vscode-vfs://github/ada/net/main.py', 'vscode-vfs://github/ada/net/layers.py'],
    ['C:\\net\\main.py', 'C:\\net\\layers.py'],
    ['main.py', 'layers.py'],
  ])('from %s find %s', async (main, layers) => {
    const loaded = await load(main, { [main]: 'import layers\n', [layers]: '' });
    expect(modulesOf(loaded)[1]).toEqual([layers, 'layers']);
  });

  test('of an untitled document find nothing and ask for nothing', async () => {
    const loaded = await load('untitled:Untitled-1', {
      'untitled:Untitled-1': 'import layers\nfrom . import x\n',
    });
    expect(loaded.asked).toEqual([]);
    expect(modulesOf(loaded)).toEqual([['untitled:Untitled-1', 'Untitled-1']]);
  });

  test('of files that cannot be read are missing', async () => {
    const read = () => Promise.reject(new Error('no permission'));
    const document = { kind: 'file', uri: '/a.py', text: 'import b\n' } as const;
    const project = await loadProject(document, read, await testParser());
    expect(project.modules).toHaveLength(1);
  });

  test('of a notebook lie beside it', async () => {
    const cells = [{ index: 3, language: 'python', text: '%run x\nimport layers' }];
    const read = async (uri: string) => (uri === '/n/layers.py' ? 'x = 1\n' : null);
    const project = await loadProject(
      { kind: 'notebook', uri: '/n/a.ipynb', cells },
      read,
      await testParser(),
    );
    expect(project.main.source.cells).toEqual([{ index: 3, start: 0, end: 20 }]);
    expect(project.resolveImport(project.main, 'layers', 0)?.uri).toBe('/n/layers.py');
  });
});

describe('the cache of parsed texts', () => {
  test('parses equal texts once and other texts anew', async () => {
    const parsed: string[] = [];
    const parser = await testParser();
    const counting: PythonParser = {
      parse: (source) => {
        parsed.push(source.text);
        return parser.parse(source);
      },
    };
    const cache = new CachingParser(counting);
    const first = cache.parse({ uri: 'a.py', text: 'x = 1', cells: null });
    expect(cache.parse({ uri: 'a.py', text: 'x = 1', cells: null })).toBe(first);
    cache.parse({ uri: 'b.py', text: 'x = 1', cells: null });
    cache.parse({ uri: 'a.py', text: 'x = 2', cells: null });
    cache.parse({ uri: 'a.py', text: 'x = 1', cells: [{ index: 0, start: 0, end: 5 }] });
    expect(parsed).toEqual(['x = 1', 'x = 1', 'x = 2', 'x = 1']);
  });

  test('forgets the text that was asked for longest ago', async () => {
    let count = 0;
    const parser = await testParser();
    const cache = new CachingParser({
      parse: (source) => {
        count += 1;
        return parser.parse(source);
      },
    });
    for (let index = 0; index <= 256; index++) cache.parse({ uri: `${index}.py`, text: '', cells: null });
    cache.parse({ uri: '256.py', text: '', cells: null });
    expect(count).toBe(257);
    cache.parse({ uri: '0.py', text: '', cells: null });
    expect(count).toBe(258);
  });
});
