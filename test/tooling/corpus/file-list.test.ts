import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listFiles, parseFileList } from '../../../tooling/corpus/file-list.ts';
import { temporaryFolder } from '../../cli/temporary-folder.ts';

describe('A list of files', () => {
  test('has group, path and note in columns, or a path alone', () => {
    expect(
      parseFileList('# corpus\ncourse\tnets/a.py\tfactor 2\r\nbook\tb.py\t\n\nc d.py\n\te.py\n'),
    ).toEqual([
      { path: 'nets/a.py', group: 'course', note: 'factor 2' },
      { path: 'b.py', group: 'book', note: null },
      { path: 'c d.py', group: null, note: null },
      { path: 'e.py', group: null, note: null },
    ]);
  });

  test('is read from its own folder, in its own order, each file once', async () => {
    const folder = await temporaryFolder({ 'nets/list.tsv': 'g\tb/y.py\ng\tb/x.py\ng\tb/y.py\n' });
    const { root, files } = await listFiles([], join(folder, 'nets/list.tsv'));
    expect(root).toBe(join(folder, 'nets/b'));
    expect(files.map(({ path }) => path)).toEqual(['y.py', 'x.py']);
  });

  test('is read from the folder that is named, and gives only the files below it', async () => {
    const folder = await temporaryFolder({});
    const list = join(folder, 'list.tsv');
    await writeFile(list, `g\ta.py\ng\t${folder}/nets/b.py\ng\t${folder}/c.py\ng\t../d.py\n`);
    const { root, files } = await listFiles([join(folder, 'nets')], list);
    expect(root).toBe(join(folder, 'nets'));
    expect(files.map(({ path }) => path)).toEqual(['a.py', 'b.py']);
  });
});

describe('A folder', () => {
  test('gives its Python files and notebooks, called by their paths below it', async () => {
    const folder = await temporaryFolder({ 'b.py': '', 'a/c.ipynb': '{}', 'notes.txt': '' });
    const { root, files, failures } = await listFiles([folder], null);
    expect(root).toBe(folder);
    expect(files.map(({ path }) => path)).toEqual(['a/c.ipynb', 'b.py']);
    expect(failures).toEqual([]);
  });

  test('that is not there is told', async () => {
    const folder = await temporaryFolder({});
    const { files, failures } = await listFiles([join(folder, 'none')], null);
    expect(files).toEqual([]);
    expect(failures.map(({ message }) => message)).toEqual(['no such file or folder']);
  });
});
