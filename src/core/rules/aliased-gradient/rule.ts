/** aliased-gradient: an edit in place has changed an array that the line still needs as it was. */
import type { NodeId } from '../../autodiff/tape.ts';
import { valueWith } from '../../check/line-truth.ts';
import type { Binding } from '../../evaluator/trace.ts';
import { ancestors } from '../../network/dependence.ts';
import type { NetworkEvaluation } from '../../network/network.ts';
import { type Span, textOf } from '../../python/source.ts';
import { expressionsOf } from '../../python/walk.ts';
import { isTruth } from '../../slips/trial.ts';
import { type Evidence, inEveryDraw, type Repair, type Rule, shown } from '../rule.ts';
import { gradientName, worstEntry } from '../wording.ts';

export const aliasedGradient: Rule = {
  name: 'aliased-gradient',
  severity: 'error',
  summary: 'An edit in place changes an array that is still needed.',
  examine(suspect) {
    if (!inEveryDraw(suspect, (draw) => harmfulEdit(draw) !== null)) return null;
    const evidence = shown(suspect);
    const found = harmfulEdit(evidence);
    if (!found) return null;
    const { edit, alias, read } = found;
    const { guilt } = evidence;
    const [array, change] = [textOf(read.span), textOf(edit.statement.span)];
    const cause = alias
      ? `\`${alias.name}\` is no copy of \`${array}\` but the same array, so \`${change}\` changes both`
      : `\`${change}\` changes \`${array}\` in place`;
    return {
      message: `${cause}, and ${gradientName(guilt)} needs \`${array}\` as it was. ${worstEntry(evidence)}`,
      elaboration:
        `In NumPy \`b = a\` copies nothing: both names hold one array, and \`b[mask] = 0\` or \`b -= 1\` changes \`a\` as well. ` +
        `Write \`b = a.copy()\` where the old values are needed again, or an expression that makes a new array.`,
      span: alias?.valueExpression?.span ?? edit.statement.span,
      related: [
        { message: 'The array is changed here.', span: edit.statement.span },
        { message: `${gradientName(guilt)} reads it here.`, span: read.span },
      ],
      repairs: alias ? copyOf(alias) : [],
    };
  },
};

interface HarmfulEdit {
  readonly edit: Binding;
  /** The binding that gave the array the name by which it was edited; null where there is but one name. */
  readonly alias: Binding | null;
  /** Where the line reads the array. */
  readonly read: { readonly node: NodeId; readonly span: Span };
}

/** Edits of one array in place that are gone back over. */
const mostEdits = 8;

/** The edit of an array that the line reads, where the array as it was before makes the line right; null where there is none. */
function harmfulEdit({ guilt }: Evidence): HarmfulEdit | null {
  const { line, network, truths } = guilt;
  const { tape, trace, parameterNodes } = network;
  const below = ancestors(tape, [line.node], new Set(truths.keys()));
  const edits = new Map<NodeId, Binding>();
  for (const binding of trace.bindings) {
    const { node, order, statement } = binding;
    const isBefore = order < line.binding.order && statement !== line.binding.statement;
    if (node !== null && isBefore && isInPlace(binding)) edits.set(node, binding);
  }
  for (const read of readsOf(line.binding, network)) {
    let edit = below[read.node] === 1 ? edits.get(read.node) : undefined;
    for (let count = 0; edit && edit.previousNode !== null && count < mostEdits; count++) {
      const { previousNode } = edit;
      const before = parameterNodes.has(previousNode) ? undefined : tape[previousNode]?.value;
      const value = before && valueWith(line, network, new Map([...truths, [read.node, before]]));
      if (value && isTruth(value, guilt)) return { edit, alias: aliasOf(edit, trace.bindings), read };
      edit = edits.get(previousNode);
    }
  }
  return null;
}

function isInPlace({ kind, augmented, value, previousNode }: Binding): boolean {
  return value.type === 'array' && previousNode !== null && (kind === 'edit' || augmented !== null);
}

/** The nodes that the line's own statement reads, each by the shortest expression that has it. */
function readsOf(
  { statement, startOrder, order }: Binding,
  { trace }: NetworkEvaluation,
): readonly HarmfulEdit['read'][] {
  const found = new Map<NodeId, Span>();
  for (const expression of expressionsOf(statement)) {
    const values = trace.expressions.get(expression) ?? [];
    // Expressions come outermost first, so the last one that has a node is the shortest.
    for (const value of values)
      if (value.order >= startOrder && value.order <= order) found.set(value.node, expression.span);
  }
  return [...found].map(([node, span]) => ({ node, span }));
}

/** `b = a`: the binding by which an edited array got the name of the edit beside another name. */
function aliasOf(edit: Binding, bindings: readonly Binding[]): Binding | null {
  const found = bindings.findLast(
    ({ kind, value, order, valueExpression, augmented }) =>
      kind === 'name' &&
      value === edit.value &&
      order < edit.order &&
      augmented === null &&
      (valueExpression?.kind === 'Name' ||
        valueExpression?.kind === 'Attribute' ||
        valueExpression?.kind === 'Subscript'),
  );
  return found ?? null;
}

function copyOf({ valueExpression, name }: Binding): Repair[] {
  if (!valueExpression) return [];
  const { span } = valueExpression;
  const at = { ...span, start: span.end };
  return [{ title: `Make \`${name}\` a copy`, edits: [{ span: at, newText: '.copy()' }] }];
}
