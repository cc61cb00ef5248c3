import { expect, test } from 'vitest';
import { type EditedNetwork, ProofMemory } from '../../../src/core/check/proof-memory.ts';
import { Dimensions, fieldsOf } from '../../../src/core/network/dimensions.ts';
import { ProbeTable } from '../../../src/core/network/probes.ts';
import { shapeHypotheses } from '../../../src/core/network/probe-shapes.ts';
import { networkProgram } from '../../../tooling/bench/programs.ts';
import { analyzePython, freshEngine } from '../../support/engine.ts';
import { parsePython } from '../../support/python.ts';

const network: EditedNetwork = {
  costName: 'cost',
  lines: new Set(),
  guilty: [],
  steps: new Map(),
};

test('an evaluation is known again by the trees themselves and by its start', async () => {
  const [{ module: a }, { module: b }] = [await parsePython('a = 1'), await parsePython('b = 1')];
  const memory = new ProofMemory();
  memory.add([a, b], 'draw 0', [network]);
  expect(memory.of([a, b], 'draw 0')).toEqual([network]);
  expect(memory.of([a, b], 'draw 1')).toBeNull();
  expect(memory.of([b, a], 'draw 0')).toBeNull();
  expect(memory.of([a], 'draw 0')).toBeNull();
});

test('what was asked for last is dropped last', async () => {
  const { module } = await parsePython('a = 1');
  const memory = new ProofMemory();
  for (let at = 0; at < 40; at++) {
    memory.add([module], `draw ${at}`, [network]);
    expect(memory.of([module], 'draw 0')).not.toBeNull();
  }
  expect(memory.of([module], 'draw 1')).toBeNull();
});

test('the contents of a table tell whether anything in it differs', () => {
  const table = () => ProbeTable.empty(0, shapeHypotheses[0] as (typeof shapeHypotheses)[0], new Set([5]));
  const text = (made: ProbeTable) => JSON.stringify(made.contents());
  const [plain, joined, specified, bent] = [table(), table(), table(), table()];
  joined.dimensions.join(joined.dimensions.fresh(), joined.dimensions.fresh());
  specified.specifications.set('X', { kind: 'number' });
  bent.skipsSetup = true;
  expect(text(table())).toBe(text(plain));
  expect(new Set([plain, joined, specified, bent, plain.redrawn(1)].map(text)).size).toBe(5);
  expect(JSON.stringify(fieldsOf(new Dimensions(0, new Set([5]))))).toContain('"avoid",[5]');
});

test('the fix of a line that goes on being wrong is the same at each keystroke', async () => {
  const engine = freshEngine();
  const fixes: unknown[] = [];
  for (const factor of ['2', '2.5', '2.53', '3']) {
    const text = networkProgram(2).replace('lambd / m * W1', `${factor} * lambd / m * W1`);
    const [typed] = (await analyzePython(text, engine)).findings;
    const [fresh] = (await analyzePython(text, freshEngine())).findings;
    expect(typed?.fix).not.toBeNull();
    expect(typed?.fix?.title).toBe(fresh?.fix?.title);
    fixes.push(typed?.fix?.edits.map(({ newText }) => newText));
  }
  expect(new Set(fixes.map((each) => JSON.stringify(each))).size).toBe(1);
});
