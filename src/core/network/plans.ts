/** Plans: the ways in which a project's backward code can get its inputs, and how each is evaluated. */
import { createEvaluator } from '../evaluator/evaluator.ts';
import type { Budget, Evaluator, MissingRequest } from '../evaluator/interpreter-contract.ts';
import { createTape, TapeBudgetExceeded } from '../autodiff/new-tape.ts';
import type { NodeId } from '../autodiff/tape.ts';
import { numpyModule } from '../evaluator/numpy/index.ts';
import { EvaluationStopped, PythonError, type Value } from '../evaluator/values.ts';
import type { Project } from '../project/project.ts';
import type { Span } from '../python/source.ts';
import { assembleNetworks, agreeing, type EvaluationRecord } from './assemble.ts';
import {
  fixedValues,
  type GenericParameters,
  genericParameters,
  genericScales,
  genericValue,
  genericValues,
  type Override,
  type Overrides,
  overridingTape,
  recordsSameNodes,
} from './generic-values.ts';
import { runGlued } from './glue.ts';
import { type ImpliedForm, impliedForms, runImplied } from './implied.ts';
import { computesCost } from './cost-trouble.ts';
import { lastName } from './gradient-names.ts';
import type { LayerPair } from './layer-pairs.ts';
import { runLayer } from './layer-run.ts';
import { roleOf } from './name-hints.ts';
import { agreement } from './match.ts';
import type { NetworkEvaluation } from './network.ts';
import { ownLosses } from './own-losses.ts';
import { callUnit } from './call-units.ts';
import type { Variant } from './plan-arguments.ts';
import { costTrouble } from './cost-trouble.ts';
import { turnRowsIntoColumns } from './columns.ts';
import { lengthenCutAxis } from './cut-axes.ts';
import { holdsPlainGradients, isStrength, tracedNumbers } from './plain-gradients.ts';
import { lastPart, type ShapeHypothesis, shapeHypotheses, singleExample } from './probe-shapes.ts';
import { bindFreeLabelSizes, repairAfter, sizeIn, supplyLayers } from './probe-repairs.ts';
import { probe, type ProbeRun, ProbeTable } from './probes.ts';
import type { FunctionUnit, ProjectScan } from './scan.ts';
import { shapeRefinements } from './shape-refinements.ts';
import { siblingOf, standInFor } from './stand-ins.ts';
import { mixesVersions, updatesBeforeCost } from './updates.ts';

/** How to evaluate: a driver function or method, the module's own top level, or its functions joined by names. */
export type Plan =
  | {
      readonly kind: 'function';
      readonly unit: FunctionUnit;
      readonly variant: Variant;
      /** True where nothing that it calls computes a cost: its cost is implied by the derivative that it starts from. */
      readonly isCostless: boolean;
    }
  | { readonly kind: 'module' }
  | { readonly kind: 'glue'; readonly units: readonly FunctionUnit[]; readonly variant: Variant }
  /** A forward function and its backward function by themselves: what the backward gives is checked for any upstream gradient. */
  | { readonly kind: 'layer'; readonly pair: LayerPair; readonly variant: Variant }
  /** A backward function alone: its forward pass and cost are implied; `costs` may still supply the penalty. */
  | { readonly kind: 'implied'; readonly unit: FunctionUnit; readonly costs: readonly FunctionUnit[] };

export interface PlanContext {
  readonly project: Project;
  readonly scan: ProjectScan;
  readonly cancelled: () => boolean;
  /** How many evaluations may still be made; counted down, so that no document takes for ever. */
  readonly allowance: Allowance;
}

/** Both are counted down. */
export interface Allowance {
  evaluations: number;
  /** What all evaluations of one analysis may compute together; see `workOf`. Layers share it. */
  readonly work: { left: number };
}

/** Evaluations that one survey, or one proof, may make: ten times what a usual document needs. */
export function newAllowance(): Allowance {
  return { evaluations: 160, work: { left: 200_000_000 } };
}

/**
 * What an evaluation cost: entries of its arrays, and the same for each operation as for an array of twenty; each entry
 * of a matrix product a tenth for every term of its sum.
 */
