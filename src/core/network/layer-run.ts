/** Evaluating a layer by itself: its forward pass on probes, then its backward pass for a probe as the upstream gradient. */
import type { NodeId } from '../autodiff/tape.ts';
import { arrayFromNode } from '../evaluator/arrays.ts';
import type { Evaluator } from '../evaluator/interpreter-contract.ts';
import { float, type ModuleValue, PythonError, type Value } from '../evaluator/values.ts';
import type * as ast from '../python/ast.ts';
import { textOf } from '../python/source.ts';
import { walk } from '../python/walk.ts';
import { instanceOf } from './call-units.ts';
import { lastName, readGradientName } from './gradient-names.ts';
import type { LayerPair } from './layer-pairs.ts';
import { roleOf } from './name-hints.ts';
import { isDifferentiable, nodeOfValue } from './names.ts';
import { argumentsFor, type Variant } from './plan-arguments.ts';
import type { ProbeRun } from './probes.ts';
import type { FunctionUnit } from './scan.ts';

/** What a layer's evaluation is judged by. */
export interface LayerCost {
  /** Σ upstream·output over the outputs: its derivatives are what the backward function should give. */
  readonly node: NodeId;
  readonly name: string;
  /** The traced arguments of the forward function: a layer owes their gradients too. */
  readonly inputs: ReadonlySet<NodeId>;
  /** The upstream gradients. */
  readonly upstream: readonly NodeId[];
}

/** One value that the forward function returns. */
interface Output {
  readonly name: string;
  readonly value: Value;
  /** Where it is a float or an array of floats. */
  readonly node: NodeId | null;
}

/** Calls forward and backward, and gives the cost to judge by; null where the forward function returns nothing traced. */
export function runLayer(
  pair: LayerPair,
  variant: Variant,
  evaluator: Evaluator,
  probes: ProbeRun,
): LayerCost | null {
  const namespace = evaluator.runModule(pair.backward.module, { statements: 'definitions' });
  const { className } = pair.backward;
  const owner = className
    ? instanceOf(className, variant, namespace, evaluator, pair.backward.definition.nameSpan)
    : namespace;
  probes.setUp(() => setUp(owner, variant, evaluator));
  const forward = calleeOf(pair.forward, owner, evaluator);
  const supplied = argumentsFor(pair.forward.definition, variant, skipsFirst(pair.forward));
  const result = evaluator.call(forward, [], supplied, pair.forward.definition.nameSpan);
  const outputs = outputsOf(pair.forward, result, evaluator) ?? keptOutput(pair.forward, evaluator);
  const scope = scopeOf(pair.forward, evaluator);
  const { handed, upstream } = argumentsForBackward(
    pair.backward,
    variant,
    outputs,
    scope,
    evaluator,
    probes,
  );
  const cost = costOf(outputs, upstream, evaluator);
  const inputs = new Set<NodeId>();
  for (const value of scope.passed.values()) {
    const node = nodeOfValue(value, evaluator.tape);
    if (node !== null && isDifferentiable(evaluator.tape.nodes[node])) inputs.add(node);
  }
  evaluator.call(calleeOf(pair.backward, owner, evaluator), [], handed, pair.backward.definition.nameSpan);
  if (cost === null) return null;
  return {
    node: cost,
    name: costName(outputs, upstream, pair, probes),
    inputs,
    upstream: [...upstream.values()],
  };
}

const setupName = /^_?(?:init(?:ialize|ialise)?(?:_\w+)?|build|set_?up)$/;

/** Calls the methods by which an object makes its parameters apart from its initialiser: `initialize(optimizer)`. */
function setUp(owner: Value, variant: Variant, evaluator: Evaluator): void {
  if (owner.type !== 'instance') return;
  for (const [name, method] of owner.class.attributes) {
    if (method.type !== 'function' || method.definition.kind !== 'FunctionDef' || !setupName.test(name))
      continue;
    const span = method.definition.nameSpan;
    const handed = argumentsFor(method.definition, variant, true);
    evaluator.call(evaluator.attribute(owner, name, span), [], handed, span);
  }
}

