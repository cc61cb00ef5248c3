/** Reading and writing array elements through Python subscripts: `Z[mask]`, `dZ[range(m), y] -= 1`, `W[:, 1:]`. */
import { isBasicIndex, type NormalizedIndex } from '../../autodiff/index-items.ts';
import type { NodeId } from '../../autodiff/tape.ts';
import type { Span } from '../../python/source.ts';
import { arrayFromNode, currentNode, scalarOfNode, spoil, spoiledBy, viewOf, write } from '../arrays.ts';
import type { ArrayValue, Evaluation, UnknownValue, Value } from '../values.ts';
import { Call, guarded, isUnknown } from './call.ts';
import { normalizedIndex } from './subscript-items.ts';

/**
 * `array[index]`: a view for slices and single places, a copy for index arrays and masks, a number where no axis is left.
 * Errors: PythonError (IndexError).
 */
export function subscriptArray(evaluation: Evaluation, array: ArrayValue, index: Value, span: Span): Value {
  return guarded(span, () => {
    const call = new Call(evaluation, 'subscript', span);
    const spoiled = spoiledBy(array);
    if (spoiled !== null) return spoiled;
    const node = currentNode(array, evaluation.tape);
    const normal = normalizedIndex(call, index, call.shape(node));
    if (isUnknown(normal)) return normal;
    if (!isBasicIndex(normal)) {
      return elementOrArray(
        evaluation,
        matrixShaped(call, array, call.apply('index', [node], { index: normal })),
        array,
      );
    }
    if (normal.every((item) => item.kind === 'integer')) {
      return scalarOfNode(call.apply('index', [node], { index: normal }), evaluation.tape);
    }
    const kept = array.isMatrix ? withMatrixAxes(normal) : normal;
    return viewOf(array, { operation: 'index', attributes: { index: kept } }, evaluation.tape, span);
  });
}

/**
 * `array[index] = value`: the array gets a new version, and its bases and views with it. Where the place or the value is not
 * known, neither is the array from then on; returns that unknown, or null. Errors: PythonError (IndexError, ValueError with the sizes that clash).
 */
export function assignSubscriptArray(
  evaluation: Evaluation,
  array: ArrayValue,
  index: Value,
  value: Value,
  span: Span,
): UnknownValue | null {
  return guarded(span, () => {
    const call = new Call(evaluation, 'assignment', span);
    const base = currentNode(array, evaluation.tape);
    const normal = normalizedIndex(call, index, call.shape(base));
    if (isUnknown(normal)) return spoiling(array, normal);
    if (isWrittenThrough(evaluation, array, normal, value)) return null;
    const node = call.operand(value);
    if (isUnknown(node)) return spoiling(array, node);
    write(
      array,
      call.apply('indexAssign', [base, fitted(call, node)], { index: normal }),
      evaluation.tape,
      span,
    );
    return null;
  });
}

function spoiling(array: ArrayValue, reason: UnknownValue): UnknownValue {
  spoil(array, reason);
  return reason;
}

/**
 * True where the value is the view that this very subscript gave and that an in-place operator has changed already:
 * `dW[0] += x` reads the row, adds to it in place, and then assigns it to its own place.
 */
function isWrittenThrough(
  evaluation: Evaluation,
  array: ArrayValue,
  index: NormalizedIndex,
  value: Value,
): boolean {
  if (value.type !== 'array' || value.view === null || value.view.base !== array) return false;
  const step = value.view.step;
  currentNode(value, evaluation.tape);
  return step.operation === 'index' && JSON.stringify(step.attributes['index']) === JSON.stringify(index);
}

/** NumPy drops leading axes of size 1 of a written value; anything else must broadcast. */
function fitted(call: Call, node: NodeId): NodeId {
  const shape = call.shape(node);
  const first = shape.findIndex((size) => size !== 1);
  const kept = first < 0 ? [] : shape.slice(first);
  return kept.length === shape.length ? node : call.reshape(node, kept);
}

/** A row or column of an `np.matrix` stays two-dimensional: a single place becomes a slice of one. */
function withMatrixAxes(index: NormalizedIndex): NormalizedIndex {
  return index.map((item) =>
    item.kind === 'integer' ? { kind: 'slice', start: item.value, step: 1, count: 1 } : item,
  );
}

function matrixShaped(call: Call, array: ArrayValue, node: NodeId): NodeId {
  const shape = call.shape(node);
  return array.isMatrix && shape.length === 1 ? call.reshape(node, [1, ...shape]) : node;
}

function elementOrArray(evaluation: Evaluation, node: NodeId, from: ArrayValue): Value {
  const { shape } = evaluation.tape.value(node);
  return shape.length === 0
    ? scalarOfNode(node, evaluation.tape)
    : arrayFromNode(node, from.isMatrix, from.isTensor);
}