function workOf({ tape }: EvaluationRecord): number {
  return tape.nodes.reduce((sum, { operation, inputs, value }) => {
    const [left] = operation === 'matmul' ? inputs : [];
    const terms = left === undefined ? 0 : (tape.value(left).shape.at(-1) ?? 0);
    return sum + 20 + value.data.length * (1 + terms / 10);
  }, 0);
}

function isSpent(context: PlanContext): boolean {
  return context.allowance.evaluations <= 0 || context.allowance.work.left <= 0 || context.cancelled();
}

/** What came of a plan: its networks under the hypothesis that works best, and what stopped it where it did not end well. */
export interface PlanOutcome {
  readonly networks: readonly NetworkEvaluation[];
  readonly record: EvaluationRecord;
  readonly hypothesis: Hypothesis;
  readonly failure: { readonly message: string; readonly span: Span | null } | null;
}

/** What is assumed where the program leaves things open: shapes, and for an implied network its form. */
export interface Hypothesis {
  readonly shapes: ShapeHypothesis;
  readonly form: ImpliedForm | null;
  /** What an evaluation under the hypothesis has settled; null before the first. */
  readonly settled: ProbeTable | null;
  /** The parameters that the program makes itself and that held generic values; null where none did. */
  readonly generic: GenericParameters | null;
}

/** A text that tells the plans of one project apart. */
export function planText(plan: Plan): string {
  switch (plan.kind) {
    case 'module':
      return plan.kind;
    case 'function':
      return [plan.kind, plan.unit.qualifiedName, plan.variant, plan.isCostless].join(' ');
    case 'glue':
      return [plan.kind, plan.variant, ...plan.units.map((unit) => unit.qualifiedName)].join(' ');
    case 'layer':
      return [
        plan.kind,
        plan.variant,
        plan.pair.forward.qualifiedName,
        plan.pair.backward.qualifiedName,
      ].join(' ');
    case 'implied':
      return [plan.kind, plan.unit.qualifiedName, ...plan.costs.map((unit) => unit.qualifiedName)].join(' ');
  }
}

/** A text that is the same for hypotheses under which every evaluation goes the same way. */
export function hypothesisText({ shapes, form, settled, generic }: Hypothesis): string {
  const parameters = generic && { ...generic, nodes: [...generic.nodes] };
  return JSON.stringify([shapes, form, settled?.contents() ?? null, parameters]);
}

export const budget: Budget = {
  steps: 400_000,
  arrayElements: 2_000_000,
  tapeElements: 20_000_000,
  multiplications: 200_000_000,
  recursionDepth: 120,
  loopPasses: 40,
};

/** A layer is small; one that takes more has been given sizes that do not suit it. */
const layerBudget: Budget = {
  ...budget,
  steps: 150_000,
  tapeElements: 8_000_000,
  multiplications: 20_000_000,
};

/** Where each number is a node, many nodes are many passes of one loop. */
const numbersBudget: Budget = { ...budget, tapeElements: 40_000 };

const attemptLimit = 48;

/**
 * Evaluates a plan: under each shape hypothesis in turn until one gives a network whose gradients mostly agree, else the
 * best one. `draw` selects sizes and values; `only` keeps to one hypothesis, as for a second draw.
 */
export function evaluatePlan(
  plan: Plan,
  context: PlanContext,
  draw: number,
  only: Hypothesis | null = null,
): PlanOutcome {
  let best: PlanOutcome | null = null;
  const hypotheses = only ? [only] : hypothesesFor(plan);
  for (const hypothesis of hypotheses) {
    const outcome = evaluateUnder(plan, context, draw, hypothesis);
    if (best && hidesSums(outcome, best)) continue;
    if (!best || scoreOf(outcome) > scoreOf(best)) best = outcome;
    if (isSettled(outcome, plan) || plan.kind === 'module' || isSpent(context)) break;
    if (hypothesis === hypotheses[0] && !only && isCostShaped(outcome, plan))
      hypotheses.splice(1, 0, { ...hypothesis, shapes: singleExample, settled: null });
  }
  if (!best) throw new Error('there is always a hypothesis to try');
  return best;
}

/**
 * True where a hypothesis leaves the data one feature or one example, or a hidden layer one unit, and another one that runs
 * through does not: then sums over them are sums of one, and gradients agree that should not.
 */
