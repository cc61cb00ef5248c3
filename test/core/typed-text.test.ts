/** Analyses of a text that somebody types: each says what an engine says that sees the text for the first time. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileReport } from '../../src/core/report/json.ts';
import { networkProgram } from '../../tooling/bench/programs.ts';
import { analyzePython, freshEngine } from '../support/engine.ts';

const program = networkProgram(3).replace('lambd / m * W2', 'lambd / m * W1.sum()');
const lines = program.split('\n');

/** What people do to a line between two pauses: another number, name or operator, a term more or less, a line moved or copied. */
const edit = fc.record({
  line: fc.nat(lines.length - 1),
  change: fc.oneof(
    fc.constantFrom<(line: string) => string>(
      (line) => line.replace(/\d+(?!\w)/, '2'),
      (line) => line.replace('W1', 'W2'),
      (line) => line.replace('A1', 'A2'),
      (line) => line.replace('+', '-'),
      (line) => line.replace(/ \+ .*$/, ''),
      (line) => line.replace('.T', ''),
      (line) => line.replace('* ', '@ '),
      (line) => `${line}\n${line}`,
      (line) => `# ${line}`,
      (line) => line.slice(0, line.length >> 1),
      () => '',
      (line) => `${line}  # as in the notes`,
      (line) => line.replace('(X', '(X, extra'),
    ),
  ),
});

test('an analysis after edits equals an analysis of the same text by a fresh engine', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 3, maxLength: 6 }), async (edits) => {
      const typing = freshEngine();
      await analyzePython(program, typing);
      const typed = [...lines];
      for (const { line, change } of edits) {
        typed[line] = change(typed[line] ?? '');
        const text = typed.join('\n');
        expect(await said(text, typing)).toEqual(await said(text, freshEngine()));
      }
    }),
    { numRuns: 6, seed: 11 },
  );
}, 120_000);

async function said(text: string, engine: ReturnType<typeof freshEngine>) {
  const analysis = await analyzePython(text, engine);
  const formulas = analysis.gradients.map(({ formula }) => formula);
  return { report: fileReport(analysis, (uri) => uri), formulas };
}
