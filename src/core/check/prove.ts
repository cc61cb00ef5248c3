/** Proof of a fix: the edited source is parsed and evaluated again, and the line must be right then. */
import type * as ast from '../python/ast.ts';
import type { PythonParser } from '../python/parser.ts';
import type { SourceText, Span } from '../python/source.ts';
import type { Project } from '../project/project.ts';
import type { EvaluationRecord } from '../network/assemble.ts';
import type { GradientLine, NetworkEvaluation } from '../network/network.ts';
import {
  evaluatePlan,
  type Hypothesis,
  hypothesisText,
  newAllowance,
  type Plan,
  planText,
} from '../network/plans.ts';
import { type ProjectScan, scanProject } from '../network/scan.ts';
import type { SurveyedNetwork } from '../network/survey.ts';
import { guiltyLines } from './blame.ts';
import { keyOf, keyOfStatement } from './judge.ts';
import type { EditedNetwork, ProofMemory } from './proof-memory.ts';
import { faultOf, updateSteps } from './steps.ts';

export interface ProofContext {
  readonly project: Project;
  readonly parser: PythonParser;
  readonly cancelled: () => boolean;
  readonly memory: ProofMemory;
}

interface Edit {
  readonly span: Span;
  readonly newText: string;
}

/**
 * True where, with the edits made, the network's plan runs as before, the line's statement is no longer guilty in any
 * draw, and no other line has become guilty.
 */
export function isProven(
  edits: readonly Edit[],
  line: GradientLine,
  network: SurveyedNetwork,
  context: ProofContext,
): boolean {
  return holdsAfter(edits, network, context, (after, before, keys) => {
    const repaired = keys.line(line);
    return after.lines.has(repaired) && !after.guilty.includes(repaired) && isNoWorse(after, before, keys);
  });
}

/** True where, with the edits made, nothing is the matter any more with an update step, and no line has become guilty. */
export function isStepProven(
  edits: readonly Edit[],
  statement: ast.Stmt,
  network: SurveyedNetwork,
  context: ProofContext,
): boolean {
  return holdsAfter(
    edits,
    network,
    context,
    (after, before, keys) =>
      after.steps.get(keys.statement(statement)) === null && isNoWorse(after, before, keys),
  );
}

/** What evaluating a plan gives with the edits made; null where the source does not parse then, or the plan is gone. */
export function recordAfter(
  edits: readonly Edit[],
  plan: Plan,
  hypothesis: Hypothesis,
  context: ProofContext,
): { readonly plan: Plan; readonly record: EvaluationRecord } | null {
  const project = editedProject(edits, context);
  if (!project) return null;
  const scan = scanProject(project);
  const same = samePlan(plan, scan);
  if (!same) return null;
  const { cancelled } = context;
  const { record } = evaluatePlan(
    same,
    { project, scan, cancelled, allowance: newAllowance() },
    0,
    hypothesis,
  );
  return { plan: same, record };
}

/** The keys that lines and statements have in the edited source. */
interface ShiftedKeys {
  line(line: GradientLine): string;
  statement(statement: ast.Stmt): string;
}

type Condition = (after: EditedNetwork, before: NetworkEvaluation, keys: ShiftedKeys) => boolean;

/** True where the edited source parses, and in every draw a network of the plan fulfils the condition. */
function holdsAfter(
  edits: readonly Edit[],
  network: SurveyedNetwork,
  context: ProofContext,
  condition: Condition,
): boolean {
  const project = editedProject(edits, context);
  if (!project) return false;
  const shift = (offset: number): number =>
    edits.reduce(
      (at, edit) =>
        edit.span.end <= offset ? at + edit.newText.length - (edit.span.end - edit.span.start) : at,
      offset,
    );
  const keys: ShiftedKeys = {
    line: (line) => `${keys.statement(line.binding.statement)}:${line.binding.text}`,
    statement: ({ span }) => `${span.source.uri}:${shift(span.start)}`,
  };
  const networksIn = evaluator(project, network, context);
  return network.draws.every((draw, index) =>
    networksIn(index)?.some((after) => after.costName === draw.costName && condition(after, draw, keys)),
  );
}