function hidesSums(outcome: PlanOutcome, other: PlanOutcome): boolean {
  return other.failure === null && loneUnits(outcome, other) > 1 && loneUnits(other, outcome) <= 1;
}

/** One layer of one unit is the network's output; a second one, or data of one, is a hypothesis gone too far. */
function loneUnits(outcome: PlanOutcome, other: PlanOutcome): number {
  const narrow = narrowMatrices(outcome);
  const alsoNarrow = new Set(narrowMatrices(other));
  let count = 0;
  for (const path of narrow) {
    const role = roleOf(lastPart(path));
    const isData = role === 'data' || (!/^(?:weights|bias|labels)$/.test(role) && !alsoNarrow.has(path));
    count += isData ? 2 : role === 'weights' ? 1 : 0;
  }
  return count;
}

/** Paths of the probes that are a single row or column. */
function narrowMatrices({ hypothesis: { settled } }: PlanOutcome): readonly string[] {
  if (!settled) return [];
  return [...settled.specifications].flatMap(([path, specification]) => {
    const isMatrix = specification.kind === 'array' && specification.shape.length === 2;
    return isMatrix && specification.shape.some((size) => sizeIn(size, settled) === 1) ? [path] : [];
  });
}

/** True where a program runs through and computes a cost for each of several examples, with no network to show for it. */
function isCostShaped({ failure, networks, record }: PlanOutcome, plan: Plan): boolean {
  if (plan.kind !== 'function' || failure !== null || networks.length > 0) return false;
  return costTrouble(record)?.isShaped === true;
}

function hypothesesFor(plan: Plan): Hypothesis[] {
  const [usual] = shapeHypotheses;
  if (plan.kind === 'implied' && usual)
    return impliedForms.map((form) => ({ shapes: usual, form, settled: null, generic: null }));
  return shapeHypotheses.map((shapes) => ({ shapes, form: null, settled: null, generic: null }));
}

/** An implied cost counts for less than any that the program computes. */
const impliedShare = 1e-3;

function scoreOf({ networks }: PlanOutcome): number {
  return networks.reduce(
    (sum, network) => sum + agreeing(network) * (network.basis === 'implied' ? impliedShare : 1),
    0,
  );
}

/**
 * True where most parameters' gradients agree, or are all off by one factor, and every one has its parameter's shape: no
 * other hypothesis need be tried.
 */
function isSettled(outcome: PlanOutcome, plan: Plan): boolean {
  const lines = outcome.networks.flatMap((network) => network.gradients).filter((line) => !line.superseded);
  const matches = lines
    .flatMap((line) => (line.role === 'parameter' && line.match ? [line.match] : []))
    .filter((match) => !match.isTrivial);
  const fitting = matches.filter((match) => Number.isFinite(match.relativeError));
  const right = matches.filter((match) => Math.min(match.relativeError, match.scaledError) <= agreement);
  if (plan.kind === 'layer' && outcome.failure === null && fitting.length === matches.length)
    return scoreOf(outcome) > 0;
  const isImplied = outcome.networks.some(({ basis }) => basis === 'implied');
  if (isImplied && plan.kind !== 'implied' && !(plan.kind === 'function' && plan.isCostless)) return false;
  const isWhole = fitting.length === matches.length && outcome.failure === null;
  return matches.length > 0 && isWhole && right.length * 2 >= matches.length;
}

/** Starts from what an earlier draw has settled; where that does not run through, from nothing. */
function evaluateUnder(plan: Plan, context: PlanContext, draw: number, before: Hypothesis): PlanOutcome {
  if (before.settled) {
    const known = evaluateKnown(before.settled.redrawn(draw), plan, context, before);
    if (known) return known;
    const outcome = evaluateWith(before.settled.redrawn(draw), plan, context, before);
    if (!outcome.failure || isSpent(context)) return outcome;
  }
  const table = ProbeTable.empty(draw, before.shapes, context.scan.writtenNumbers);
  return evaluateWith(table, plan, context, before);
}

/**
 * The outcome where an earlier draw has also found which nodes the parameters are: one evaluation instead of two. Null
 * where this one does not confirm that.
 */
