/** The graph and the stepper that walks it: one place for the keyboard, for the step on show, or else for the selected node. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { NetworkView } from '../../src/protocol.ts';
import { NodeCard } from '../gradients/node-card.tsx';
import { GraphTable } from '../graph/graph-table.tsx';
import { GraphView } from '../graph/graph-view.tsx';
import { StepView } from './step-view.tsx';
import { StepperBar } from './stepper-bar.tsx';
import { commandOfKey, progressAt, type StepperEvent, type StepperState } from './stepper-state.ts';

export interface BackwardPassProps {
  readonly network: NetworkView;
  readonly stepper: StepperState;
  readonly nodeId: string | null;
  readonly zoom: number;
  readonly onZoom: (zoom: number) => void;
  readonly onStep: (event: StepperEvent) => void;
  /** A node was chosen; `reveal` where its line should be shown too. */
  readonly onChoose: (nodeId: string, reveal: boolean) => void;
  readonly onReveal: (gradientId: string) => void;
}

export function BackwardPass(props: BackwardPassProps) {
  const { network, stepper, nodeId, zoom, onZoom, onStep, onChoose, onReveal } = props;
  const { steps } = network;
  const step = steps.find(({ id }) => id === stepper.stepId);
  const progress = useMemo(() => progressAt(steps, stepper.stepId), [steps, stepper.stepId]);
  const node = step ? null : network.nodes.find(({ id }) => id === nodeId);
  const place = useKeptFocus(step !== undefined);
  const onKeyDown = (event: KeyboardEvent) => {
    const command = step && !isOwnKey(event) ? commandOfKey(event.key, stepper.playing) : null;
    if (command === null) return;
    event.preventDefault();
    event.stopPropagation();
    onStep({ type: 'step', command });
  };
  // A chosen node is a step to go to while the stepper is in use.
  const choose = (chosen: string, reveal: boolean) => {
    const stepOfNode = step && steps.find((candidate) => candidate.nodeId === chosen);
    if (stepOfNode) onStep({ type: 'step', command: 'goTo', stepId: stepOfNode.id });
    onChoose(chosen, reveal && !stepOfNode);
  };
  return (
    <div class={step ? 'backward stepper-active' : 'backward'} ref={place} onKeyDownCapture={onKeyDown}>
      <StepperBar steps={steps} stepper={stepper} onStep={onStep} />
      <GraphView
        network={network}
        nodeId={nodeId}
        progress={progress}
        zoom={zoom}
        onZoom={onZoom}
        onChoose={choose}
      />
      {step && <StepView step={step} network={network} onReveal={onReveal} />}
      {node && <NodeCard node={node} network={network} onReveal={() => onChoose(node.id, true)} />}
      <GraphTable network={network} />
    </div>
  );
}

/** The button that was pressed to begin or to leave is gone then; the keyboard goes on from what stands in its place. */
function useKeptFocus(active: boolean) {
  const place = useRef<HTMLDivElement>(null);
  const before = useRef(active);
  useEffect(() => {
    if (before.current === active) return;
    before.current = active;
    const lost = document.activeElement === document.body;
    const next = active ? '.scrubber' : '.stepper-idle vscode-button';
    if (lost) place.current?.querySelector<HTMLElement>(next)?.focus();
  }, [active]);
  return place;
}

/** Keys that mean something else where they are pressed: a button's Space, a slider's arrows, what is typed with a modifier. */
function isOwnKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('.scrubber')) return event.key !== ' ' && event.key !== 'Escape';
  if (target?.closest('.scroll')) return true;
  return event.key === ' ' && target?.closest('vscode-button, button, summary') !== null;
}
