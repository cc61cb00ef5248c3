/** Python's arithmetic on plain integers and floats: kinds of results, rounding of quotients, and errors. */
import type * as ast from '../python/ast.ts';
import type { Span } from '../python/source.ts';
import { float, int, PythonError, unknown, type Value } from './values.ts';

/** A plain number: an int (booleans count as one) or a float that is not on the tape. */
export interface PlainNumber {
  readonly value: number;
  readonly isInteger: boolean;
}

/** The number in a value, traced or not; null where it is none. */
export function numberOf(value: Value): PlainNumber | null {
  switch (value.type) {
    case 'int':
      return { value: value.value, isInteger: true };
    case 'bool':
      return { value: value.value ? 1 : 0, isInteger: true };
    case 'float':
      return { value: value.value, isInteger: false };
    default:
      return null;
  }
}

/**
 * `left operator right` for two numbers; null where numbers have no such operator.
 * Errors: ZeroDivisionError, TypeError for bit operations on floats.
 */
export function arithmetic(
  operator: ast.BinaryOperator,
  left: PlainNumber,
  right: PlainNumber,
  span: Span,
): Value | null {
  const integers = left.isInteger && right.isInteger;
  const result = (value: number): Value => (integers ? integer(value, span) : float(value));
  switch (operator) {
    case '+':
      return result(left.value + right.value);
    case '-':
      return result(left.value - right.value);
    case '*':
      return result(left.value * right.value);
    case '/':
      if (right.value === 0) throw zeroDivision('division by zero', span);
      return float(left.value / right.value);
    case '//':
      if (right.value === 0) throw zeroDivision('division by zero', span);
      return result(floorQuotient(left.value, right.value));
    case '%':
      if (right.value === 0) throw zeroDivision('modulo by zero', span);
      return result(floorRemainder(left.value, right.value));
    case '**':
      return power(left, right, span);
    case '@':
      return null;
    default:
      return integers ? integer(bitOperation(operator, left.value, right.value, span), span) : null;
  }
}

/** The remainder with the sign of the divisor, as Python has it. */
export function floorRemainder(left: number, right: number): number {
  const remainder = left % right;
  if (remainder === 0) return right < 0 ? -0 : 0;
  return remainder < 0 !== right < 0 ? remainder + right : remainder;
}

/** The quotient rounded towards minus infinity. */
export function floorQuotient(left: number, right: number): number {
  const remainder = left % right;
  const quotient = Math.round((left - remainder) / right);
  return remainder !== 0 && remainder < 0 !== right < 0 ? quotient - 1 : quotient;
}

/** Rounds half to even at a number of decimal digits (negative counts digits before the point), as `round` does. */
export function roundHalfEven(value: number, digits: number): number {
  if (!Number.isFinite(value)) return value;
  if (digits > 0) return Number(fixedDigits(value, Math.min(digits, 100)));
  const scale = 10 ** -digits;
  const scaled = value / scale;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return (up ? floor + 1 : floor) * scale;
}

/** `value` with exactly `digits` decimals, ties to the even digit: what `%.2f` prints, with the sign. */
export function fixedDigits(value: number, digits: number): string {
  const magnitude = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (magnitude >= 1e21)
    return sign + BigInt(magnitude).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '');
  const rounded = magnitude.toFixed(digits);
  // The host rounds ties up. A tie shows in the exact expansion as a 5 with nothing behind it.
  const exact = magnitude.toFixed(Math.min(100, digits + 30));
  const point = exact.indexOf('.');
  const tail = exact.slice(point + 1 + digits);
  if (!/^50*$/.test(tail)) return sign + rounded;
  const truncated = digits === 0 ? exact.slice(0, point) : exact.slice(0, point + 1 + digits);
  return sign + (Number(truncated.at(-1)) % 2 === 0 ? truncated : rounded);
}

/** Integers are doubles here: exact up to 2^53, rounded above, and beyond 2^1024 not known. */
function integer(value: number, span: Span): Value {
  return Number.isFinite(value)
    ? int(value + 0)
    : unknown('An integer is larger than what is evaluated', span);
}

function power(left: PlainNumber, right: PlainNumber, span: Span): Value {
  if (left.value === 0 && right.value < 0)
    throw zeroDivision('0.0 cannot be raised to a negative power', span);
  if (left.value < 0 && !Number.isInteger(right.value) && Number.isFinite(right.value)) {
    return unknown(
      'A negative number to a fractional power is complex, which is outside what is evaluated',
      span,
    );
  }
  // JavaScript has 1 ** NaN and 1 ** Infinity as NaN; in Python both are 1.
  const value = left.value === 1 ? 1 : left.value ** right.value;
  return left.isInteger && right.isInteger && right.value >= 0 ? integer(value, span) : float(value);
}

function bitOperation(operator: ast.BinaryOperator, left: number, right: number, span: Span): number {
  const [a, b] = [BigInt(left), BigInt(right)];
  switch (operator) {
    case '&':
      return Number(a & b);
    case '|':
      return Number(a | b);
    case '^':
      return Number(a ^ b);
    default:
      if (right < 0) throw new PythonError('ValueError', 'negative shift count', span);
      if (right > 1024) throw new PythonError('OverflowError', 'shift count is too large', span);
      return Number(operator === '<<' ? a << b : a >> b);
  }
}

function zeroDivision(message: string, span: Span): PythonError {
  return new PythonError('ZeroDivisionError', message, span);
}
