/** The selected variable of the graph: what it is, its value, and the gradient of the cost with respect to it. */
import type { GraphNode, Matrix } from '../../src/protocol.ts';
import { formatNumber } from '../numbers.ts';
import { largest } from './difference.ts';
import { HeatMap } from './heat-map.tsx';

export interface NodeCardProps {
  readonly node: GraphNode;
  readonly costName: string;
  readonly onReveal: () => void;
}

export function NodeCard({ node, costName, onReveal }: NodeCardProps) {
  return (
    <div class="node-card">
      <p class="node-card-line">
        <code>{node.label}</code>
        {node.operation !== '' && node.operation !== node.label && (
          <>
            {' = '}
            <code>{node.operation}</code>
          </>
        )}
        {node.revealable && (
          <button type="button" class="link" onClick={onReveal}>
            Show the line
          </button>
        )}
      </p>
      <div class="node-card-maps">
        {node.value && <Quantity title="value" matrix={node.value} />}
        {node.gradient && <Quantity title={`∂${costName}/∂${node.label}`} matrix={node.gradient} />}
      </div>
    </div>
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
