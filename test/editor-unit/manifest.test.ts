/** The manifest and the code speak of the same commands, settings and files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const names = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
const editorFiles = readdirSync(join(root, 'src/editor'));
const editorText = editorFiles.map((name) => readFileSync(join(root, 'src/editor', name), 'utf8')).join('\n');

interface Manifest {
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly category: string;
      readonly title: string;
    }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly description: string; readonly media: { readonly svg: string } }[];
    }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
  };
  readonly icon: string;
}

const manifest = JSON.parse(manifestText) as Manifest;
const { commands, configuration, walkthroughs, views } = manifest.contributes;

describe('the manifest', () => {
  test.each(commands.map(({ command }) => command))(
    'offers the command %s, which the code registers',
    (command) => {
      expect(editorText).toContain(`'${command}'`);
    },
  );

  test('has a text for every placeholder, and no other texts', () => {
    const used = [...manifestText.matchAll(/%([\w.]+)%/g)].map(([, key]) => key ?? '');
    expect(Object.keys(names).sort()).toEqual([...new Set(used)].sort());
  });

  test('has at most 12 settings, each for single resources, each read by the code', () => {
    const settings = Object.entries(configuration.properties);
    expect(settings.length).toBeLessThanOrEqual(12);
    const reader = readFileSync(join(root, 'src/editor/settings.ts'), 'utf8');
    for (const [name, { scope }] of settings) {
      expect(scope, name).toBe('resource');
      expect(reader, name).toContain(`configuration.get('${name.replace('backpropLens.', '')}')`);
    }
  });

  test('names pictures that exist', () => {
    const pictures = [
      manifest.icon,
      ...Object.values(views).flatMap((list) => list.map(({ icon }) => icon)),
      ...walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.svg)),
    ];
    for (const picture of pictures) expect(existsSync(join(root, picture)), picture).toBe(true);
  });

  test('links from the walkthrough to commands that it offers', () => {
    const linked = [
      ...Object.values(names)
        .join('\n')
        .matchAll(/command:([\w.]+)/g),
    ].map(([, command]) => command);
    expect(linked.length).toBeGreaterThan(0);
    for (const command of linked) expect(commands.map((offered) => offered.command)).toContain(command);
  });
});

describe('the editor’s code', () => {
  test.each(['fsPath', 'node:', 'Uri.file(', 'process.', 'require('])(
    'never uses %s, so that it runs in browsers and on virtual files',
    (word) => {
      expect(editorText).not.toContain(word);
    },
  );

  test('reads the configuration in one file and writes HTML in one', () => {
    const filesWith = (word: string) =>
      editorFiles.filter((name) => readFileSync(join(root, 'src/editor', name), 'utf8').includes(word));
    expect(filesWith('getConfiguration(')).toEqual(['settings.ts']);
    expect(filesWith('<html')).toEqual(['panel-html.ts']);
  });
});

test('the bundle for translators holds every sentence of the editor’s code', async () => {
  const sentences = [...editorText.matchAll(/\bt\(\s*'((?:\\.|[^'\\])*)'/g)].map(([, text = '']) => text);
  const bundle = Object.fromEntries([...new Set(sentences)].sort().map((text) => [text, text]));
  await expect(`${JSON.stringify(bundle, null, 2)}\n`).toMatchFileSnapshot('../../l10n/bundle.l10n.json');
});