function evaluateKnown(
  table: ProbeTable,
  plan: Plan,
  context: PlanContext,
  before: Hypothesis,
): PlanOutcome | null {
  const { form, generic } = before;
  if (!generic) return null;
  const overrides = genericValues(generic.nodes, generic.scale, 1 + table.draw);
  const { record, error } = runOnce(plan, context, table, { form, overrides });
  if (error || !recordsSameNodes(record.tape, generic)) return null;
  const networks = assembleNetworks(record);
  const made = madeParameters(networks, record);
  const isSame = made.size === generic.nodes.size && [...made].every((node) => generic.nodes.has(node));
  if (!isSame || networks.length !== generic.networkCount) return null;
  return { networks, record, hypothesis: { ...before, settled: table }, failure: null };
}

/** The parameters that the program makes itself, of all networks. */
function madeParameters(networks: readonly NetworkEvaluation[], record: EvaluationRecord): Set<NodeId> {
  const made = new Set(networks.flatMap((network) => [...network.parameterNodes]));
  for (const node of record.pathOfNode.keys()) made.delete(node);
  return made;
}

function evaluateWith(table: ProbeTable, plan: Plan, context: PlanContext, before: Hypothesis): PlanOutcome {
  const outcome = evaluateOnce(table, plan, context, before);
  if (table.tracesNumbers || isSpent(context) || !holdsPlainGradients(outcome.record.trace)) return outcome;
  table.tracesNumbers = true;
  const traced = evaluateOnce(table, plan, context, before);
  if (scoreOf(traced) > scoreOf(outcome)) return traced;
  table.tracesNumbers = false;
  return outcome;
}

function evaluateOnce(table: ProbeTable, plan: Plan, context: PlanContext, before: Hypothesis): PlanOutcome {
  const isFresh = table.specifications.size === 0;
  let attempt = isFresh || !before.form ? repairedRun(plan, context, table, {}) : null;
  if (!attempt || (before.form && !attempt.error))
    attempt = repairedRun(plan, context, table, { form: before.form });
  const hypothesis = { ...before, settled: table, generic: null };
  const failure = attempt.error ? { message: stopMessage(attempt.error), span: attempt.error.span } : null;
  const first = { networks: assembleNetworks(attempt.record), record: attempt.record, hypothesis, failure };
  // A program that goes through an empty list of layers is waiting for those of its caller.
  if (first.networks.length === 0 && supplyLayers(table)) return evaluateWith(table, plan, context, before);
  const outcome = withRefinedShapes(first, plan, context);
  const settled = outcome.hypothesis.settled ?? table;
  // Weights that start at zero agree with any penalty, so the two are compared with generic values.
  const generic = withGenericParameters(outcome, plan, context, settled);
  return withParametersHeld(outcome, scoreOf(generic), plan, context, settled) ?? generic;
}

/** The outcome with those refinements of the probes' shapes for which more gradients agree. */
function withRefinedShapes(first: PlanOutcome, plan: Plan, context: PlanContext): PlanOutcome {
  let best = first;
  for (const refine of shapeRefinements) {
    const before = best.hypothesis.settled;
    if (best.failure || !before || isSpent(context)) break;
    const table = before.redrawn(before.draw);
    if (!refine(best.networks, table)) continue;
    const { error, record } = repairedRun(plan, context, table, { form: best.hypothesis.form });
    const hypothesis = { ...best.hypothesis, settled: table };
    const refined = { ...best, networks: error ? [] : assembleNetworks(record), record, hypothesis };
    if (scoreOf(refined) > scoreOf(best)) best = refined;
  }
  return best;
}

/**
 * Where the cost is that of parameters after an update, the outcome of a second evaluation in which the update changes
 * nothing; null where there is no such update, or fewer gradients agree for it.
 */
