/** Asks the engine for the numbers under moved strengths, one question at a time, so that a drag never runs ahead of the answers. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Host } from '../host.ts';
import type { PageState } from '../state/page-state.ts';
import { sameValues } from './moved-network.ts';

interface Question {
  readonly revision: number;
  readonly network: number;
  readonly values: readonly number[];
}

/** Keeps what is shown at the strengths that the user wants. */
export function useStrengths(host: Host, { model, moved }: PageState): void {
  const open = useRef<Question | null>(null);
  // Before the next frame is painted, so that the answer can be in it.
  useLayoutEffect(() => {
    if (!model || !moved) {
      open.current = null;
      return;
    }
    const { network, values, answered } = moved;
    const asked = open.current;
    const isOfModel = asked?.revision === model.revision && asked.network === network;
    if (asked && isOfModel && !(answered && sameValues(answered, asked.values))) return;
    open.current = null;
    if (answered && sameValues(answered, values)) return;
    open.current = { revision: model.revision, network, values };
    host.post({ type: 'moveStrengths', network, values });
  }, [host, model, moved]);
}
