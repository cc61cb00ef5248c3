/** The example programs under random edits, as while somebody types: the analysis always ends, and soon. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyzePython } from '../support/engine.ts';

const examples = ['softmax_classifier.py', 'textbook_network.py'].map((name) =>
  readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8'),
);

type Edit = (text: string, at: number) => string;

const edits: Readonly<Record<string, Edit>> = {
  deleteLine: (text, at) => linesEdited(text, at, () => []),
  duplicateLine: (text, at) => linesEdited(text, at, (line) => [line, line]),
  deleteCharacter: (text, at) => text.slice(0, at % text.length) + text.slice((at % text.length) + 1),
  swapNames: (text, at) => {
    const names = [...new Set(text.match(/\b[A-Za-z_]\w*\b/g) ?? [])];
    const [a, b] = [names[at % names.length] ?? '', names[(at * 7 + 3) % names.length] ?? ''];
    return text.replace(/\b[A-Za-z_]\w*\b/g, (name) => (name === a ? b : name === b ? a : name));
  },
};

function linesEdited(text: string, at: number, edit: (line: string) => string[]): string {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => (index === at % lines.length ? edit(line) : [line])).join('\n');
}

const oneEdit = fc.tuple(fc.constantFrom(...Object.keys(edits)), fc.nat(100_000));

test('no edit of an example makes the analysis fail, and every undecided gradient says why', {
  timeout: 60_000,
}, async () => {
  const edited = fc
    .tuple(fc.constantFrom(...examples), fc.array(oneEdit, { minLength: 1, maxLength: 3 }))
    .map(([text, made]) => made.reduce((now, [kind, at]) => edits[kind]?.(now, at) ?? now, text));
  await fc.assert(
    fc.asyncProperty(edited, async (text) => {
      const { gradients } = await analyzePython(text);
      for (const { verdict, reason } of gradients) {
        if (verdict === 'undecided') expect(reason).toMatch(/^[A-Z`].*\.$/s);
      }
    }),
    { numRuns: 24, seed: 11, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
  );
});
