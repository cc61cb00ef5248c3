/** The matrices of one gradient as two sums above each other: data part + penalty part = truth, and the user's line against it. */
import { useState } from 'preact/hooks';
import type { Matrix } from '../../src/protocol.ts';
import { entryName, formatNumber } from '../numbers.ts';
import { addedToData, describeDifference, largest, type Maps } from './difference.ts';
import { HeatLegend } from './heat-legend.tsx';
import { type Entry, HeatMap } from './heat-map.tsx';
import { MatrixTables } from './matrix-tables.tsx';

/** One matrix with its heading and the sign before it. */
export interface TitledMap {
  readonly key: string;
  readonly title: string;
  readonly sign: string;
  readonly matrix: Matrix;
}

export interface HeatMapsProps {
  readonly name: string;
  readonly maps: Maps;
  /** The end of the colour scale; null for the largest number in the maps. */
  readonly limit: number | null;
  /** The verdict on the line, which does not depend on the numbers of the moment. */
  readonly isWrong: boolean;
  /** True where the penalty reads the variable, even if its share is zero at the moment. */
  readonly isPenalised: boolean;
}

/** Maps, read-out, sentence, legend and the numbers as tables. Arrow keys move the marked entry. */
export function HeatMaps({ name, maps, limit: given, isWrong, isPenalised }: HeatMapsProps) {
  const [focused, setFocused] = useState<Entry | null>(null);
  const [pointed, setPointed] = useState<Entry | null>(null);
  const entry = pointed ?? focused;
  const rows = mapRows(maps, isWrong && isPenalised);
  const limit = given ?? Math.max(...rows.flat().map(({ matrix }) => largest(matrix)));
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(focused ?? { row: 0, column: 0 }, event.key, maps.truth);
    if (!next) return;
    event.preventDefault();
    setFocused(next);
  };
  return (
    <div class="maps-area">
      <div
        class="maps"
        role="group"
        tabIndex={0}
        aria-label={`Heat maps of ${name}. Arrow keys read entry by entry.`}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused((last) => last ?? { row: 0, column: 0 })}
        onBlur={() => setFocused(null)}
      >
        {rows.flat().map(({ key, title, sign, matrix }) => (
          <figure key={key} class={`map map-${key}`}>
            <span class="map-sign" aria-hidden="true">
              {sign}
            </span>
            <figcaption>{title}</figcaption>
            <HeatMap name={title} matrix={matrix} limit={limit} entry={entry} onPoint={setPointed} />
          </figure>
        ))}
      </div>
      <p class="read-out" role="status">
        {entry
          ? readOut(name, maps, entry)
          : 'Point at an entry, or use the arrow keys, to read its numbers.'}
      </p>
      <p class="difference-sentence">{describeDifference(maps, isWrong)}</p>
      <HeatLegend limit={limit} />
      <MatrixTables name={name} sample={maps.truth} maps={rows.flat()} />
    </div>
  );
}

/** Both sums, one below the other, where a wrong line meets a penalty part; else the second needs no splitting. */
function mapRows(maps: Maps, splits: boolean): readonly (readonly TitledMap[])[] {
  const difference = { key: 'difference', title: 'difference', sign: '', matrix: maps.difference };
  const truth = [
    { key: 'data', title: 'data part', sign: '', matrix: maps.data },
    { key: 'penalty', title: 'penalty part', sign: '+', matrix: maps.penalty },
    { key: 'truth', title: 'true gradient', sign: '=', matrix: maps.truth },
  ];
  const user = { key: 'user', title: 'your line', matrix: maps.user };
  if (!splits) return [truth, [{ ...user, sign: '' }, difference]];
  const added = { key: 'added', title: 'yours adds', sign: '+', matrix: addedToData(maps) };
  const again = { key: 'data-again', title: 'data part', sign: '', matrix: maps.data };
  return [truth, [again, added, { ...user, sign: '=' }], [difference]];
}

/** One entry's numbers: "dW1[2,0]: data 0.03 + penalty 0.0113 = 0.0413; your line 1.87, off by 1.83". */
export function readOut(name: string, maps: Maps, { row, column }: Entry): string {
  const at = (matrix: Matrix) => formatNumber(matrix.values[row * matrix.columns + column] ?? Number.NaN);
  const sum = `data ${at(maps.data)} + penalty ${at(maps.penalty)} = ${at(maps.truth)}`;
  return `${entryName(name, row, column)}: ${sum}; your line ${at(maps.user)}, off by ${at(maps.difference)}`;
}

function moved({ row, column }: Entry, key: string, { rows, columns }: Matrix): Entry | null {
  switch (key) {
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) };
    case 'ArrowRight':
      return { row, column: Math.min(columns - 1, column + 1) };
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column };
    case 'ArrowDown':
      return { row: Math.min(rows - 1, row + 1), column };
    default:
      return null;
  }
}
