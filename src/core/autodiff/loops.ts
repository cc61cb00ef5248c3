/**
 * Plain loops for the operations that networks are made of. A loop that calls a function for every entry puts each number
 * into a box of its own on the way; these take a third of its time.
 */

/** Entries of an array in a row: from `start` on, `step` apart; 0 for one entry that stands for all. */
export interface Run {
  readonly data: Float64Array;
  start: number;
  readonly step: number;
}

/** Writes `count` results to `out` from `at` on. */
export type PairLoop = (out: Float64Array, at: number, count: number, x: Run, y: Run) => void;

/** Writes f(x) at every entry; both arrays have the same length. */
export type EntryLoop = (out: Float64Array, x: Float64Array) => void;

/** x + y */
export function addLoop(out: Float64Array, at: number, count: number, x: Run, y: Run): void {
  const [a, b, da, db] = [x.data, y.data, x.step, y.step];
  for (let n = 0, i = x.start, j = y.start; n < count; n++, i += da, j += db)
    out[at + n] = (a[i] as number) + (b[j] as number);
}

/** x - y */
export function subtractLoop(out: Float64Array, at: number, count: number, x: Run, y: Run): void {
  const [a, b, da, db] = [x.data, y.data, x.step, y.step];
  for (let n = 0, i = x.start, j = y.start; n < count; n++, i += da, j += db)
    out[at + n] = (a[i] as number) - (b[j] as number);
}

/** x * y */
export function multiplyLoop(out: Float64Array, at: number, count: number, x: Run, y: Run): void {
  const [a, b, da, db] = [x.data, y.data, x.step, y.step];
  for (let n = 0, i = x.start, j = y.start; n < count; n++, i += da, j += db)
    out[at + n] = (a[i] as number) * (b[j] as number);
}

/** x / y */
export function divideLoop(out: Float64Array, at: number, count: number, x: Run, y: Run): void {
  const [a, b, da, db] = [x.data, y.data, x.step, y.step];
  for (let n = 0, i = x.start, j = y.start; n < count; n++, i += da, j += db)
    out[at + n] = (a[i] as number) / (b[j] as number);
}

/** maximum(x, y); nan where either is. */
export function maximumLoop(out: Float64Array, at: number, count: number, x: Run, y: Run): void {
  const [a, b, da, db] = [x.data, y.data, x.step, y.step];
  for (let n = 0, i = x.start, j = y.start; n < count; n++, i += da, j += db)
    out[at + n] = Math.max(a[i] as number, b[j] as number);
}

/** -x */
export function negativeLoop(out: Float64Array, x: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = -(x[i] as number);
}

/** x ** 2 */
export function squareLoop(out: Float64Array, x: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = (x[i] as number) * (x[i] as number);
}

/** exp(x) */
export function expLoop(out: Float64Array, x: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = Math.exp(x[i] as number);
}

/** log(x) */
export function logLoop(out: Float64Array, x: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = Math.log(x[i] as number);
}

/** tanh(x) */
export function tanhLoop(out: Float64Array, x: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = Math.tanh(x[i] as number);
}

/** g where x is larger than the other, half of it where both are equal, as PyTorch shares it; 0 elsewhere. */
export function takeWhereLarger(out: Float64Array, g: Float64Array, x: Run, other: Run): void {
  const [a, b, da, db] = [x.data, other.data, x.step, other.step];
  for (let n = 0, i = x.start, j = other.start; n < out.length; n++, i += da, j += db) {
    const [own, its] = [a[i] as number, b[j] as number];
    // The product keeps nan and inf of g as they are where it counts for nothing.
    out[n] = (g[n] as number) * (own > its ? 1 : own === its ? 0.5 : 0);
  }
}
