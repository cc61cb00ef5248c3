/** A mutation operator: a way to put one slip into a right gradient line, or into another place of a right program. */
import type { GradientLine, NetworkEvaluation } from '../../src/core/network/network.ts';
import type * as ast from '../../src/core/python/ast.ts';
import type { SourceText, Span } from '../../src/core/python/source.ts';

/** A line that the engine has verified, with what operators need to know of it. */
export interface RightLine {
  readonly line: GradientLine;
  readonly network: NetworkEvaluation;
  readonly statement: ast.Stmt;
  /** What the statement computes. */
  readonly value: ast.Expr;
  readonly isParameter: boolean;
  readonly isBias: boolean;
  /** The penalty's terms on the line, as written. */
  readonly terms: readonly Span[];
  /** The text by which the line's function speaks of the variable. */
  readonly variable: string;
  /** Texts of arrays that the line's function reads, with their shapes. */
  readonly operands: ReadonlyMap<string, readonly number[]>;
  readonly shapeOf: (expression: ast.Expr) => readonly number[] | null;
  /** A name in reach for the number of examples, for λ, for the probability to keep a unit; null where there is none. */
  readonly count: string | null;
  readonly strength: string | null;
}

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

export type Family = 'l2' | 'general' | 'equivalent' | ProgramFamily;
/** Where else slips are put: update steps, costs, functions that gradient lines call, checks by differences, copies. */
export type ProgramFamily = 'update' | 'cost' | 'helper' | 'checker' | 'aliasing';

export interface Operator {
  readonly name: string;
  readonly family: Family;
  /** The names of the rules that are right for it; where two slips cannot be told apart, both. */
  readonly rules: readonly string[];
  /** Every way to apply it to a line. */
  readonly apply: (line: RightLine) => Iterable<readonly Edit[]>;
}

export function replaced({ start, end }: Span, newText: string): Edit {
  return { start, end, newText };
}

/** A right program as a whole, for slips beside its gradient lines. */
export interface RightProgram {
  readonly source: SourceText;
  readonly lines: readonly RightLine[];
  /** The draws of its networks. */
  readonly networks: readonly NetworkEvaluation[];
  /** Every statement of the program that was executed or lies below one, in source order. */
  readonly statements: readonly ast.Stmt[];
}

export interface ProgramOperator {
  readonly name: string;
  readonly family: ProgramFamily;
  readonly rules: readonly string[];
  /** Every way to apply it to a program. */
  readonly apply: (program: RightProgram) => Iterable<readonly Edit[]>;
}

/** One way for each place, `edits` being null where the slip has no place there; the same edits are given once. */
export function* eachOnce(found: Iterable<readonly Edit[] | null>): Iterable<readonly Edit[]> {
  const given = new Set<string>();
  for (const edits of found) {
    const key = JSON.stringify(edits);
    if (edits === null || given.has(key)) continue;
    given.add(key);
    yield edits;
  }
}
