/** Built-in functions on numbers: `abs`, `sum`, `round`, `pow`, `divmod`, `int`, `float`, `bin` … */
import type { Span } from '../../python/source.ts';
import { currentTensor, spoiledBy } from '../arrays.ts';
import { ownMethod } from '../classes.ts';
import type { Machine } from '../machine.ts';
import { floorRemainder, numberOf, roundHalfEven } from '../numbers.ts';
import { binary } from '../operators.ts';
import { integerOf } from '../sequences.ts';
import { truth } from '../truth.ts';
import { typeName } from '../types.ts';
import { bool, type CallArguments, float, int, PythonError, str, unknown, type Value } from '../values.ts';
import { argument, type BuiltinTable, integerArgument, required } from './definition.ts';
import { extreme } from './ordering.ts';

/** Functions of numbers; Unknown spreads through all of them. */
export const numberFunctions: BuiltinTable = {
  abs: (machine, args) => absolute(machine, required(args, 0, 'abs'), args.span),
  sum: (machine, args) => sum(machine, args),
  min: (machine, args) => extreme(machine, args, 'min'),
  max: (machine, args) => extreme(machine, args, 'max'),
  round: (machine, args) => round(machine, args),
  pow: (machine, args) => {
    const power = binary(machine, '**', required(args, 0, 'pow'), required(args, 1, 'pow'), args.span);
    const modulus = argument(args, 2, 'mod');
    return modulus && modulus.type !== 'none' ? binary(machine, '%', power, modulus, args.span) : power;
  },
  divmod: (machine, args) => {
    const [left, right] = [required(args, 0, 'divmod'), required(args, 1, 'divmod')];
    const parts = [
      binary(machine, '//', left, right, args.span),
      binary(machine, '%', left, right, args.span),
    ];
    return { type: 'tuple', items: parts };
  },
  bin: (machine, args) => inBase(machine, args, 2, '0b'),
  oct: (machine, args) => inBase(machine, args, 8, '0o'),
  hex: (machine, args) => inBase(machine, args, 16, '0x'),
  chr: (machine, args) => {
    const code = integerOf(machine, required(args, 0, 'chr'), 'other', args.span);
    if (typeof code !== 'number') return code;
    if (code < 0 || code >= 0x110000)
      throw new PythonError('ValueError', 'chr() arg not in range(0x110000)', args.span);
    return str(String.fromCodePoint(code));
  },
  ord: (_, args) => {
    const text = required(args, 0, 'ord');
    const code = text.type === 'str' && [...text.value].length === 1 ? text.value.codePointAt(0) : undefined;
    if (code === undefined) throw new PythonError('TypeError', 'ord() expected a character', args.span);
    return int(code);
  },
};

/** Constructors of numbers, by the name of their class. */
export const numberConstructors: BuiltinTable = {
  int: (machine, args) => toInteger(machine, args),
  float: (machine, args) => toFloat(machine, args.positional[0] ?? int(0), args.span),
  float64: (machine, args) => toFloat(machine, args.positional[0] ?? int(0), args.span),
  bool: (machine, args) => {
    const [value] = args.positional;
    const answer = value ? truth(machine, value, args.span) : false;
    return typeof answer === 'boolean' ? bool(answer) : answer;
  },
  complex: (_, args) => unknown('Complex numbers are outside what is evaluated', args.span),
};

function absolute(machine: Machine, value: Value, span: Span): Value {
  const settled = machine.resolve(value, { kind: 'number' }, span);
  const method = ownMethod(machine, settled, '__abs__', span);
  if (method) return machine.call(method, [], new Map(), span);
  if (settled.type === 'array' || (settled.type === 'float' && settled.node !== null)) {
    const numpy = machine.library('numpy') ?? unknown('NumPy is outside what is evaluated', span);
    return machine.call(machine.attribute(numpy, 'abs', span), [settled], new Map(), span);
  }
  const number = numberOf(settled);
  if (!number) throw new PythonError('TypeError', `bad operand type for abs(): '${typeName(settled)}'`, span);
  return number.isInteger ? int(Math.abs(number.value)) : float(Math.abs(number.value));
}

function sum(machine: Machine, args: CallArguments): Value {
  const items = machine.iterate(required(args, 0, 'sum'), args.span);
  if ('type' in items) return items;
  let total = argument(args, 1, 'start') ?? int(0);
  for (const item of items) {
    machine.spend(1, args.span);
    total = binary(machine, '+', total, item, args.span);
    if (total.type === 'unknown') return total;
  }
  return total;
}

function round(machine: Machine, args: CallArguments): Value {
  const value = machine.resolve(required(args, 0, 'round'), { kind: 'number' }, args.span);
  const digits = integerArgument(machine, args, 1, 'ndigits', 0);
  if (typeof digits !== 'number') return digits;
  const hasDigits = (argument(args, 1, 'ndigits') ?? { type: 'none' }).type !== 'none';
  if (value.type === 'array') {
    return machine.call(machine.attribute(value, 'round', args.span), [int(digits)], new Map(), args.span);
  }
  const number = numberOf(value);
  if (!number) {
    throw new PythonError('TypeError', `type ${typeName(value)} doesn't define __round__ method`, args.span);
  }
  const rounded = roundHalfEven(number.value, digits);
  return number.isInteger || !hasDigits ? int(rounded) : float(rounded);
}

