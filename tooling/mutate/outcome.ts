/** What is said of one mutant, and what the two witnesses say of it: differences in the engine, and NumPy. */
import type { Engine, GradientCheck } from '../../src/core/engine.ts';
import { rangeOf, type Span } from '../../src/core/python/source.ts';
import type { Analysis, Finding } from '../../src/core/report/analysis.ts';
import { isExact } from './exact-range.ts';
import { numpyTestimony, type Testimony } from './numpy-witness.ts';
import type { Edit, Family, Operator, ProgramOperator, RightProgram } from './operator.ts';
import type { Outcome } from './run.ts';

export interface Mutant {
  readonly operator: Pick<Operator | ProgramOperator, 'name' | 'family' | 'rules'>;
  readonly edits: readonly Edit[];
}

/** The right program, and whether central differences confirm it. */
export interface Right {
  readonly path: string;
  readonly text: string;
  readonly original: Analysis;
  readonly isWitnessed: boolean;
  readonly program: RightProgram;
}

export function analyse(engine: Engine, uri: string, text: string): Promise<Analysis> {
  return engine.analyze({ kind: 'file', uri, text }, async () => null, { cancelled: () => false });
}

/** Null where the mutant computes what the original does, or does not run. */
export async function outcomeOf(engine: Engine, mutant: Mutant, right: Right): Promise<Outcome | null> {
  const { operator, edits } = mutant;
  const { path, text, original, isWitnessed } = right;
  const mutated = applied(text, edits);
  const analysis = await analyse(engine, path, mutated);
  if (analysis.problems.length > original.problems.length) return null;
  const isEquivalent = operator.family === 'equivalent';
  const proof = isEquivalent || !isWitnessed ? 'open' : await proofOf(engine, analysis);
  const testimony = testimonyOf(right, mutated, operator.family);
  if (!isOfInterest(operator.family, proof, testimony)) return null;
  const first = edits.at(-1) ?? edits[0];
  if (!first) return null;
  const at = analysis.findings[0]?.span.source ?? original.source;
  const { start } = rangeOf({ source: at, start: first.start, end: first.start });
  const growth = mutated.split('\n').length - text.split('\n').length;
  const lineCount = first.newText.split('\n').length - 1 + Math.max(0, growth);
  const near = analysis.findings.filter((finding) =>
    placesOf(finding, operator.family).some((span) => {
      const place = rangeOf(span);
      return place.start.line <= start.line + lineCount && place.end.line >= start.line;
    }),
  );
  const fixed = operator.family === 'cost' ? analysis.findings : near.filter(({ fix }) => fix).slice(0, 1);
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
    exact: isExact(
      first,
      near.flatMap((finding) => placesOf(finding, operator.family)),
      right.program,
    ),
    named: near.some(({ rule }) => operator.rules.includes(rule)),
    fixed: await fixOutcome(engine, mutated, fixed, operator.family, right),
    calledRight:
      analysis.findings.length === 0 && analysis.gradients.every(({ verdict }) => verdict === 'verified'),
    said: analysis.findings.map(({ rule, span }) => `${rule} ${rangeOf(span).start.line}`),
  };
}

/** Slips that show at another place than they are made: there the places that a finding refers to count too. */
const farFamilies: readonly Family[] = ['cost', 'update', 'checker', 'aliasing'];

function placesOf({ span, related }: Finding, family: Family): readonly Span[] {
  return farFamilies.includes(family) ? [span, ...related.map((each) => each.span)] : [span];
}

/** True unless a mutant changes nothing, as far as its witnesses can say. */
function isOfInterest(family: Family, proof: 'wrong' | 'same' | 'open', testimony: Testimony): boolean {
  if (family === 'equivalent' || proof === 'wrong' || testimony === 'wrong') return true;
  if (family === 'aliasing') return false;
  // No gradient changes by a step or a check: what differences say of gradients is no answer.
  if (isBesideGradients(family)) return testimony !== 'same';
  // Where the two witnesses contradict each other the mutant stays in, since what the engine says is to be tested.
  return proof !== 'same' && testimony !== 'same';
}

function isBesideGradients(family: Family): boolean {
  return family === 'update' || family === 'checker';
}

/** Central differences against the gradients that the mutant computes. */
export async function proofOf(engine: Engine, analysis: Analysis): Promise<'wrong' | 'same' | 'open'> {
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
  mutated: string,
  findings: readonly Finding[],
  family: Family,
  right: Right,
): Promise<'none' | 'right' | 'wrong'> {
  const edits = findings.flatMap(({ fix }) => fix?.edits ?? []);
  if (edits.length === 0 || findings.some(({ fix }) => fix === null)) return 'none';
  const fixed = applied(
    mutated,
    edits.map(({ span, newText }) => ({ start: span.start, end: span.end, newText })),
  );
  const analysis = await analyse(engine, right.path, fixed);
  const verified = ({ gradients }: Analysis): number =>
    gradients.filter(({ verdict }) => verdict === 'verified').length;
  const isWhole = analysis.findings.length === 0 && verified(analysis) >= verified(right.original);
  if (!isWhole) return 'wrong';
  if (testimonyOf(right, fixed, family) === 'wrong') return 'wrong';
  return right.isWitnessed && (await proofOf(engine, analysis)) === 'wrong' ? 'wrong' : 'right';
}

function testimonyOf({ path, text }: Right, mutated: string, family: Family): Testimony {
  const question = isBesideGradients(family) ? 'results' : family === 'aliasing' ? 'both' : 'gradients';
  return numpyTestimony(path, [mutated], { question, original: text })[0] ?? 'open';
}

function applied(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce((done, { start, end, newText }) => done.slice(0, start) + newText + done.slice(end), text);
}
