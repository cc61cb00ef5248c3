/** Proof of a fix: the edited source is parsed and evaluated again, and the line must be right then. */
import type { PythonParser } from '../python/parser.ts';
import type { SourceText, Span } from '../python/source.ts';
import type { Project } from '../project/project.ts';
import type { GradientLine, NetworkEvaluation } from '../network/network.ts';
import { evaluatePlan, hypothesisText, newAllowance, type Plan, planText } from '../network/plans.ts';
import { type ProjectScan, scanProject } from '../network/scan.ts';
import type { SurveyedNetwork } from '../network/survey.ts';
import { guiltyLines } from './blame.ts';
import { keyOf } from './judge.ts';
import type { EditedNetwork, ProofMemory } from './proof-memory.ts';

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
  const { main } = context.project;
  if (edits.some((edit) => edit.span.source !== main.source)) return false;
  const edited: SourceText = { ...main.source, text: applied(main.source.text, edits), cells: null };
  const parsed = context.parser.parse(edited);
  const { source } = parsed.module.span;
  if (parsed.problems.length > main.problems.length) return false;
  const module = { ...main, source, tree: parsed.module, problems: parsed.problems };
  const project: Project = {
    main: module,
    modules: context.project.modules.map((other) => (other === main ? module : other)),
    resolveImport: (from, name, level) => {
      const found = context.project.resolveImport(from === module ? main : from, name, level);
      return found === main ? module : found;
    },
  };
  const shift = (offset: number): number =>
    edits.reduce(
      (at, edit) =>
        edit.span.end <= offset ? at + edit.newText.length - (edit.span.end - edit.span.start) : at,
      offset,
    );
  const before = network.draws.map(
    (draw) => new Set(guiltyLines(draw).map((guilt) => shiftedKey(guilt.line, shift))),
  );
  const repaired = shiftedKey(line, shift);
  const networksIn = evaluator(project, network, context);
  return network.draws.every((draw, index) =>
    networksIn(index)?.some((other) => repairs(other, draw, repaired, before[index] ?? new Set())),
  );
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
    lineCount: network.gradients.length,
    lines: new Set(network.gradients.map(keyOf)),
    guilty: guiltyLines(network).map((guilt) => keyOf(guilt.line)),
  };
}

function shiftedKey(line: GradientLine, shift: (offset: number) => number): string {
  const { span } = line.binding.statement;
  return `${span.source.uri}:${shift(span.start)}:${line.binding.text}`;
}

function repairs(
  after: EditedNetwork,
  before: NetworkEvaluation,
  repaired: string,
  guiltyBefore: ReadonlySet<string>,
): boolean {
  if (after.costName !== before.costName || after.lineCount < before.gradients.length) return false;
  return after.lines.has(repaired) && after.guilty.every((key) => key !== repaired && guiltyBefore.has(key));
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
