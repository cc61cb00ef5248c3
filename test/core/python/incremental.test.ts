/** Parsing after small edits: the tree that grows out of the last one is the tree of the text by itself. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkProgram } from '../../../tooling/bench/programs.ts';
import { plainTree } from '../../support/ast-dump.ts';
import { freshParser } from '../../support/python.ts';
import type { Module } from '../../../src/core/python/ast.ts';
import type { SourceText } from '../../../src/core/python/source.ts';
import { walk } from '../../../src/core/python/walk.ts';

const program = networkProgram(2);
const edit = fc.record({
  place: fc.nat(program.length - 1),
  removed: fc.nat(30),
  added: fc.oneof(
    fc.constantFrom(
      '1',
      ' ',
      '\n',
      '    ',
      ')',
      '(',
      ':',
      '"""',
      '#',
      'if x:\n',
      'dW1 = W1',
      'ü',
      '😀 ',
      '\t',
      '\\',
    ),
    fc.string({ maxLength: 12 }),
  ),
});

test('a text typed step by step has the same tree as one parsed at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      const texts = edits.reduce<string[]>(
        (made, { place, removed, added }) => {
          const text = made.at(-1) ?? program;
          const at = Math.min(place, text.length);
          return [...made, text.slice(0, at) + added + text.slice(at + removed)];
        },
        [program],
      );
      const parser = await freshParser();
      for (const text of texts) {
        const source = { uri: 'file:///typed.py', text, cells: null };
        const typed = parser.parse(source);
        const alone = (await freshParser()).parse(source);
        expect(plainTree(typed.module)).toEqual(plainTree(alone.module));
        expect(typed.problems).toEqual(alone.problems);
        expect(sourcesIn(typed.module)).toEqual(new Set([source]));
      }
    }),
    { numRuns: 25, seed: 3 },
  );
});

function sourcesIn(module: Module): ReadonlySet<SourceText> {
  const found = new Set<SourceText>();
  walk(module, ({ span }) => {
    found.add(span.source);
    return undefined;
  });
  return found;
}
