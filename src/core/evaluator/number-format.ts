/** How Python writes numbers: `repr(float)`, and the presentation types that `%` and format specifications share. */
import { fixedDigits } from './numbers.ts';

/** `repr` of a float: the shortest digits that read back, with Python's choice of exponent. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const magnitude = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16))
    return sign + padExponent(magnitude.toExponential());
  const text = String(magnitude);
  // Between 1e-6 and 1e-4 both write exponents; below 1e21 the host writes digits, as Python does below 1e16.
  return sign + (text.includes('.') ? text : `${text}.0`);
}

/** `str` of an integer. */
export function integerText(value: number): string {
  return Number.isSafeInteger(value) || !Number.isFinite(value) ? String(value) : BigInt(value).toString();
}

/**
 * A number by a presentation type of Python: e, f, g, %, d, b, o, x, c, in either case, or '' for the default; the sign
 * is included. Null where the type is not one of these.
 */
export function presentNumber(
  value: number,
  type: string,
  precision: number | null,
  isInteger: boolean,
  alternate: boolean,
): string | null {
  const lower = type.toLowerCase();
  const text = presentLower(value, lower, precision, isInteger, alternate);
  return text !== null && type !== lower ? text.toUpperCase() : text;
}

function presentLower(
  value: number,
  type: string,
  precision: number | null,
  isInteger: boolean,
  alternate: boolean,
): string | null {
  switch (type) {
    case '':
      if (isInteger) return integerText(value);
      return precision === null ? floatText(value) : withPoint(general(value, precision, alternate));
    case 'd':
      return integerText(Math.trunc(value));
    case 'n':
      return isInteger ? integerText(value) : general(value, precision ?? 6, alternate);
    case 'f':
      return notFinite(value) ?? fixedDigits(value, Math.min(precision ?? 6, 100));
    case '%':
      return `${notFinite(value) ?? fixedDigits(value * 100, Math.min(precision ?? 6, 100))}%`;
    case 'e':
      return notFinite(value) ?? padExponent(scientificDigits(value, Math.min(precision ?? 6, 100)));
    case 'g':
      return general(value, precision ?? 6, alternate);
    case 'c':
      return Number.isInteger(value) && value >= 0 && value < 0x110000 ? String.fromCodePoint(value) : null;
    default:
      return inBase(value, type, alternate);
  }
}

function inBase(value: number, type: string, alternate: boolean): string | null {
  const base = { b: 2, o: 8, x: 16 }[type];
  if (base === undefined) return null;
  const sign = value < 0 ? '-' : '';
  return `${sign}${alternate ? `0${type}` : ''}${Math.abs(Math.trunc(value)).toString(base)}`;
}

/** The `g` form: significant digits, an exponent only for very small or large numbers, no trailing zeros. */
function general(value: number, precision: number, alternate: boolean): string {
  const special = notFinite(value);
  if (special) return special;
  const digits = Math.min(precision === 0 ? 1 : precision, 100);
  const scientific = scientificDigits(value, digits - 1);
  const exponent = Number(scientific.slice(scientific.indexOf('e') + 1));
  const useFixed = exponent >= -4 && exponent < digits;
  const text = useFixed ? fixedDigits(value, Math.min(100, digits - 1 - exponent)) : padExponent(scientific);
  return alternate ? text : text.replace(/\.?0+(?=e|$)/, (zeros) => (text.includes('.') ? '' : zeros));
}

/** As many digits as the host writes; a number that lies between two short ones has fewer. */
const mostDigits = 100;

/** Like the host's `toExponential`, but where two answers are equally near, the one with the even last digit, as in Python. */
function scientificDigits(value: number, digits: number): string {
  const magnitude = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const rounded = magnitude.toExponential(digits);
  const exact = magnitude.toExponential(mostDigits);
  const [mantissa = '', exponent = ''] = exact.split('e');
  const written = mantissa.replace('.', '');
  const isTie = digits < mostDigits && /^50*$/.test(written.slice(digits + 1));
  if (!isTie || Number(written[digits]) % 2 !== 0) return sign + rounded;
  return `${sign}${digits === 0 ? written.charAt(0) : mantissa.slice(0, digits + 2)}e${exponent}`;
}

function withPoint(text: string): string {
  return /[.en]/.test(text) ? text : `${text}.0`;
}

function padExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

function notFinite(value: number): string | null {
  return Number.isFinite(value) ? null : floatText(value);
}
