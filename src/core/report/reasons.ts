/** Why a gradient line was not reached: one sentence and a place, from the evaluation that came closest to it. */
import type { Binding, Interruption, Trace } from '../evaluator/trace.ts';
import type { Value } from '../evaluator/values.ts';
import { type GradientStatement, type ProjectScan, reachedFrom } from '../network/scan.ts';
import type { Attempt, Survey } from '../network/survey.ts';
import type * as ast from '../python/ast.ts';
import { contains, rangeOf, type Span, textOf } from '../python/source.ts';

/** A sentence that begins with "Not checked", and the place that it speaks of. */
export interface Reason {
  readonly reason: string;
  readonly span: Span | null;
}

/** The reason for a line that no network holds. */
export function reasonFor(statement: GradientStatement, survey: Survey): Reason {
  const attempts = closestFirst(statement, survey.attempts);
  for (const { trace } of attempts) {
    const reason = reasonOfValue(statement, valueAt(statement, trace));
    if (reason) return reason;
  }
  const [closest] = attempts;
  if (closest?.trace.executed.has(statement.statement)) return reasonWithoutCost(closest);
  const hasEntered = closest !== undefined && enters(closest, statement);
  const own = hasEntered ? stopOf(closest, statement, survey.scan) : null;
  const branch = hasEntered && !own ? branchNotTaken(closest, statement) : null;
  if (branch) return branch;
  const stop = own ?? firstStop(attempts, statement, survey.scan);
  if (stop) return stopped(stop);
  if (survey.leftOut.has(statement.statement)) {
    return { reason: 'Not checked: the file holds more code than one analysis evaluates.', span: null };
  }
  return { reason: 'Not checked: nothing in reach calls this code together with a cost.', span: null };
}

/** What the statement bound in an evaluation: its name, or in the place of a gradient without one. */
export function bindingsOf(
  { statement, text, expression }: GradientStatement,
  trace: Trace,
): readonly Binding[] {
  let known = byStatement.get(trace);
  if (!known) byStatement.set(trace, (known = groupedByStatement(trace)));
  return (known.get(statement) ?? []).filter((binding) =>
    expression === null
      ? binding.text === text
      : binding.kind !== 'returned' || binding.valueExpression === expression,
  );
}

/** Each trace is gone through once, however many statements are asked for. */
const byStatement = new WeakMap<Trace, ReadonlyMap<ast.Stmt, readonly Binding[]>>();

function groupedByStatement({ bindings }: Trace): ReadonlyMap<ast.Stmt, readonly Binding[]> {
  const found = new Map<ast.Stmt, Binding[]>();
  for (const binding of bindings) {
    const known = found.get(binding.statement);
    if (known) known.push(binding);
    else found.set(binding.statement, [binding]);
  }
  return found;
}

/** What the statement gave: what is not known of it, else the last value. Null where it was not evaluated. */
export function valueAt(statement: GradientStatement, trace: Trace): Value | null {
  const here = bindingsOf(statement, trace);
  return (here.find(({ value }) => value.type === 'unknown') ?? here.at(-1))?.value ?? null;
}

/** A list that is nested deeper may hold itself. */
const deepestList = 6;

/** True for a number, and for a list of numbers or of such lists. */
export function isNumbers(value: Value | null | undefined, level = 0): boolean {
  if (value?.type === 'list')
    return (
      level < deepestList && value.items.length > 0 && value.items.every((item) => isNumbers(item, level + 1))
    );
  return value?.type === 'float';
}

const kindRank: Record<Attempt['kind'], number> = { function: 0, module: 0, layer: 1, glue: 2, implied: 3 };

/** The evaluations made for the statement: those that executed it, then those that entered its function, then by their kind. */
function closestFirst(
  { statement, function: unit }: GradientStatement,
  attempts: readonly Attempt[],
): Attempt[] {
  const nearness = ({ trace }: Attempt): number => {
    if (trace.executed.has(statement)) return 0;
    return unit && trace.entered.has(unit.definition) ? 1 : 2;
  };
  return attempts
    .filter((attempt) => attempt.wanted.has(statement))
    .sort(
      (a, b) =>
        nearness(a) - nearness(b) ||
        kindRank[a.kind] - kindRank[b.kind] ||
        b.trace.executed.size - a.trace.executed.size,
    );
}

/** True where the evaluation ran the statement's function. */
function enters({ trace }: Attempt, { function: unit }: GradientStatement): boolean {
  return unit !== null && trace.entered.has(unit.definition);
}

