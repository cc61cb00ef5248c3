/** aliased-gradient: an edit in place has changed an array that the line still needs as it was. */
import type { NodeId } from '../../autodiff/tape.ts';
import { valueWith } from '../../check/line-truth.ts';
import type { Binding } from '../../evaluator/trace.ts';
import { ancestors } from '../../network/dependence.ts';
import { contains, type Span, textOf } from '../../python/source.ts';
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

/** The edit of an array that the line reads, where the array as it was before makes the line right; null where there is none. */
function harmfulEdit({ guilt }: Evidence): HarmfulEdit | null {
  const { line, network, truths } = guilt;
  const { tape, trace, parameterNodes } = network;
  const below = ancestors(tape, [line.node], new Set(truths.keys()));
  const edits = trace.bindings.filter(
    ({ node, previousNode, order, statement }) =>
      node !== null &&
      previousNode !== null &&
      order < line.binding.order &&
      statement !== line.binding.statement,
  );
  const inPlace = edits.filter(
    (binding) =>
      isInPlace(binding) &&
      below[binding.node ?? -1] === 1 &&
      !parameterNodes.has(binding.previousNode ?? -1),
  );
  for (const last of inPlace.toReversed()) {
    const read = readIn(line.binding, last.node, guilt);
    if (!read) continue;
    for (
      let edit: Binding | undefined = last;
      edit;
      edit = inPlace.find(({ node }) => node === edit?.previousNode)
    ) {
      const before = tape[edit.previousNode ?? -1]?.value;
      const value = before && valueWith(line, network, new Map([...truths, [read.node, before]]));
      if (value && isTruth(value, guilt)) return { edit, alias: aliasOf(edit, trace.bindings), read };
    }
  }
  return null;
}

function isInPlace({ kind, augmented, value }: Binding): boolean {
  return value.type === 'array' && (kind === 'edit' || augmented !== null);
}

/** Where the line's own statement reads a node, by the shortest expression that has it. */
function readIn(
  { statement }: Binding,
  node: NodeId | null,
  { network }: Evidence['guilt'],
): HarmfulEdit['read'] | null {
  let found: Span | null = null;
  for (const [expression, values] of network.trace.expressions) {
    const isShorter = !found || textOf(expression.span).length < textOf(found).length;
    if (isShorter && contains(statement.span, expression.span) && values.some((value) => value.node === node))
      found = expression.span;
  }
  return found && node !== null ? { node, span: found } : null;
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
