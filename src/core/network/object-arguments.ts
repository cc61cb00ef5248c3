/** Arguments that are objects of the program's own classes: `train(net, X, Y)` of a class that has what `net` is asked for. */
import { lineOf } from '../evaluator/types.ts';
import type { ClassValue, ModuleValue } from '../evaluator/values.ts';
import type * as ast from '../python/ast.ts';
import { textOf } from '../python/source.ts';
import { walk } from '../python/walk.ts';
import { onceForEach } from './remembered.ts';

/**
 * By parameter, the name of the class that it is an object of: the one that its annotation names, else the only class of
 * the module that has all methods that the function calls on it. Parameters that are called by no method are absent.
 */
export function classesOfArguments(
  definition: ast.FunctionDef,
  namespace: ModuleValue,
): ReadonlyMap<string, string> {
  const { posonlyargs, args, kwonlyargs } = definition.args;
  const found = new Map<string, string>();
  const methods = methodsCalledIn(definition);
  for (const { name, annotation } of [...posonlyargs, ...args, ...kwonlyargs]) {
    const written = annotation ? textOf(annotation.span).replace(/^['"]|['"]$/g, '') : '';
    const called = methods.get(name) ?? [];
    const className =
      namespace.attributes.get(written)?.type === 'class' ? written : onlyClassWith(called, namespace);
    if (className !== null) found.set(name, className);
  }
  return found;
}

/** By name, the methods that a function calls on it. */
const methodsCalledIn = onceForEach((definition: ast.FunctionDef): ReadonlyMap<string, readonly string[]> => {
  const called = new Map<string, string[]>();
  walk(definition, (node) => {
    if (node.kind !== 'Call' || node.func.kind !== 'Attribute' || node.func.value.kind !== 'Name')
      return undefined;
    const { id } = node.func.value;
    called.set(id, [...(called.get(id) ?? []), node.func.attr]);
    return undefined;
  });
  return called;
});

function onlyClassWith(methods: readonly string[], namespace: ModuleValue): string | null {
  if (methods.length === 0) return null;
  const fitting: string[] = [];
  for (const [name, value] of namespace.attributes)
    if (value.type === 'class' && methods.every((method) => defines(value, method))) fitting.push(name);
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

function defines(value: ClassValue, method: string): boolean {
  return lineOf(value).some(({ attributes }) => attributes.has(method));
}
