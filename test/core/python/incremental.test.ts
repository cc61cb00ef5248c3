/** Parsing after small edits: the tree that grows out of the last one is the tree of the text by itself. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkProgram } from '../../../tooling/bench/programs.ts';
import { plainTree } from '../../support/ast-dump.ts';
import { testParser } from '../../support/python.ts';

const program = networkProgram(2);
/** Nothing like the program, so that what is parsed next is parsed as a whole. */
const unrelated = `${'# a comment of a file that has nothing else in it, line after line\n'.repeat(20)}pass\n`;

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
  const parser = await testParser();
  const parse = (text: string) => parser.parse({ uri: 'file:///typed.py', text, cells: null });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const texts = edits.reduce<string[]>(
        (made, { place, removed, added }) => {
          const text = made.at(-1) ?? program;
          const at = Math.min(place, text.length);
          return [...made, text.slice(0, at) + added + text.slice(at + removed)];
        },
        [program],
      );
      const typed = texts.map((text) => plainTree(parse(text).module));
      const alone = texts.map((text) => {
        parse(unrelated);
        return plainTree(parse(text).module);
      });
      expect(typed).toEqual(alone);
    }),
    { numRuns: 25, seed: 3 },
  );
});