function withParametersHeld(
  outcome: PlanOutcome,
  scoreOtherwise: number,
  plan: Plan,
  context: PlanContext,
  table: ProbeTable,
): PlanOutcome | null {
  const { record, hypothesis } = outcome;
  const updates = updatesBeforeCost(record);
  if (updates.length === 0) return null;
  const made = updates.map(({ before }) => before).filter((node) => !record.pathOfNode.has(node));
  for (const scale of genericScales) {
    const values = new Map<NodeId, Override>(
      made.map((node) => [node, genericValue(node, record.tape.value(node).shape, scale, 1 + table.draw)]),
    );
    for (const { before, after } of updates) values.set(after, before);
    const overrides = fixedValues(values);
    const attempt = runOnce(plan, context, table, { form: hypothesis.form, overrides });
    const held = { ...outcome, networks: assembleNetworks(attempt.record), record: attempt.record };
    // Where as much agrees either way, the cost is that of the parameters that the gradients belong to.
    const isBetter = scoreOf(held) >= scoreOtherwise || mixesVersions(outcome.networks, updates);
    if (held.networks.length > 0 && isBetter) return held;
  }
  return null;
}

/** Evaluates a plan again and again, the probes repaired after each failure, until it runs through or nothing can be repaired. */
function repairedRun(plan: Plan, context: PlanContext, table: ProbeTable, settings: RunSettings): Attempt {
  let attempt = runOnce(plan, context, table, settings);
  for (let count = 0; count < attemptLimit; count++) {
    const errors = [
      attempt.error,
      ...attempt.record.trace.interruptions.map((interruption) => interruption.error),
    ];
    const { tape, pathOfNode } = attempt.record;
    // A row that meets a column makes a matrix, on which every size after it rests: that comes first.
    const repaired =
      turnRowsIntoColumns(tape.nodes, pathOfNode, table) ||
      errors.some(
        (error) => error !== null && (lengthenCutAxis(error, tape.nodes, table) || repairAfter(error, table)),
      );
    const changed = repaired || (!attempt.error && bindFreeLabelSizes(attempt.record, table));
    if (!changed || isSpent(context)) break;
    attempt = runOnce(plan, context, table, settings);
  }
  return attempt;
}

/** Where the program made its parameters itself, the outcome of a second evaluation in which they hold generic values. */
function withGenericParameters(
  outcome: PlanOutcome,
  plan: Plan,
  context: PlanContext,
  table: ProbeTable,
): PlanOutcome {
  const { record, hypothesis } = outcome;
  const nodes = madeParameters(outcome.networks, record);
  if (nodes.size === 0) return outcome;
  for (const scale of genericScales) {
    const overrides = genericValues(nodes, scale, 1 + table.draw);
    const attempt = runOnce(plan, context, table, { form: hypothesis.form, overrides });
    const networks = attempt.error && !outcome.failure ? [] : assembleNetworks(attempt.record);
    if (networks.length !== outcome.networks.length) continue;
    const found = { nodes, scale, networkCount: networks.length };
    const generic = attempt.error ? null : genericParameters(attempt.record.tape, found);
    return { ...outcome, networks, record: attempt.record, hypothesis: { ...hypothesis, generic } };
  }
  return outcome;
}

interface Attempt {
  readonly record: EvaluationRecord;
  readonly error: PythonError | EvaluationStopped | null;
}

interface RunSettings {
  readonly form?: ImpliedForm | null;
  /** Values that parameters hold instead of what the program gives them, by node. */
  readonly overrides?: Overrides;
}

function runOnce(plan: Plan, context: PlanContext, table: ProbeTable, settings: RunSettings = {}): Attempt {
  const { form = null, overrides } = settings;
  context.allowance.evaluations -= 1;
  const limits = plan.kind === 'layer' ? layerBudget : table.tracesNumbers ? numbersBudget : budget;
  const tape = overrides ? overridingTape(createTape(limits), overrides) : createTape(limits);
  const probes = table.source();
  let isAssumed = false;
  const evaluator = createEvaluator({
    project: context.project,
    tape,
    probes,
    budget: limits,
    seed: 1 + table.draw,
    cancelled: context.cancelled,
    skipsAssertions: table.skipsAssertions,
    replaces: isStrength,
    traces: table.tracesNumbers ? tracedNumbers(table.draw) : undefined,
    assumesPython2: table.assumesPython2 || undefined,
    missing: (request) => {
      const supplied = standIn(request, context.project, evaluator);
      isAssumed ||= supplied !== null;
      return supplied ?? supplyMissing(request, plan);
    },
  });
  let error: PythonError | EvaluationStopped | null = null;
  let givenCost: EvaluationRecord['givenCost'] = null;
  try {
    if (plan.kind === 'implied') givenCost = runImplied(plan, form, evaluator, probes, table);
    else if (plan.kind === 'layer') givenCost = runLayer(plan.pair, plan.variant, evaluator, probes);
    else execute(plan, context, evaluator, probes);
  } catch (thrown) {
    error = asStop(thrown);
  }
  const record: EvaluationRecord = {
    ownLosses: callsOwnLosses(plan, evaluator) ? ownLosses(evaluator, context.scan) : [],
    title: titleOf(plan, context),
    tape,
    trace: evaluator.trace,
    pathOfNode: probes.pathOfNode,
    draw: table.draw,
    basis: plan.kind === 'implied' || plan.kind === 'layer' ? plan.kind : 'cost',
    raisedAt: error instanceof PythonError ? error.span : null,
    isAssumed: isAssumed || probes.hasComponents || plan.kind === 'implied',
    givenCost,
  };
  context.allowance.work.left -= workOf(record);
  return { record, error };
}

