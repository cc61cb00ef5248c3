/** The numbers behind the heat maps as real tables, drawn only once they are opened. */
import { useState } from 'preact/hooks';
import type { GradientDetail, Matrix } from '../../src/protocol.ts';
import { formatNumber } from '../numbers.ts';
import { mapOrder } from './heat-maps.tsx';

type Maps = NonNullable<GradientDetail['maps']>;

/** A folded block with one table per map. */
export function MatrixTables({ name, maps }: { name: string; maps: Maps }) {
  const [open, setOpen] = useState(false);
  const sample = maps.truth.sampledFrom;
  return (
    <details class="twin" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The numbers of {name}</summary>
      {sample && (
        <p class="note">
          An even sample of {maps.truth.rows} × {maps.truth.columns} entries from {sample.rows} ×{' '}
          {sample.columns}.
        </p>
      )}
      {open && mapOrder.map(({ key, title }) => <NumberTable key={key} title={title} matrix={maps[key]} />)}
    </details>
  );
}

/** One matrix as a table with row and column indices. */
export function NumberTable({ title, matrix }: { title: string; matrix: Matrix }) {
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
