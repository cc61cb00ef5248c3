/** The survey of a document: plans are evaluated, best first, until every gradient line that can be reached has been. */
import type { Trace } from '../evaluator/trace.ts';
import type * as ast from '../python/ast.ts';
import { computedGlobals, readsGlobals } from './computed-globals.ts';
import { walk } from '../python/walk.ts';
import { type CostTrouble, costTrouble } from './cost-trouble.ts';
import { labelForm } from './gradient-functions.ts';
import { readGradientName } from './gradient-names.ts';
import { isCostFunctionName, isForwardFunctionName, isNumericalCheckName, roleOf } from './name-hints.ts';
import { layerPairs, partsOf, variantsOf } from './layer-pairs.ts';
import { isRight } from './match.ts';
import type { GradientLine, NetworkEvaluation } from './network.ts';
import { type Variant, variants } from './plan-arguments.ts';
import { evaluatePlan, type Plan, type PlanContext, type PlanOutcome } from './plans.ts';
import { type FunctionUnit, type GradientStatement, type ProjectScan, reachedFrom } from './scan.ts';

/** A network as one plan gives it: the same network in every draw, the draws with other sizes and values. */
export interface SurveyedNetwork {
  readonly plan: Plan;
  readonly hypothesis: PlanOutcome['hypothesis'];
  readonly draws: readonly NetworkEvaluation[];
  /** True where the project's steps are written, and all of them subtract their gradients. */
  readonly descends: boolean;
}

export interface Survey {
  readonly scan: ProjectScan;
  readonly networks: readonly SurveyedNetwork[];
  /** All evaluations in the order in which they were made, whether a network came of them or not. */
  readonly attempts: readonly Attempt[];
  /** Statements that were judged, or evaluated as a step beside judged ones. */
  readonly judged: ReadonlySet<ast.Stmt>;
  /** Statements of plans that the survey's allowances left out. */
  readonly leftOut: ReadonlySet<ast.Stmt>;
}

/** One plan's evaluation: what it was made for, and how far it came. */
export interface Attempt {
  readonly kind: Plan['kind'];
  /** The gradient statements that the plan was to reach. */
  readonly wanted: ReadonlySet<ast.Stmt>;
  readonly trace: Trace;
  /** Why it ended early; the message goes on after "the evaluation stops at `place`". Null where it ran through. */
  readonly failure: PlanOutcome['failure'];
  /** What is the matter with the cost, where no network came of the evaluation. */
  readonly costTrouble: CostTrouble | null;
}

const planLimit = 24;
/** Layers are small and many: each has an allowance of its own. */
const layerLimit = 120;
const layerEvaluations = 24;

/** Backward functions whose network is implied come last; what was tried before does not use up their allowance. */
const impliedLimit = 6;
const impliedEvaluations = 60;

/** Functions without a cost, which come late too: how many are tried. */
const costlessLimit = 8;

function isCostless(plan: Plan): boolean {
  return plan.kind === 'function' && plan.isCostless;
}

function withAllowance(context: PlanContext, plan: Plan): PlanContext {
  const { kind } = plan;
  const { work } = context.allowance;
  if (isCostless(plan)) return { ...context, allowance: { evaluations: impliedEvaluations, work } };
  if (kind === 'layer') return { ...context, allowance: { evaluations: layerEvaluations, work } };
  return kind === 'implied' ? { ...context, allowance: { evaluations: impliedEvaluations, work } } : context;
}

