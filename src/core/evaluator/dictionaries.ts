/** Dictionaries and sets: the string under which a key is stored, so that keys are equal where Python's are. */
import { numberOf } from './numbers.ts';
import { type DictValue, PythonError, type SetValue, str, type Value } from './values.ts';
import type { Span } from '../python/source.ts';

/** Tells objects apart that have no value of their own to compare by. */
export interface Identities {
  identity(value: object): number;
}

/**
 * The string under which a value is stored as a key: equal for keys that Python holds equal (1, 1.0 and True).
 * Errors: TypeError for values that cannot be hashed.
 */
export function hashKey(identities: Identities, key: Value, span: Span | null, depth = 0): string {
  const number = numberOf(key);
  if (number) return `n:${number.value}`;
  switch (key.type) {
    case 'str':
      return stringKey(key.value);
    case 'none':
    case 'ellipsis':
      return key.type;
    case 'dtype':
      return `dtype:${key.name}`;
    case 'tuple':
      if (depth > deepestKey) throw new PythonError('RecursionError', 'a key nests too deeply', span);
      return `(${key.items.map((item) => lengthPrefixed(hashKey(identities, item, span, depth + 1))).join('')})`;
    case 'list':
    case 'dict':
    case 'set':
    case 'array':
    case 'slice':
      throw new PythonError('TypeError', `unhashable type: '${hashedTypeNames[key.type] ?? key.type}'`, span);
    default:
      return `o:${identities.identity(key)}`;
  }
}

/** The string under which a text key is stored. */
export function stringKey(text: string): string {
  return `s:${text}`;
}

/** A new dictionary with text keys, in the given order. */
export function dictOf(entries: Iterable<readonly [string, Value]>): DictValue {
  const dict = emptyDict();
  for (const [name, value] of entries) dict.entries.set(stringKey(name), { key: str(name), value });
  return dict;
}

/** The entry under a text key; null where there is none. */
export function entryOf(dict: DictValue, name: string): Value | null {
  return dict.entries.get(stringKey(name))?.value ?? null;
}

/** A new dictionary without entries. */
export function emptyDict(defaultFactory: Value | null = null): DictValue {
  return { type: 'dict', entries: new Map(), defaultFactory };
}

/** Sets an entry; an entry that exists keeps its place in the order. */
export function setEntry(
  identities: Identities,
  dict: DictValue,
  key: Value,
  value: Value,
  span: Span | null,
): void {
  const hash = hashKey(identities, key, span);
  const entry = dict.entries.get(hash);
  if (entry) entry.value = value;
  else dict.entries.set(hash, { key, value });
}

/** A new set of these values. */
export function setOf(identities: Identities, values: Iterable<Value>, span: Span | null): SetValue {
  const entries = new Map<string, Value>();
  for (const value of values) {
    const hash = hashKey(identities, value, span);
    if (!entries.has(hash)) entries.set(hash, value);
  }
  return { type: 'set', entries };
}

const hashedTypeNames: Readonly<Partial<Record<Value['type'], string>>> = { array: 'numpy.ndarray' };

const deepestKey = 100;

/** Without lengths, ("a", "b") and ("a)(b",) could meet under one key. */
function lengthPrefixed(key: string): string {
  return `${key.length}:${key}`;
}
