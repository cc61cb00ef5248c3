/** Which entries of the values between a moved array and the root bear on the root at all. */
import type { Step } from '../replay.ts';
import type { NodeId, TapeNode } from '../tape.ts';
import { sameShape } from '../tensor.ts';
import { copiedPlaces, placesRead } from './place-maps.ts';

/**
 * For every node of the steps (in tape order), which of its entries some later one reads: 1 or 0 by place; null where all
 * are, or may be. A log-loss reads one probability of a row, and the others need not be followed.
 */
export function livePlaces(
  tape: readonly TapeNode[],
  steps: readonly Step[],
  root: NodeId,
): ReadonlyMap<NodeId, Uint8Array | null> {
  const live = new Map<NodeId, Uint8Array | null>([[root, null]]);
  const add = (id: NodeId, read: Uint8Array | null): void => {
    const known = live.get(id);
    if (known === undefined || read === null) live.set(id, known === null ? null : read);
    else if (known !== null) read.forEach((is, place) => is === 1 && (known[place] = 1));
  };
  for (let at = steps.length - 1; at >= 0; at--) {
    const step = steps[at] as Step;
    const own = live.get(step.node.id) ?? null;
    const read = placesReadBy(tape, step, own);
    for (let i = 0; i < step.node.inputs.length; i++) add(step.node.inputs[i] as NodeId, read(i));
  }
  return live;
}

/** Which places of each input the live entries of a step's value read. */
function placesReadBy(
  tape: readonly TapeNode[],
  { node, operation }: Step,
  live: Uint8Array | null,
): (input: number) => Uint8Array | null {
  const inputs = node.inputs.map((input) => (tape[input] as TapeNode).value);
  const marked = (sources: Int32Array | null, size: number): Uint8Array => {
    const read = new Uint8Array(size);
    for (let place = 0; place < node.value.data.length; place++) {
      if (live !== null && live[place] === 0) continue;
      const source = sources === null ? place : (sources[place] as number);
      if (source >= 0) read[source] = 1;
    }
    return read;
  };
  if (operation.rearranges === true) {
    const sources = copiedPlaces(node, operation, inputs);
    if (sources !== null) return (i) => marked(sources[i] as Int32Array, inputs[i]?.data.length ?? 0);
  }
  if (live === null || !operation.entryFunction?.(node.attributes, node.value.dtype)) return () => null;
  return (i) => {
    const { shape, data } = inputs[i] as TapeNode['value'];
    return marked(
      sameShape(shape, node.value.shape) ? null : placesRead(shape, node.value.shape),
      data.length,
    );
  };
}
