import { expect, test } from 'vitest';
import { analyzePython } from '../../support/engine.ts';
import { expectRight } from '../../support/marked-python.ts';

const program = (penalty: string): string => `
import math

def gradients(w, b, xs, ys, lam):
    m = len(xs)
    dw = [0.0] * len(w)
    db = 0.0
    total = 0.0
    for i in range(m):
        z = b + sum(w[j] * xs[i][j] for j in range(len(w)))
        a = 1.0 / (1.0 + math.exp(-z))
        total += -(ys[i] * math.log(a) + (1 - ys[i]) * math.log(1 - a))
        dz = a - ys[i]
        for j in range(len(w)):
            dw[j] += dz * xs[i][j] / m
        db += dz / m
    for j in range(len(w)):
        dw[j] += ${penalty}
    cost = total / m + lam / (2 * m) * sum(each ** 2 for each in w)
    return cost, dw, db

xs = [[0.5, -1.2, 0.3], [1.4, 0.2, -0.7], [-0.3, 0.8, 1.1], [0.9, -0.4, 0.6]]
ys = [1, 0, 1, 1]
cost, dw, db = gradients([0.3, -0.2, 0.5], 0.1, xs, ys, 0.7)
`;

test('a network in plain numbers and lists is judged, and steps of a running sum are not', async () => {
  const { gradients } = await expectRight(program('lam / m * w[j]'));
  expect(gradients.map(({ name }) => name)).toContain('dw[j]');
});

test('a wrong penalty in plain numbers is found where it is added', async () => {
  const { findings } = await analyzePython(program('2 * lam / m * w[j]'));
  expect(findings.map(({ rule, span }) => [rule, span.source.text.slice(span.start, span.end)])).toEqual([
    ['l2-wrong-factor', '2 * lam / m'],
  ]);
});
