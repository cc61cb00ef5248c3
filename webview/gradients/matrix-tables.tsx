/** The numbers behind the heat maps as real tables, drawn only once they are opened. */
import { useState } from 'preact/hooks';
import type { Matrix } from '../../src/protocol.ts';
import { formatNumber } from '../numbers.ts';
import type { TitledMap } from './heat-maps.tsx';

export interface MatrixTablesProps {
  readonly name: string;
  /** One of the matrices: all are of one size, sampled alike. */
  readonly sample: Matrix;
  readonly maps: readonly TitledMap[];
}

/** A note where the maps are a sample, and a folded block with one table per map. */
export function MatrixTables({ name, sample, maps }: MatrixTablesProps) {
  const [open, setOpen] = useState(false);
  const whole = sample.sampledFrom;
  return (
    <>
      {whole && (
        <p class="note">
          An even sample of {sample.rows} × {sample.columns} entries from {whole.rows} × {whole.columns}.
        </p>
      )}
      <details class="twin" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>The numbers of {name}</summary>
        {open &&
          maps
            .filter(({ key }) => key !== 'data-again')
            .map(({ key, title, matrix }) => <NumberTable key={key} title={title} matrix={matrix} />)}
      </details>
    </>
  );
}

/** One matrix as a table with row and column indices. */
function NumberTable({ title, matrix }: { title: string; matrix: Matrix }) {
  const columns = Array.from({ length: matrix.columns }, (_, column) => column);
  const rows = Array.from({ length: matrix.rows }, (_, row) => row);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table class="numbers">
        <caption>{title}</caption>
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {columns.map((column) => (
                <td key={column}>
                  {formatNumber(matrix.values[row * matrix.columns + column] ?? Number.NaN)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