/** Surveys a project in steps: it yields before every evaluation, so that the host can breathe and cancel. */
export function* survey(context: PlanContext): Generator<undefined, Survey> {
  const networks: SurveyedNetwork[] = [];
  const judged = new Set<ast.Stmt>();
  const judgedWithDropout = new Set<ast.Stmt>();
  const right = new Set<ast.Stmt>();
  /** Statements with a gradient line in a network that is kept. */
  const told = new Set<ast.Stmt>();
  const attempts: Attempt[] = [];
  const leftOut = new Set<ast.Stmt>();
  const doubtful: SurveyedNetwork[] = [];
  // With the penalty off every slip in it agrees with the cost, so what was doubtful with it on is not judged without it.
  const barred = new Set<ast.Stmt>();
  let evaluated = 0;
  let layers = 0;
  let implied = 0;
  let costless = 0;
  // What rests on an implied cost comes after all that the program's own costs confirm.
  const assumed: SurveyedNetwork[] = [];
  for (const plan of plansFor(context.scan)) {
    if (context.cancelled() || context.allowance.work.left <= 0) break;
    const statements = statementsOf(plan, context.scan);
    const isLayer = plan.kind === 'layer';
    const isLimited =
      plan.kind === 'implied'
        ? implied >= impliedLimit
        : isCostless(plan)
          ? costless >= costlessLimit
          : evaluated >= planLimit || context.allowance.evaluations <= 0;
    if (isLayer ? layers >= layerLimit : isLimited) {
      for (const { statement } of statements) leftOut.add(statement);
      continue;
    }
    // A layer by itself may settle what the whole network left open; and what was judged with every unit kept is looked
    // at once more with some dropped, since a mask's slips hide behind a factor of 1.
    const dropsUnits = 'variant' in plan && plan.variant === 'dropped';
    const settled = isLayer ? right : dropsUnits ? judgedWithDropout : judged;
    const wanted = statements.filter(
      ({ statement }) => !settled.has(statement) && !(isWithoutPenalty(plan) && barred.has(statement)),
    );
    if (wanted.length === 0) continue;
    // A check by differences calls the cost again and again; it serves where nothing else calls the backward pass.
    const isPartlyJudged = wanted.length < statements.length;
    if (plan.kind === 'function' && isNumericalCheck(plan.unit) && isPartlyJudged) continue;
    const isSecondLook = wanted.every(({ statement }) => judged.has(statement));
    if (isLayer) layers++;
    else if (plan.kind === 'implied') implied++;
    else if (isCostless(plan)) costless++;
    else evaluated++;
    const own = withAllowance(context, plan);
    yield;
    const outcome = evaluatePlan(plan, own, 0);
    attempts.push({
      kind: plan.kind,
      wanted: new Set(wanted.map(({ statement }) => statement)),
      trace: outcome.record.trace,
      failure: outcome.failure,
      costTrouble: outcome.networks.length === 0 ? costTrouble(outcome.record) : null,
    });
    if (!outcome.networks.some((network) => reaches(network, settled))) continue;
    yield;
    const second = evaluatePlan(plan, own, 1, outcome.hypothesis);
    for (const network of outcome.networks) {
      const twin = second.networks.find((other) => sameCost(other, network));
      const draws = twin ? [network, twin] : [network];
      const { descends } = context.scan;
      const surveyed = { plan, hypothesis: outcome.hypothesis, draws, descends };
      if (network.basis === 'implied' && plan.kind !== 'implied') {
        if (isTrusted(surveyed)) assumed.push(surveyed);
        continue;
      }
      if (!isTrusted(surveyed)) {
        if (isSecondLook && dropsUnits) continue;
        doubtful.push(surveyed);
        for (const line of network.gradients) if (isParameterLine(line)) barred.add(line.binding.statement);
        continue;
      }
      if (isWithoutPenalty(plan) && network.gradients.some((line) => barred.has(line.binding.statement)))
        continue;
      networks.push(surveyed);
      markTold(network, told);
      if (network.penaltyTerms.length > 0 || isLayer) barUndecided(network, barred);
      markJudged(network, judged);
      if (dropsUnits) markJudged(network, judgedWithDropout);
      for (const line of network.gradients)
        if (isRight(line) && !line.match?.isTrivial) right.add(line.binding.statement);
    }
  }
  // An implied cost has the penalty that the gradients say; where the program's own cost has one, that one judges.
  const penalised = new Set(
    doubtful
      .flatMap(({ draws }) => draws)
      .filter(({ basis, penaltyTerms }) => basis === 'cost' && penaltyTerms.length > 0)
      .flatMap(({ gradients }) => gradients.filter(isParameterLine).map(({ binding }) => binding.statement)),
  );
  // A line that another network's evaluation merely ran through is still told of by its own, doubtful as that is.
  const late = [
    { from: assumed, known: judged },
    { from: doubtful, known: told },
  ];
  for (const { from, known } of late) {
    for (const surveyed of from) {
      const [network] = surveyed.draws;
      if (!network || !surveyed.draws.every((draw) => reaches(draw, known))) continue;
      if (from === assumed && network.gradients.some((line) => penalised.has(line.binding.statement)))
        continue;
      networks.push(surveyed);
      markJudged(network, judged);
      markTold(network, told);
    }
  }
  return { scan: context.scan, networks, attempts, judged, leftOut };
}

/** True where at least one gradient line agrees in every draw: what was evaluated is the network that the lines belong to. */
export function isTrusted(surveyed: SurveyedNetwork): boolean {
  return surveyed.draws.every((network) =>
    network.gradients.some((line) => isRight(line) && !line.match?.isTrivial),
  );
}

