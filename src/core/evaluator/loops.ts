/** Loops: `for` and `while`, and where a training loop is cut after one pass. */
import type { Tensor } from '../autodiff/tensor.ts';
import type * as ast from '../python/ast.ts';
import { expressionsOf } from '../python/walk.ts';
import type { Completion } from './language.ts';
import type { Machine } from './machine.ts';
import { currentTensor } from './arrays.ts';
import { contentsOf } from './classes.ts';
import { hasBreak, mayReturn, targetHints } from './syntax-walk.ts';
import { rangeLength } from './sequences.ts';
import { assign } from './targets.ts';
import { truth } from './truth.ts';
import { leaveUndecided } from './undecided.ts';
import { type Scope, unknown, type Value } from './values.ts';

/**
 * A `for` loop. Over a range (or over what `np.arange` gives) with more passes than the budget has, and over a range
 * whose bound is a count that the engine chose, it runs one pass: training repeats the same lines, and one pass shows
 * what they compute. A loop over epochs ends early where its passes are long. The loop then counts as run to its end.
 */
export function executeFor(machine: Machine, statement: ast.For, scope: Scope): Completion {
  const { target, iter, body, orelse } = statement;
  const demand = { kind: 'sequence', length: null, hints: targetHints(target) } as const;
  const source = machine.resolve(machine.evaluate(iter, scope), demand, iter.span);
  const items = machine.iterate(source, iter.span);
  if ('type' in items) {
    leaveUndecided(machine, [statement], items, iter.span, scope);
    return null;
  }
  // A loop that reads elements by its number goes through data; one that only counts its passes trains.
  const isLong = isCut(machine, source);
  const isOverData = isLong && !machine.countRanges.has(source) && selectsBy(target, body);
  const mostPasses = isOverData ? mostRows : isLong ? 1 : Number.POSITIVE_INFINITY;
  const { recording } = machine;
  const outerLoops = recording.loops;
  const isTraining = target.kind === 'Name' && trainingName.test(target.id) && source.type === 'range';
  const firstNode = machine.tape.nodes.length;
  let iteration = 0;
  try {
    for (const item of items) {
      if (iteration >= mostPasses) break;
      const isShort = isTraining || isOverData;
      if (isShort && iteration > 0 && hasFilled(machine, firstNode, shareOfEpochs)) break;
      machine.spend(1, iter.span);
      recording.loops = [...outerLoops, { loop: statement, iteration }];
      assign(machine, target, item, scope, null);
      const completion = machine.execute(body, scope);
      if (completion === 'break') return null;
      if (completion !== null && completion !== 'continue') return completion;
      iteration += 1;
    }
  } finally {
    recording.loops = outerLoops;
  }
  return machine.execute(orelse, scope);
}

/**
 * A `while` loop, which runs as many passes as the budget allows and then counts as ended, or fewer where they fill the
 * tape; `while True` without a way out, outside of generators, is a training loop and runs one.
 */
export function executeWhile(machine: Machine, statement: ast.While, scope: Scope): Completion {
  const { test, body, orelse } = statement;
  const { recording } = machine;
  const isEndless = test.kind === 'Constant' && !hasBreak(body) && !machine.activation?.yields;
  const mostPasses = isEndless ? 1 : machine.options.budget.loopPasses;
  const outerLoops = recording.loops;
  const firstNode = machine.tape.nodes.length;
  try {
    for (let iteration = 0; ; iteration += 1) {
      const answer = truth(machine, machine.evaluate(test, scope), test.span);
      if (typeof answer !== 'boolean') {
        leaveUndecided(machine, [statement], answer, test.span, scope);
        return null;
      }
      if (!answer) break;
      if (iteration >= mostPasses || (iteration > 0 && hasFilled(machine, firstNode, shareOfPasses))) {
        leaveEarly(machine, statement);
        return null;
      }
      recording.loops = [...outerLoops, { loop: statement, iteration }];
      const completion = machine.execute(body, scope);
      if (completion === 'break') return null;
      if (completion !== null && completion !== 'continue') return completion;
    }
  } finally {
    recording.loops = outerLoops;
  }
  return machine.execute(orelse, scope);
}

/** True where the passes since `firstNode` have recorded so much that a few more would use the tape up. */
function hasFilled({ tape, options }: Machine, firstNode: number, percent: number): boolean {
  const most = (options.budget.tapeElements * percent) / 100;
  if (!Number.isFinite(most)) return false;
  let entries = 0;
  for (let at = firstNode; at < tape.nodes.length && entries <= most; at += 1)
    entries += entriesPerNode + (tape.nodes[at]?.value.data.length ?? 0);
  return entries > most;
}

/** Percent of the tape that the passes of one `while` loop may fill before it ends. */
const shareOfPasses = 4;
/** The same for the passes of a `for` loop over epochs. */
const shareOfEpochs = 0.5;
const trainingName =
  /^(?:epochs?|ep|iterations?|iter|itr|iteration_?(?:num|number)?|epoch_?(?:num|number)?)$/;
/** What an operation costs besides its entries, in entries. */
const entriesPerNode = 20;

/** A loop that was left before its `return` could run says nothing about what the function returns. */
function leaveEarly(machine: Machine, statement: ast.While): void {
  const { activation } = machine;
  if (!activation || !mayReturn(statement.body)) return;
  activation.undecidedReturn ??= unknown('A `while` loop was left before it returned', statement.test.span);
}

function isCut(machine: Machine, source: Value): boolean {
  const most = machine.options.budget.loopPasses;
  const items = contentsOf(source);
  if (items.type === 'range') return rangeLength(items) > most || machine.countRanges.has(items);
  return items.type === 'array' && isLongCount(currentTensor(items, machine.tape), most);
}

/** Rows of data that a loop goes through one by one. */
const mostRows = 2000;

/** True where an element that is read in the loop is selected by the loop's number: `T[i]`, and not only `T[i:i + 32]`. */
function selectsBy(target: ast.Expr, body: readonly ast.Stmt[]): boolean {
  if (target.kind !== 'Name') return false;
  return body.some((statement) =>
    expressionsOf(statement).some(
      (part) => part.kind === 'Subscript' && part.index.kind === 'Name' && part.index.id === target.id,
    ),
  );
}

/** True for what `np.arange` gives: evenly spaced integers. Rows of data are gone through to the end. */
function isLongCount({ dtype, shape, data }: Tensor, most: number): boolean {
  if (dtype !== 'int64' || shape.length !== 1 || data.length <= most) return false;
  const [first = 0, second = 0] = data;
  return second !== first && data.every((value, at) => value === first + at * (second - first));
}
