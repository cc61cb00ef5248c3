/** How built-in functions are written down: reading their arguments, and letting unknown ones spread. */
import type { Machine } from '../machine.ts';
import { hashKey } from '../dictionaries.ts';
import { gather, integerOf, rangeLength } from '../sequences.ts';
import { builtin } from '../types.ts';
import {
  type BuiltinValue,
  type CallArguments,
  PythonError,
  type UnknownValue,
  unknown,
  type Value,
} from '../values.ts';

/** A built-in function as its table has it. */
export type BuiltinBody = (machine: Machine, args: CallArguments) => Value;

/** A table of built-in functions by name. */
export type BuiltinTable = Readonly<Record<string, BuiltinBody>>;

/** A built-in whose result is unknown as soon as one of its arguments is. */
export function spreading(machine: Machine, name: string, body: BuiltinBody): BuiltinValue {
  return builtin(name, (_, args) => unknownArgument(args) ?? body(machine, args));
}

/** A built-in that takes unknown arguments like any others. */
export function accepting(machine: Machine, name: string, body: BuiltinBody): BuiltinValue {
  return builtin(name, (_, args) => body(machine, args));
}

/** The first argument that is not known. */
export function unknownArgument(args: CallArguments): UnknownValue | null {
  for (const value of args.positional) if (value.type === 'unknown') return value;
  for (const value of args.keywords.values()) if (value.type === 'unknown') return value;
  return null;
}

/** An argument by position or keyword; null where it is left out. */
export function argument(args: CallArguments, position: number, keyword: string | null = null): Value | null {
  return args.positional[position] ?? (keyword === null ? null : (args.keywords.get(keyword) ?? null));
}

/** An argument that must be there. Errors: TypeError. */
export function required(args: CallArguments, position: number, callee: string): Value {
  const value = args.positional[position];
  if (value) return value;
  const least = position + 1;
  throw new PythonError(
    'TypeError',
    `${callee}() needs at least ${least} argument${least === 1 ? '' : 's'}`,
    args.span,
  );
}

/** An integer argument, or a default where it is left out or None. */
export function integerArgument(
  machine: Machine,
  args: CallArguments,
  position: number,
  keyword: string | null,
  absent: number,
): number | UnknownValue {
  const value = argument(args, position, keyword);
  if (!value || value.type === 'none') return absent;
  return integerOf(machine, value, 'other', args.span);
}

/** A text argument; null where it is left out, None, or no text. */
export function textArgument(
  args: CallArguments,
  position: number,
  keyword: string | null = null,
): string | null {
  const value = argument(args, position, keyword);
  return value?.type === 'str' ? value.value : null;
}

/**
 * What an iterable argument iterates over, as an array; every value is paid for from the budget. A range that the budget
 * could never pay for is not begun, so that the evaluation goes on behind it.
 */
export function collect(machine: Machine, value: Value, args: CallArguments): Value[] | UnknownValue {
  if (value.type === 'range' && rangeLength(value) > machine.options.budget.steps)
    return unknown('A range is longer than what is evaluated', args.span);
  const items = machine.iterate(value, args.span);
  return 'type' in items ? items : gather(machine, items, args.span);
}

/** The key that a method of a dictionary or set is given, settled. */
export function settledKey(machine: Machine, args: CallArguments): Value {
  return machine.resolve(required(args, 1, 'the method'), { kind: 'any' }, args.span);
}

/** The string under which that key is stored. */
export function keyOf(machine: Machine, args: CallArguments): string {
  return hashKey(machine, settledKey(machine, args), args.span);
}
