import { describe, expect, test } from 'vitest';
import { readNotebook } from '../../../src/core/project/ipynb.ts';

describe('notebook files', () => {
  test('of format 4 have cells with texts as strings or lists of lines', () => {
    const json = JSON.stringify({
      nbformat: 4,
      metadata: { kernelspec: { language: 'python' } },
      cells: [
        { cell_type: 'markdown', source: ['# L2\n', 'text'] },
        { cell_type: 'code', source: ['x = 1\n', 'y = 2'], outputs: [] },
        { cell_type: 'code', source: 'z = 3' },
      ],
    });
    expect(readNotebook('n.ipynb', json)).toEqual({
      ok: true,
      document: {
        kind: 'notebook',
        uri: 'n.ipynb',
        cells: [
          { index: 0, language: 'markdown', text: '# L2\ntext' },
          { index: 1, language: 'python', text: 'x = 1\ny = 2' },
          { index: 2, language: 'python', text: 'z = 3' },
        ],
      },
    });
  });

  test('of format 3 have worksheets and call the text input', () => {
    const json = JSON.stringify({
      nbformat: 3,
      worksheets: [{ cells: [{ cell_type: 'code', language: 'python', input: ['x = 1'] }] }, { cells: [] }],
    });
    expect(readNotebook('n.ipynb', json)).toMatchObject({
      ok: true,
      document: { cells: [{ index: 0, language: 'python', text: 'x = 1' }] },
    });
  });

  test('of another kernel name its language', () => {
    const json = JSON.stringify({
      metadata: { language_info: { name: 'R' } },
      cells: [{ cell_type: 'code', source: 'x <- 1' }],
    });
    expect(readNotebook('n.ipynb', json)).toMatchObject({
      ok: true,
      document: { cells: [{ language: 'R' }] },
    });
  });

  test.each([
    ['{"cells": [', 'This notebook is not JSON, so its cells cannot be read.'],
    ['', 'This notebook is not JSON, so its cells cannot be read.'],
    ['[1]', 'This file is JSON but no notebook: it holds no object.'],
    ['{"a": 1}', 'This file is JSON but no notebook: it has no list of cells.'],
    ['{"cells": []}', 'This notebook is empty.'],
    ['{"cells": [{"cell_type": "code", "source": ["\\n"]}, null, 7]}', 'This notebook is empty.'],
  ])('%j is no notebook to read', (json, reason) => {
    expect(readNotebook('n.ipynb', json)).toEqual({ ok: false, reason });
  });
});
