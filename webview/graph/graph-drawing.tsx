/** The graph as an SVG: edges, nodes, and how far the backward pass has come. */
import { useCallback, useMemo, useRef } from 'preact/hooks';
import type { NetworkView } from '../../src/protocol.ts';
import type { Progress } from '../stepper/stepper-state.ts';
import { GraphNodeView } from './graph-node.tsx';
import { nodeByKey } from './keys.ts';
import type { GraphLayout, PlacedEdge } from './layout.ts';
import type { ShownNode } from './shown-graph.ts';

export interface DrawingProps {
  readonly network: NetworkView;
  readonly nodes: readonly ShownNode[];
  readonly layout: GraphLayout;
  readonly scale: number;
  readonly nodeId: string | null;
  /** Null while the stepper is not in use. */
  readonly progress: Progress | null;
  readonly onChoose: (nodeId: string, reveal: boolean) => void;
}

export function GraphDrawing({ network, nodes, layout, scale, nodeId, progress, onChoose }: DrawingProps) {
  const drawing = useRef<SVGSVGElement>(null);
  const chosen = progress?.nodeId ?? nodeId;
  const reachable = layout.centres.has(chosen ?? '') ? chosen : (nodes[0]?.node.id ?? null);
  const latest = useRef(onChoose);
  latest.current = onChoose;
  const choose = useCallback((id: string) => latest.current(id, true), []);
  const sizes = useMemo(() => <EdgeSizes nodes={nodes} layout={layout} />, [nodes, layout]);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = reachable === null || event.altKey ? null : nodeByKey(layout, reachable, event.key);
    if (next === null) return;
    event.preventDefault();
    onChoose(next, false);
    drawing.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(next)}"]`)?.focus();
  };
  return (
    <svg
      ref={drawing}
      class="graph-drawing"
      role="group"
      aria-labelledby="graph-title graph-description"
      width={Math.ceil(layout.width * scale)}
      height={Math.ceil(layout.height * scale)}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      onKeyDown={onKeyDown}
    >
      <title id="graph-title">{`The computation graph of ${network.title}`}</title>
      <desc id="graph-description">{describe(network)}</desc>
      <ArrowHeads />
      {layout.edges.map((edge) => (
        <path
          key={`${edge.from} ${edge.to}`}
          class={edgeClass(edge, nodeId, progress)}
          d={edge.path}
          marker-end={edge.onPenaltyBranch ? 'url(#arrow-penalty)' : 'url(#arrow)'}
        />
      ))}
      {sizes}
      {progress && <Flow edges={layout.edges} progress={progress} />}
      {nodes.map((shown) => (
        <GraphNodeView
          key={shown.node.id}
          shown={shown}
          layout={layout}
          selected={shown.node.id === chosen}
          stage={stageOf(shown.node.id, progress)}
          reachable={shown.node.id === reachable}
          onChoose={choose}
        />
      ))}
    </svg>
  );
}

/** The gradient on its way: against the arrows, from what was computed back to what it was made of. */
function Flow({ edges, progress }: { edges: readonly PlacedEdge[]; progress: Progress }) {
  return (
    <g aria-hidden="true">
      {edges
        .filter((edge) => progress.flowingEdges.has(`${edge.from} ${edge.to}`))
        .map((edge) => (
          <path
            key={`${edge.from} ${edge.to}`}
            class={edge.onPenaltyBranch ? 'flow flow-penalty' : 'flow'}
            d={edge.path}
          />
        ))}
    </g>
  );
}

/** The shape of what runs along the straight edges of the data's way, with the examples as m. */
function EdgeSizes({ nodes, layout }: Pick<DrawingProps, 'nodes' | 'layout'>) {
  const sizes = new Map(nodes.map(({ node }) => [node.id, node.sizes]));
  const longest = layout.direction === 'right' ? 6 : 12;
  return (
    <g class={`edge-sizes edge-sizes-${layout.direction}`} aria-hidden="true">
      {layout.edges.map(({ from, to, label }) => {
        const text = sizes.get(from) ?? '';
        if (!label || text === '' || text.length > longest) return null;
        return (
          <text key={`${from} ${to}`} x={label.x} y={label.y}>
            {text.split('m').flatMap((part, index) => [index > 0 && <tspan class="examples">m</tspan>, part])}
          </text>
        );
      })}
    </g>
  );
}

function stageOf(id: string, progress: Progress | null): 'passed' | 'current' | null {
  if (progress?.nodeId === id) return 'current';
  return progress?.passed.has(id) ? 'passed' : null;
}

function edgeClass(edge: PlacedEdge, nodeId: string | null, progress: Progress | null): string {
  const kind = edge.onPenaltyBranch ? 'edge edge-penalty' : 'edge';
  if (progress) return progress.passedEdges.has(`${edge.from} ${edge.to}`) ? `${kind} edge-passed` : kind;
  return edge.from === nodeId || edge.to === nodeId ? `${kind} edge-near` : kind;
}

function describe(network: NetworkView): string {
  const way = 'The forward pass runs from the data through the layers to the cost.';
  if (!network.hasPenalty) return `${way} The cost has no penalty.`;
  return `${way} The penalty is a branch of its own: it leads from the parameters straight to the cost and touches no activation.`;
}

function ArrowHeads() {
  return (
    <defs>
      <ArrowHead id="arrow" kind="arrow" />
      <ArrowHead id="arrow-penalty" kind="arrow arrow-penalty" />
    </defs>
  );
}

function ArrowHead({ id, kind }: { id: string; kind: string }) {
  return (
    <marker
      id={id}
      class={kind}
      markerUnits="userSpaceOnUse"
      markerWidth="6"
      markerHeight="6"
      refX="1"
      refY="3"
      orient="auto"
    >
      <path d="M0 0L6 3L0 6Z" />
    </marker>
  );
}
