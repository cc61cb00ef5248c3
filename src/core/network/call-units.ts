/** Calling the functions and methods of a project with arguments that the engine supplies. */
import type { Evaluator } from '../evaluator/interpreter-contract.ts';
import { lineOf } from '../evaluator/types.ts';
import { type ModuleValue, PythonError, type Value } from '../evaluator/values.ts';
import { type Span, textOf } from '../python/source.ts';
import { isLayersName } from './components.ts';
import { classesOfArguments } from './object-arguments.ts';
import { argumentsFor, type Variant } from './plan-arguments.ts';
import { probe } from './probes.ts';
import type { FunctionUnit } from './scan.ts';

/** Calls a function or method of a module with arguments for the variant; a method on a new instance. */
export function callUnit(
  unit: FunctionUnit,
  variant: Variant,
  namespace: ModuleValue,
  evaluator: Evaluator,
): Value {
  const { definition } = unit;
  const span = definition.nameSpan;
  if (unit.className === null) {
    const callee = namespace.attributes.get(definition.name);
    if (!callee)
      throw new PythonError('NameError', `\`${definition.name}\` is not defined at top level`, span);
    return evaluator.call(callee, [], suppliedArguments(unit, variant, false, namespace, evaluator), span);
  }
  const instance = instanceOf(unit.className, variant, namespace, evaluator, span);
  const isStatic = definition.decorators.some((decorator) => textOf(decorator.span) === 'staticmethod');
  const method = evaluator.attribute(instance, definition.name, span);
  return evaluator.call(method, [], suppliedArguments(unit, variant, !isStatic, namespace, evaluator), span);
}

/** Arguments for the variant, with new instances for those that are objects of the module's own classes. */
function suppliedArguments(
  { definition }: FunctionUnit,
  variant: Variant,
  skipFirst: boolean,
  namespace: ModuleValue,
  evaluator: Evaluator,
): Map<string, Value> {
  const supplied = argumentsFor(definition, variant, skipFirst);
  for (const [name, className] of classesOfArguments(definition, namespace))
    if (supplied.has(name))
      supplied.set(name, instanceOf(className, variant, namespace, evaluator, definition.nameSpan));
  return supplied;
}

/** A new instance of a class of the module, its initialiser called with arguments for the variant. */
export function instanceOf(
  className: string,
  variant: Variant,
  namespace: ModuleValue,
  evaluator: Evaluator,
  span: Span,
): Value {
  const classValue = namespace.attributes.get(className);
  if (classValue?.type !== 'class')
    throw new PythonError('NameError', `\`${className}\` is no class here`, span);
  const initialiser = lineOf(classValue)
    .map(({ attributes }) => attributes.get('__init__'))
    .find((method) => method !== undefined);
  const parameters =
    initialiser?.type === 'function' && initialiser.definition.kind === 'FunctionDef'
      ? argumentsFor(initialiser.definition, variant, true)
      : new Map<string, Value>();
  const instance = evaluator.call(classValue, [], parameters, span);
  if (instance.type !== 'instance') return instance;
  const isEmpty = (held: Value): boolean => held.type === 'list' && held.items.length === 0;
  for (const [name, held] of instance.attributes)
    if (isEmpty(held) && isLayersName(name)) evaluator.probes.noteEmptyLayers?.(name);
  for (const name of evaluator.probes.suppliedAttributes ?? []) {
    const held = instance.attributes.get(name);
    if (!held || held.type === 'none' || isEmpty(held))
      instance.attributes.set(name, probe(`self.${name}`, name, null));
  }
  return instance;
}
