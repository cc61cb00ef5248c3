import { describe, expect, test } from 'vitest';
import { silencingEdit } from '../../../src/core/rules/suppressions.ts';
import { analyzePython } from '../../support/engine.ts';
import { readMarked, withStatements } from '../../support/marked-python.ts';
import { courseNetwork } from '../../support/sample-networks.ts';

const line = 'dW1 = 1 / m * np.dot(dZ1, X.T) + (lambd * np.sum(W1)) / m';

/** The course's network with a summed penalty in dW1, and a comment behind that line. */
function withComment(comment: string, before = ''): string {
  const { text } = readMarked(withStatements(courseNetwork, `\n        ${line}${comment}\n        `));
  return before + text;
}

async function said(text: string): Promise<readonly (readonly string[])[]> {
  const { findings, problems } = await analyzePython(text);
  return [findings.map(({ rule }) => rule), problems.map(({ message }) => message)];
}

describe('A comment silences findings', () => {
  test.each([
    ['of the rule that it names', '  # backprop-lens: ignore[l2-summed-weights]', ''],
    ['of several rules', '  # backprop-lens: ignore[l2-summed-weights]  TODO', ''],
    ['of every rule', '  # backprop-lens: ignore', ''],
    ['in the whole file', '', '# backprop-lens: ignore-file[l2-summed-weights]\n'],
  ])('%s', async (_, behind, before) => {
    expect(await said(withComment(behind, before))).toEqual([[], []]);
  });

  test('and leaves those of other rules', async () => {
    expect(await said(withComment('  # backprop-lens: ignore[wrong-sign]'))).toEqual([
      ['l2-summed-weights'],
      ['No wrong-sign is found on this line: the comment ignores nothing and can go.'],
    ]);
  });

  test('and says so where there is nothing to silence', async () => {
    const right = withComment('  # backprop-lens: ignore').replace('np.sum(W1)', 'W1');
    expect(await said(right)).toEqual([
      [],
      ['Nothing is found on this line: the comment ignores nothing and can go.'],
    ]);
  });
});

describe('The edit that silences a finding', () => {
  test.each([
    ['at the end of the line', '', `${line}  # backprop-lens: ignore[l2-summed-weights]`],
    ['behind a comment', '  # penalised', `${line}  # penalised  # backprop-lens: ignore[l2-summed-weights]`],
    [
      'in a comment that is there',
      '  # backprop-lens: ignore[wrong-sign]',
      `${line}  # backprop-lens: ignore[wrong-sign, l2-summed-weights]`,
    ],
  ])('stands %s', async (_, behind, wanted) => {
    const text = withComment(behind);
    const { findings } = await analyzePython(text);
    const [finding] = findings;
    if (!finding) throw new Error('there is one finding');
    const { span, newText } = silencingEdit(finding);
    const edited = text.slice(0, span.start) + newText + text.slice(span.end);
    expect(edited.split('\n').map((each) => each.trim())).toContain(wanted);
    expect((await analyzePython(edited)).findings).toEqual([]);
  });
});
