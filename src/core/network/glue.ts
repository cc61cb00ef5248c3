/** Name glue: functions without a driver are called in the order forward, cost, backward, and hand each other values by name. */
import type { Evaluator } from '../evaluator/interpreter-contract.ts';
import { type ModuleValue, PythonError, type Value } from '../evaluator/values.ts';
import { instanceOf } from './call-units.ts';
import { isCostFunctionName, isForwardFunctionName, roleOf } from './name-hints.ts';
import { argumentsFor, type Variant } from './plan-arguments.ts';
import type { ProbeRun } from './probes.ts';
import type { FunctionUnit } from './scan.ts';

/** Calls the units in order; a parameter takes the last value of its name, and failing that a probe. */
export function runGlued(
  units: readonly FunctionUnit[],
  variant: Variant,
  evaluator: Evaluator,
  probes: ProbeRun,
): void {
  const scope = new Map<string, Value>();
  const instances = new Map<string, Value>();
  let failure: PythonError | null = null;
  for (const unit of units) {
    const namespace = evaluator.runModule(unit.module, { statements: 'definitions' });
    try {
      const result = callGlued(unit, variant, namespace, evaluator, scope, instances);
      rememberResult(unit, result, evaluator, scope);
    } catch (thrown) {
      if (!(thrown instanceof PythonError)) throw thrown;
      if (thrown.conflicts.length > 0) throw thrown;
      failure = thrown;
    }
  }
  if (failure && probes.values.size === 0) throw failure;
}

function callGlued(
  unit: FunctionUnit,
  variant: Variant,
  namespace: ModuleValue,
  evaluator: Evaluator,
  scope: ReadonlyMap<string, Value>,
  instances: Map<string, Value>,
): Value {
  const { definition, className } = unit;
  const span = definition.nameSpan;
  const supplied = argumentsFor(definition, variant, className !== null);
  for (const name of supplied.keys()) {
    const known = scope.get(name) ?? scope.get(name.toLowerCase()) ?? predictionFor(name, unit, scope);
    if (known) supplied.set(name, known);
  }
  if (className === null) {
    const callee = namespace.attributes.get(definition.name);
    if (!callee)
      throw new PythonError('NameError', `\`${definition.name}\` is not defined at top level`, span);
    return evaluator.call(callee, [], supplied, span);
  }
  let instance = instances.get(className);
  if (!instance) {
    instance = instanceOf(className, variant, namespace, evaluator, span);
    instances.set(className, instance);
  }
  return evaluator.call(evaluator.attribute(instance, definition.name, span), [], supplied, span);
}

/** The output that the forward pass returned, for a cost's first parameter under whatever name. */
const predictionKey = ' prediction';

const predictionForm =
  /^(?:A\d*L?|a\d*|AL|y_?hat|Y_?hat|y_?pred\w*|pred\w*|output\w*|probs?|scores|logits|h)$/;
const suppliedRoles = new Set([
  'labels',
  'data',
  'mapping',
  'strength',
  'weights',
  'bias',
  'rate',
  'size',
  'flag',
]);

/** The network's output for a parameter that no name supplies: one that bears an output's name, or a cost's only open one. */
function predictionFor(
  name: string,
  unit: FunctionUnit,
  scope: ReadonlyMap<string, Value>,
): Value | undefined {
  if (predictionForm.test(name)) return scope.get(predictionKey);
  if (!isCostFunctionName(unit.definition.name)) return undefined;
  const open = unit.definition.args.args.filter(
    (arg) => arg.name !== 'self' && !scope.has(arg.name) && !suppliedRoles.has(roleOf(arg.name)),
  );
  const isOnly = open.length === 1 && open[0]?.name === name;
  const isFirst =
    unit.definition.args.args[0]?.name === name && ['weights', 'unknown'].includes(roleOf(name));
  return isOnly || (isFirst && !scope.has(name)) ? scope.get(predictionKey) : undefined;
}

/** Keeps what the call bound and returned under the names that its function uses for them. */
function rememberResult(
  unit: FunctionUnit,
  result: Value,
  evaluator: Evaluator,
  scope: Map<string, Value>,
): void {
  const call = [...evaluator.trace.calls]
    .reverse()
    .find((record) => record.callee.definition === unit.definition);
  if (call) {
    for (const [name, value] of call.arguments) scope.set(name, value);
    for (const binding of evaluator.trace.bindings) {
      if (binding.frame === call.frame && binding.kind === 'name') scope.set(binding.name, binding.value);
    }
  }
  if (!isForwardFunctionName(unit.definition.name)) return;
  const parts = result.type === 'tuple' || result.type === 'list' ? result.items : [result];
  // The value that was computed last is the network's output; the others are kept for the way back.
  const arrays = parts.filter((part) => part.type === 'array');
  const prediction = arrays.sort((a, b) => b.node - a.node)[0];
  if (prediction) scope.set(predictionKey, prediction);
  const cache = parts.find((part) => part.type === 'tuple' || part.type === 'list' || part.type === 'dict');
  if (cache) {
    for (const name of ['cache', 'caches']) if (!scope.has(name)) scope.set(name, cache);
  }
}
