/** Text edits on a gradient line, in the user's own style. */
import { penaltyTermsOf, termsAt } from '../check/line-terms.ts';
import type { Guilt } from '../check/blame.ts';
import { isRight } from '../network/match.ts';
import type * as ast from '../python/ast.ts';
import { contains, type Span, textOf } from '../python/source.ts';
import { expressionsOf } from '../python/walk.ts';
import type { TextEdit } from './finding.ts';
import { type Coefficient, coefficientOf, coefficientText } from './coefficients.ts';
import { type Case, type Evidence, type Repair, shown } from './rule.ts';
import { gradientName, variableName } from './wording.ts';

/** Replaces a span's text. */
export function replace(span: Span, newText: string): TextEdit {
  return { span, newText };
}

/**
 * Terms that would be right on this line, the best first: a right sibling line's term with this variable's name, then
 * the penalty's own coefficient with the names in scope.
 */
export function rightTerms(suspect: Case): string[] {
  const { guilt } = shown(suspect);
  const found = siblingTerms(guilt);
  const coefficient = coefficientOnLine(suspect);
  const text = coefficient ? coefficientText(coefficient, guilt) : null;
  if (text !== null) {
    const name = variableText(guilt);
    found.push(text === '1' ? name : text.includes('/') ? `(${text}) * ${name}` : `${text} * ${name}`);
  }
  return [...new Set(found)];
}

/** How the line's own function speaks of its variable: the shortest text there that reads it, else the variable's name. */
export function variableText(guilt: Guilt): string {
  const { network, line } = guilt;
  const definition = line.binding.frame.function?.definition.span ?? null;
  const texts: string[] = [];
  for (const [expression, values] of network.trace.expressions) {
    if (expression.kind !== 'Name' && expression.kind !== 'Attribute' && expression.kind !== 'Subscript')
      continue;
    if (definition && !contains(definition, expression.span)) continue;
    if (values.some((value) => value.node === line.target?.node)) texts.push(textOf(expression.span));
  }
  for (const binding of network.trace.bindings) {
    if (binding.frame === line.binding.frame && binding.node === line.target?.node) texts.push(binding.text);
  }
  const named = texts.filter((text) => text !== '').sort((a, b) => a.length - b.length);
  return named[0] ?? variableName(guilt);
}

/** κ in penalty = κ·W, told by the draws; null where the penalty is not of that form. */
export function trueCoefficient(suspect: Case): Coefficient | null {
  return coefficientFrom(suspect, () => 1);
}

/** κ as the line's own term has to have it: divided by what stands around the term, as 1/m before a bracket. */
function coefficientOnLine(suspect: Case): Coefficient | null {
  return coefficientFrom(suspect, ({ terms, residual }) => {
    const [term] = terms;
    if (terms.length !== 1 || term?.value.data.length !== residual.length) return 1;
    return ratio(residual, term.value.data) ?? 1;
  });
}

function coefficientFrom(suspect: Case, around: (evidence: Evidence) => number): Coefficient | null {
  const values: number[] = [];
  for (const evidence of suspect.draws) {
    const { guilt, penalty } = evidence;
    const weights = guilt.line.target ? guilt.network.tape[guilt.line.target.node]?.value.data : undefined;
    const value = weights ? ratio(penalty, weights) : null;
    if (value === null) return null;
    values.push(value / around(evidence));
  }
  return coefficientOf(
    values,
    suspect.draws.map((draw) => draw.guilt),
  );
}

/** The number c with a = c·b in every entry; null where there is none. */
export function ratio(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  if (a.length !== b.length) return null;
  let product = 0;
  let square = 0;
  for (let at = 0; at < a.length; at++) {
    product += (a[at] ?? 0) * (b[at] ?? 0);
    square += (b[at] ?? 0) ** 2;
  }
  if (square === 0) return null;
  const scale = product / square;
  let largest = 0;
  let off = 0;
  for (let at = 0; at < a.length; at++) {
    largest = Math.max(largest, Math.abs(a[at] ?? 0));
    off = Math.max(off, Math.abs((a[at] ?? 0) - scale * (b[at] ?? 0)));
  }
  return off <= 1e-6 * largest ? scale : null;
}

