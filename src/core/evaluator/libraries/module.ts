/** How a module of the evaluator's own is put together from a table of functions. */
import type { Machine } from '../machine.ts';
import { accepting, type BuiltinTable } from '../builtins/definition.ts';
import { type ModuleValue, unknown, type Value } from '../values.ts';

/** A module with these functions and values; whatever else is asked of it is not evaluated. */
export function tableModule(
  machine: Machine,
  name: string,
  functions: BuiltinTable,
  values: Iterable<readonly [string, Value]> = [],
): ModuleValue {
  const attributes = new Map<string, Value>(values);
  for (const [key, body] of Object.entries(functions))
    attributes.set(key, accepting(machine, `${name}.${key}`, body));
  const missing: ModuleValue['missing'] = (attribute, span) =>
    unknown(`\`${name}.${attribute}\` is outside what is evaluated`, span);
  return { type: 'module', name, attributes, missing };
}
