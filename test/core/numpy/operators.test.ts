/** Operators and functions on values that the interpreter hands over: clashing sizes, probes, identity of arrays. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createTape } from '../../../src/core/autodiff/new-tape.ts';
import type { Recorder } from '../../../src/core/autodiff/recorder.ts';
import { filled, fromNested } from '../../../src/core/autodiff/tensor.ts';
import { arrayFromNode, currentNode, currentTensor } from '../../../src/core/evaluator/arrays.ts';
import {
  arrayAttribute,
  assignSubscriptArray,
  augmentedOperation,
  binaryOperation,
  numpyModule,
  subscriptArray,
} from '../../../src/core/evaluator/numpy/index.ts';
import {
  type ArrayValue,
  type Demand,
  type Evaluation,
  EvaluationStopped,
  int,
  type ProbeValue,
  PythonError,
  unknown,
  type Value,
} from '../../../src/core/evaluator/values.ts';
import type { Span } from '../../../src/core/python/source.ts';

const span: Span = { source: { uri: 'main.py', text: '', cells: null }, start: 0, end: 0 };
let tape: Recorder;
let demands: Demand[];
let settled: Map<ProbeValue, Value>;

/** An evaluation whose probes become what `answers` says, and that notes what was asked. */
function evaluationOf(answers: (probe: ProbeValue) => Value = () => unknown('no probe', null)): Evaluation {
  return {
    tape,
    probes: {
      settle: (probe) => answers(probe),
      settled: (probe) => settled.get(probe) ?? null,
    },
    resolve: (value, demand) => {
      if (value.type !== 'probe') return value;
      const known = settled.get(value);
      if (known) return known;
      demands.push(demand);
      settled.set(value, answers(value));
      return settled.get(value) as Value;
    },
    call: () => unknown('no calls', null),
    iterate: (value) =>
      value.type === 'list' || value.type === 'tuple' ? value.items : unknown('no iteration', null),
    random: () => 0.5,
    randomNormal: () => 0,
  };
}

const array = (...shape: number[]): ArrayValue => arrayFromNode(tape.leaf(filled(shape, 1), null));
const probe = (path: string): ProbeValue => ({ type: 'probe', path, hint: path, span: null });

function call(
  name: string,
  positional: readonly Value[],
  evaluation = evaluationOf(),
  keywords: Record<string, Value> = {},
): Value {
  const found = name
    .split('.')
    .reduce<Value | undefined>(
      (owner, part) =>
        owner?.type === 'module' || owner?.type === 'builtin' ? owner.attributes?.get(part) : undefined,
      numpyModule(),
    );
  if (found?.type !== 'builtin') throw new Error(`no function ${name}`);
  return found.call(evaluation, { positional, keywords: new Map(Object.entries(keywords)), span });
}

function conflictsOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof PythonError) return { type: error.exceptionType, conflicts: error.conflicts };
    throw error;
  }
}

beforeEach(() => {
  tape = createTape();
  demands = [];
  settled = new Map();
});

describe('sizes that clash', () => {
  test('a matrix product tells its inner sizes', () => {
    const clash = conflictsOf(() => binaryOperation(evaluationOf(), '@', array(2, 3), array(4, 5), span));
    expect(clash).toEqual({ type: 'ValueError', conflicts: [{ left: 3, right: 4 }] });
    expect(conflictsOf(() => call('dot', [array(2, 3), array(2)]))).toEqual({
      type: 'ValueError',
      conflicts: [{ left: 3, right: 2 }],
    });
  });

  test('broadcasting tells every pair, last axis first', () => {
    const clash = conflictsOf(() => binaryOperation(evaluationOf(), '+', array(2, 3), array(4, 5), span));
    expect(clash).toEqual({
      type: 'ValueError',
      conflicts: [
        { left: 3, right: 5 },
        { left: 2, right: 4 },
      ],
    });
  });

  test('an in-place sum that would grow tells the axis of the target', () => {
    const clash = conflictsOf(() => augmentedOperation(evaluationOf(), '+', array(1, 3), array(2, 3), span));
    expect(clash).toEqual({ type: 'ValueError', conflicts: [{ left: 1, right: 2 }] });
  });

  test('an assignment, a mask and a concatenation tell theirs', () => {
    const target = array(2, 3);
    expect(conflictsOf(() => assignSubscriptArray(evaluationOf(), target, int(0), array(4), span))).toEqual({
      type: 'ValueError',
      conflicts: [{ left: 4, right: 3 }],
    });
    const mask = arrayFromNode(tape.leaf(filled([5], 1, 'bool'), null));
    expect(conflictsOf(() => subscriptArray(evaluationOf(), target, mask, span))).toEqual({
      type: 'IndexError',
      conflicts: [{ left: 2, right: 5 }],
    });
    const parts: Value = { type: 'list', items: [array(2, 3), array(2, 4)] };
    expect(conflictsOf(() => call('concatenate', [parts]))).toEqual({
      type: 'ValueError',
      conflicts: [{ left: 3, right: 4 }],
    });
    expect(
      conflictsOf(() => call('einsum', [{ type: 'str', value: 'ij,jk' }, array(2, 3), array(4, 5)])),
    ).toEqual({
      type: 'ValueError',
      conflicts: [{ left: 3, right: 4 }],
    });
  });

  test('a place out of bounds is named with the axis and its size', () => {
    expect(() => subscriptArray(evaluationOf(), array(2, 3), int(7), span)).toThrow(
      'index 7 is out of bounds for axis 0 with size 2',
    );
  });
});