/** `sum(dout * out)`: what the layer is judged by, in the program's names. */
function costName(
  outputs: readonly Output[],
  upstream: ReadonlyMap<number, NodeId>,
  { forward }: LayerPair,
  probes: ProbeRun,
): string {
  const nameOf = (index: number): string => outputs[index]?.name || `${forward.definition.name}(…)`;
  if (upstream.size === 0) return nameOf(0);
  const terms = [...upstream].map(
    ([index, node]) => `${probes.pathOfNode.get(node) ?? ''} * ${nameOf(index)}`,
  );
  return `sum(${terms.join(' + ')})`;
}

function calleeOf(unit: FunctionUnit, owner: Value | ModuleValue, evaluator: Evaluator): Value {
  const { name, nameSpan } = unit.definition;
  if (owner.type !== 'module') return evaluator.attribute(owner, name, nameSpan);
  const callee = owner.attributes.get(name);
  if (!callee) throw new PythonError('NameError', `\`${name}\` is not defined at top level`, nameSpan);
  return callee;
}

function skipsFirst(unit: FunctionUnit): boolean {
  const isStatic = unit.definition.decorators.some((decorator) => textOf(decorator.span) === 'staticmethod');
  return unit.className !== null && !isStatic;
}

/** The values that the forward function had by name: what it was passed, and what it bound. */
interface ForwardScope {
  readonly passed: ReadonlyMap<string, Value>;
  readonly bound: ReadonlyMap<string, Value>;
}

/** Read after the call, when uses have settled the probes among the arguments. */
function scopeOf(forward: FunctionUnit, evaluator: Evaluator): ForwardScope {
  const call = evaluator.trace.calls.find((record) => record.callee.definition === forward.definition);
  const passed = new Map<string, Value>();
  const bound = new Map<string, Value>();
  for (const [name, value] of call?.arguments ?? [])
    passed.set(name, value.type === 'probe' ? (evaluator.probes.settled(value) ?? value) : value);
  for (const binding of evaluator.trace.bindings) {
    if (binding.frame === call?.frame && binding.kind === 'name') bound.set(binding.name, binding.value);
  }
  return { passed, bound };
}

/** The returned values with the names that the last `return` gives them. */
function outputsOf(forward: FunctionUnit, result: Value, evaluator: Evaluator): Output[] | null {
  if (result.type === 'none') return null;
  const values = result.type === 'tuple' || result.type === 'list' ? result.items : [result];
  const names = returnedNames(forward.definition);
  return values.map((value, index) => {
    const node = nodeOfValue(value, evaluator.tape);
    const isTraced = node !== null && isDifferentiable(evaluator.tape.nodes[node]);
    return { name: names[index] ?? '', value, node: isTraced ? node : null };
  });
}

/** What a forward method that returns nothing leaves on its object: the attribute that it sets last. */
function keptOutput(forward: FunctionUnit, evaluator: Evaluator): Output[] {
  const call = evaluator.trace.calls.find((record) => record.callee.definition === forward.definition);
  const kept = evaluator.trace.bindings.findLast(
    ({ frame, kind, node }) =>
      frame === call?.frame &&
      kind === 'attribute' &&
      node !== null &&
      isDifferentiable(evaluator.tape.nodes[node]),
  );
  return kept ? [{ name: kept.name, value: kept.value, node: kept.node }] : [];
}

function returnedNames(definition: ast.FunctionDef): string[] {
  let names: string[] = [];
  walk(definition, (node) => {
    if (node.kind === 'Return' && node.value) {
      const parts =
        node.value.kind === 'Tuple' || node.value.kind === 'List' ? node.value.elts : [node.value];
      names = parts.map((part) => (isNamed(part) ? lastName(textOf(part.span)) : ''));
    }
    return undefined;
  });
  return names;
}

function isNamed(expression: ast.Expr): boolean {
  return expression.kind === 'Name' || expression.kind === 'Attribute';
}

interface BackwardArguments {
  readonly handed: Map<string, Value>;
  /** By the index of the output whose gradient it is. */
  readonly upstream: ReadonlyMap<number, NodeId>;
}

