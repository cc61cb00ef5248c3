/** Changes through matrix products: a changed entry is a rank-one change of one row, or of one column, of the result. */
import type { TapeNode } from '../tape.ts';
import { elementCount, type Tensor } from '../tensor.ts';
import type { Arena } from './arena.ts';
import { type Changes, PlaceIndex, type Spread } from './changes.ts';
import { inverted, type PlaceMap, placesRead } from './place-maps.ts';

/** One factor of the product, as its entries meet the result's. */
interface Factor {
  readonly data: Float64Array;
  /** Entries of one of its matrices. */
  readonly matrixSize: number;
  /** True where it is one matrix. */
  readonly single: boolean;
  /** The matrix of this factor in each product of the stack, and the products that each of its matrices stands in. */
  readonly matrixOf: Int32Array;
  readonly productsOf: PlaceMap;
  /** Its values with the current case's changes put in; the constant values where nothing changes. */
  readonly raised: Float64Array;
  readonly lowered: Float64Array;
}

interface Product {
  readonly m: number;
  readonly n: number;
  readonly p: number;
  readonly left: Factor;
  readonly right: Factor;
  readonly result: Float64Array;
}

/** Prepares the rule for `matmul` and `outer`. */
export function spreadProduct(node: TapeNode, x: Tensor, y: Tensor, arena: Arena): Spread {
  const product = node.operation === 'outer' ? outerProduct(node, x, y) : stackedProduct(node, x, y);
  const { left, right } = product;
  const places = new PlaceIndex(product.result.length, arena);
  const rows = linesOfLeft(product, places, arena);
  const columns = linesOfRight(product, places, arena);
  return ([leftChanges, rightChanges], output) => {
    const cases = (leftChanges ?? rightChanges)?.cases ?? 0;
    output.reset(cases);
    for (let c = 0; c < cases; c++) {
      if (leftChanges && rightChanges) {
        putIn(leftChanges, c, left);
        putIn(rightChanges, c, right);
        places.clear();
        addLines(rows, leftChanges, c, output, true);
        addLines(columns, rightChanges, c, output, true);
        takeOut(leftChanges, c, left);
        takeOut(rightChanges, c, right);
      } else if (leftChanges) {
        addLines(rows, leftChanges, c, output, false);
      } else if (rightChanges) {
        addLines(columns, rightChanges, c, output, false);
      }
      output.endCase();
    }
  };
}

/** How the entries of one factor reach the result: each changes one line (a row, or a column) by a multiple of a line. */
interface Lines {
  readonly result: Float64Array;
  readonly factor: Factor;
  /** Entries of the factor in a row of its matrix. */
  readonly width: number;
  /** Places in the result: of the product, of the line in it, of the entries of the line. */
  readonly productSize: number;
  readonly lineStep: number;
  readonly entryStep: number;
  readonly count: number;
  /** True where the line is given by the entry's row in its matrix, false where by its column. */
  readonly byRow: boolean;
  readonly other: Factor;
  /** Steps in the other factor's matrix: to the line that belongs to the entry, and along it. */
  readonly otherLineStep: number;
  readonly otherStep: number;
  /** What a rise is multiplied with: x₊y₊ − xy = (x₊ − x)·y₊ + x·(y₊ − y), so only the left entry meets changed ones. */
  readonly otherRaised: Float64Array;
  readonly otherLowered: Float64Array;
  readonly lines: PlaceIndex;
  readonly linesPerProduct: number;
  /** The entries of the case being written by place; both factors share it. */
  readonly places: PlaceIndex;
}

function linesOfLeft({ m, n, p, left, right, result }: Product, places: PlaceIndex, arena: Arena): Lines {
  return {
    result,
    places,
    factor: left,
    width: n,
    productSize: m * p,
    lineStep: p,
    entryStep: 1,
    count: p,
    byRow: true,
    other: right,
    otherLineStep: p,
    otherStep: 1,
    otherRaised: right.raised,
    otherLowered: right.lowered,
    lines: new PlaceIndex(result.length / Math.max(1, p), arena),
    linesPerProduct: m,
  };
}

function linesOfRight({ m, n, p, left, right, result }: Product, places: PlaceIndex, arena: Arena): Lines {
  return {
    result,
    places,
    factor: right,
    width: p,
    productSize: m * p,
    lineStep: 1,
    entryStep: p,
    count: m,
    byRow: false,
    other: left,
    otherLineStep: 1,
    otherStep: n,
    otherRaised: left.data,
    otherLowered: left.data,
    lines: new PlaceIndex(result.length / Math.max(1, m), arena),
    linesPerProduct: p,
  };
}

/** Adds what the changed entries of one factor bring to the result in case c; `meeting` where the other factor changes too. */
function addLines(lines: Lines, from: Changes, c: number, output: Changes, meeting: boolean): void {
  const { factor, width, other } = lines;
  const start = from.starts[c] as number;
  const end = from.starts[c + 1] as number;
  const meet = meeting || (end - start > 1 && !standOnDifferentLines(from, start, end, lines));
  if (meet && !meeting) lines.places.clear();
  for (let at = start; at < end; at++) {
    const place = from.positions[at] as number;
    const matrix = factor.single ? 0 : Math.floor(place / factor.matrixSize);
    const within = place - matrix * factor.matrixSize;
    const row = Math.floor(within / width);
    const column = within - row * width;
    const line = lines.byRow ? row : column;
    const inner = lines.byRow ? column : row;
    const last = factor.productsOf.starts[matrix + 1] as number;
    for (let product = factor.productsOf.starts[matrix] as number; product < last; product++) {
      const stacked = factor.productsOf.list[product] as number;
      output.reserve(lines.count);
      const to = stacked * lines.productSize + line * lines.lineStep;
      const along = (other.matrixOf[stacked] as number) * other.matrixSize + inner * lines.otherLineStep;
      if (meet) addLine(lines, to, along, from, at, output);
      else writeLine(lines, to, along, from, at, output);
    }
  }
}

