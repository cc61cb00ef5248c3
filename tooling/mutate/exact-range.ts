/** Whether a finding marks what a slip has changed: the edited place, and no more than the operand that it lies in. */
import type * as ast from '../../src/core/python/ast.ts';
import type { Span } from '../../src/core/python/source.ts';
import { expressionsOf } from '../../src/core/python/walk.ts';
import type { Edit, RightProgram } from './operator.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * True where one of the spans, of the edited text, holds the edited place and lies within the smallest operand around it: a
 * summand, an argument, an index, or the whole value of the statement. Where something was left out, the statement may be marked.
 */
export function isExact(edit: Edit, spans: readonly Span[], program: RightProgram): boolean {
  const growth = edit.newText.length - (edit.end - edit.start);
  const edited = { start: edit.start, end: edit.end + growth };
  const operand = operandAround(edit, program);
  const limit = { start: operand.start, end: operand.end + growth };
  return spans.some((span) => holds(span, edited) && holds(limit, span));
}

function holds(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function operandAround(edit: Edit, { statements }: RightProgram): Range {
  const statement = statements.findLast(({ span }) => holds(span, edit));
  if (!statement) return edit;
  const isLeftOut = edit.newText.trim() === '' || edit.newText === 'pass';
  // A turned sign belongs to both sides of it.
  const isSign = edit.newText === '+' || edit.newText === '-';
  if (isLeftOut || isSign || !('value' in statement) || !statement.value) return statement.span;
  const { value } = statement;
  // The sign of a step or of an assignment lies in no operand.
  if (!holds(value.span, edit)) return statement.span;
  const operands = expressionsOf(value).flatMap(operandsOf);
  const around = [value, ...operands].filter(({ span }) => holds(span, edit));
  return around.reduce((a, b) => (length(b.span) < length(a.span) ? b : a)).span;
}

function length({ start, end }: Range): number {
  return end - start;
}

function operandsOf(expression: ast.Expr): readonly ast.Expr[] {
  if (expression.kind === 'BinOp' && (expression.op === '+' || expression.op === '-'))
    return [expression.left, expression.right];
  return expression.kind === 'Call' ? expression.args : [];
}
