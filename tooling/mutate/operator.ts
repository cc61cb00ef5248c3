/** A mutation operator: a way to put one slip into a right gradient line. */
import type { GradientLine, NetworkEvaluation } from '../../src/core/network/network.ts';
import type * as ast from '../../src/core/python/ast.ts';
import type { Span } from '../../src/core/python/source.ts';

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

export type Family = 'l2' | 'general' | 'equivalent';

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
