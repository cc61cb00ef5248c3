import { beforeAll, describe, expect, test } from 'vitest';
import type { GradientCheck } from '../../src/core/engine.ts';
import type { Analysis } from '../../src/core/report/analysis.ts';
import { analyzePython, testEngine } from '../support/engine.ts';
import { readMarked, withStatements } from '../support/marked-python.ts';
import { courseNetwork } from '../support/sample-networks.ts';

describe('The gradient check of a program with one mistake', () => {
  let analysis: Analysis;
  let checks: readonly GradientCheck[];
  const heard: [number, string][] = [];

  beforeAll(async () => {
    const dW1 = 'dW1 = 1 / m * np.dot(dZ1, X.T) + (lambd * np.sum(W1)) / m';
    analysis = await analyzePython(readMarked(withStatements(courseNetwork, dW1)).text);
    checks = await (await testEngine()).check(analysis, {
      cancelled: () => false,
      progress: (share, name) => heard.push([share, name]),
    });
  });

  test('has a row for every parameter', () => {
    expect(checks.map(({ rows }) => rows.map(({ name, of, verdict }) => [name, of, verdict]))).toEqual([
      [
        ['dW2', 'W2', 'verified'],
        ['db2', 'b2', 'verified'],
        ['dW1', 'W1', 'wrong'],
        ['db1', 'b1', 'verified'],
      ],
    ]);
  });

  test('reverse mode agrees with central differences at every parameter', () => {
    for (const { name, reverseAgainstCentral } of checks[0]?.rows ?? []) {
      expect(reverseAgainstCentral, name).toBeGreaterThan(0);
      expect(reverseAgainstCentral, name).toBeLessThan(1e-6);
    }
  });

  test('the right gradients agree to rounding, the wrong one is far off', () => {
    for (const { name, userAgainstReverse } of checks[0]?.rows ?? []) {
      if (name === 'dW1') expect(userAgainstReverse).toBeGreaterThan(0.05);
      else expect(userAgainstReverse, name).toBeLessThan(1e-12);
    }
  });

  test('the worst entry is one of the matrix, with the three values there', () => {
    const row = checks[0]?.rows.find(({ name }) => name === 'dW1');
    const [i = -1, j = -1] = row?.worst.index ?? [];
    const [rows = 0, columns = 0] = row?.shape ?? [];
    expect(i >= 0 && i < rows && j >= 0 && j < columns).toBe(true);
    const { user = 0, reverse = 0, central = 0 } = row?.worst ?? {};
    expect(Math.abs(reverse - central)).toBeLessThan(1e-6);
    expect(Math.abs(user - reverse)).toBeGreaterThan(0.01);
  });

  test('the rows belong to the gradients of the analysis', () => {
    const ids = analysis.gradients.map(({ id }) => id);
    for (const { gradientId } of checks[0]?.rows ?? []) expect(ids).toContain(gradientId);
  });

  test('progress is told after every parameter and ends at 1', () => {
    expect(heard.map(([, name]) => name)).toEqual(['dW2', 'db2', 'dW1', 'db1']);
    expect(heard.map(([share]) => share)).toEqual([0.25, 0.5, 0.75, 1]);
  });

  test('a cancelled check keeps the rows that it has', async () => {
    let done = 0;
    const [check] = await (await testEngine()).check(analysis, {
      cancelled: () => done >= 2,
      progress: () => {
        done += 1;
      },
    });
    expect(check?.rows.map(({ name }) => name)).toEqual(['dW2', 'db2']);
    expect(check?.cancelled).toBe(true);
  });
});

describe('The analysis', () => {
  test('of a program without gradients is empty', async () => {
    const { gradients, findings, problems, networks } = await analyzePython('print("hello")\n');
    expect([gradients, findings, problems, networks]).toEqual([[], [], [], []]);
  });

  test('that is cancelled from the start judges nothing', async () => {
    const engine = await testEngine();
    const { text } = readMarked(courseNetwork);
    const { findings, networks } = await engine.analyze(
      { kind: 'file', uri: 'main.py', text },
      async () => null,
      {
        cancelled: () => true,
      },
    );
    expect([findings, networks]).toEqual([[], []]);
  });

  test('of a file that cannot be parsed in one place still judges the rest', async () => {
    const { text } = readMarked(
      withStatements(courseNetwork, 'dW1 = 1 / m * np.dot(dZ1, X.T) + (lambd * np.sum(W1)) / m'),
    );
    const { findings, problems } = await analyzePython(`${text}\ndef unfinished(:\n`);
    expect(findings.map(({ rule }) => rule)).toEqual(['l2-summed-weights']);
    expect(problems).not.toEqual([]);
  });

  test('only text that looks like hand-written gradients is worth an analysis', async () => {
    const { mayHoldGradients } = await testEngine();
    expect(mayHoldGradients(courseNetwork)).toBe(true);
    expect(mayHoldGradients('import numpy as np\nx = np.dot(a, b)\n')).toBe(false);
    expect(mayHoldGradients('df = read_csv("data.csv")\n')).toBe(false);
  });
});
