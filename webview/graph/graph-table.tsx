/** The graph as a table, for those who cannot use a picture. */
import type { NetworkView } from '../../src/protocol.ts';
import { verdictWord } from '../verdict.tsx';

export function GraphTable({ network }: { network: NetworkView }) {
  const labels = new Map(network.nodes.map((node) => [node.id, node.label]));
  const gradients = new Map(network.gradients.map((gradient) => [gradient.id, gradient]));
  const inputs = (id: string) =>
    network.edges.filter((edge) => edge.to === id).map((edge) => labels.get(edge.from) ?? '');
  return (
    <details class="twin">
      <summary>The graph as a table</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label="The graph as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">Variable</th>
              <th scope="col">Is</th>
              <th scope="col">Made from</th>
              <th scope="col">Shape</th>
              <th scope="col">Branch</th>
              <th scope="col">Gradient</th>
            </tr>
          </thead>
          <tbody>
            {network.nodes.map((node) => {
              const gradient = node.gradientId === null ? undefined : gradients.get(node.gradientId);
              return (
                <tr key={node.id}>
                  <th scope="row">
                    <code>{node.label}</code>
                  </th>
                  <td>
                    <code>{node.operation}</code>
                  </td>
                  <td>{inputs(node.id).join(', ') || 'nothing'}</td>
                  <td>{node.shape}</td>
                  <td>{node.onPenaltyBranch ? 'penalty' : 'data'}</td>
                  <td>{gradient ? `${gradient.name}: ${verdictWord[gradient.verdict]}` : 'none'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}
