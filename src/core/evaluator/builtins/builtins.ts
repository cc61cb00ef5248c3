/** The built-in scope: every name that Python has without an import. */
import type { Machine } from '../machine.ts';
import { reduce } from '../libraries/functional.ts';
import { openScope } from '../scopes.ts';
import { builtin, createTypes } from '../types.ts';
import { type ClassValue, NONE, type Scope, unknown, type Value } from '../values.ts';
import { accepting, type BuiltinTable, spreading } from './definition.ts';
import { containerConstructors, iterableFunctions } from './iterators.ts';
import { numberConstructors, numberFunctions } from './numbers.ts';
import {
  objectConstructors,
  objectFunctions,
  objectMethods,
  plainFunctions,
  unknownFunctions,
} from './objects.ts';

/** A fresh scope and fresh classes for one evaluation. */
export function createBuiltins(machine: Machine): {
  readonly scope: Scope;
  readonly types: ReadonlyMap<string, ClassValue>;
} {
  const types = createTypes();
  for (const table of [numberConstructors, containerConstructors])
    addConstructors(machine, types, table, spreading);
  addConstructors(machine, types, objectConstructors, accepting);
  for (const [name, method] of objectMethods(machine)) types.get('object')?.attributes.set(name, method);
  const names = new Map<string, Value>();
  for (const [name, type] of types) if (!hiddenTypes.has(name)) names.set(name, type);
  for (const table of [numberFunctions, iterableFunctions, objectFunctions]) {
    for (const [name, body] of Object.entries(table)) names.set(name, spreading(machine, name, body));
  }
  for (const [name, body] of Object.entries(plainFunctions)) names.set(name, accepting(machine, name, body));
  names.set('reduce', accepting(machine, 'reduce', reduce));
  for (const name of unknownFunctions) names.set(name, notEvaluated(name));
  for (const [alias, name] of olderNames) names.set(alias, names.get(name) ?? NONE);
  const notImplemented = types.get('NotImplementedType');
  if (notImplemented)
    names.set('NotImplemented', { type: 'instance', class: notImplemented, attributes: new Map() });
  names.set('Ellipsis', { type: 'ellipsis' });
  names.set('__debug__', { type: 'bool', value: true });
  return { scope: openScope('builtins', null, null, names), types };
}

/** Classes that programs reach through values only. */
const hiddenTypes: ReadonlySet<string> = new Set(
  'NoneType ellipsis function method builtin_function_or_method module generator super NotImplementedType Field tqdm Enum ndarray float64 slice LinAlgError AxisError'.split(
    ' ',
  ),
);

/** Python 2's names, and names that were renamed since. */
const olderNames: readonly (readonly [string, string])[] = [
  ['unicode', 'str'],
  ['basestring', 'str'],
  ['long', 'int'],
  ['IOError', 'OSError'],
  ['EnvironmentError', 'OSError'],
];

function addConstructors(
  machine: Machine,
  types: ReadonlyMap<string, ClassValue>,
  table: BuiltinTable,
  define: typeof spreading,
): void {
  for (const [name, body] of Object.entries(table)) {
    types.get(name)?.attributes.set('__new__', define(machine, name, body));
  }
}

function notEvaluated(name: string): Value {
  return builtin(name, (_, args) => unknown(`\`${name}()\` is outside what is evaluated`, args.span));
}