function argumentsForBackward(
  backward: FunctionUnit,
  variant: Variant,
  outputs: readonly Output[],
  scope: ForwardScope,
  evaluator: Evaluator,
  probes: ProbeRun,
): BackwardArguments {
  const handed = argumentsFor(backward.definition, variant, skipsFirst(backward));
  const positional = [...backward.definition.args.posonlyargs, ...backward.definition.args.args].slice(
    skipsFirst(backward) ? 1 : 0,
  );
  const upstream = new Map<number, NodeId>();
  for (const { name } of positional) {
    const { passed, bound } = scope;
    // A cache that the forward function was passed is the one of the step before.
    const known = roleOf(name) === 'cache' ? bound.get(name) : (passed.get(name) ?? bound.get(name));
    if (known && !isUpstreamName(name)) handed.set(name, known);
  }
  const open = positional.filter(({ name }) => !scope.passed.has(name) || isUpstreamName(name));
  for (const { name } of open.filter((arg) => isUpstreamName(arg.name) || isOnlyOpen(arg, open, handed))) {
    const index = outputFor(name, outputs, upstream);
    const shape = evaluator.tape.nodes[outputs[index]?.node ?? -1]?.value.shape;
    if (shape === undefined || (shape.length === 0 && hasDefault(name, backward))) continue;
    const value = probes.upstream(name, shape, evaluator);
    handed.set(
      name,
      shape.length === 0 ? float(evaluator.tape.value(value).data[0] ?? 1, value) : arrayFromNode(value),
    );
    upstream.set(index, value);
  }
  const cache = outputs.filter((output) => output.node === null || outputs.length > 1).at(-1);
  for (const { name } of open) {
    if (roleOf(name) === 'cache' && !scope.bound.has(name) && cache) handed.set(name, cache.value);
  }
  return { handed, upstream };
}

/** `backward(self, dout=1)` of a loss is meant to start from 1. */
function hasDefault(name: string, { definition: { args } }: FunctionUnit): boolean {
  const all = [...args.posonlyargs, ...args.args];
  return all.findIndex((arg) => arg.name === name) >= all.length - args.defaults.length;
}

const upstreamForm =
  /^(?:d|grad|delta|eta|err|accum_grad|upstream|top_diff|next|residual)\w*$|_?(?:grad|gradient|delta|error)s?$/i;

function isUpstreamName(name: string): boolean {
  return (readGradientName(name) !== null || upstreamForm.test(name)) && roleOf(name) !== 'keepProbability';
}

/** A method's only argument is the upstream gradient under whatever name: `backward(self, eta)`, `backward(self, x)`. */
function isOnlyOpen(arg: ast.Arg, open: readonly ast.Arg[], handed: ReadonlyMap<string, Value>): boolean {
  const unsettled = open.filter(({ name }) => handed.get(name)?.type === 'probe' && roleOf(name) !== 'cache');
  return unsettled.length === 1 && unsettled[0] === arg && !open.some(({ name }) => isUpstreamName(name));
}

/** The output that an upstream gradient belongs to: by its name, else the first that has none yet. */
function outputFor(name: string, outputs: readonly Output[], taken: ReadonlyMap<number, NodeId>): number {
  const of = readGradientName(name)?.of ?? '';
  const named = outputs.findIndex(
    (output) => of !== '' && output.node !== null && plain(output.name) === plain(of),
  );
  if (named >= 0) return named;
  return outputs.findIndex((output, index) => output.node !== null && !taken.has(index));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/_/g, '');
}

/** Σ upstream·output; a single number that the forward function returns is the cost itself where nothing comes from upstream. */
function costOf(
  outputs: readonly Output[],
  upstream: ReadonlyMap<number, NodeId>,
  evaluator: Evaluator,
): NodeId | null {
  const { tape } = evaluator;
  if (upstream.size === 0) {
    const [only] = outputs;
    const node = only?.node ?? null;
    return node !== null && tape.value(node).data.length === 1 ? node : null;
  }
  const terms = [...upstream].flatMap(([index, gradient]) => {
    const node = outputs[index]?.node;
    if (node === null || node === undefined) return [];
    return [tape.apply('sum', [tape.apply('multiply', [gradient, node], {}, null)], {}, null)];
  });
  return terms.reduce((left, right) => tape.apply('add', [left, right], {}, null));
}
