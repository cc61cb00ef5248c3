/** Derivations step by step: what each step reads, what it is called in each notation, and how it reads as text. */
import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../../src/core/report/analysis.ts';
import { derivationText } from '../../../src/core/report/derivation-text.ts';
import { derivationOf } from '../../../src/core/report/panel-derivation.ts';
import type { Derivation } from '../../../src/protocol.ts';
import { analyzePython } from '../../support/engine.ts';
import { exampleAnalysis } from '../../support/example-analysis.ts';
import { readMarked } from '../../support/marked-python.ts';
import { courseNetwork } from '../../support/sample-networks.ts';

function derivationIn(analysis: Analysis, name: string, network = 0): Derivation {
  const report = analysis.gradients.find((each) => each.name === name && each.network === network);
  const found = report && derivationOf(analysis, report.id);
  if (!found) throw new Error(`no derivation of ${name}`);
  return found;
}

const course = async () => analyzePython(readMarked(courseNetwork).text);
const dJ = (of: string) => `\\frac{\\partial J}{\\partial ${of}}`;

describe('the derivation of a penalised weight', () => {
  test('goes from the cost back to it, through exactly the gradients that it needs', async () => {
    const { steps } = derivationIn(await course(), 'dW1');
    expect(steps.map(({ name }) => name).slice(1)).toEqual(['Z2', 'A1', 'Z1', 'W1']);
    expect(steps.map(({ formulas }) => formulas.course)).toEqual([
      'J = L + \\Omega',
      `${dJ('Z^{[2]}')} = \\frac{A^{[2]} - Y}{m}`,
      `${dJ('A^{[1]}')} = {W^{[2]}}^{\\top} ${dJ('Z^{[2]}')}`,
      `${dJ('Z^{[1]}')} = ${dJ('A^{[1]}')} \\odot \\mathbf{1}\\left[Z^{[1]} > 0\\right]`,
      `${dJ('W^{[1]}')} = ${dJ('Z^{[1]}')} {X}^{\\top} + \\frac{\\lambda}{m} W^{[1]}`,
    ]);
  });

  test('speaks the textbook’s language: a, h, ŷ, and ∇ for the derivative', async () => {
    const { steps } = derivationIn(await course(), 'dW1');
    expect(steps.map(({ formulas }) => formulas.textbook)).toEqual([
      'J(\\theta) = L(\\hat{y}, y) + \\Omega(\\theta)',
      '\\nabla_{a^{(2)}} J = \\frac{\\hat{y} - y}{m}',
      '\\nabla_{h^{(1)}} J = {W^{(2)}}^{\\top} \\nabla_{a^{(2)}} J',
      '\\nabla_{a^{(1)}} J = \\nabla_{h^{(1)}} J \\odot \\mathbf{1}\\left[a^{(1)} > 0\\right]',
      '\\nabla_{W^{(1)}} J = \\nabla_{a^{(1)}} J {x}^{\\top} + \\frac{\\lambda}{m} W^{(1)}',
    ]);
  });

  test('is NumPy in the user’s names and with the user’s factors, and says which those are', async () => {
    const { steps, note } = derivationIn(await course(), 'dW1');
    expect(steps.slice(1).map(({ formulas }) => formulas.code)).toEqual([
      'dZ2 = A2 - Y',
      'dA1 = W2.T @ dZ2',
      'dZ1 = dA1 * (Z1 > 0)',
      'dW1 = dZ1 @ X.T / m + (lambd / m) * W1',
    ]);
    expect(note).toMatch(/`dZ\d` holds m times the derivative/);
  });

  test('says where the penalty comes in, and why nowhere else', async () => {
    const { steps } = derivationIn(await course(), 'dW1');
    expect(steps.at(-1)?.sentence).toContain(
      'Here the penalty comes in, because it reads `W1` itself: λ/m · `W1` is added, entry by entry.',
    );
    expect(steps[1]?.sentence).toContain('No path leads from `Z2` to the penalty');
    expect(steps.slice(1, -1).every(({ sentence }) => !sentence.includes('comes in'))).toBe(true);
  });

  test('ties every step to the forward line and to the user’s own line with its verdict', async () => {
    const analysis = await exampleAnalysis('regularization.py');
    const { steps, routes } = derivationIn(analysis, 'dW1');
    expect(steps.map(({ written }) => written && `${written.line} ${written.verdict}`)).toEqual([
      null,
      'dZ3 = A3 - Y verified',
      'dA2 = np.dot(W3.T, dZ3) verified',
      'dZ2 = np.multiply(dA2, np.int64(A2 > 0)) verified',
      'dA1 = np.dot(W2.T, dZ2) verified',
      'dZ1 = np.multiply(dA1, np.int64(A1 > 0)) verified',
      'dW1 = 1. / m * np.dot(dZ1, X.T) + (lambd * np.sum(W1)) / m wrong',
    ]);
    expect(steps.slice(1).every(({ nodeId }) => nodeId !== null)).toBe(true);
    expect(routes.map(({ title }) => title)).toEqual(['Entry by entry', 'By the trace']);
  });

  test('shows the sizes that meet in its product', async () => {
    const { steps } = derivationIn(await course(), 'dW1');
    const [, left = '', right = '', whole = ''] =
      /^\((.*)\) · \((.*)\) = \((.*)\)$/.exec(steps.at(-1)?.shapes ?? '') ?? [];
    const sides = [left, right, whole].map((shape) => shape.split(', '));
    expect(sides[0]?.[1]).toBe(sides[1]?.[0]);
    expect([sides[0]?.[0], sides[1]?.[1]]).toEqual(sides[2]);
  });
});

