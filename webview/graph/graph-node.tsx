/** One node of the graph: the user's name, the shape, and the verdict on its gradient. */
import { Component } from 'preact';
import type { GraphNode, NodeKind } from '../../src/protocol.ts';
import { formatNumber } from '../numbers.ts';
import { verdictSign, verdictWord } from '../verdict.tsx';
import type { Block } from './fold.ts';
import type { GraphLayout } from './layout.ts';
import type { ShownNode } from './shown-graph.ts';

export interface GraphNodeProps {
  readonly shown: ShownNode;
  readonly layout: GraphLayout;
  readonly selected: boolean;
  /** Where the backward pass stands; null before it comes here, and while the stepper is not in use. */
  readonly stage: 'passed' | 'current' | null;
  /** The one node that Tab reaches; arrow keys lead to the others. */
  readonly reachable: boolean;
  /** The same function for all nodes and all times. */
  readonly onChoose: (id: string) => void;
}

/** Drawn again only when something about it has changed: a step of the backward pass changes two nodes of hundreds. */
export class GraphNodeView extends Component<GraphNodeProps> {
  override shouldComponentUpdate(next: GraphNodeProps): boolean {
    const names: readonly (keyof GraphNodeProps)[] = ['shown', 'layout', 'selected', 'stage', 'reachable'];
    return names.some((name) => next[name] !== this.props[name]);
  }

  override render(props: GraphNodeProps) {
    return <NodeDrawing {...props} />;
  }
}

function NodeDrawing(props: GraphNodeProps) {
  const { shown, layout, selected, stage, reachable, onChoose } = props;
  const { node, gradient, block } = shown;
  const centre = layout.centres.get(node.id);
  if (!centre) return null;
  const { nodeWidth, nodeHeight } = layout;
  const lines = [{ class: 'node-shape', text: block ? countOf(block) : secondLine(node) }];
  if (gradient) {
    const text = `${verdictSign[gradient.verdict]} ${shortWord[gradient.verdict]}`;
    lines.push({ class: `node-verdict verdict-${gradient.verdict}`, text });
  }
  const top = lines.length === 1 ? 21 : 15;
  return (
    <g
      class={nodeClass(props)}
      transform={`translate(${centre.x - nodeWidth / 2} ${centre.y - nodeHeight / 2})`}
      role="button"
      {...(block ? { 'aria-expanded': false } : { 'aria-pressed': selected })}
      aria-current={stage === 'current' ? 'step' : undefined}
      tabindex={reachable ? 0 : -1}
      data-node={node.id}
      onClick={() => onChoose(node.id)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onChoose(node.id);
      }}
    >
      <title>{block ? spokenBlock(block, shown) : spokenName(shown)}</title>
      <g aria-hidden="true">
        <rect class="node-box" width={nodeWidth} height={nodeHeight} rx={corners[node.kind]} />
        <text class="node-label" x={nodeWidth / 2} y={top}>
          {block ? node.label : shortened(node.label, Math.floor((nodeWidth - 8) / characterWidth))}
        </text>
        {stage !== null && (
          <text class="node-stage" x={nodeWidth - 9} y={nodeHeight - 4}>
            ∂
          </text>
        )}
        {lines.map((line, index) => (
          <text key={line.class} class={line.class} x={nodeWidth / 2} y={top + 14 * (index + 1)}>
            {line.text}
          </text>
        ))}
      </g>
    </g>
  );
}

function nodeClass({ shown: { node, block }, selected, stage }: GraphNodeProps): string {
  const classes = ['node', `node-${node.kind}`];
  if (block) classes.push('node-block');
  if (node.onPenaltyBranch) classes.push('node-penalty');
  if (selected) classes.push('node-selected');
  if (stage) classes.push(`node-${stage}`);
  return classes.join(' ');
}

/** Parameters have sharp corners, what is computed has rounder and rounder ones. */
const corners: Readonly<Record<NodeKind, number>> = {
  data: 2,
  parameter: 2,
  hyperparameter: 2,
  layer: 8,
  activation: 24,
  loss: 8,
  penalty: 8,
  cost: 8,
};

const kindWords: Readonly<Record<NodeKind, string>> = {
  data: 'data',
  parameter: 'parameter',
  hyperparameter: 'hyper-parameter',
  layer: 'layer',
  activation: 'activation',
  loss: 'data part of the cost',
  penalty: 'penalty',
  cost: 'cost',
};

const shortWord = { ...verdictWord, undecided: 'undecided' } as const;

/** Arrays show their shape; the three numbers at the end show what they are. */
function secondLine(node: GraphNode): string {
  if (node.kind === 'loss') return 'data part L';
  if (node.kind === 'penalty') return 'penalty Ω';
  if (node.kind === 'cost') return 'cost J';
  const number = node.shape === '()' ? node.value?.values[0] : undefined;
  return number === undefined ? node.shape : `= ${formatNumber(number)}`;
}

/** The node's name for a screen reader, and its tooltip. */
function spokenName({ node, gradient }: ShownNode): string {
  const verdict = gradient ? `, its gradient ${gradient.name} is ${verdictWord[gradient.verdict]}` : '';
  const branch = node.onPenaltyBranch && node.kind !== 'penalty' ? ', on the penalty’s branch' : '';
  const shape = node.shape === '' || node.shape === '()' ? '' : `, shape ${node.shape}`;
  const made = node.operation === node.label ? '' : `. ${node.label} = ${node.operation}`;
  return `${node.label}, ${kindWords[node.kind]}${shape}${branch}${verdict}${made}`;
}

/** "4 operations", "×8". */
function countOf({ count, members }: Block): string {
  return count > 1 ? `×${count}` : `${members.length} operations`;
}

function spokenBlock(block: Block, { node, gradient }: ShownNode): string {
  const verdict = gradient ? `, the worst of its gradients is ${verdictWord[gradient.verdict]}` : '';
  return `${block.label}, folded, holds ${node.operation}${verdict}. Press to unfold.`;
}

/** The end of a long name tells more than its start: `parameters["W1"]` → `…eters["W1"]`. */
function shortened(label: string, longest: number): string {
  return label.length <= longest ? label : `…${label.slice(1 - longest)}`;
}

/** Of the label's monospace font, in units of the drawing. */
const characterWidth = 7.3;