/** Lines that do not come out right with the penalty on are not called right because they do with it off. */
function barUndecided(network: NetworkEvaluation, barred: Set<ast.Stmt>): void {
  for (const line of network.gradients)
    if (!isRight(line) && !line.superseded) barred.add(line.binding.statement);
}

/** What a network's evaluation ran through is settled: its gradient lines, and the steps and copies beside them. */
function markJudged(network: NetworkEvaluation, judged: Set<ast.Stmt>): void {
  markTold(network, judged);
  for (const binding of network.trace.bindings)
    if (binding.value.type !== 'unknown') judged.add(binding.statement);
}

/** Statements with a gradient line that is tied to a variable. */
function markTold(network: NetworkEvaluation, told: Set<ast.Stmt>): void {
  for (const line of network.gradients) if (line.target) told.add(line.binding.statement);
}

function isWithoutPenalty(plan: Plan): boolean {
  return 'variant' in plan && (plan.variant === 'plain' || plan.variant === 'dropped');
}

function isParameterLine(line: GradientLine): boolean {
  return line.role === 'parameter' && line.match !== null && Number.isFinite(line.match.relativeError);
}

function reaches(network: NetworkEvaluation, judged: ReadonlySet<ast.Stmt>): boolean {
  return network.gradients.some((line) => line.target && !judged.has(line.binding.statement));
}

function sameCost(a: NetworkEvaluation, b: NetworkEvaluation): boolean {
  return a.cost.span?.start === b.cost.span?.start && a.costName === b.costName;
}

/** Plans in the order in which they are tried: drivers, the module itself, its functions joined by names. */
export function* plansFor(scan: ProjectScan): Generator<Plan> {
  const drivers = [...scan.inherited, ...scan.functions]
    .map((unit) => ({ unit, reached: reachedFrom(unit, scan) }))
    .filter(({ reached }) => gradientCount(reached) > 0 && [...reached].some((unit) => unit.bindsCost))
    .sort(
      (a, b) =>
        Number(isNumericalCheck(a.unit)) - Number(isNumericalCheck(b.unit)) ||
        gradientCount(b.reached) - gradientCount(a.reached) ||
        a.reached.size - b.reached.size,
    );
  const globals = computedGlobals(scan);
  let isModuleOpen = true;
  for (const variant of variants) {
    for (const { unit, reached } of drivers) {
      // What reads the module's own arrays is evaluated with them, not with arrays of a guess.
      if (isModuleOpen && readsGlobals(reached, globals)) {
        isModuleOpen = false;
        yield { kind: 'module' };
      }
      if (isDistinct(variant, [unit], scan)) yield { kind: 'function', unit, variant, isCostless: false };
    }
    if (isModuleOpen && scan.topLevel.length > 0) {
      isModuleOpen = false;
      yield { kind: 'module' };
    }
  }
  for (const units of [gluedUnits(scan), chainedUnits(scan)]) {
    if (units.length === 0) continue;
    for (const variant of variants)
      if (isDistinct(variant, units, scan)) yield { kind: 'glue', units, variant };
  }
  if (isModuleOpen) yield { kind: 'module' };
  const layers = layerPairs(scan).map((pair) => ({ pair, differing: variantsOf(pair, scan) }));
  for (const variant of variants) {
    for (const { pair, differing } of layers)
      if (differing.has(variant)) yield { kind: 'layer', pair, variant };
  }
  yield* costlessPlans(scan);
  const costs = scan.functions.filter((unit) => isCostFunctionName(unit.definition.name));
  for (const unit of scan.functions) {
    if (unit.isInMain && unit.className === null && unit.gradientStatements.length > 1)
      yield { kind: 'implied', unit, costs };
  }
}

/** Functions that nothing calls together with a cost, those that reach most gradient lines first. */
function* costlessPlans(scan: ProjectScan): Generator<Plan> {
  const units = [...scan.inherited, ...scan.functions]
    .map((unit) => ({ unit, reached: reachedFrom(unit, scan) }))
    .filter(({ unit, reached }) => gradientCount(reached) > 0 && !isHandedGradient(unit))
    .filter(({ reached }) => ![...reached].some((each) => each.bindsCost) && [...reached].some(hasLabels))
    .sort((a, b) => gradientCount(b.reached) - gradientCount(a.reached) || a.reached.size - b.reached.size);
  for (const { unit } of units) yield { kind: 'function', unit, variant: 'penalised', isCostless: true };
}

/** True for a function that a gradient comes to from elsewhere: it does not start from a derivative of the loss. */
function isHandedGradient({ definition }: FunctionUnit): boolean {
  return definition.args.args.some(({ name }) => readGradientName(name) !== null);
}

