import { describe, expect, test } from 'vitest';
import { folderOf, joinPath, parentOf, stemOf } from '../../../src/core/project/document-path.ts';

describe('paths of documents', () => {
  test.each([
    ['/home/ada/course/main.py', '/home/ada/course', '/home/ada', 'main'],
    ['C:\\course\\week5\\main.py', 'C:\\course\\week5', 'C:\\course', 'main'],
    ['C:/course/week5/main.py', 'C:/course/week5', 'C:/course', 'main'],
    ['\\\\server\\share\\w\\main.py', '\\\\server\\share\\w', '\\\\server\\share\\', 'main'],
    ['file:///home/ada/main.py', 'file:///home/ada', 'file:///home', 'main'],
    ['file:///c%3A/course/r%C3%A9seau.py', 'file:///c%3A/course', 'file:///c%3A', 'réseau'],
    [
      'vscode-vfs://github/ada/net/w/main.py?x=1#y',
      'vscode-vfs://github/ada/net/w',
      'vscode-vfs://github/ada/net',
      'main',
    ],
    ['course/main.v2.py', 'course', '', 'main.v2'],
    ['main.py', '', null, 'main'],
    ['/main.py', '/', null, 'main'],
    ['C:\\main.py', 'C:\\', null, 'main'],
    ['vscode-vfs://github/main.py', 'vscode-vfs://github/', null, 'main'],
    ['untitled:Untitled-1', null, null, 'Untitled-1'],
  ])('%s lies in %s, and that in %s', (uri, folder, parent, stem) => {
    expect(folderOf(uri)).toBe(folder);
    expect(folder === null ? null : parentOf(folder)).toBe(parent);
    expect(stemOf(uri)).toBe(stem);
  });

  test.each([
    ['/home/ada', '/home/ada/net/layers.py'],
    ['/', '/net/layers.py'],
    ['', 'net/layers.py'],
    ['C:\\course', 'C:\\course\\net\\layers.py'],
    ['C:\\', 'C:\\net\\layers.py'],
    ['C:/course', 'C:/course/net/layers.py'],
    ['file:///home', 'file:///home/net/layers.py'],
    ['vscode-vfs://github/', 'vscode-vfs://github/net/layers.py'],
  ])('a file inside %s', (folder, file) => {
    expect(joinPath(folder, 'net', 'layers.py')).toBe(file);
  });

  test('names are encoded in URIs alone', () => {
    expect(joinPath('file:///a', 'réseau.py')).toBe('file:///a/r%C3%A9seau.py');
    expect(joinPath('/a', 'réseau.py')).toBe('/a/réseau.py');
  });

  test('a path may hold signs that part URIs', () => {
    expect(folderOf('/a#b/c?d/main.py')).toBe('/a#b/c?d');
  });
});
