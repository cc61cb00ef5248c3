/** How the stepper moves through the backward pass, and what of the graph it has passed. */
import { describe, expect, test } from 'vitest';
import { panelModel } from '../../src/core/report/panel-model.ts';
import {
  atRest,
  commandOfKey,
  progressAt,
  type StepperCommand,
  stepperAfter,
  type StepperState,
} from '../../webview/stepper/stepper-state.ts';
import { threeLayerAnalysis } from '../support/three-layer-network.ts';

const steps = panelModel(threeLayerAnalysis(), 'regularization.py', 1).networks[0]?.steps ?? [];

function after(commands: readonly StepperCommand[], start: StepperState = atRest): StepperState {
  return commands.reduce((state, command) => stepperAfter(state, { type: 'step', command }, steps), start);
}

describe('commands', () => {
  test('lead forward and back, and not beyond the ends', () => {
    expect(after(['first'])).toEqual({ stepId: 'cost', playing: false });
    expect(after(['first', 'next', 'next', 'previous']).stepId).toBe('L2_cost');
    expect(after(['first', 'previous']).stepId).toBe('cost');
    expect(after(['last', 'next']).stepId).toBe('b1');
  });

  test('a step by hand ends the playing', () => {
    expect(after(['play'])).toEqual({ stepId: 'cost', playing: true });
    expect(after(['play', 'next'])).toEqual({ stepId: 'L2_cost', playing: false });
  });

  test('playing goes on by ticks and ends at the last step', () => {
    const nearEnd = { stepId: steps.at(-3)?.id ?? '', playing: true };
    expect(after(['tick'], nearEnd)).toEqual({ stepId: steps.at(-2)?.id, playing: true });
    expect(after(['tick', 'tick'], nearEnd)).toEqual({ stepId: 'b1', playing: false });
  });

  test('a tick that comes after a pause does nothing', () => {
    const paused = after(['play', 'next', 'next', 'pause']);
    expect(after(['tick'], paused)).toBe(paused);
  });

  test('playing from the last step begins again', () => {
    expect(after(['last', 'play'])).toEqual({ stepId: 'cost', playing: true });
  });

  test('leaving puts it away', () => {
    expect(after(['last', 'leave'])).toEqual(atRest);
  });

  test('a network without steps has none to show', () => {
    expect(stepperAfter(atRest, { type: 'step', command: 'play' }, [])).toEqual(atRest);
  });
});

test('space plays and pauses, arrows step, Home and End go to the ends, Escape leaves', () => {
  const commands = [' ', 'ArrowRight', 'ArrowUp', 'Home', 'End', 'Escape', 'a'];
  expect(commands.map((key) => commandOfKey(key, false))).toEqual([
    'play',
    'next',
    'previous',
    'first',
    'last',
    'leave',
    null,
  ]);
  expect(commandOfKey(' ', true)).toBe('pause');
});

describe('in the graph', () => {
  test('a penalised weight is passed only when the penalty has come in', () => {
    expect(progressAt(steps, 'W3')?.passed.has('W3')).toBe(false);
    expect(progressAt(steps, 'W3+Ω')?.passed.has('W3')).toBe(false);
    expect(progressAt(steps, 'b3')?.passed.has('W3')).toBe(true);
  });

  test("the gradient runs along the data's edge first, and along the penalty's in a step of its own", () => {
    expect([...(progressAt(steps, 'W3')?.flowingEdges ?? [])]).toEqual(['W3 Z3']);
    expect([...(progressAt(steps, 'W3+Ω')?.flowingEdges ?? [])]).toEqual(['W3 L2_cost']);
    expect(progressAt(steps, 'b3')?.passedEdges).toEqual(
      new Set(['L2_cost cost', 'cross_entropy cost', 'A3 cross_entropy', 'Z3 A3', 'W3 Z3', 'W3 L2_cost']),
    );
  });

  test('there is nothing to draw without a step', () => {
    expect(progressAt(steps, null)).toBeNull();
  });
});
