/** The mutants of one program: every slip that operators find a place for, as many of them as are asked for. */
import { readFile } from 'node:fs/promises';
import type { Engine } from '../../src/core/engine.ts';
import { aliasingOperators } from './aliasing-operators.ts';
import { checkerOperators } from './checker-operators.ts';
import { costOperators } from './cost-operators.ts';
import { equivalentOperators, gradientOperators } from './gradient-operators.ts';
import { helperOperators } from './helper-operators.ts';
import type { Operator, ProgramOperator, RightProgram } from './operator.ts';
import { analyse, type Mutant, outcomeOf, proofOf } from './outcome.ts';
import { penaltyOperators } from './penalty-operators.ts';
import { rightProgram } from './right-program.ts';
import type { Outcome, ProgramRun } from './run.ts';
import { updateOperators } from './update-operators.ts';

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

export const programOperators: readonly ProgramOperator[] = [
  ...updateOperators,
  ...costOperators,
  ...helperOperators,
  ...checkerOperators,
  ...aliasingOperators,
];

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
  const right = { path, text, original, isWitnessed, program: rightProgram(original) };
  const isRight = original.findings.length === 0;
  const outcomes: Outcome[] = [];
  let dropped = 0;
  for (const mutant of sampled(isRight ? [...mutantsOf(right.program, request.operator)] : [], request)) {
    const outcome = await outcomeOf(engine, mutant, right);
    if (outcome) outcomes.push(outcome);
    else dropped += 1;
  }
  const lines = isRight ? right.program.lines.length : 0;
  return { program: path, lines, outcomes, dropped, failure: null };
}

function* mutantsOf(program: RightProgram, only: string | null): Iterable<Mutant> {
  const isAsked = ({ name }: { readonly name: string }): boolean => only === null || name.includes(only);
  for (const line of program.lines) {
    for (const operator of operators.filter(isAsked))
      for (const edits of operator.apply(line)) yield { operator, edits };
  }
  for (const operator of programOperators.filter(isAsked))
    for (const edits of operator.apply(program)) yield { operator, edits };
}

/** As many mutants as asked for; the same ones for the same seed, also when there are further operators. */
function sampled(mutants: readonly Mutant[], { sample, seed }: MutationRequest): readonly Mutant[] {
  if (sample === null || mutants.length <= sample) return mutants;
  return mutants
    .map((mutant) => ({ mutant, key: keyOf(mutant, seed) }))
    .sort((a, b) => a.key - b.key)
    .slice(0, sample)
    .map(({ mutant }) => mutant);
}

/** A number that depends on the mutant and the seed alone: FNV-1a, 32 bits. */
function keyOf({ operator, edits }: Mutant, seed: number): number {
  let key = 0x811c9dc5;
  for (const letter of JSON.stringify([seed, operator.name, edits])) {
    key = Math.imul(key ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  }
  return key;
}