/** The project with the edits made in its main module; null where they are elsewhere, or make a text that does not parse. */
function editedProject(edits: readonly Edit[], { project, parser }: ProofContext): Project | null {
  const { main } = project;
  if (edits.some((edit) => edit.span.source !== main.source)) return null;
  const edited: SourceText = { ...main.source, text: applied(main.source.text, edits), cells: null };
  const parsed = parser.parse(edited);
  const { source } = parsed.module.span;
  if (parsed.problems.length > main.problems.length) return null;
  const module = { ...main, source, tree: parsed.module, problems: parsed.problems };
  return {
    main: module,
    modules: project.modules.map((other) => (other === main ? module : other)),
    resolveImport: (from, name, level) => {
      const found = project.resolveImport(from === module ? main : from, name, level);
      return found === main ? module : found;
    },
  };
}

/** True where no gradient line is gone, and none is guilty that was not. */
function isNoWorse(after: EditedNetwork, before: NetworkEvaluation, keys: ShiftedKeys): boolean {
  const isGone = (line: GradientLine): boolean => line.match !== null && !after.lines.has(keys.line(line));
  if (before.gradients.some(isGone)) return false;
  const guilty = new Set(guiltyLines(before).map((guilt) => keys.line(guilt.line)));
  return after.guilty.every((key) => guilty.has(key));
}

/** The networks of an edited project under the plan of a surveyed one, by draw; null where the plan's functions are gone. */
function evaluator(
  project: Project,
  { plan, hypothesis }: SurveyedNetwork,
  { cancelled, memory }: ProofContext,
): (draw: number) => readonly EditedNetwork[] | null {
  const trees = project.modules.map(({ tree }) => tree);
  const start = `${planText(plan)} ${hypothesisText(hypothesis)}`;
  const prepare = (): { scan: ProjectScan; plan: Plan | null } => {
    const scan = scanProject(project);
    return { scan, plan: samePlan(plan, scan) };
  };
  let prepared: ReturnType<typeof prepare> | null = null;
  return (draw) => {
    const key = `${draw} ${start}`;
    const known = memory.of(trees, key);
    if (known) return known;
    prepared ??= prepare();
    if (!prepared.plan) return null;
    const context = { project, scan: prepared.scan, cancelled, allowance: newAllowance() };
    const { networks } = evaluatePlan(prepared.plan, context, draw, hypothesis);
    const found = networks.map(summaryOf);
    if (!cancelled()) memory.add(trees, key, found);
    return found;
  };
}

function summaryOf(network: NetworkEvaluation): EditedNetwork {
  return {
    costName: network.costName,
    lines: new Set(network.gradients.map(keyOf)),
    guilty: guiltyLines(network).map((guilt) => keyOf(guilt.line)),
    steps: new Map(
      updateSteps(network).map((step) => [keyOfStatement(step.binding.statement), faultOf(step)]),
    ),
  };
}

/** The text with the edits made; they must not overlap. */
export function applied(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const edit of [...edits].sort((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, edit.span.start) + edit.newText + result.slice(edit.span.end);
  }
  return result;
}

/** The same plan over the edited project's functions, found by name. */
function samePlan(plan: Plan, scan: ProjectScan): Plan | null {
  if (plan.kind === 'module') return plan;
  const find = (name: string) =>
    [...scan.functions, ...scan.inherited].find((unit) => unit.qualifiedName === name);
  if (plan.kind === 'function') {
    const unit = find(plan.unit.qualifiedName);
    return unit ? { ...plan, unit } : null;
  }
  if (plan.kind === 'implied') {
    const unit = find(plan.unit.qualifiedName);
    const costs = plan.costs.map((cost) => find(cost.qualifiedName)).filter((cost) => cost !== undefined);
    return unit ? { ...plan, unit, costs } : null;
  }
  if (plan.kind === 'layer') {
    const forward = find(plan.pair.forward.qualifiedName);
    const backward = find(plan.pair.backward.qualifiedName);
    return forward && backward ? { ...plan, pair: { forward, backward } } : null;
  }
  const units = plan.units.map((unit) => find(unit.qualifiedName));
  return units.every((unit) => unit !== undefined) ? { ...plan, units } : null;
}
