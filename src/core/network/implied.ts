/** The implied network: for a backward function without a forward pass or cost in reach, both are read off its names. */
import { ShapeError } from '../autodiff/shape-error.ts';
import type { NodeId } from '../autodiff/tape.ts';
import { arrayFromNode, currentNode } from '../evaluator/arrays.ts';
import type { Evaluator } from '../evaluator/interpreter-contract.ts';
import { PythonError, type Value } from '../evaluator/values.ts';
import { ancestors } from './dependence.ts';
import { type Activation, impliedForward, impliedLoss, type Layer, type Output } from './implied-layers.ts';
import { roleOf } from './name-hints.ts';
import { argumentsFor } from './plan-arguments.ts';
import { probe, type ProbeRun, type ProbeTable } from './probes.ts';
import type { FunctionUnit } from './scan.ts';

/** What is assumed of the network: the activations, the loss that belongs to the output, and a mean or a sum over examples. */
export interface ImpliedForm {
  readonly hidden: Activation;
  readonly output: Output;
  /**
   * A mean, with Ω = λ/(2m)·Σ‖W‖², or a sum, with λ/2·Σ‖W‖²; the penalty's form is used where no cost function in reach
   * supplies it.
   */
  readonly isMean: boolean;
}

/** Forms in the order in which they are tried: the course's network first. */
export const impliedForms: readonly ImpliedForm[] = [true, false].flatMap((isMean) =>
  (['sigmoid', 'softmax', 'identity'] as const).flatMap((output) =>
    (['relu', 'tanh', 'sigmoid'] as const).map((hidden) => ({ hidden, output, isMean })),
  ),
);

interface ImpliedPlan {
  readonly unit: FunctionUnit;
  readonly costs: readonly FunctionUnit[];
}

/**
 * Calls the backward function. Without a form its arguments are independent probes, which settles their shapes; with a
 * form the activations among them are computed from data and weights first, and the implied cost's node is returned.
 */
export function runImplied(
  plan: ImpliedPlan,
  form: ImpliedForm | null,
  evaluator: Evaluator,
  probes: ProbeRun,
  table: ProbeTable,
): { readonly node: NodeId; readonly name: string } | null {
  const { definition, module } = plan.unit;
  const namespace = evaluator.runModule(module, { statements: 'definitions' });
  const callee = namespace.attributes.get(definition.name);
  if (!callee)
    throw new PythonError(
      'NameError',
      `\`${definition.name}\` is not defined at top level`,
      definition.nameSpan,
    );
  const cost = form ? buildForward(plan, form, evaluator, probes, table) : null;
  evaluator.call(callee, [], argumentsFor(definition, 'penalised', false), definition.nameSpan);
  return cost === null ? null : { node: cost, name: 'the implied cost' };
}

/** The forward pass; shapes that do not fit yet are told as Python would tell them, so that the probes are repaired. */
function buildForward(...args: Parameters<typeof provideForward>): NodeId | null {
  try {
    return provideForward(...args);
  } catch (thrown) {
    if (!(thrown instanceof ShapeError)) throw thrown;
    throw new PythonError('ValueError', thrown.message, null, thrown.conflicts);
  }
}

/** Computes the forward pass, puts its values in place of the probes that bear its names, and builds the cost. */
function provideForward(
  plan: ImpliedPlan,
  form: ImpliedForm,
  evaluator: Evaluator,
  probes: ProbeRun,
  table: ProbeTable,
): NodeId | null {
  const settled = new Map<string, NodeId>();
  const settle = (name: string): NodeId | null => {
    const known = settled.get(name);
    if (known !== undefined) return known;
    const path = pathNamed(name, table);
    if (path === null) return null;
    const value = probes.settle(
      probe(path, name, null),
      { kind: 'array' },
      evaluator,
      plan.unit.definition.nameSpan,
    );
    const node =
      value.type === 'array'
        ? currentNode(value, evaluator.tape)
        : value.type === 'float'
          ? value.node
          : null;
    if (node !== null) settled.set(name, node);
    return node;
  };
  const layers = layersOf(table);
  const data = settle(nameWith('data', table) ?? '') ?? settle('A0');
  const labels = settle(nameWith('labels', table) ?? '');
  if (layers.length === 0 || data === null || labels === null) return null;
  const weights = layers.map((layer) => settle(layer.weights));
  if (weights.some((node) => node === null)) return null;
  for (const layer of layers) specifyBias(layer, data, weights[0] ?? null, evaluator, table);
  const biases = layers.map((layer) => (layer.bias ? settle(layer.bias) : null));
  const forward = impliedForward(
    evaluator.tape,
    data,
    weights as readonly NodeId[],
    biases,
    form.hidden,
    form.output,
  );
  layers.forEach((layer, index) => {
    const step = forward.layers[index];
    if (step) provideNamed(layer, step.preactivation, step.activation, probes, table);
  });
  const loss = impliedLoss(
    evaluator.tape,
    forward.prediction,
    labels,
    form.output,
    form.isMean,
    forward.exampleCount,
  );
  const penalty = penaltyNode(
    plan,
    form,
    evaluator,
    settled,
    weights as readonly NodeId[],
    forward,
    probes,
    table,
  );
  return penalty === null ? loss : evaluator.tape.apply('add', [loss, penalty], {}, null);
}

/** Layers by the numbers in the names of weights: W1, W2 … with b, Z and A of the same numbers. */
function layersOf(table: ProbeTable): Layer[] {
  const names = new Set(table.hints.values());
  const numbers = [...names]
    .map((name) => /^([Ww])(\d+)$/.exec(name))
    .filter((match) => match !== null)
    .map((match) => ({ prefix: match[1] ?? 'W', number: Number(match[2]) }))
    .sort((a, b) => a.number - b.number);
  return numbers.map(({ prefix, number }) => ({
    weights: `${prefix}${number}`,
    bias: names.has(`b${number}`) ? `b${number}` : null,
    preactivations: [`Z${number}`, `z${number}`],
    activations: [`A${number}`, `a${number}`],
  }));
}