/** True for a function that speaks of labels: an argument of it, or what it takes from its examples. */
function hasLabels({ definition }: FunctionUnit): boolean {
  const isLabel = (name: string): boolean => roleOf(name) === 'labels' || labelForm.test(name);
  let found = definition.args.args.some(({ name }) => isLabel(name));
  walk(definition, (node) => {
    if (node.kind === 'Name' && isLabel(node.id)) found = true;
    return found ? false : undefined;
  });
  return found;
}

function isNumericalCheck({ definition }: FunctionUnit): boolean {
  return isNumericalCheckName(definition.name);
}

/** True where the units, or the initialisers of their classes, take what the variant changes. */
function isDistinct(variant: Variant, units: readonly FunctionUnit[], scan: ProjectScan): boolean {
  if (variant === 'penalised') return true;
  const hasClass = units.some(({ className }) => className !== null);
  const initialisers = scan.functions.filter(
    ({ className, definition }) => hasClass && className !== null && definition.name === '__init__',
  );
  const roles = new Set(
    [...units, ...initialisers].flatMap(({ definition: { args } }) =>
      [...args.posonlyargs, ...args.args, ...args.kwonlyargs].map(({ name }) => roleOf(name)),
    ),
  );
  switch (variant) {
    case 'both':
      return roles.has('keepProbability');
    case 'plain':
      return roles.has('strength');
    case 'dropped':
      return roles.has('keepProbability');
    case 'inverted':
      return roles.has('flag');
  }
}

function gradientCount(units: ReadonlySet<FunctionUnit>): number {
  let count = 0;
  for (const unit of units) count += unit.gradientStatements.length;
  return count;
}

const initialiserForm = /^(?:init(?:iali[sz]e)?|build|create|make)_?\w*(?:param|weight|layer|net|model)/i;
const reportForm = /predict|accuracy|evaluate|score|test|check/i;

/**
 * The functions that no other one calls, after those that make the parameters: for a program of building blocks
 * (`linear_forward` in `layer_forward` in `model_forward`). Empty where there are no parameters made by a function, or
 * no backward function is called by another.
 */
function chainedUnits(scan: ProjectScan): FunctionUnit[] {
  const plain = scan.functions.filter(
    (unit) => unit.className === null && !reportForm.test(unit.definition.name),
  );
  const initialisers = plain.filter((unit) => initialiserForm.test(unit.definition.name));
  const glued = gluedUnits(scan).filter((unit) => plain.includes(unit) && !initialisers.includes(unit));
  const inner = new Set(
    glued.flatMap((unit) => [...reachedFrom(unit, scan)].filter((called) => called !== unit)),
  );
  const hasBlocks = glued.some((unit) => inner.has(unit) && unit.gradientStatements.length > 0);
  if (initialisers.length === 0 || !hasBlocks) return [];
  return [...initialisers, ...glued.filter((unit) => !inner.has(unit))];
}

function gluedUnits(scan: ProjectScan): FunctionUnit[] {
  const rank = (unit: FunctionUnit): number => {
    if (unit.gradientStatements.length > 0) return 2;
    if (isForwardFunctionName(unit.definition.name)) return 0;
    return isCostFunctionName(unit.definition.name) ? 1 : 3;
  };
  const units = scan.functions.filter((unit) => rank(unit) < 3 && unit.definition.name !== '__init__');
  // A cost or a backward function that another one calls gets its arguments there; called alone it would be handed what
  // does not belong together.
  const called = new Set(
    units
      .filter((unit) => rank(unit) > 0)
      .flatMap((unit) =>
        [...reachedFrom(unit, scan)].filter((callee) => callee !== unit && rank(callee) === rank(unit)),
      ),
  );
  return units.filter((unit) => !called.has(unit)).sort((a, b) => rank(a) - rank(b));
}

function statementsOf(plan: Plan, scan: ProjectScan): readonly GradientStatement[] {
  if (plan.kind === 'module') return scan.gradientStatements;
  if (plan.kind === 'implied') return plan.unit.gradientStatements;
  const units = unitsOf(plan, scan);
  const inMain = new Set(scan.gradientStatements);
  return [...units].flatMap((unit) => unit.gradientStatements).filter((statement) => inMain.has(statement));
}

function unitsOf(
  plan: Exclude<Plan, { kind: 'module' | 'implied' }>,
  scan: ProjectScan,
): Iterable<FunctionUnit> {
  switch (plan.kind) {
    case 'function':
      return reachedFrom(plan.unit, scan);
    case 'glue':
      return plan.units;
    case 'layer':
      return partsOf(plan.pair.backward, scan);
  }
}
