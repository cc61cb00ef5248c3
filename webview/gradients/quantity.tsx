/** One array or number of the network under its name: a small heat map with its range, or the number itself. */
import type { ComponentChildren } from 'preact';
import type { Matrix } from '../../src/protocol.ts';
import { formatNumber } from '../numbers.ts';
import { largest } from './difference.ts';
import { type Band, type Entry, HeatMap } from './heat-map.tsx';

export interface QuantityProps {
  /** For a screen reader. */
  readonly name: string;
  readonly title: ComponentChildren;
  readonly matrix: Matrix;
  readonly entry?: Entry | null;
  /** Marks the entry's whole row or column. */
  readonly band?: Band | null;
  readonly cell?: number | undefined;
  /** The end of the colour scale; the matrix's own largest number where absent. */
  readonly limit?: number | undefined;
  readonly onPoint?: (entry: Entry | null) => void;
}

export function Quantity({
  name,
  title,
  matrix,
  entry = null,
  band = null,
  cell,
  limit = largest(matrix),
  onPoint = ignore,
}: QuantityProps) {
  const single = matrix.values.length === 1;
  return (
    <figure class="map">
      <figcaption>{title}</figcaption>
      {single ? (
        <span class="single">{formatNumber(matrix.values[0] ?? Number.NaN)}</span>
      ) : (
        <>
          <HeatMap
            name={name}
            matrix={matrix}
            limit={limit}
            entry={entry}
            band={band}
            cell={cell}
            onPoint={onPoint}
          />
          <span class="map-range">largest {formatNumber(largest(matrix))}</span>
        </>
      )}
    </figure>
  );
}

function ignore(): void {}
