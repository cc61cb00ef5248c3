/** The selected variable of the graph: what it is, its value and its gradient. */
import type { GraphNode, NetworkView } from '../../src/protocol.ts';
import { Formula } from '../formula.tsx';
import { Quantity } from './quantity.tsx';

export interface NodeCardProps {
  readonly node: GraphNode;
  readonly network: NetworkView;
  readonly onReveal: () => void;
}

export function NodeCard({ node, network, onReveal }: NodeCardProps) {
  return (
    <div class="node-card">
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
        {node.value && <Quantity name="value" title="value" matrix={node.value} />}
        {node.gradient && (
          <Quantity name={`∂J/∂${node.label}`} title={`∂J/∂${node.label}`} matrix={node.gradient} />
        )}
      </div>
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
