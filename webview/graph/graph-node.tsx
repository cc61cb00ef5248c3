/** One node of the graph: the user's name, the shape, and the verdict on its gradient. */
import type { GradientDetail, GraphNode, NodeKind } from '../../src/protocol.ts';
import { formatNumber } from '../numbers.ts';
import { verdictSign, verdictWord } from '../verdict.tsx';
import type { GraphLayout } from './layout.ts';

export interface GraphNodeProps {
  readonly node: GraphNode;
  readonly gradient: GradientDetail | null;
  readonly layout: GraphLayout;
  readonly selected: boolean;
  /** Where the backward pass stands; null before it comes here, and while the stepper is not in use. */
  readonly stage: 'passed' | 'current' | null;
  /** The one node that Tab reaches; arrow keys lead to the others. */
  readonly reachable: boolean;
  readonly onChoose: () => void;
}

export function GraphNodeView(props: GraphNodeProps) {
  const { node, gradient, layout, selected, stage, reachable, onChoose } = props;
  const centre = layout.centres.get(node.id);
  if (!centre) return null;
  const { nodeWidth, nodeHeight } = layout;
  const lines = [{ class: 'node-shape', text: secondLine(node) }];
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
      aria-pressed={selected}
      aria-current={stage === 'current' ? 'step' : undefined}
      tabindex={reachable ? 0 : -1}
      data-node={node.id}
      onClick={onChoose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onChoose();
      }}
    >
      <title>{spokenName(node, gradient)}</title>
      <g aria-hidden="true">
        <rect class="node-box" width={nodeWidth} height={nodeHeight} rx={corners[node.kind]} />
        <text class="node-label" x={nodeWidth / 2} y={top}>
          {shortened(node.label, Math.floor((nodeWidth - 8) / characterWidth))}
        </text>
        {stage !== null && (
          <text class="node-stage" x={nodeWidth - 10} y={nodeHeight - 5}>
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

function nodeClass({ node, selected, stage }: GraphNodeProps): string {
  const classes = ['node', `node-${node.kind}`];
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
function spokenName(node: GraphNode, gradient: GradientDetail | null): string {
  const verdict = gradient ? `, its gradient ${gradient.name} is ${verdictWord[gradient.verdict]}` : '';
  const branch = node.onPenaltyBranch && node.kind !== 'penalty' ? ', on the penalty’s branch' : '';
  const shape = node.shape === '' || node.shape === '()' ? '' : `, shape ${node.shape}`;
  const made = node.operation === node.label ? '' : `. ${node.label} = ${node.operation}`;
  return `${node.label}, ${kindWords[node.kind]}${shape}${branch}${verdict}${made}`;
}

/** The end of a long name tells more than its start: `parameters["W1"]` → `…eters["W1"]`. */
function shortened(label: string, longest: number): string {
  return label.length <= longest ? label : `…${label.slice(1 - longest)}`;
}

/** Of the label's monospace font, in units of the drawing. */
const characterWidth = 7.3;
