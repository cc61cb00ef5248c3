/** A matrix as a heat map on a canvas, with a marked entry that all maps of a gradient share. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Matrix } from '../../src/protocol.ts';
import { useThemeRevision } from '../theme.ts';
import { isNumber } from './difference.ts';
import { colourAt, css, type HeatColours, heatColours, positionOnScale } from './heat-scale.ts';

/** An entry of a matrix. */
export interface Entry {
  readonly row: number;
  readonly column: number;
}

/** What is marked around an entry: its whole row, or its whole column. */
export type Band = 'row' | 'column';

export interface HeatMapProps {
  readonly name: string;
  readonly matrix: Matrix;
  /** The value at the end of the colour scale. */
  readonly limit: number;
  readonly entry: Entry | null;
  readonly band?: Band | null;
  /** Pixels per entry, where several maps have to be drawn alike; what fits best otherwise. */
  readonly cell?: number | undefined;
  /** The pointer is over an entry; null where it left. */
  readonly onPoint: (entry: Entry | null) => void;
}

/** The map. It is a picture: the numbers are in the read-out and in the table that stand with it. */
export function HeatMap(props: HeatMapProps) {
  const { name, matrix, limit, entry, band = null, cell = cellSize(matrix), onPoint } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeRevision();
  useLayoutEffect(() => {
    if (canvas.current) paint(canvas.current, { matrix, limit, cell, entry, band, colours: heatColours() });
  }, [matrix, limit, cell, entry, band, theme]);
  return (
    <canvas
      ref={canvas}
      class="heat-map"
      role="img"
      aria-label={`${name}, ${matrix.rows} by ${matrix.columns}, as a heat map`}
      onPointerMove={(event) => onPoint(entryAt(event, matrix, cell))}
      onPointerLeave={() => onPoint(null)}
    />
  );
}

const widestMap = 96;
const tallestMap = 160;
const largestCell = 24;

/** Pixels per entry: as large as three maps beside each other in a side bar allow, never below one. */
export function cellSize(matrix: Matrix): number {
  const widest = Math.floor(widestMap / Math.max(matrix.columns, 1));
  const tallest = Math.floor(tallestMap / Math.max(matrix.rows, 1));
  return Math.max(1, Math.min(largestCell, widest, tallest));
}

function entryAt(event: PointerEvent, matrix: Matrix, cell: number): Entry | null {
  const row = Math.floor(event.offsetY / cell);
  const column = Math.floor(event.offsetX / cell);
  const inside = row >= 0 && column >= 0 && row < matrix.rows && column < matrix.columns;
  return inside ? { row, column } : null;
}

interface Painting {
  readonly matrix: Matrix;
  readonly limit: number;
  readonly cell: number;
  readonly entry: Entry | null;
  readonly band: Band | null;
  readonly colours: HeatColours;
}

/** From this size on, entries stand apart by a line and negative ones carry a minus: colour is not the only sign. */
const roomyCell = 8;

function paint(canvas: HTMLCanvasElement, { matrix, limit, cell, entry, band, colours }: Painting): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const [width, height] = [matrix.columns * cell, matrix.rows * cell];
  const density = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * density));
  canvas.height = Math.max(1, Math.round(height * density));
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  context.scale(density, density);
  const gap = cell >= roomyCell ? 1 : 0;
  matrix.values.forEach((value, index) => {
    const [x, y] = [(index % matrix.columns) * cell, Math.floor(index / matrix.columns) * cell];
    context.fillStyle = colourAt(positionOnScale(value, limit), colours);
    context.fillRect(x, y, cell - gap, cell - gap);
    context.fillStyle = css(colours.ink);
    if (!isNumber(value)) drawCross(context, x, y, cell - gap, css(colours.ink));
    else if (gap > 0 && value < 0) context.fillRect(x + cell / 2 - 2.5, y + cell / 2 - 0.5, 4, 1);
  });
  if (!entry) return;
  context.strokeStyle = css(colours.focus);
  context.lineWidth = 2;
  const [x, across] = band === 'row' ? [0, matrix.columns] : [entry.column, 1];
  const [y, down] = band === 'column' ? [0, matrix.rows] : [entry.row, 1];
  context.strokeRect(x * cell, y * cell, across * cell - gap, down * cell - gap);
}

/** An entry that is not a number. */
function drawCross(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  size: number,
  colour: string,
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + size, y + size);
  context.moveTo(x + size, y);
  context.lineTo(x, y + size);
  context.stroke();
}
