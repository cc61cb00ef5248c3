import { describe, expect, test } from 'vitest';
import { applyEdits, overlap } from '../../src/cli/edits.ts';
import { editNotebook } from '../../src/cli/notebook-source.ts';
import type { EditEntry } from '../../src/core/report/json.ts';

/** "2:5-2:8 → text" as an edit. */
function edit(from: string, to: string, newText: string, cell: number | null = null): EditEntry {
  const position = (place: string) => {
    const [line = 0, column = 0] = place.split(':').map(Number);
    return { line, column };
  };
  return { path: 'net.py', cell, range: { start: position(from), end: position(to) }, newText };
}

describe('Edits in lines and columns', () => {
  test('are made independently of their order, over line ends and at the end of the text', () => {
    const text = 'dW = a\r\ndb = b\nlast';
    const edits = [edit('2:6', '2:7', 'B + B'), edit('1:6', '1:7', 'A'), edit('3:5', '3:5', '!')];
    expect(applyEdits(text, edits)).toBe('dW = A\r\ndb = B + B\nlast!');
    expect(applyEdits(text, edits.toReversed())).toBe('dW = A\r\ndb = B + B\nlast!');
  });

  test('count columns in UTF-16 units', () => {
    expect(applyEdits('s = "𝛌"; x', [edit('1:11', '1:12', 'y')])).toBe('s = "𝛌"; y');
  });

  test.each([
    ['share a character', edit('1:1', '1:5', ''), edit('1:4', '1:9', ''), true],
    ['lie one in the other', edit('1:1', '3:1', ''), edit('2:2', '2:3', ''), true],
    ['are two insertions at one place', edit('1:4', '1:4', 'a'), edit('1:4', '1:4', 'b'), true],
    ['only touch', edit('1:1', '1:5', ''), edit('1:5', '1:9', ''), false],
    ['lie apart', edit('1:1', '1:5', ''), edit('2:1', '2:2', ''), false],
    ['are in two cells', edit('1:1', '1:5', '', 1), edit('1:1', '1:5', '', 2), false],
  ])('that %s', (_, a, b, expected) => {
    expect(overlap(a, b)).toBe(expected);
    expect(overlap(b, a)).toBe(expected);
  });
});

describe('Edits in a notebook', () => {
  const raw = `{
 "cells": [
  {"cell_type": "markdown", "source": "# \\"L2\\" [{"},
  {
   "cell_type": "code",
   "metadata": {"tags": []},
   "outputs": [{"data": {"image/png": "iVBOR\\\\"}}],
   "source": [
    "# λ \\n",
    "dW1 = np.sum(W1)\\n",
    "db1 = 0"
   ]
  },
  {"source": "x = 1\\ny = 2", "cell_type": "code"}
 ],
 "nbformat": 4
}
`;

  test('change the one line and no other byte', () => {
    const edited = editNotebook(raw, [edit('2:7', '2:17', 'W1', 1)]);
    expect(edited).toBe(raw.replace('"dW1 = np.sum(W1)\\n"', '"dW1 = W1\\n"'));
  });

  test('change a cell whose source is one string, beside another cell', () => {
    const edited = editNotebook(raw, [edit('2:5', '2:6', '"z"', 2), edit('3:7', '3:8', '1', 1)]);
    expect(edited).toBe(
      raw.replace('"x = 1\\ny = 2"', '"x = 1\\ny = \\"z\\""').replace('"db1 = 0"', '"db1 = 1"'),
    );
  });

  test('keep the white space between the lines where lines are added', () => {
    const edited = editNotebook(raw, [edit('3:1', '3:1', 'dW1 *= 2\n', 1)]);
    expect(edited).toBe(raw.replace('    "db1 = 0"', '    "dW1 *= 2\\n",\n    "db1 = 0"'));
  });

  test('keep escapes beyond ASCII where the line had them', () => {
    const escaped = raw.replace('# λ ', '# \\u03bb ');
    const edited = editNotebook(escaped, [edit('1:4', '1:5', 'μ', 1)]);
    expect(edited).toBe(escaped.replace('# \\u03bb ', '# \\u03bb\\u03bc'));
    expect(JSON.parse(edited).cells[1].source[0]).toBe('# λμ\n');
  });
});
