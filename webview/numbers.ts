/** Numbers as the page writes them. */

/**
 * A number with four significant digits: "0.0413", "1.87", "-12.4", "3.2e-9", "0"; "not a number" where it is none.
 * Numbers cross to the page as JSON, which turns NaN and infinity into null, so anything may come in here.
 */
export function formatNumber(value: number): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'not a number';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size < 1e-3 || size >= 1e6 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  return text.replace('e+', 'e').replace('-', '−').replace('e-', 'e−');
}

/** A relative error with two digits, as gradient checkers print it: "3.1e−9", "0.98". */
export function formatError(value: number): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'not a number';
  if (value === 0) return '0';
  if (value >= 1e-2 && value < 1e3) return String(Number(value.toPrecision(2)));
  return value.toExponential(1).replace('e+', 'e').replace('-', '−');
}

/** "1 gradient", "3 gradients". */
export function count(amount: number, singular: string, plural = `${singular}s`): string {
  return `${amount} ${amount === 1 ? singular : plural}`;
}

/** The place of an entry as NumPy writes it: "[2,0]"; a single row is indexed by its column alone when `vector`. */
export function entryName(name: string, row: number, column: number): string {
  return `${name}[${row},${column}]`;
}
