/** Where the stepper stands in the backward pass, and how each command moves it: pure functions, tested without a page. */
import type { BackwardStep } from '../../src/protocol.ts';

export interface StepperState {
  /** The step on show; null while the stepper is not in use. */
  readonly stepId: string | null;
  readonly playing: boolean;
}

export type StepperCommand =
  | 'play'
  | 'pause'
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  /** The time of a step is over while playing. */
  | 'tick'
  /** Puts the stepper away. */
  | 'leave';

export type StepperEvent =
  | { readonly type: 'step'; readonly command: StepperCommand }
  | { readonly type: 'step'; readonly command: 'goTo'; readonly stepId: string };

export const atRest: StepperState = { stepId: null, playing: false };

/** The state after a command. Going somewhere by hand ends the playing; playing ends at the last step. */
export function stepperAfter(
  state: StepperState,
  event: StepperEvent,
  steps: readonly BackwardStep[],
): StepperState {
  const at = steps.findIndex((step) => step.id === state.stepId);
  const last = steps.length - 1;
  const stop = (index: number, playing = false): StepperState => {
    const step = steps[Math.max(0, Math.min(last, index))];
    return step ? { stepId: step.id, playing } : atRest;
  };
  switch (event.command) {
    case 'play':
      return stop(at < 0 || at === last ? 0 : at, last > 0);
    case 'pause':
      return { ...state, playing: false };
    case 'next':
      return stop(at + 1);
    case 'previous':
      return stop(at - 1);
    case 'first':
      return stop(0);
    case 'last':
      return stop(last);
    case 'tick':
      return state.playing ? stop(at + 1, at + 1 < last) : state;
    case 'goTo':
      return {
        stepId: steps.some((step) => step.id === event.stepId) ? event.stepId : state.stepId,
        playing: false,
      };
    case 'leave':
      return atRest;
  }
}

/** The state over an edit: the same step, if the new backward pass still has it. */
export function stillThere(state: StepperState, steps: readonly BackwardStep[]): StepperState {
  return steps.some((step) => step.id === state.stepId) ? state : atRest;
}

/** The command that a key gives while the stepper is in use; null for keys that are none of its own. */
export function commandOfKey(key: string, playing: boolean): StepperCommand | null {
  switch (key) {
    case ' ':
      return playing ? 'pause' : 'play';
    case 'ArrowRight':
    case 'ArrowDown':
      return 'next';
    case 'ArrowLeft':
    case 'ArrowUp':
      return 'previous';
    case 'Home':
      return 'first';
    case 'End':
      return 'last';
    case 'Escape':
      return 'leave';
    default:
      return null;
  }
}

/** What the graph draws for each node and edge at a step. */
export interface Progress {
  readonly nodeId: string;
  /** Nodes whose gradient is complete before this step. */
  readonly passed: ReadonlySet<string>;
  /** Edges along which a gradient has run before this step, and runs at it, as "from to". */
  readonly passedEdges: ReadonlySet<string>;
  readonly flowingEdges: ReadonlySet<string>;
}

/** How far the backward pass has come at a step; null where there is no such step. */
export function progressAt(steps: readonly BackwardStep[], stepId: string | null): Progress | null {
  const at = steps.findIndex((step) => step.id === stepId);
  const current = steps[at];
  if (!current) return null;
  const edgesOf = (step: BackwardStep) => step.from.map((reader) => `${step.nodeId} ${reader}`);
  const before = steps.slice(0, at);
  const open = new Set(steps.slice(at).map((step) => step.nodeId));
  return {
    nodeId: current.nodeId,
    passed: new Set(before.map((step) => step.nodeId).filter((id) => !open.has(id))),
    passedEdges: new Set(before.flatMap(edgesOf)),
    flowingEdges: new Set(edgesOf(current)),
  };
}
