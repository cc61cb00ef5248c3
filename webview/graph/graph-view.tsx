/** The graph of the user's network in a window that zooms and moves, with its key. */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { NetworkView } from '../../src/protocol.ts';
import { Button } from '../controls.tsx';
import type { Progress } from '../stepper/stepper-state.ts';
import { GraphDrawing } from './graph-drawing.tsx';
import { type GraphLayout, layoutGraph } from './layout.ts';
import { Minimap } from './minimap.tsx';
import { type ShownNode, shownNodes, shownProgress } from './shown-graph.ts';
import { useFolding } from './use-folding.ts';
import {
  fittingZoom,
  panByKey,
  startDrag,
  useInSight,
  useSteadyZoom,
  useWheelZoom,
  zoomedBy,
} from './viewport.ts';

export interface GraphProps {
  readonly network: NetworkView;
  readonly nodeId: string | null;
  /** How far the backward pass has come; null while the stepper is not in use. */
  readonly progress: Progress | null;
  /** 1 for the size at which the labels can be read. */
  readonly zoom: number;
  readonly onZoom: (zoom: number) => void;
  /** A node was chosen; `reveal` where its line should be shown too. */
  readonly onChoose: (nodeId: string, reveal: boolean) => void;
}

/** The picture and its key. */
export function GraphView({ network, nodeId, progress: steps, zoom, onZoom, onChoose }: GraphProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const { graph, foldable, folded, fold, unfold } = useFolding(network, frame);
  const [focused, setFocused] = useState<string | null>(null);
  const nodes = useMemo(() => shownNodes(network, graph), [network, graph]);
  const progress = useMemo(() => shownProgress(steps, network, graph), [steps, network, graph]);
  // The places depend on the edges alone, which stay the same object while λ moves.
  const layout = useMemo(() => layoutFor(nodes, graph.edges, width), [graph.edges, width]);
  const known = graph.blocks.has(focused ?? '') ? focused : null;
  const chosen = known ?? graph.blockOf.get(nodeId ?? '') ?? nodeId;
  const current = progress?.nodeId ?? chosen;
  const choose = (id: string, reveal: boolean) => {
    const block = graph.blocks.get(id);
    setFocused(block ? id : null);
    if (!block) onChoose(id, reveal);
    else if (reveal) unfold(block);
  };
  const base = Math.max(leastScale, Math.min(1, width / Math.max(1, layout.width)));
  const scale = base * zoom;
  const { aim } = useSteadyZoom(frame, scale);
  useWheelZoom(frame, (steps, event) => {
    aim(event);
    onZoom(zoomedBy(zoom, steps));
  });
  useInSight(frame, layout, scale, current);
  const fit = () => onZoom(fittingZoom(layout, viewOf(frame.current), base));
  const onKeyDown = (event: KeyboardEvent) => {
    const element = frame.current;
    if (!element || event.ctrlKey || event.metaKey) return;
    const zooms: Readonly<Record<string, () => void>> = {
      '+': () => onZoom(zoomedBy(zoom, 1)),
      '-': () => onZoom(zoomedBy(zoom, -1)),
      '0': fit,
    };
    const act = zooms[event.key];
    if (act) act();
    if (act || panByKey(element, event)) event.preventDefault();
  };
  return (
    <div class="graph">
      <div
        class="graph-frame"
        ref={frame}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => startDrag(event.currentTarget, event)}
      >
        {width > 0 && (
          <GraphDrawing
            network={network}
            nodes={nodes}
            layout={layout}
            scale={scale}
            nodeId={chosen}
            progress={progress}
            onChoose={choose}
          />
        )}
      </div>
      <div class="graph-foot">
        <GraphKey network={network} steps={progress !== null} />
        {isLarge(layout, scale, frame.current) && (
          <Minimap layout={layout} scale={scale} frame={frame} nodeId={current} />
        )}
        <div class="graph-zoom">
          {foldable && (
            <Button
              kind="icon"
              label={`${folded ? 'Unfold' : 'Fold'} layers and time steps`}
              onPress={() => fold(!folded)}
            >
              {folded ? 'Unfold' : 'Fold'}
            </Button>
          )}
          <Button label="Zoom out (−)" kind="icon" onPress={() => onZoom(zoomedBy(zoom, -1))}>
            −
          </Button>
          <Button label="Fit all of the graph (0)" kind="icon" onPress={fit}>
            Fit
          </Button>
          <Button label="Zoom in (+)" kind="icon" onPress={() => onZoom(zoomedBy(zoom, 1))}>
            +
          </Button>
        </div>
      </div>
    </div>
  );
}

/** Below this scale labels cannot be read: the picture scrolls instead of shrinking further by itself. */
const leastScale = 0.7;

/** To the right if that can be read at the width there is, downwards otherwise. */
function layoutFor(shown: readonly ShownNode[], edges: NetworkView['edges'], width: number): GraphLayout {
  const nodes = shown.map(({ node }) => node);
  const right = layoutGraph(nodes, edges, 'right');
  return right.width * leastScale <= width ? right : layoutGraph(nodes, edges, 'down');
}

/** True where so much is out of sight that one may get lost. */
function isLarge(layout: GraphLayout, scale: number, frame: HTMLElement | null): boolean {
  const view = viewOf(frame);
  return layout.width * scale > 1.4 * view.width || layout.height * scale > 1.4 * view.height;
}

/** The room that the drawing may fill: the frame's width, and as high as the frame may become. */
function viewOf(frame: HTMLElement | null): { width: number; height: number } {
  if (!frame) return { width: 0, height: 0 };
  const highest = Number.parseFloat(getComputedStyle(frame).maxHeight);
  return { width: frame.clientWidth, height: Number.isNaN(highest) ? frame.clientHeight : highest };
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

function GraphKey({ network, steps }: { network: NetworkView; steps: boolean }) {
  const examples = network.probe.find(({ name }) => name === 'examples');
  return (
    <p class="graph-key">
      {!steps && (
        <>
          <span class="verdict verdict-verified">✓ right</span>
          <span class="verdict verdict-wrong">✗ wrong</span>
          <span class="verdict verdict-undecided">? not decided</span>
        </>
      )}
      {!steps && examples && (
        <span>
          <i class="examples">m</i> = {examples.value} examples
        </span>
      )}
      {network.hasPenalty && (
        <span>
          <svg class="key-line" width="24" height="8" aria-hidden="true">
            <path class="edge edge-penalty" d="M0 4H24" />
          </svg>{' '}
          the penalty
        </span>
      )}
      {steps && (
        <span>
          <svg class="key-line" width="24" height="8" aria-hidden="true">
            <path class="flow" d="M0 4H24" />
          </svg>{' '}
          the gradient
        </span>
      )}
    </p>
  );
}
