/** Special functions that the JavaScript library lacks. */

/**
 * The error function 2/√π·∫₀ˣ e^(−t²) dt, to about 1e-15 of its value.
 * Source: Abramowitz and Stegun 7.1.6 (series, |x| < 2.5) and 7.1.14 (continued fraction beyond).
 */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (magnitude > 6) return Math.sign(x);
  return magnitude < 2.5 ? erfSeries(x) : Math.sign(x) * (1 - complementFraction(magnitude));
}

/** 2/√π·e^(−x²)·Σ 2ⁿ x^(2n+1) / (2n+1)!!, a sum of positive terms. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc(x) = e^(−x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))). */
function complementFraction(x: number): number {
  let fraction = 0;
  for (let k = 120; k >= 1; k--) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}