/** `int(x)`, `int("12")`, `int("ff", 16)`. Errors: ValueError, TypeError. */
function toInteger(machine: Machine, args: CallArguments): Value {
  const [given] = args.positional;
  if (!given) return int(0);
  const value = machine.resolve(given, { kind: 'number' }, args.span);
  if (value.type === 'unknown') return value;
  if (value.type === 'str') return parseInteger(machine, value.value, args);
  const method = ownMethod(machine, value, '__int__', args.span);
  if (method) return machine.call(method, [], new Map(), args.span);
  const number = numberOf(value) ?? numberOf(elementOf(machine, value, 'int', args.span));
  if (!number) {
    throw new PythonError(
      'TypeError',
      `int() argument must be a number, not '${typeName(value)}'`,
      args.span,
    );
  }
  if (Number.isNaN(number.value))
    throw new PythonError('ValueError', 'cannot convert float NaN to integer', args.span);
  if (!Number.isFinite(number.value)) {
    throw new PythonError('OverflowError', 'cannot convert float infinity to integer', args.span);
  }
  return int(Math.trunc(number.value) + 0);
}

function parseInteger(machine: Machine, text: string, args: CallArguments): Value {
  const base = integerArgument(machine, args, 1, 'base', 10);
  if (typeof base !== 'number') return base;
  const cleaned = text.trim().replaceAll('_', '').toLowerCase();
  const digits =
    base === 16
      ? cleaned.replace(/^([+-]?)0x/, '$1')
      : base === 2
        ? cleaned.replace(/^([+-]?)0b/, '$1')
        : cleaned;
  const pattern = /^[+-]?[0-9a-z]+$/;
  const value = Number.parseInt(digits, base);
  const allDigits = [...digits.replace(/^[+-]/, '')].every((digit) => Number.parseInt(digit, base) >= 0);
  if (!pattern.test(digits) || Number.isNaN(value) || !allDigits) {
    throw new PythonError('ValueError', `invalid literal for int() with base ${base}: '${text}'`, args.span);
  }
  return int(value);
}

/** `float(x)`: a number on the tape stays on the tape. Errors: ValueError, TypeError. */
function toFloat(machine: Machine, given: Value, span: Span): Value {
  const value = machine.resolve(given, { kind: 'number' }, span);
  switch (value.type) {
    case 'unknown':
    case 'float':
      return value;
    case 'int':
      return float(value.value);
    case 'bool':
      return float(value.value ? 1 : 0);
    case 'str':
      return parseFloatText(value.value, span);
    case 'array': {
      const element = elementOf(machine, value, 'float', span);
      return element.type === 'array' ? element : toFloat(machine, element, span);
    }
    default: {
      const method = ownMethod(machine, value, '__float__', span);
      if (method) return machine.call(method, [], new Map(), span);
      throw new PythonError(
        'TypeError',
        `float() argument must be a string or a number, not '${typeName(value)}'`,
        span,
      );
    }
  }
}

function parseFloatText(text: string, span: Span): Value {
  const cleaned = text.trim().replaceAll('_', '').toLowerCase();
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(cleaned);
  if (special) return float(special[2] === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(cleaned)) {
    throw new PythonError('ValueError', `could not convert string to float: '${text}'`, span);
  }
  return float(Number(cleaned));
}

/** The only element of an array. Errors: TypeError where there are more. */
function elementOf(machine: Machine, value: Value, wanted: string, span: Span): Value {
  if (value.type !== 'array') return value;
  const spoiled = spoiledBy(value);
  if (spoiled) return spoiled;
  if (currentTensor(value, machine.tape).data.length !== 1) {
    throw new PythonError('TypeError', `only arrays of one element can be converted to ${wanted}`, span);
  }
  return machine.call(machine.attribute(value, 'item', span), [], new Map(), span);
}

function inBase(machine: Machine, args: CallArguments, base: number, prefix: string): Value {
  const value = integerOf(machine, required(args, 0, 'bin'), 'other', args.span);
  if (typeof value !== 'number') return value;
  return str(`${value < 0 ? '-' : ''}${prefix}${Math.abs(value).toString(base)}`);
}

/** Methods of numbers, which hardly any code calls. */
export const numberMethods: BuiltinTable = {
  is_integer: (_, args) =>
    bool(floorRemainder(numberOf(required(args, 0, 'is_integer'))?.value ?? 0.5, 1) === 0),
  bit_length: (_, args) => {
    const value = Math.abs(numberOf(required(args, 0, 'bit_length'))?.value ?? 0);
    return int(value === 0 ? 0 : value.toString(2).length);
  },
};
