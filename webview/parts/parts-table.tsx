/** The table that answers "why does the penalty change only dW?": both parts of ∂J/∂variable for every variable. */
import type { NetworkView, PartsRow } from '../../src/protocol.ts';
import { Formula } from '../formula.tsx';
import { formatNumber } from '../numbers.ts';
import { Sentence } from '../prose.tsx';
import { PenaltyRoutes } from './penalty-routes.tsx';
import { Textbook } from './textbook.tsx';

export interface PartsTableProps {
  readonly network: NetworkView;
  readonly nodeId: string | null;
  readonly onChoose: (nodeId: string) => void;
}

/** The heading of the table, in the words of the question that it answers for this network. */
export function partsHeading(network: NetworkView): string {
  if (!network.hasPenalty) return 'What is the gradient made of?';
  const changed = new Set(network.parts.filter((row) => !row.penalty.isZero).map((row) => row.kind));
  const onlyWeights = changed.size === 1 && changed.has('W');
  return onlyWeights ? 'Why does the penalty change only dW?' : 'What does the penalty change?';
}

export function PartsTable({ network, nodeId, onChoose }: PartsTableProps) {
  return (
    <div>
      <Explanation network={network} />
      <div class="scroll" tabIndex={0} role="region" aria-label="The two parts of each gradient">
        <table class="parts">
          <thead>
            <tr>
              <th scope="col">Variable</th>
              <th scope="col">
                Data part <Formula latex={String.raw`\partial L/\partial\,\cdot`} />
              </th>
              <th scope="col" class="penalty-column">
                Penalty part <Formula latex={String.raw`\partial\Omega/\partial\,\cdot`} />
              </th>
              <th scope="col" class="sum-column">
                Sum <Formula latex={String.raw`\partial J/\partial\,\cdot`} />
              </th>
            </tr>
          </thead>
          {network.parts.map((row) => (
            <Row key={row.nodeId} row={row} selected={row.nodeId === nodeId} onChoose={onChoose} />
          ))}
        </table>
      </div>
      <PenaltyRoutes routes={network.penaltyRoutes} />
      {network.hasPenalty && <Textbook />}
    </div>
  );
}

function Explanation({ network }: { network: NetworkView }) {
  if (!network.hasPenalty) {
    return (
      <p class="lead">The cost of {network.title} has no penalty, so each gradient is its data part alone.</p>
    );
  }
  return (
    <p class="lead">
      <Formula latex={String.raw`J = L + \Omega`} />
      <OwnNames network={network} />. The data part <Formula latex="L" /> sees the parameters through the
      activations. The penalty <Formula latex={String.raw`\Omega`} /> reads the parameters themselves: no path
      leads from an activation to it, so its derivative there is exactly zero. The two parts are
      differentiated apart and added.
    </p>
  );
}

/** The three letters in the user's names, where the code has names for both parts: ", here `cost` = `cross_entropy` + `L2_cost`". */
function OwnNames({ network }: { network: NetworkView }) {
  const named = (kind: string) =>
    network.nodes.filter((node) => node.kind === kind).map((node) => node.label);
  const parts = [...named('loss'), ...named('penalty')];
  if (parts.length !== 2 || parts.includes('L') || parts.includes('Ω')) return null;
  return (
    <>
      , here <code>{network.costName}</code> = <code>{parts[0]}</code> + <code>{parts[1]}</code>
    </>
  );
}

interface RowProps {
  readonly row: PartsRow;
  readonly selected: boolean;
  readonly onChoose: (nodeId: string) => void;
}

function Row({ row, selected, onChoose }: RowProps) {
  const sum = row.penalty.isZero ? row.data.latex : `${row.data.latex} + ${row.penalty.latex}`;
  return (
    <tbody class={selected ? 'parts-row parts-selected' : 'parts-row'}>
      <tr>
        <th scope="row" rowSpan={2}>
          <button type="button" class="link" onClick={() => onChoose(row.nodeId)}>
            <code>{row.variable}</code>
          </button>
        </th>
        <td>
          <Formula size="large" latex={row.data.latex} />
          <Largest value={row.data.largest} />
        </td>
        <td class={row.penalty.isZero ? 'penalty-column zero' : 'penalty-column'}>
          <Formula size="large" latex={row.penalty.latex} />
          {!row.penalty.isZero && <Largest value={row.penalty.largest} />}
        </td>
        <td class="sum-column">
          <Formula size="large" latex={sum} />
        </td>
      </tr>
      <tr>
        <td colSpan={3} class="parts-reason">
          <Sentence text={row.reason} />
        </td>
      </tr>
    </tbody>
  );
}

function Largest({ value }: { value: number }) {
  return <span class="largest">up to {formatNumber(value)}</span>;
}