/** Terms of right lines of the same function, with their variable's name replaced by this line's. */
function siblingTerms(guilt: Guilt): string[] {
  const { network, line } = guilt;
  const found: string[] = [];
  for (const sibling of network.gradients) {
    if (sibling === line || sibling.superseded || sibling.role !== 'parameter' || !isRight(sibling)) continue;
    if (sibling.binding.frame !== line.binding.frame || !sibling.target) continue;
    if (!network.adjoints.get(sibling.target.node)?.penalty) continue;
    const name = variableText({ ...guilt, line: sibling });
    for (const term of termsAt(network, sibling.node)) {
      if (!term.span || !contains(sibling.binding.statement.span, term.span)) continue;
      const text = outerText(term.span, sibling.binding.statement);
      if (containsName(text, name)) found.push(replaceName(text, name, variableText(guilt)));
    }
  }
  return found;
}

/** A term's text with the parentheses that belong to it: `(lambd * W3) / m`. */
function outerText(span: Span, statement: ast.Stmt): string {
  const text = textOf(span);
  const within = expressionsOf(statement).find(
    (expression) => expression.span.start === span.start && expression.span.end === span.end,
  );
  return within?.kind === 'BinOp' && (within.op === '+' || within.op === '-') ? `(${text})` : text;
}

function containsName(text: string, name: string): boolean {
  return replaceName(text, name, '') !== text;
}

function replaceName(text: string, name: string, by: string): string {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\w.])${escaped}(?!\\w)`, 'g'), by);
}

/** Repairs that put a right term in place of the line's own penalty term. */
export function replaceTermRepairs(suspect: Case): Repair[] {
  const { guilt } = shown(suspect);
  const [term] = penaltyTermsOf(guilt);
  if (!term?.span) return [];
  const { span } = term;
  return rightTerms(suspect).map((text) => ({
    title: `Replace the penalty term of ${gradientName(guilt)} by \`${text}\``,
    edits: [replace(span, text)],
  }));
}

/** Repairs that take a term out of a sum, with the operator before or after it. */
export function removeTermRepairs(span: Span, statement: ast.Stmt, title: string): Repair[] {
  const repairs: Repair[] = [];
  if (statement.kind === 'AugAssign' && contains(span, statement.value.span)) {
    repairs.push({ title, edits: [replace(statement.span, 'pass')] });
  }
  for (const expression of expressionsOf(statement)) {
    if (expression.kind !== 'BinOp' || (expression.op !== '+' && expression.op !== '-')) continue;
    if (sameSpan(expression.right.span, span)) {
      repairs.push({
        title,
        edits: [replace(withClosing({ ...span, start: closingEnd(expression.left.span, span) }), '')],
      });
    } else if (sameSpan(expression.left.span, span) && expression.op === '+') {
      repairs.push({
        title,
        edits: [replace({ ...span, end: openingStart(expression.right.span, span) }, '')],
      });
    }
  }
  return repairs;
}

function sameSpan(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

/** Where the text before the operator ends: after the left operand and the parentheses that close around it. */
function closingEnd(left: Span, right: Span): number {
  const between = left.source.text.slice(left.end, right.start);
  const operator = between.search(/[+-]/);
  return left.end + between.slice(0, operator < 0 ? 0 : operator).trimEnd().length;
}

function openingStart(right: Span, left: Span): number {
  const between = right.source.text.slice(left.end, right.start);
  const operator = between.search(/[+-]/);
  const after = between.slice(operator + 1);
  return left.end + operator + 1 + (after.length - after.trimStart().length);
}

/** Takes in the parenthesis that the term's own brackets leave open, as in `A + (lambd * b)`. */
function withClosing(span: Span): Span {
  const text = textOf(span);
  const open = [...text].filter((character) => character === '(').length;
  const closed = [...text].filter((character) => character === ')').length;
  const rest = span.source.text.slice(span.end);
  return rest.startsWith(')'.repeat(open - closed))
    ? { ...span, end: span.end + Math.max(0, open - closed) }
    : span;
}
