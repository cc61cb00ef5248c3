/** The graph of the user's network as an SVG: forward from the data to the cost, the penalty as a branch of its own. */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { GradientDetail, NetworkView } from '../../src/protocol.ts';
import { Button } from '../controls.tsx';
import { GraphNodeView } from './graph-node.tsx';
import { GraphTable } from './graph-table.tsx';
import { nodeByKey } from './keys.ts';
import { type GraphLayout, layoutGraph } from './layout.ts';

export interface GraphProps {
  readonly network: NetworkView;
  readonly nodeId: string | null;
  /** A node was chosen; `reveal` where its line should be shown too. */
  readonly onChoose: (nodeId: string, reveal: boolean) => void;
}

/** The picture, its key, and the same graph as a table. */
export function GraphView({ network, nodeId, onChoose }: GraphProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [zoom, setZoom] = useState(1);
  const layout = useMemo(() => layoutFor(network, width), [network, width]);
  const scale = Math.max(leastScale, Math.min(1, width / Math.max(1, layout.width))) * zoom;
  return (
    <div class="graph">
      <div class="graph-frame" ref={frame}>
        {width > 0 && (
          <Drawing network={network} layout={layout} scale={scale} nodeId={nodeId} onChoose={onChoose} />
        )}
      </div>
      <div class="graph-foot">
        <GraphKey hasPenalty={network.hasPenalty} />
        <div class="graph-zoom">
          <Button label="Zoom out" kind="icon" onPress={() => setZoom((last) => Math.max(0.5, last / 1.25))}>
            −
          </Button>
          <Button label="Zoom to fit" kind="icon" onPress={() => setZoom(1)}>
            Fit
          </Button>
          <Button label="Zoom in" kind="icon" onPress={() => setZoom((last) => Math.min(4, last * 1.25))}>
            +
          </Button>
        </div>
      </div>
      <GraphTable network={network} />
    </div>
  );
}

/** Below this scale labels cannot be read: the picture scrolls instead of shrinking further. */
const leastScale = 0.7;

/** To the right if that can be read at the width there is, downwards otherwise. */
function layoutFor(network: NetworkView, width: number): GraphLayout {
  const right = layoutGraph(network.nodes, network.edges, 'right');
  return right.width * leastScale <= width ? right : layoutGraph(network.nodes, network.edges, 'down');
}

function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return;
    setWidth(measured.clientWidth);
    const observer = new ResizeObserver(() => setWidth(measured.clientWidth));
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

interface DrawingProps extends GraphProps {
  readonly layout: GraphLayout;
  readonly scale: number;
}

function Drawing({ network, layout, scale, nodeId, onChoose }: DrawingProps) {
  const drawing = useRef<SVGSVGElement>(null);
  const gradients = useMemo(
    () => new Map<string, GradientDetail>(network.gradients.map((gradient) => [gradient.id, gradient])),
    [network],
  );
  const reachable = layout.centres.has(nodeId ?? '') ? nodeId : (network.nodes[0]?.id ?? null);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = reachable === null ? null : nodeByKey(layout, reachable, event.key);
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
          class={edgeClass(edge, nodeId)}
          d={edge.path}
          marker-end={edge.onPenaltyBranch ? 'url(#arrow-penalty)' : 'url(#arrow)'}
        />
      ))}
      {network.nodes.map((node) => (
        <GraphNodeView
          key={node.id}
          node={node}
          gradient={node.gradientId === null ? null : (gradients.get(node.gradientId) ?? null)}
          layout={layout}
          selected={node.id === nodeId}
          reachable={node.id === reachable}
          onChoose={() => onChoose(node.id, true)}
        />
      ))}
    </svg>
  );
}

function edgeClass(
  edge: { from: string; to: string; onPenaltyBranch: boolean },
  nodeId: string | null,
): string {
  const kind = edge.onPenaltyBranch ? 'edge edge-penalty' : 'edge';
  return edge.from === nodeId || edge.to === nodeId ? `${kind} edge-near` : kind;
}

function describe(network: NetworkView): string {
  const way = 'The forward pass runs from the data through the layers to the cost.';
  if (!network.hasPenalty) return `${way} The cost has no penalty.`;
  return `${way} The penalty is a branch of its own: it leads from the parameters straight to the cost and touches no activation.`;
}

function ArrowHeads() {
  const head = 'M0 0L6 3L0 6Z';
  return (
    <defs>
      <marker
        id="arrow"
        class="arrow"
        markerUnits="userSpaceOnUse"
        markerWidth="6"
        markerHeight="6"
        refX="1"
        refY="3"
        orient="auto"
      >
        <path d={head} />
      </marker>
      <marker
        id="arrow-penalty"
        class="arrow arrow-penalty"
        markerUnits="userSpaceOnUse"
        markerWidth="6"
        markerHeight="6"
        refX="1"
        refY="3"
        orient="auto"
      >
        <path d={head} />
      </marker>
    </defs>
  );
}

function GraphKey({ hasPenalty }: { hasPenalty: boolean }) {
  return (
    <p class="graph-key">
      <span class="verdict verdict-verified">✓ right</span>
      <span class="verdict verdict-wrong">✗ wrong</span>
      <span class="verdict verdict-undecided">? not decided</span>
      {hasPenalty && (
        <span>
          <svg class="key-line" width="24" height="8" aria-hidden="true">
            <path class="edge edge-penalty" d="M0 4H24" />
          </svg>{' '}
          the penalty's way to the cost
        </span>
      )}
    </p>
  );
}
