/** The stepper's controls: play, pause, a step forward or back, and the scrubber. */
import type { ComponentChildren } from 'preact';
import type { BackwardStep } from '../../src/protocol.ts';
import { Button } from '../controls.tsx';
import { count } from '../numbers.ts';
import type { StepperCommand, StepperEvent, StepperState } from './stepper-state.ts';

export interface StepperBarProps {
  readonly steps: readonly BackwardStep[];
  readonly stepper: StepperState;
  readonly onStep: (event: StepperEvent) => void;
}

/** One button while the stepper is not in use, all controls while it is. */
export function StepperBar({ steps, stepper, onStep }: StepperBarProps) {
  const command = (name: StepperCommand) => () => onStep({ type: 'step', command: name });
  if (steps.length === 0) return null;
  if (stepper.stepId === null) {
    return (
      <div key="idle" class="stepper-bar stepper-idle">
        <Button kind="primary" onPress={command('play')}>
          Play the backward pass
        </Button>
        <Button kind="icon" label="Step through the backward pass" onPress={command('first')}>
          <Icon>
            <path d="M4 3v10l7-5zM12 3h1.5v10H12z" />
          </Icon>
        </Button>
        <span class="note">{count(steps.length, 'step')} from the cost back</span>
      </div>
    );
  }
  const at = steps.findIndex((step) => step.id === stepper.stepId);
  return (
    <div key="active" class="stepper-bar">
      <div class="stepper-buttons">
        <Button kind="icon" label="First step (Home)" onPress={command('first')}>
          <Icon>
            <path d="M12 3v10L5 8zM2.5 3H4v10H2.5z" />
          </Icon>
        </Button>
        <Button kind="icon" label="Step back (Left)" onPress={command('previous')}>
          <Icon>
            <path d="M11 3v10L4 8z" />
          </Icon>
        </Button>
        {stepper.playing ? (
          <Button kind="icon" label="Pause (Space)" onPress={command('pause')}>
            <Icon>
              <path d="M4 3h3v10H4zM9 3h3v10H9z" />
            </Icon>
          </Button>
        ) : (
          <Button kind="icon" label="Play (Space)" onPress={command('play')}>
            <Icon>
              <path d="M4 2.5v11L13 8z" />
            </Icon>
          </Button>
        )}
        <Button kind="icon" label="Step forward (Right)" onPress={command('next')}>
          <Icon>
            <path d="M5 3v10l7-5z" />
          </Icon>
        </Button>
        <Button kind="icon" label="Last step (End)" onPress={command('last')}>
          <Icon>
            <path d="M4 3v10l7-5zM12 3h1.5v10H12z" />
          </Icon>
        </Button>
      </div>
      <input
        class="scrubber"
        type="range"
        min={1}
        max={steps.length}
        value={at + 1}
        style={{ '--share': `${(100 * at) / Math.max(1, steps.length - 1)}%` }}
        aria-label="Step of the backward pass"
        aria-valuetext={`Step ${at + 1} of ${steps.length}`}
        onInput={(event) => {
          const chosen = steps[Number(event.currentTarget.value) - 1];
          if (chosen) onStep({ type: 'step', command: 'goTo', stepId: chosen.id });
        }}
      />
      <span class="stepper-count">
        {at + 1}/{steps.length}
      </span>
      <Button kind="icon" label="Leave the backward pass (Escape)" onPress={command('leave')}>
        <Icon>
          <path d="M8 6.9l3.6-3.6 1.1 1.1L9.1 8l3.6 3.6-1.1 1.1L8 9.1l-3.6 3.6-1.1-1.1L6.9 8 3.3 4.4l1.1-1.1z" />
        </Icon>
      </Button>
    </div>
  );
}

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      {children}
    </svg>
  );
}
