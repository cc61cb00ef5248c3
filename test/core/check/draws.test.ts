import { expect, test } from 'vitest';
import type { NetworkEvaluation } from '../../../src/core/network/network.ts';
import type { Analysis } from '../../../src/core/report/analysis.ts';
import { analyzePython } from '../../support/engine.ts';
import { expectMarks, readMarked, withStatements } from '../../support/marked-python.ts';
import { courseNetwork } from '../../support/sample-networks.ts';

async function messageFor(term: string): Promise<string> {
  const dW1 = `dW1 = 1 / m * np.dot(dZ1, X.T) + ${term}`;
  const { findings } = await analyzePython(readMarked(withStatements(courseNetwork, dW1)).text);
  expect(findings.map(({ rule }) => rule)).toEqual(['l2-wrong-factor']);
  return findings[0]?.message ?? '';
}

test('λ/m is told from λ/(2m), and the message says both', async () => {
  expect(await messageFor('lambd / (2 * m) * W1')).toMatch(
    /coefficient of W1 is λ\/\(2m\), the cost's penalty gives λ\/m/,
  );
});

test('λ/m is told from λ, although both draws have an m and a λ of their own', async () => {
  expect(await messageFor('lambd * W1')).toMatch(/coefficient of W1 is λ, the cost's penalty gives λ\/m/);
});

test('λ/m is told from 2λ/m', async () => {
  expect(await messageFor('2 * lambd / m * W1')).toMatch(
    /coefficient of W1 is 2λ\/m, the cost's penalty gives λ\/m/,
  );
});

test('a number that is λ/m for one m alone is no λ/m', async () => {
  const { findings } = await analyzePython(
    readMarked(withStatements(courseNetwork, 'dW1 = 1 / m * np.dot(dZ1, X.T) + lambd / 4 * W1')).text,
  );
  expect(findings.map(({ rule }) => rule)).toEqual(['l2-wrong-factor']);
});

test('a probe has a λ of order 1 and a few examples, however the program is called', async () => {
  const [network] = (await analyzePython(readMarked(courseNetwork).text)).networks as [NetworkEvaluation];
  const strengths = network.strengthNodes.map((node) => network.tape[node]?.value.data[0] ?? 0);
  expect(strengths).not.toEqual([]);
  for (const strength of strengths) {
    expect(strength).toBeGreaterThan(0.1);
    expect(strength).toBeLessThan(10);
  }
  expect(network.exampleCount).toBeGreaterThanOrEqual(3);
  expect(network.exampleCount).toBeLessThanOrEqual(26);
});

test('the same program is told the same twice', async () => {
  const program = withStatements(courseNetwork, 'dW1 = 1 / m * np.dot(dZ1, X.T) + lambd * np.sum(W1)');
  const said = ({ findings, gradients }: Analysis): unknown => [
    findings.map(({ message, span }) => [message, span.start, span.end]),
    gradients.map(({ name, relativeError }) => [name, relativeError]),
  ];
  const { text } = readMarked(program);
  expect(said(await analyzePython(text))).toEqual(said(await analyzePython(text)));
});

test('λ = 0 by default does not hide a missing term', () =>
  expectMarks(
    withStatements(
      courseNetwork.replaceAll('lambd):', 'lambd=0.0):'),
      `
      dW1 = 1 / m * np.dot(dZ1, X.T)
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ l2-missing-term
      `,
    ),
  ));