/** A bias that the backward code only hands through has the shape that its weights give: (n, 1), or (1, n) for rows. */
function specifyBias(
  layer: Layer,
  data: NodeId,
  first: NodeId | null,
  evaluator: Evaluator,
  table: ProbeTable,
): void {
  const path = [...table.hints].find(([, hint]) => hint === layer.bias)?.[0];
  const weights = table.specifications.get(pathNamed(layer.weights, table) ?? '');
  if (path === undefined || first === null || table.specifications.has(path) || weights?.kind !== 'array')
    return;
  const [rows, columns] = weights.shape;
  if (rows === undefined || columns === undefined) return;
  const { tape } = evaluator;
  const inRows = tape.value(first).shape[0] === tape.value(data).shape[1];
  const one = { constant: 1 };
  table.specifications.set(path, {
    kind: 'array',
    shape: inRows ? [one, columns] : [rows, one],
    content: { kind: 'real' },
  });
}

function provideNamed(
  layer: Layer,
  preactivation: NodeId,
  activation: NodeId,
  probes: ProbeRun,
  table: ProbeTable,
): void {
  const provide = (names: readonly string[], node: NodeId): void => {
    for (const name of names) {
      for (const [path, hint] of table.hints) if (hint === name) probes.provide(path, arrayFromNode(node));
    }
  };
  provide(layer.preactivations, preactivation);
  provide(layer.activations, activation);
}

function pathNamed(name: string, table: ProbeTable): string | null {
  for (const [path, hint] of table.hints) if (hint === name && isArray(path, table)) return path;
  return null;
}

function nameWith(role: 'data' | 'labels', table: ProbeTable): string | null {
  for (const [path, hint] of table.hints) if (roleOf(hint) === role && isArray(path, table)) return hint;
  return null;
}

function isArray(path: string, table: ProbeTable): boolean {
  return table.specifications.get(path)?.kind === 'array';
}

/** The penalty: as a cost function in reach computes it, else λ times the form's scale; null where no λ is received. */
function penaltyNode(
  plan: ImpliedPlan,
  form: ImpliedForm,
  evaluator: Evaluator,
  settled: ReadonlyMap<string, NodeId>,
  weights: readonly NodeId[],
  forward: { readonly prediction: NodeId; readonly exampleCount: number },
  probes: ProbeRun,
  table: ProbeTable,
): NodeId | null {
  const [strengthPath, strengthName] = [...table.hints].find(([, hint]) => roleOf(hint) === 'strength') ?? [];
  if (strengthPath === undefined || strengthName === undefined) return null;
  const span = plan.unit.definition.nameSpan;
  const strength = probes.settle(
    probe(strengthPath, strengthName, null),
    { kind: 'number' },
    evaluator,
    span,
  );
  if (strength.type !== 'float' || strength.node === null) return null;
  const written = writtenPenalty(plan, evaluator, settled, forward.prediction, probes);
  if (written !== null) return written;
  const { tape } = evaluator;
  const constant = (value: number): NodeId =>
    tape.leaf({ dtype: 'float64', shape: [], data: Float64Array.of(value) }, null);
  const squares = weights.map((node) =>
    tape.apply('sum', [tape.apply('square', [node], {}, null)], {}, null),
  );
  const sum = squares.reduce((left, right) => tape.apply('add', [left, right], {}, null));
  const scale = constant(form.isMean ? 1 / (2 * forward.exampleCount) : 0.5);
  return tape.apply('multiply', [tape.apply('multiply', [strength.node, scale], {}, null), sum], {}, null);
}

const penaltyName = /reg|l2|penal|decay|omega/i;

/** The penalty that a cost function of the workspace computes from these weights, even where its data part is missing. */
function writtenPenalty(
  plan: ImpliedPlan,
  evaluator: Evaluator,
  settled: ReadonlyMap<string, NodeId>,
  prediction: NodeId,
  probes: ProbeRun,
): NodeId | null {
  for (const unit of plan.costs) {
    const supplied = argumentsFor(unit.definition, 'penalised', false);
    for (const name of supplied.keys()) {
      if (/^(?:A\w*|a\w*|AL)$/.test(name)) supplied.set(name, arrayFromNode(prediction));
      for (const [weight, node] of settled) probes.provide(`${name}["${weight}"]`, arrayFromNode(node));
    }
    const found = callForPenalty(unit, supplied, evaluator, settled);
    if (found !== null) return found;
  }
  return null;
}

function callForPenalty(
  unit: FunctionUnit,
  supplied: ReadonlyMap<string, Value>,
  evaluator: Evaluator,
  settled: ReadonlyMap<string, NodeId>,
): NodeId | null {
  const callee = evaluator
    .runModule(unit.module, { statements: 'definitions' })
    .attributes.get(unit.definition.name);
  if (!callee) return null;
  const before = evaluator.trace.bindings.length;
  try {
    evaluator.call(callee, [], supplied, unit.definition.nameSpan);
  } catch (thrown) {
    if (!(thrown instanceof PythonError)) throw thrown;
  }
  const weights = new Set(settled.values());
  const bound = evaluator.trace.bindings.slice(before).findLast((binding) => {
    const node = binding.node === null ? undefined : evaluator.tape.nodes[binding.node];
    if (!node || node.value.data.length !== 1 || !penaltyName.test(binding.name)) return false;
    const below = ancestors(evaluator.tape.nodes, [node.id]);
    return [...weights].some((weight) => below[weight] === 1);
  });
  return bound?.node ?? null;
}