test('a bias is a sum over the examples, to which the penalty adds nothing', async () => {
  const { steps, routes } = derivationIn(await course(), 'db1');
  expect(steps.at(-1)?.formulas.code).toBe('db1 = np.sum(dZ1, axis=1, keepdims=True) / m');
  expect(steps.at(-1)?.sentence).toBe(
    '`b1` is added to every example, so the gradients of all of them are added up. The penalty does not read `b1` and adds nothing.',
  );
  expect(routes).toEqual([]);
});

test('versions of one variable stay apart in every notation', async () => {
  const analysis = await exampleAnalysis('regularization.py');
  const dropout = analysis.gradients.filter(({ name }) => name === 'dW1').at(-1)?.network ?? 0;
  const { steps } = derivationIn(analysis, 'dW1', dropout);
  for (const notation of ['course', 'textbook'] as const) {
    const sides = steps.map(({ formulas }) => formulas[notation].split(' = ')[0]);
    expect(new Set(sides).size).toBe(sides.length);
  }
  expect(steps.map(({ formulas }) => formulas.textbook)).toContain(
    '\\nabla_{h^{\\prime(1)}} J = \\frac{\\nabla_{h^{\\prime\\prime(1)}} J}{\\mathrm{keep\\_prob}}',
  );
});

test('a program in the textbook’s own names keeps them', async () => {
  const analysis = await exampleAnalysis('textbook_network.py');
  const report = analysis.gradients.find(({ name, formula }) => name === 'grad_W[k]' && formula);
  const { steps } = derivationOf(analysis, report?.id ?? '') as Derivation;
  expect(steps.map(({ formulas }) => formulas.textbook).join('\n')).toContain('\\nabla_{a^{[2]}} J');
  expect(steps.map(({ formulas }) => formulas.textbook).join('\n')).not.toContain('h^{(2)}');
});

test('what has no variable has no derivation', async () => {
  const analysis = await course();
  expect(derivationOf(analysis, 'no such line')).toBeNull();
});

describe('as text', () => {
  test('LaTeX aligns the lines at their first sign of equality', async () => {
    const text = derivationText(derivationIn(await course(), 'db2'), 'course', 'latex');
    expect(text).toBe(
      [
        '% db2',
        '\\begin{align*}',
        '  J &= L + \\Omega \\\\',
        `  ${dJ('Z^{[2]}')} &= \\frac{A^{[2]} - Y}{m} \\\\`,
        `  ${dJ('b^{[2]}')} &= \\sum_{\\mathrm{examples}} ${dJ('Z^{[2]}')}`,
        '\\end{align*}',
        '',
      ].join('\n'),
    );
  });

  test('Markdown numbers the steps and quotes the user’s lines', async () => {
    const text = derivationText(derivationIn(await course(), 'dW1'), 'textbook', 'markdown');
    expect(text).toContain('## dW1\n\n1. The cost is a data part and a penalty');
    expect(text).toContain('   $$\n   \\nabla_{a^{(2)}} J = \\frac{\\hat{y} - y}{m}\n   $$');
    expect(text).toContain('`dW1 = 1 / m * np.dot(dZ1, X.T) + lambd / m * W1`');
    expect(text).toContain('### By the trace');
  });

  test('NumPy is code with the reasons as comments', async () => {
    const lines = derivationText(derivationIn(await course(), 'dW1'), 'code', 'numpy').split('\n');
    const code = lines.filter((line) => line !== '' && !line.startsWith('#'));
    expect(code.slice(-4)).toEqual([
      'dZ2 = A2 - Y',
      'dA1 = W2.T @ dZ2',
      'dZ1 = dA1 * (Z1 > 0)',
      'dW1 = dZ1 @ X.T / m + (lambd / m) * W1',
    ]);
  });
});
