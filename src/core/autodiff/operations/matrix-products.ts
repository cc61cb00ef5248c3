/** Matrix products over row-major memory, walked so that the innermost loop reads neighbours. */

/** One operand's place: its memory and where its matrix starts. */
export interface MatrixAt {
  readonly data: Float64Array;
  readonly start: number;
}

/** out (m, p) += x (m, n) @ y (n, p). */
export function addProduct(out: MatrixAt, x: MatrixAt, y: MatrixAt, m: number, n: number, p: number): void {
  const [result, left, right] = [out.data, x.data, y.data];
  for (let i = 0; i < m; i++) {
    const to = out.start + i * p;
    for (let k = 0; k < n; k++) {
      const factor = left[x.start + i * n + k] as number;
      const from = y.start + k * p;
      for (let j = 0; j < p; j++)
        result[to + j] = (result[to + j] as number) + factor * (right[from + j] as number);
    }
  }
}

/** out (m, n) += g (m, p) @ y (n, p)ᵀ. */
export function addProductTransposedRight(
  out: MatrixAt,
  g: MatrixAt,
  y: MatrixAt,
  m: number,
  n: number,
  p: number,
): void {
  const [result, left, right] = [out.data, g.data, y.data];
  for (let i = 0; i < m; i++) {
    const row = g.start + i * p;
    for (let k = 0; k < n; k++) {
      const column = y.start + k * p;
      let sum = 0;
      for (let j = 0; j < p; j++) sum += (left[row + j] as number) * (right[column + j] as number);
      const to = out.start + i * n + k;
      result[to] = (result[to] as number) + sum;
    }
  }
}

/** out (n, p) += x (m, n)ᵀ @ g (m, p). */
export function addProductTransposedLeft(
  out: MatrixAt,
  x: MatrixAt,
  g: MatrixAt,
  m: number,
  n: number,
  p: number,
): void {
  const [result, left, right] = [out.data, x.data, g.data];
  for (let i = 0; i < m; i++) {
    const from = g.start + i * p;
    for (let k = 0; k < n; k++) {
      const factor = left[x.start + i * n + k] as number;
      const to = out.start + k * p;
      for (let j = 0; j < p; j++)
        result[to + j] = (result[to + j] as number) + factor * (right[from + j] as number);
    }
  }
}