function standOnDifferentLines(
  from: Changes,
  start: number,
  end: number,
  { factor, width, byRow, lines, linesPerProduct }: Lines,
): boolean {
  lines.clear();
  for (let at = start; at < end; at++) {
    const place = from.positions[at] as number;
    const matrix = Math.floor(place / factor.matrixSize);
    const within = place - matrix * factor.matrixSize;
    const row = Math.floor(within / width);
    // Matrices of the factor number no more than the products, so their lines have numbers of their own.
    const line = matrix * linesPerProduct + (byRow ? row : within - row * width);
    if (lines.find(line) >= 0) return false;
    lines.keep(line, at);
  }
  return true;
}

/** The entries of a line that nothing else changes; where the other factor is 0 there is no change. */
function writeLine(
  { result, factor, other, otherStep, entryStep, count }: Lines,
  to: number,
  along: number,
  moved: Changes,
  at: number,
  output: Changes,
): void {
  const constant = factor.data[moved.positions[at] as number] as number;
  const up = (moved.above[at] as number) - constant;
  const down = (moved.below[at] as number) - constant;
  const rise = moved.difference[at] as number;
  const { data } = other;
  const { positions, above, below, difference } = output;
  let { end } = output;
  let place = to;
  let from = along;
  for (let entry = 0; entry < count; entry++) {
    const weight = data[from] as number;
    if (weight !== 0) {
      const before = result[place] as number;
      positions[end] = place;
      above[end] = before + up * weight;
      below[end] = before + down * weight;
      difference[end] = rise * weight;
      end += 1;
    }
    place += entryStep;
    from += otherStep;
  }
  output.end = end;
}

/** The same for lines that meet: contributions add up. */
function addLine(
  { result, factor, other, otherRaised, otherLowered, otherStep, entryStep, count, places }: Lines,
  to: number,
  along: number,
  moved: Changes,
  at: number,
  output: Changes,
): void {
  const constant = factor.data[moved.positions[at] as number] as number;
  const up = (moved.above[at] as number) - constant;
  const down = (moved.below[at] as number) - constant;
  const rise = moved.difference[at] as number;
  const { positions, above, below, difference } = output;
  for (let entry = 0; entry < count; entry++) {
    const from = along + entry * otherStep;
    const raised = otherRaised[from] as number;
    const lowered = otherLowered[from] as number;
    const middle = 0.5 * ((other.raised[from] as number) + (other.lowered[from] as number));
    if (raised === 0 && lowered === 0 && middle === 0) continue;
    const place = to + entry * entryStep;
    let slot = places.find(place);
    if (slot < 0) {
      slot = output.end++;
      places.keep(place, slot);
      positions[slot] = place;
      above[slot] = result[place] as number;
      below[slot] = result[place] as number;
      difference[slot] = 0;
    }
    above[slot] = (above[slot] as number) + up * raised;
    below[slot] = (below[slot] as number) + down * lowered;
    difference[slot] = (difference[slot] as number) + rise * middle;
  }
}

function outerProduct(node: TapeNode, x: Tensor, y: Tensor): Product {
  const [m, p] = [x.data.length, y.data.length];
  const left = factorOf(x, [m, 1], []);
  const right = factorOf(y, [1, p], []);
  return { m, n: 1, p, left, right, result: node.value.data };
}

function stackedProduct(node: TapeNode, x: Tensor, y: Tensor): Product {
  const xShape = x.shape.length === 1 ? [1, ...x.shape] : x.shape;
  const yShape = y.shape.length === 1 ? [...y.shape, 1] : y.shape;
  const [m, n] = xShape.slice(-2) as [number, number];
  const p = yShape.at(-1) as number;
  const matrixAxes = (x.shape.length === 1 ? 0 : 1) + (y.shape.length === 1 ? 0 : 1);
  const batch = node.value.shape.slice(0, node.value.shape.length - matrixAxes);
  const left = factorOf(x, xShape, batch);
  const right = factorOf(y, yShape, batch);
  return { m, n, p, left, right, result: node.value.data };
}

function factorOf(x: Tensor, shape: readonly number[], batch: readonly number[]): Factor {
  const own = shape.slice(0, -2);
  const matrixOf = placesRead(own, batch);
  return {
    data: x.data,
    matrixSize: (shape.at(-2) as number) * (shape.at(-1) as number),
    single: elementCount(own) === 1,
    matrixOf,
    productsOf: inverted(matrixOf, elementCount(own)),
    raised: x.data.slice(),
    lowered: x.data.slice(),
  };
}

function putIn(changes: Changes, c: number, factor: Factor): void {
  for (let at = changes.starts[c] as number; at < (changes.starts[c + 1] as number); at++) {
    const place = changes.positions[at] as number;
    factor.raised[place] = changes.above[at] as number;
    factor.lowered[place] = changes.below[at] as number;
  }
}

function takeOut(changes: Changes, c: number, factor: Factor): void {
  for (let at = changes.starts[c] as number; at < (changes.starts[c + 1] as number); at++) {
    const place = changes.positions[at] as number;
    factor.raised[place] = factor.data[place] as number;
    factor.lowered[place] = factor.data[place] as number;
  }
}
