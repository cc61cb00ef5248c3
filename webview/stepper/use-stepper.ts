/** What the stepper does outside of its own drawing: time while it plays, light in the editor, and marks for measuring. */
import { useEffect, useLayoutEffect } from 'preact/hooks';
import type { Host } from '../host.ts';
import { currentNetwork, type PageEvent, type PageState } from '../state/page-state.ts';

/** Long enough to read a step's sentence and look at the graph. */
const stepTime = 2600;

/** While it plays, the next step comes by itself; the line of the step on show is lit in the editor. */
export function useStepper(host: Host, state: PageState, dispatch: (event: PageEvent) => void): void {
  const { network, stepper } = state;
  const { stepId, playing } = stepper;
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => dispatch({ type: 'step', command: 'tick' }), stepTime);
    return () => clearTimeout(timer);
  }, [playing, stepId, dispatch]);
  const nodeId = currentNetwork(state)?.steps.find((step) => step.id === stepId)?.nodeId ?? null;
  useEffect(() => {
    if (nodeId === null) return;
    host.post({ type: 'light', network, nodeId });
    return () => host.post({ type: 'light', network, nodeId: null });
  }, [host, network, nodeId]);
  useLayoutEffect(() => {
    if (stepId !== null) performance.mark('step drawn', { detail: stepId });
  }, [stepId]);
}
