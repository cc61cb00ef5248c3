/** The selected variable of the graph: what it is, its value, its gradient, and the way on through the backward pass. */
import type { GraphNode, Matrix, NetworkView } from '../../src/protocol.ts';
import { Button } from '../controls.tsx';
import { Formula } from '../formula.tsx';
import { backwardOrder } from '../graph/backward-order.ts';
import { formatNumber } from '../numbers.ts';
import { largest } from './difference.ts';
import { HeatMap } from './heat-map.tsx';

export interface NodeCardProps {
  readonly node: GraphNode;
  readonly network: NetworkView;
  readonly onReveal: () => void;
  /** Chooses the next or the previous node of the backward pass. */
  readonly onStep: (nodeId: string) => void;
}

export function NodeCard({ node, network, onReveal, onStep }: NodeCardProps) {
  return (
    <div class="node-card">
      <Stepper node={node} network={network} onStep={onStep} />
      <p class="node-card-line">
        <code>{node.label}</code>
        {node.operation !== '' && node.operation !== node.label && (
          <>
            <span>=</span>
            <code>{node.operation}</code>
          </>
        )}
        {node.revealable && (
          <button type="button" class="link" onClick={onReveal}>
            Show the line
          </button>
        )}
      </p>
      <GradientFormula node={node} network={network} />
      <div class="node-card-maps">
        {node.value && <Quantity title="value" matrix={node.value} />}
        {node.gradient && <Quantity title={`∂J/∂${node.label}`} matrix={node.gradient} />}
      </div>
    </div>
  );
}

/** Back through the graph, one node at a time. */
function Stepper({ node, network, onStep }: Omit<NodeCardProps, 'onReveal'>) {
  const order = backwardOrder(network);
  const at = order.indexOf(node.id);
  const [before, after] = [order[at - 1], order[at + 1]];
  return (
    <div class="stepper" role="group" aria-label="Backward pass">
      <Button
        kind="icon"
        label="Previous step of the backward pass"
        onPress={() => before !== undefined && onStep(before)}
      >
        ‹
      </Button>
      <span role="status">
        {at < 0 ? 'Backward pass' : `Backward pass, step ${at + 1} of ${order.length}: ∂J/∂${node.label}`}
      </span>
      <Button
        kind="icon"
        label="Next step of the backward pass"
        onPress={() => after !== undefined && onStep(after)}
      >
        ›
      </Button>
    </div>
  );
}

/** Both parts of ∂J/∂node as a formula, where the table of parts has a row for it. */
function GradientFormula({ node, network }: Pick<NodeCardProps, 'node' | 'network'>) {
  const row = network.parts.find((candidate) => candidate.nodeId === node.id);
  if (!row) return null;
  const penalty = row.penalty.isZero ? (network.hasPenalty ? ' + 0' : '') : ` + ${row.penalty.latex}`;
  return (
    <p class="node-formula">
      <Formula size="large" latex={`${row.latex} = ${row.data.latex}${penalty}`} />
    </p>
  );
}

/** A number as a number, an array as a small map with its range. */
function Quantity({ title, matrix }: { title: string; matrix: Matrix }) {
  const limit = largest(matrix);
  const single = matrix.values.length === 1;
  return (
    <figure class="map">
      <figcaption>{title}</figcaption>
      {single ? (
        <span class="single">{formatNumber(matrix.values[0] ?? Number.NaN)}</span>
      ) : (
        <>
          <HeatMap name={title} matrix={matrix} limit={limit} entry={null} onPoint={() => {}} />
          <span class="map-range">largest {formatNumber(limit)}</span>
        </>
      )}
    </figure>
  );
}
