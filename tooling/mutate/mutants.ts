/** Mutants of one program, each analysed, and what was said of each. */
import { readFile } from 'node:fs/promises';
import type { Engine, GradientCheck } from '../../src/core/engine.ts';
import { rangeOf } from '../../src/core/python/source.ts';
import type { Analysis, TextEdit } from '../../src/core/report/analysis.ts';
import { equivalentOperators, gradientOperators } from './gradient-operators.ts';
import type { Edit, Operator, RightLine } from './operator.ts';
import { numpyTestimony, type Testimony } from './numpy-witness.ts';
import { penaltyOperators } from './penalty-operators.ts';
import { rightLines } from './right-lines.ts';
import type { Outcome, ProgramRun } from './run.ts';

export interface MutationRequest {
  /** Mutants of each program, spread over lines and operators; null for all. */
  readonly sample: number | null;
  readonly seed: number;
  readonly operator: string | null;
}

export const operators: readonly Operator[] = [
  ...penaltyOperators,
  ...gradientOperators,
  ...equivalentOperators,
];

interface Mutant {
  readonly operator: Operator;
  readonly line: RightLine;
  readonly edits: readonly Edit[];
}

/** A function that mutates the program at a path. It never rejects. */
export function mutator(engine: Engine, request: MutationRequest): (path: string) => Promise<ProgramRun> {
  return async (path) => {
    try {
      return await mutateProgram(engine, path, await readFile(path, 'utf8'), request);
    } catch (error) {
      return failedProgram(path, error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  };
}

export function failedProgram(program: string, failure: string): ProgramRun {
  return { program, lines: 0, outcomes: [], dropped: 0, failure };
}

async function mutateProgram(
  engine: Engine,
  path: string,
  text: string,
  request: MutationRequest,
): Promise<ProgramRun> {
  const original = await analyse(engine, path, text);
  // At a kink differences say nothing: a program whose right gradients they do not confirm has no proof by them.
  const isWitnessed = (await proofOf(engine, original)) === 'same';
  const lines = original.findings.length === 0 ? rightLines(original) : [];
  const outcomes: Outcome[] = [];
  let dropped = 0;
  for (const mutant of sampled([...mutantsOf(lines, request.operator)], request)) {
    const outcome = await outcomeOf(engine, path, text, mutant, { original, isWitnessed });
    if (outcome) outcomes.push(outcome);
    else dropped += 1;
  }
  return { program: path, lines: lines.length, outcomes, dropped, failure: null };
}

function* mutantsOf(lines: readonly RightLine[], only: string | null): Iterable<Mutant> {
  for (const line of lines) {
    for (const operator of operators) {
      if (only !== null && !operator.name.includes(only)) continue;
      for (const edits of operator.apply(line)) yield { operator, line, edits };
    }
  }
}

/** As many mutants as asked for, the same ones for the same seed. */
function sampled(mutants: readonly Mutant[], { sample, seed }: MutationRequest): readonly Mutant[] {
  if (sample === null || mutants.length <= sample) return mutants;
  let state = seed;
  const keyed = mutants.map((mutant) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return { mutant, key: state };
  });
  return keyed
    .sort((a, b) => a.key - b.key)
    .slice(0, sample)
    .map(({ mutant }) => mutant);
}

function analyse(engine: Engine, uri: string, text: string): Promise<Analysis> {
  return engine.analyze({ kind: 'file', uri, text }, async () => null, { cancelled: () => false });
}

/** The right program, and whether central differences confirm it. */
interface Witness {
  readonly original: Analysis;
  readonly isWitnessed: boolean;
}

/** Null where the mutant computes what the original does, or does not run. */
async function outcomeOf(
  engine: Engine,
  path: string,
  text: string,
  { operator, edits }: Mutant,
  { original, isWitnessed }: Witness,
): Promise<Outcome | null> {
  const mutated = applied(text, edits);
  const analysis = await analyse(engine, path, mutated);
  if (analysis.problems.length > original.problems.length) return null;
  const isEquivalent = operator.family === 'equivalent';
  const proof = isEquivalent || !isWitnessed ? 'open' : await proofOf(engine, analysis);
  const testimony = testimonyOf(path, mutated);
  // Where the two witnesses contradict each other the mutant stays in, since what the engine says is to be tested.
  if (
    proof !== 'wrong' &&
    !isEquivalent &&
    (proof === 'same' || testimony === 'same') &&
    testimony !== 'wrong'
  )
    return null;
  const first = edits.at(-1) ?? edits[0];
  if (!first) return null;
  const at = analysis.findings[0]?.span.source ?? original.source;
  const { start } = rangeOf({ source: at, start: first.start, end: first.start });
  const growth = mutated.split('\n').length - text.split('\n').length;
  const lineCount = first.newText.split('\n').length - 1 + Math.max(0, growth);
  const near = analysis.findings.filter(({ span }) => {
    const place = rangeOf(span);
    return place.start.line <= start.line + lineCount && place.end.line >= start.line;
  });
  const fix = near.find((finding) => finding.fix !== null)?.fix ?? null;
  return {
    program: path,
    operator: operator.name,
    family: operator.family,
    rules: operator.rules,
    line: start.line,
    before: text.slice(first.start, first.end),
    after: first.newText,
    proof: proof === 'wrong' ? 'differences' : 'none',
    numpy: testimony,
    caught: analysis.findings.length > 0,
    onLine: near.length > 0,
    named: near.some(({ rule }) => operator.rules.includes(rule)),
    fixed:
      fix === null ? 'none' : await fixOutcome(engine, path, mutated, fix.edits, { original, isWitnessed }),
    calledRight:
      analysis.findings.length === 0 && analysis.gradients.every(({ verdict }) => verdict === 'verified'),
    said: analysis.findings.map(({ rule, span }) => `${rule} ${rangeOf(span).start.line}`),
  };
}

/** Central differences against the gradients that the mutant computes. */
async function proofOf(engine: Engine, analysis: Analysis): Promise<'wrong' | 'same' | 'open'> {
  const checks = await engine.check(analysis, { cancelled: () => false, progress: () => {} });
  const rows = checks.flatMap(({ rows: each }) => each);
  if (rows.some(isOff)) return 'wrong';
  const open = analysis.gradients.some(({ role, verdict }) => role === 'parameter' && verdict !== 'verified');
  return rows.length > 0 && !open ? 'same' : 'open';
}

function isOff({ worst: { user, central } }: GradientCheck['rows'][number]): boolean {
  return Math.abs(user - central) > 1e-4 * Math.max(Math.abs(user), Math.abs(central), 1e-4);
}

/** A fix is right where every gradient of the program is verified after it, as in the original, and differences agree. */
async function fixOutcome(
  engine: Engine,
  path: string,
  mutated: string,
  edits: readonly TextEdit[],
  { original, isWitnessed }: Witness,
): Promise<'right' | 'wrong'> {
  const fixed = applied(
    mutated,
    edits.map(({ span, newText }) => ({ start: span.start, end: span.end, newText })),
  );
  const analysis = await analyse(engine, path, fixed);
  const verified = ({ gradients }: Analysis): number =>
    gradients.filter(({ verdict }) => verdict === 'verified').length;
  const isWhole = analysis.findings.length === 0 && verified(analysis) >= verified(original);
  if (!isWhole) return 'wrong';
  if (testimonyOf(path, fixed) === 'wrong') return 'wrong';
  return isWitnessed && (await proofOf(engine, analysis)) === 'wrong' ? 'wrong' : 'right';
}

function testimonyOf(path: string, text: string): Testimony {
  return numpyTestimony(path, [text])[0] ?? 'open';
}

function applied(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce((done, { start, end, newText }) => done.slice(0, start) + newText + done.slice(end), text);
}
