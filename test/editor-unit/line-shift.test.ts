/** Lines keep their places under edits: checked against the edits applied to real lines. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shiftLine, type LineEdit } from '../../src/editor/line-shift.ts';

describe('a line after edits', () => {
  test('moves down by the lines that were typed above it', () => {
    expect(shiftLine(5, [{ startLine: 2, endLine: 2, insertedBreaks: 3 }])).toEqual({
      line: 8,
      touched: false,
    });
  });

  test('stays where it is when the edit is below it', () => {
    expect(shiftLine(1, [{ startLine: 2, endLine: 4, insertedBreaks: 0 }])).toEqual({
      line: 1,
      touched: false,
    });
  });

  test('is touched by an edit within it', () => {
    expect(shiftLine(2, [{ startLine: 2, endLine: 2, insertedBreaks: 0 }])).toEqual({
      line: 2,
      touched: true,
    });
  });

  test('is gone when an edit reaches over it from above', () => {
    expect(shiftLine(3, [{ startLine: 2, endLine: 3, insertedBreaks: 0 }])).toBeNull();
  });

  test('is found again among the lines of the edited text', () => {
    const edit = fc.record({ start: fc.nat(20), length: fc.nat(3), breaks: fc.nat(3) });
    fc.assert(
      fc.property(fc.nat(19), fc.array(edit, { maxLength: 6 }), (line, wanted) => {
        let lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
        const edits: LineEdit[] = [];
        for (const { start, length, breaks } of wanted) {
          const startLine = Math.min(start, lines.length - 1);
          const endLine = Math.min(startLine + length, lines.length - 1);
          const replaced = Array.from({ length: breaks + 1 }, () => 'typed');
          lines = [...lines.slice(0, startLine), ...replaced, ...lines.slice(endLine + 1)];
          edits.push({ startLine, endLine, insertedBreaks: breaks });
        }
        const shifted = shiftLine(line, edits);
        const found = lines.indexOf(`line ${line}`);
        if (found >= 0) expect(shifted).toEqual({ line: found, touched: false });
        else expect(shifted === null || shifted.touched).toBe(true);
      }),
    );
  });
});
