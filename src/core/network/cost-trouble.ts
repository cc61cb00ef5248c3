/** Why an evaluation has no cost to differentiate: what is the matter with the values that bear a cost's name. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Binding, Trace } from '../evaluator/trace.ts';
import { contains, type Span, textOf } from '../python/source.ts';
import type { EvaluationRecord } from './assemble.ts';
import { ancestors } from './dependence.ts';
import { isDeltaName } from './gradient-names.ts';
import { isCostFunctionName, isCostName } from './name-hints.ts';

/** A reason in the middle of a sentence, without a full stop, and the place that it speaks of. */
export interface CostTrouble {
  readonly reason: string;
  readonly span: Span | null;
  /** True where the cost is sound but for being an array. */
  readonly isShaped?: boolean;
}

/** What is the matter with the first troubled cost of an evaluation; null where no cost was reached or all are sound. */
export function costTrouble(record: EvaluationRecord): CostTrouble | null {
  // Losses that were called for the program are none of its costs.
  if (record.ownLosses.length > 0) return null;
  for (const binding of record.trace.bindings) {
    const name = costNameOf(binding);
    const trouble = name === null ? null : troubleOf(binding, name, record.tape.nodes);
    if (trouble) return trouble;
  }
  return failedCost(record.trace);
}

/** True where the program computes what bears a cost's name, whatever is the matter with it; a difference called `error` is none. */
export function computesCost({ trace, tape }: Pick<EvaluationRecord, 'trace' | 'tape'>): boolean {
  return trace.bindings.some((binding) => {
    const name = costNameOf(binding);
    if (name === null || isDeltaName(binding.name) || /err/i.test(name) || binding.node === null)
      return false;
    // A function may be about the loss and give its derivative: `loss_slope(a, y)`.
    const isOther = binding.kind === 'returned' && tape.value(binding.node).data.length > 1;
    return !isOther && tape.nodes[binding.node]?.operation !== 'leaf';
  });
}

/** A cost whose statement ran and bound nothing, because it failed. */
function failedCost(trace: Trace): CostTrouble | null {
  const bound = new Set(trace.bindings.map((binding) => binding.statement));
  for (const statement of trace.executed) {
    if (statement.kind !== 'Assign' || bound.has(statement)) continue;
    const [target] = statement.targets;
    if (target?.kind !== 'Name' || !isCostName(target.id)) continue;
    const failure =
      trace.interruptions.find(({ span }) => span && contains(statement.span, span)) ??
      trace.interruptions.at(-1);
    if (failure)
      return {
        reason: `the statement that assigns the cost \`${target.id}\` fails: ${failure.message}`,
        span: failure.span,
      };
  }
  return null;
}

function costNameOf(binding: Binding): string | null {
  if (binding.kind === 'returned') {
    const name = binding.frame.function?.name ?? '';
    return isCostFunctionName(name) ? `${name}()` : null;
  }
  return isCostName(binding.name) ? binding.text : null;
}

function troubleOf(binding: Binding, name: string, tape: readonly TapeNode[]): CostTrouble | null {
  const span = binding.valueExpression?.span ?? binding.statement.span;
  if (binding.value.type === 'unknown') {
    const { reason, span: place } = binding.value;
    return { reason: `the cost \`${name}\` is not known: ${reason}`, span: place ?? span };
  }
  const node = binding.node === null ? undefined : tape[binding.node];
  if (!node) return null;
  if (node.operation === 'leaf') {
    if (binding.valueExpression?.kind !== 'Call') return null;
    return { reason: `what the call gives that makes the cost \`${name}\` is not known`, span };
  }
  const { shape, data } = node.value;
  if (data.length !== 1) {
    const must = 'and a gradient needs a cost that is one number, such as its sum or mean';
    return { reason: `the cost \`${name}\` has shape (${shapeText(shape)}), ${must}`, span, isShaped: true };
  }
  return Number.isFinite(data[0]) ? null : notFinite(node, name, tape, span);
}

/** The first value on the way to the cost that is not finite, or the empty array that it is made from. */
function notFinite(cost: TapeNode, name: string, tape: readonly TapeNode[], span: Span): CostTrouble {
  const value = numberText(cost.value.data[0] ?? Number.NaN);
  const reached = ancestors(tape, [cost.id]);
  for (const node of tape) {
    if (reached[node.id] !== 1) continue;
    if (node.value.data.length === 0) {
      const reason = `the cost \`${name}\` is ${value}, because it is made from an array of shape (${shapeText(node.value.shape)}), which has no entries`;
      return { reason, span: node.span ?? span };
    }
    const bad = node.value.data.find((entry) => !Number.isFinite(entry));
    if (bad === undefined) continue;
    if (!node.span || node.span.start === span.start) break;
    const source = node.operation === 'leaf' || isAmong(node.inputs, tape) ? 'holds' : 'gives';
    return {
      reason: `the cost \`${name}\` is ${value}, because \`${oneLine(textOf(node.span))}\` ${source} ${numberText(bad)}`,
      span: node.span,
    };
  }
  return { reason: `the cost \`${name}\` is ${value} for the values that it is evaluated with`, span };
}

function isAmong(inputs: readonly NodeId[], tape: readonly TapeNode[]): boolean {
  return inputs.some((input) => tape[input]?.value.data.some((entry) => !Number.isFinite(entry)));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return value < 0 ? '-inf' : 'inf';
}

/** A shape as Python writes it, without its brackets: `3, 4`, `3,`. */
function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `${shape[0]},` : shape.join(', ');
}
