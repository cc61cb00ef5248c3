/** Definitions: `def` and `class` statements with their decorators. */
import type * as ast from '../python/ast.ts';
import { settleLine } from './classes.ts';
import { makeFunction } from './expressions.ts';
import type { Machine } from './machine.ts';
import { bindingScope, openScope, qualify } from './scopes.ts';
import type { ClassValue, Scope, Value } from './values.ts';

/** Defines a function under its name, decorators applied. */
export function defineFunction(machine: Machine, definition: ast.FunctionDef, scope: Scope): void {
  const made = makeFunction(machine, definition, definition.name, scope);
  if (scope.kind === 'class') functionsOf(scope).push(made);
  const value = decorate(machine, made, definition.decorators, scope);
  bindingScope(scope, definition.name).names.set(definition.name, value);
}

/** Defines a class under its name: runs its body, settles its line of inheritance, applies its decorators. */
export function defineClass(machine: Machine, definition: ast.ClassDef, scope: Scope): void {
  const bases = definition.bases.map((base) => {
    return machine.resolve(machine.evaluate(base, scope), { kind: 'any' }, base.span);
  });
  const body = openScope('class', scope, qualify(scope, definition.name));
  machine.execute(definition.body, body);
  const methods = functionsOf(body);
  body.names.delete(METHODS);
  const type: ClassValue = {
    type: 'class',
    name: definition.name,
    definition,
    bases: bases.length > 0 ? bases : [machine.type('object')],
    attributes: body.names,
  };
  settleLine(type, definition.span);
  for (const method of methods) if (method.type === 'function') method.owner = type;
  const prepared = prepareFields(machine, type, definition);
  const value = decorate(machine, prepared, definition.decorators, scope);
  bindingScope(scope, definition.name).names.set(definition.name, value);
}

/** `class Point(NamedTuple)` gets the constructor that its annotated fields describe. */
function prepareFields(machine: Machine, type: ClassValue, definition: ast.ClassDef): ClassValue {
  const marker = type.bases.find((base) => base.type === 'class' && base.attributes.has('(fields)'));
  const prepare = marker?.type === 'class' ? marker.attributes.get('(fields)') : undefined;
  const prepared = prepare ? machine.call(prepare, [type], new Map(), definition.span) : type;
  return prepared.type === 'class' ? prepared : type;
}

/**
 * Applies decorators from the innermost out. One that is not known (`@jit`, `@njit(parallel=True)`) leaves what it
 * decorates as it is: such decorators change how code runs, hardly ever what it computes.
 */
function decorate(machine: Machine, decorated: Value, decorators: readonly ast.Expr[], scope: Scope): Value {
  let value = decorated;
  for (const expression of decorators.toReversed()) {
    const decorator = machine.evaluate(expression, scope);
    if (decorator.type === 'unknown' || decorator.type === 'probe' || decorator.type === 'module') continue;
    const result = machine.call(decorator, [value], new Map(), expression.span);
    if (result.type !== 'unknown') value = result;
  }
  return value;
}

/** While a class body runs, its functions are kept under this name, whatever decorators make of them. */
const METHODS = '(methods)';

function functionsOf(scope: Scope): Value[] {
  const known = scope.names.get(METHODS);
  if (known?.type === 'list') return known.items;
  const items: Value[] = [];
  scope.names.set(METHODS, { type: 'list', items });
  return items;
}