/** The innermost condition around the statement that was evaluated, and did not lead to it. */
function branchNotTaken({ trace }: Attempt, { statement }: GradientStatement): Reason | null {
  let found: ast.If | null = null;
  for (const other of trace.executed) {
    if (other.kind !== 'If' || !contains(other.span, statement.span)) continue;
    if (!found || contains(found.span, other.span)) found = other;
  }
  if (!found) return null;
  const { span } = found.test;
  return {
    reason: `Not checked: no evaluation takes the branch of \`${quoted(span)}\` (${lineOf(span)}) that this line stands in.`,
    span,
  };
}

/** The first place where an evaluation that was made for the statement stopped, the closest evaluation first. */
function firstStop(
  attempts: readonly Attempt[],
  statement: GradientStatement,
  scan: ProjectScan,
): Stop | null {
  for (const attempt of attempts) {
    const stop = stopOf(attempt, statement, scan);
    if (stop) return stop;
  }
  return null;
}

function reasonOfValue({ text }: GradientStatement, value: Value | null): Reason | null {
  if (value?.type === 'unknown') return notChecked(value.reason, value.span);
  if (value?.type !== 'int' && !isNumbers(value)) return null;
  const kind = value?.type === 'list' ? 'a list of plain numbers' : 'a plain number';
  return notChecked(`\`${text}\` is ${kind} here, and only gradients of NumPy arrays are followed`, null);
}

/** The line ran, and there was no cost to judge it by. */
function reasonWithoutCost({ costTrouble, failure }: Attempt): Reason {
  if (costTrouble) return notChecked(costTrouble.reason, costTrouble.span);
  if (failure) return stopped(failure);
  return { reason: 'Not checked: no cost was found that this gradient belongs to.', span: null };
}

interface Stop {
  /** Goes on after "the evaluation stops at `place`". */
  readonly message: string;
  readonly span: Span | null;
}

/**
 * Where the evaluation left the way to the statement: where it ended, else a statement that was cut short, best in the
 * statement's own function, then one that calls what leads there, then the first.
 */
function stopOf({ failure, trace }: Attempt, statement: GradientStatement, scan: ProjectScan): Stop | null {
  if (failure) return failure;
  const { interruptions } = trace;
  const own = statement.function?.definition.span;
  const found =
    interruptions.findLast(({ span }) => own && span && contains(own, span)) ??
    interruptions.find((interruption) => isOnTheWay(interruption, statement, scan)) ??
    interruptions[0];
  return found ? { message: `: ${found.message}`, span: found.span } : null;
}

/** True where what was cut short lies in a function that leads to the statement's, or names one. */
function isOnTheWay(
  { span }: Interruption,
  { function: unit }: GradientStatement,
  scan: ProjectScan,
): boolean {
  if (!span || !unit) return false;
  const text = textOf(span);
  return scan.functions.some(
    (other) =>
      (contains(other.definition.span, span) || text.includes(`${other.definition.name}(`)) &&
      reachedFrom(other, scan).has(unit),
  );
}

function notChecked(reason: string, span: Span | null): Reason {
  return {
    reason: sentence(`Not checked: ${midSentence(reason)}${span ? placeOf(span, reason) : ''}`),
    span,
  };
}

function stopped({ message, span }: Stop): Reason {
  const place = span ? ` at \`${quoted(span)}\` (${lineOf(span)})` : '';
  return { reason: sentence(`Not checked: the evaluation stops${place}${message}`), span };
}

/** The place after a reason: with its text, unless the reason holds that already. */
function placeOf(span: Span, reason: string): string {
  const text = quoted(span);
  return reason.includes(`\`${text}\``) ? ` (${lineOf(span)})` : ` (${lineOf(span)}, \`${text}\`)`;
}

/** "line 12", in a notebook "cell 2, line 3". */
function lineOf(span: Span): string {
  const { cell, start } = rangeOf(span);
  return cell === null ? `line ${start.line}` : `cell ${cell}, line ${start.line}`;
}

const quotedLength = 60;

function quoted(span: Span): string {
  const text = textOf(span).replace(/\s+/g, ' ').trim();
  return text.length > quotedLength ? `${text.slice(0, quotedLength)}…` : text;
}

/** "The module …" → "the module …"; code in backquotes stays as it is. */
function midSentence(text: string): string {
  return /^[A-Z][a-z]* /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
