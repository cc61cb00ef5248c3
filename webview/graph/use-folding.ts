/** Which parts of the graph the user has folded; it stays so while the network changes under the user's edits. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { NetworkView } from '../../src/protocol.ts';
import { type Block, canFold, type FoldedGraph, foldGraph, openAt } from './fold.ts';

export interface FoldingControls {
  readonly graph: FoldedGraph;
  readonly foldable: boolean;
  readonly folded: boolean;
  /** Folds all layers, or unfolds all. */
  readonly fold: (folded: boolean) => void;
  /** Opens one block; the keyboard goes to the first node that was in it. */
  readonly unfold: (block: Block) => void;
}

export function useFolding(
  network: NetworkView,
  frame: { readonly current: HTMLElement | null },
): FoldingControls {
  const [wish, setWish] = useState<boolean | null>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const focusNext = useRef<string | null>(null);
  const folded = wish ?? network.nodes.length > openAt;
  const graph = useMemo(() => foldGraph(network, { folded, open }), [network.edges, folded, open]);
  const foldable = useMemo(() => canFold(network), [network.edges]);
  useEffect(() => {
    const member = focusNext.current;
    focusNext.current = null;
    if (member === null) return;
    const id = graph.blockOf.get(member) ?? member;
    frame.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(id)}"]`)?.focus();
  }, [frame, graph]);
  return {
    graph,
    foldable,
    folded,
    fold: (next) => {
      setWish(next);
      setOpen(new Set());
    },
    unfold: (block) => {
      focusNext.current = block.members[0] ?? null;
      setOpen((before) => new Set(before).add(block.id));
    },
  };
}
