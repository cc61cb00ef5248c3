/** stale-weights: a weight was updated before the backward pass has used it. */
import type { NodeId } from '../../autodiff/tape.ts';
import type { Tensor } from '../../autodiff/tensor.ts';
import { valueWith } from '../../check/line-truth.ts';
import type { Binding } from '../../evaluator/trace.ts';
import { ancestors } from '../../network/dependence.ts';
import { contains, type Span, textOf } from '../../python/source.ts';
import { isTruth } from '../../slips/trial.ts';
import { type Evidence, inEveryDraw, type Rule, shown } from '../rule.ts';
import { slipRepairs } from '../slip-diagnosis.ts';
import { gradientName, worstEntry } from '../wording.ts';

export const staleWeights: Rule = {
  name: 'stale-weights',
  severity: 'error',
  summary: 'The backward pass uses weights that an update has changed before.',
  examine(suspect) {
    if (!inEveryDraw(suspect, (draw) => earlierUpdate(draw) !== null)) return null;
    const evidence = shown(suspect);
    const update = earlierUpdate(evidence);
    if (!update) return null;
    const { guilt } = evidence;
    const slip = suspect.slip();
    const name = update.text || update.name;
    return {
      message:
        `${gradientName(guilt)} is computed with ${name} after its update; the cost was computed with ${name} before ` +
        `it. ${worstEntry(evidence)} Update the weights when all gradients are there.`,
      elaboration:
        `Each gradient is the derivative of the cost at the weights of the forward pass. A weight that is changed in between ` +
        `makes the gradients of the layers below those of another network.`,
      span: placeOfUse(evidence, update) ?? guilt.line.binding.statement.span,
      related: [{ message: `${name} is updated here.`, span: update.statement.span }],
      repairs: slip ? slipRepairs(slip) : [],
    };
  },
};

/** The update of a parameter that the line reads, where the value before it makes the line right; null where there is none. */
function earlierUpdate({ guilt }: Evidence): Binding | null {
  const { line, network, truths } = guilt;
  const below = ancestors(network.tape, [line.node], new Set(truths.keys()));
  const updates = network.trace.bindings.filter(
    ({ node, previousNode, order }) =>
      node !== null &&
      previousNode !== null &&
      order < line.binding.order &&
      below[node] === 1 &&
      network.parameterNodes.has(previousNode),
  );
  for (const update of updates) {
    const before = network.tape[update.previousNode ?? -1]?.value;
    if (!before || update.node === null) continue;
    const values = new Map<NodeId, Tensor>([...truths, [update.node, before]]);
    const value = valueWith(line, network, values);
    if (value && isTruth(value, guilt)) return update;
  }
  return null;
}

function placeOfUse({ guilt }: Evidence, { node }: Binding): Span | null {
  const { binding } = guilt.line;
  let found: Span | null = null;
  for (const [expression, values] of guilt.network.trace.expressions) {
    if (!contains(binding.statement.span, expression.span)) continue;
    if (
      values.some((value) => value.node === node) &&
      (!found || textOf(expression.span).length < textOf(found).length)
    )
      found = expression.span;
  }
  return found;
}