/** True where the program came to its gradients and not to a cost: then a loss may be called for it. */
function callsOwnLosses(plan: Plan, { trace, tape }: Evaluator): boolean {
  const isOpen = plan.kind !== 'layer' && plan.kind !== 'implied';
  return isOpen && !computesCost({ trace, tape });
}

/** What ended an evaluation, where that is the program's or its budget's doing; anything else is a fault of ours and goes on. */
function asStop(thrown: unknown): PythonError | EvaluationStopped {
  if (thrown instanceof PythonError || thrown instanceof EvaluationStopped) return thrown;
  if (thrown instanceof TapeBudgetExceeded) return new EvaluationStopped(thrown.reason, null);
  throw thrown;
}

/** "with KeyError: 'W2'", or ": the code takes more steps than are evaluated": how a sentence on the place goes on. */
function stopMessage(error: PythonError | EvaluationStopped): string {
  if (error instanceof PythonError) return ` with ${error.exceptionType}: ${error.message}`;
  return `: ${error.reason.charAt(0).toLowerCase()}${error.reason.slice(1)}`;
}

function titleOf(plan: Plan, context: PlanContext): string {
  if (plan.kind === 'layer') return plan.pair.backward.className ?? plan.pair.forward.qualifiedName;
  if (plan.kind === 'function' || plan.kind === 'implied')
    return plan.unit.className ?? plan.unit.qualifiedName;
  const { uri } = context.project.main;
  return uri.slice(uri.lastIndexOf('/') + 1);
}

function execute(
  plan: Exclude<Plan, { kind: 'implied' | 'layer' }>,
  context: PlanContext,
  evaluator: Evaluator,
  probes: ProbeRun,
): void {
  const { main } = context.project;
  switch (plan.kind) {
    case 'module':
      evaluator.runModule(main, { statements: 'all' });
      return;
    case 'function': {
      const namespace = evaluator.runModule(plan.unit.module, { statements: 'definitions' });
      callUnit(plan.unit, plan.variant, namespace, evaluator);
      return;
    }
    case 'glue':
      runGlued(plan.units, plan.variant, evaluator, probes);
  }
}

/** A function whose name says what it computes, where the workspace does not define it: a usual one, or another way to the same. */
function standIn(request: MissingRequest, project: Project, evaluator: Evaluator): Value | null {
  if (request.kind === 'call') return null;
  const name = lastName(request.name);
  return standInFor(name, project) ?? siblingOf(name, project, evaluator);
}

const loadingForm = /load|test_case|read|fetch|dataset|get_?data|make_|generate|import_|open/i;

/**
 * What stands in for something that the workspace does not define. A snippet without its import means NumPy by `np`. Data that is read from somewhere, and names whose
 * role is plain, become probes. A function that computes has no stand-in: what it gives is not known.
 */
function supplyMissing(request: MissingRequest, plan: Plan): Value | null {
  const name = lastName(request.name);
  if (request.kind === 'call') return loadingForm.test(name) ? probe(request.name, name, request.span) : null;
  if (request.kind === 'name' && (name === 'np' || name === 'numpy')) return numpyModule();
  if (request.kind === 'name' && plan.kind !== 'module') {
    const role = roleOf(name);
    if (role !== 'unknown' && role !== 'mapping' && role !== 'cache') return probe(name, name, request.span);
  }
  return null;
}
