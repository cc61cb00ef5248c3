import { symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findFiles } from '../../src/cli/find-files.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function foundBelow(folder: string): Promise<readonly string[]> {
  const { files } = findFiles([folder]);
  return files.map((file) => relative(folder, file));
}

describe('The search for files', () => {
  test('finds Python files and notebooks at any depth, sorted, and nothing else', async () => {
    const folder = await temporaryFolder({
      'b.py': '',
      'a/deep/net.ipynb': '',
      'a/net.py': '',
      'notes.txt': '',
      'c.pyc': '',
    });
    expect(await foundBelow(folder)).toEqual(['a/deep/net.ipynb', 'a/net.py', 'b.py']);
  });

  test('passes over installed, made and hidden folders', async () => {
    const folder = await temporaryFolder({
      'node_modules/x.py': '',
      '.git/x.py': '',
      '__pycache__/x.py': '',
      'venv/x.py': '',
      '.venv/x.py': '',
      'lib/site-packages/x.py': '',
      'build/x.py': '',
      '.ipynb_checkpoints/net-checkpoint.ipynb': '',
      'kept.py': '',
    });
    expect(await foundBelow(folder)).toEqual(['kept.py']);
  });

  test('searches such a folder when it is the one given', async () => {
    const folder = await temporaryFolder({ 'build/x.py': '' });
    const { files } = findFiles([join(folder, 'build')]);
    expect(files).toEqual([join(folder, 'build/x.py')]);
  });

  test('ends where a link leads back up, and reports a linked file once', async () => {
    const folder = await temporaryFolder({ 'a/net.py': '' });
    await symlink(folder, join(folder, 'a/up'));
    await symlink(join(folder, 'a/net.py'), join(folder, 'z.py'));
    await symlink(join(folder, 'gone.py'), join(folder, 'broken.py'));
    expect(await foundBelow(folder)).toEqual(['a/net.py']);
  });

  test('keeps the order of the paths given and each file once', async () => {
    const folder = await temporaryFolder({ 'a.py': '', 'b.py': '' });
    const { files } = findFiles([join(folder, 'b.py'), folder]);
    expect(files).toEqual([join(folder, 'b.py'), join(folder, 'a.py')]);
  });

  test('names each path that cannot be looked at and goes on with the others', async () => {
    const folder = await temporaryFolder({ 'a.py': '', 'notes.txt': '' });
    const [missing, notes] = [join(folder, 'missing'), join(folder, 'notes.txt')];
    const { files, failures } = findFiles([missing, notes, join(folder, 'a.py')]);
    expect(files).toEqual([join(folder, 'a.py')]);
    expect(failures).toEqual([
      { path: missing, message: 'no such file or folder' },
      { path: notes, message: 'is neither a .py nor an .ipynb file' },
    ]);
  });
});
