/** Abstract classes that say what a value can do: `numbers.Number`, `collections.abc.Iterable`, for `isinstance`. */
import type { Machine } from '../machine.ts';
import { builtinClass, KINDS, METHOD } from '../types.ts';
import { type ClassValue, type ModuleValue, str, type Value } from '../values.ts';
import { tableModule } from './module.ts';

/** A name, the built-in classes that count as such, and the method by which classes of the program do. */
type Kind = readonly [name: string, types: string, method: string | null];

const numberKinds: readonly Kind[] = [
  ['Number', 'int float complex', null],
  ['Complex', 'int float complex', null],
  ['Real', 'int float', null],
  ['Rational', 'int', null],
  ['Integral', 'int', null],
];

const sequences = 'list tuple str range bytes';
const containers = `${sequences} dict set frozenset ndarray generator`;

const containerKinds: readonly Kind[] = [
  ['Callable', 'function method builtin_function_or_method type', '__call__'],
  ['Iterable', containers, '__iter__'],
  ['Iterator', 'generator', '__next__'],
  ['Generator', 'generator', null],
  ['Sequence', sequences, null],
  ['MutableSequence', 'list', null],
  ['Mapping', 'dict', null],
  ['MutableMapping', 'dict', null],
  ['Set', 'set frozenset', null],
  ['Hashable', `int float str tuple bytes function method type object`, '__hash__'],
  ['Sized', containers, '__len__'],
  ['Container', containers, '__contains__'],
  ['Collection', containers, '__contains__'],
];

/** The module `numbers`. */
export function numberKindsModule(machine: Machine): ModuleValue {
  return tableModule(machine, 'numbers', {}, classesOf(machine, numberKinds));
}

/** The module `collections.abc`. */
export function containerKindsModule(machine: Machine): ModuleValue {
  return tableModule(machine, 'collections.abc', {}, classesOf(machine, containerKinds));
}

/** The classes of `collections.abc`, which older code imports from `collections` and all code from `typing`. */
export function containerClasses(machine: Machine): readonly (readonly [string, ClassValue])[] {
  return classesOf(machine, containerKinds);
}

function classesOf(machine: Machine, kinds: readonly Kind[]): readonly (readonly [string, ClassValue])[] {
  return kinds.map(([name, types, method]) => {
    const made = builtinClass(name, machine.type('object'));
    const items: Value[] = types.split(' ').map(str);
    made.attributes.set(KINDS, { type: 'tuple', items });
    if (method !== null) made.attributes.set(METHOD, str(method));
    return [name, made];
  });
}