describe('probes', () => {
  test('np.dot asks for the sides of a matrix product, the second beside the first', () => {
    const [w, x] = [probe('W'), probe('X')];
    const answers = new Map([
      [w, array(2, 3)],
      [x, array(3, 4)],
    ]);
    const result = call(
      'dot',
      [w, x],
      evaluationOf((asked) => answers.get(asked) as Value),
    );
    expect(currentTensor(result as ArrayValue, tape).shape).toEqual([2, 4]);
    expect(demands).toEqual([
      { kind: 'operand', operator: '@', side: 'left', other: null },
      { kind: 'operand', operator: '@', side: 'right', other: answers.get(w) },
    ]);
  });

  test('np.multiply asks for an operand beside the other side', () => {
    const other = array(2, 2);
    call(
      'multiply',
      [probe('lambd'), other],
      evaluationOf(() => ({ type: 'float', value: 0.7, node: null })),
    );
    expect(demands).toEqual([{ kind: 'operand', operator: '*', side: 'left', other }]);
  });

  test('a shape asks for sizes, an index array for the length of its own axis', () => {
    const sizes: Value = { type: 'tuple', items: [probe('n_h'), probe('n_x')] };
    const zeros = call(
      'zeros',
      [sizes],
      evaluationOf(() => int(4)),
    );
    expect(currentTensor(zeros as ArrayValue, tape).shape).toEqual([4, 4]);
    expect(demands).toEqual([
      { kind: 'integer', use: 'size' },
      { kind: 'integer', use: 'size' },
    ]);
    demands.length = 0;
    const labels = arrayFromNode(tape.leaf(fromNested([0, 2], 'int64'), null));
    const index: Value = { type: 'tuple', items: [{ type: 'list', items: [int(0), int(1)] }, probe('y')] };
    subscriptArray(
      evaluationOf(() => labels),
      array(2, 3),
      index,
      span,
    );
    expect(demands).toEqual([{ kind: 'indexArray', axisLength: 3 }]);
  });

  test('an unknown argument makes the call unknown, for the same reason', () => {
    const reason = unknown('`load_data` is not defined in this workspace', null);
    expect(call('exp', [reason])).toBe(reason);
    expect(call('zeros', [{ type: 'tuple', items: [int(2), reason] }])).toBe(reason);
    expect(call('concatenate', [{ type: 'list', items: [array(2), reason] }])).toBe(reason);
    expect(call('sum', [array(2)], evaluationOf(), { axis: reason })).toBe(reason);
    expect(binaryOperation(evaluationOf(), '*', array(2), reason, span)).toBe(reason);
  });
});

describe('array objects', () => {
  test('an in-place operator keeps the object and gives it a new version', () => {
    const target = array(2, 2);
    const before = currentNode(target, tape);
    expect(augmentedOperation(evaluationOf(), '-', target, int(1), span)).toBe(target);
    expect(target.version).toBe(1);
    expect(currentNode(target, tape)).not.toBe(before);
    expect([...currentTensor(target, tape).data]).toEqual([0, 0, 0, 0]);
  });

  test('assigning the row that an in-place operator has changed already writes nothing twice', () => {
    const target = array(2, 2);
    const row = subscriptArray(evaluationOf(), target, int(0), span) as ArrayValue;
    augmentedOperation(evaluationOf(), '+', row, int(4), span);
    const { version } = target;
    assignSubscriptArray(evaluationOf(), target, int(0), row, span);
    expect(target.version).toBe(version);
    expect([...currentTensor(target, tape).data]).toEqual([5, 5, 1, 1]);
  });

  test('numbers have the attributes of 0-dimensional arrays', () => {
    const evaluation = evaluationOf();
    const cost = call('sum', [array(2, 2)], evaluation);
    expect(cost).toMatchObject({ type: 'float', value: 4 });
    expect(arrayAttribute(evaluation, cost, 'shape', span)).toEqual({ type: 'tuple', items: [] });
    expect(arrayAttribute(evaluation, cost, 'T', span)).toBe(cost);
    expect(arrayAttribute(evaluation, cost, 'nonsense', span)).toBeNull();
  });

  test('the budget of the tape ends the evaluation with a sentence', () => {
    tape = createTape({ tapeElements: 100 });
    expect(() => {
      for (let made = 0; made < 5; made++) call('zeros', [int(40)]);
    }).toThrow(EvaluationStopped);
  });

  test('one array beyond the budget is an error of its own', () => {
    tape = createTape({ arrayElements: 100 });
    expect(conflictsOf(() => call('zeros', [{ type: 'tuple', items: [int(20), int(20)] }]))).toEqual({
      type: 'MemoryError',
      conflicts: [],
    });
    expect(conflictsOf(() => call('zeros', [{ type: 'tuple', items: [int(200000), int(200000)] }]))).toEqual({
      type: 'MemoryError',
      conflicts: [],
    });
  });
});
