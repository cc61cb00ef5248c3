/** `min`, `max`, `sorted` and `list.sort`. */
import type { Machine } from '../machine.ts';
import { compare, truth } from '../truth.ts';
import { type CallArguments, PythonError, type UnknownValue, type Value } from '../values.ts';
import { argument, collect, required } from './definition.ts';

/** `min(…)` or `max(…)`: of one iterable or of several arguments, with `key` and `default`. Errors: ValueError, TypeError. */
export function extreme(machine: Machine, args: CallArguments, name: 'min' | 'max'): Value {
  const first = required(args, 0, name);
  const values = args.positional.length > 1 ? [...args.positional] : collect(machine, first, args);
  if ('type' in values) return values;
  const keys = sortKeys(machine, values, args);
  if ('type' in keys) return keys;
  const [firstValue] = values;
  if (!firstValue) {
    const absent = args.keywords.get('default');
    if (absent) return absent;
    throw new PythonError('ValueError', `${name}() arg is an empty sequence`, args.span);
  }
  let best = 0;
  for (let at = 1; at < values.length; at += 1) {
    const [challenger, champion] = [keys[at] as Value, keys[best] as Value];
    const [a, b] = [
      machine.resolve(challenger, { kind: 'number' }, args.span),
      machine.resolve(champion, { kind: 'number' }, args.span),
    ];
    const better = truth(machine, compare(machine, name === 'max' ? '>' : '<', a, b, args.span), args.span);
    if (typeof better !== 'boolean') return better;
    if (better) best = at;
  }
  return machine.settled(values[best] as Value);
}

/** The values in order, by `key` and `reverse`; equal ones keep their order. */
export function sortValues(
  machine: Machine,
  values: readonly Value[],
  args: CallArguments,
): Value[] | UnknownValue {
  const keys = sortKeys(machine, values, args);
  if ('type' in keys) return keys;
  let undecided: UnknownValue | null = null;
  const isLess = (left: number, right: number): boolean => {
    machine.spend(1, args.span);
    const less = truth(
      machine,
      compare(machine, '<', keys[left] as Value, keys[right] as Value, args.span),
      args.span,
    );
    if (typeof less !== 'boolean') undecided ??= less;
    return less === true;
  };
  const order = values.map((_, at) => at);
  const reverse = argument(args, 1, 'reverse');
  const isReverse = reverse !== null && truth(machine, reverse, args.span) === true;
  order.sort((left, right) => {
    if (isLess(left, right)) return isReverse ? 1 : -1;
    return isLess(right, left) ? (isReverse ? -1 : 1) : 0;
  });
  return undecided ?? order.map((at) => values[at] as Value);
}

function sortKeys(
  machine: Machine,
  values: readonly Value[],
  args: CallArguments,
): readonly Value[] | UnknownValue {
  const key = args.keywords.get('key');
  const keys: Value[] = [];
  for (const value of values) {
    const made =
      key && key.type !== 'none' ? machine.call(key, [value], new Map(), args.span) : machine.settled(value);
    if (made.type === 'unknown') return made;
    keys.push(made);
  }
  return keys;
}
