/** Array objects over the tape: identity, in-place changes, and views that read from and write into their base. */
import type { NormalizedIndex } from '../autodiff/index-items.ts';
import { inversePermutation, permutationOf } from '../autodiff/operations/shape.ts';
import type { Recorder } from '../autodiff/recorder.ts';
import type { NodeId } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import type { Span } from '../python/source.ts';
import {
  type ArrayValue,
  bool,
  float,
  int,
  PythonError,
  type UnknownValue,
  type Value,
  type ViewStep,
} from './values.ts';

/** A new array object that owns its entries, whose first version is the node. */
export function arrayFromNode(node: NodeId, isMatrix = false, isTensor = false): ArrayValue {
  return { type: 'array', node, version: 0, view: null, isMatrix, isTensor };
}

/** A new object for another array's current entries. */
export function copyOf(array: ArrayValue, tape: Recorder): ArrayValue {
  return arrayFromNode(currentNode(array, tape), array.isMatrix, array.isTensor);
}

/** The node of the array's present entries; a view whose base has changed is derived again first. */
export function currentNode(array: ArrayValue, tape: Recorder): NodeId {
  const { view } = array;
  if (view === null) return array.node;
  const base = currentNode(view.base, tape);
  if (view.base.version !== view.baseVersion) {
    const span = tape.nodes[array.node]?.span ?? null;
    array.node = tape.apply(view.step.operation, [base], view.step.attributes, span);
    array.version += 1;
    view.baseVersion = view.base.version;
  }
  return array.node;
}

/** The array's present entries. */
export function currentTensor(array: ArrayValue, tape: Recorder): Tensor {
  return tape.value(currentNode(array, tape));
}

/** Marks the array, and what it is a view of, as holding something unknown. */
export function spoil(array: ArrayValue, reason: UnknownValue): void {
  array.spoiled = reason;
  if (array.view !== null) spoil(array.view.base, reason);
}

/** Why the array's entries are not known; null where they are. */
export function spoiledBy(array: ArrayValue): UnknownValue | null {
  return array.spoiled ?? (array.view === null ? null : spoiledBy(array.view.base));
}

/** A view of the base through one step: `index` without index arrays, `reshape`, `transpose`, `broadcastTo`, or `index` for a diagonal. */
export function viewOf(base: ArrayValue, step: ViewStep, tape: Recorder, span: Span | null): ArrayValue {
  const node = tape.apply(step.operation, [currentNode(base, tape)], step.attributes, span);
  return {
    type: 'array',
    node,
    version: 0,
    view: { base, step, baseVersion: base.version },
    isMatrix: base.isMatrix,
    isTensor: base.isTensor === true,
  };
}

/** Gives the array new entries in place (of its shape and dtype). Bases of views change with them. Errors: ValueError for read-only views. */
export function write(array: ArrayValue, node: NodeId, tape: Recorder, span: Span | null): void {
  const { view } = array;
  if (view !== null) {
    const base = currentNode(view.base, tape);
    write(view.base, writtenBase(view.step, base, node, tape, span), tape, span);
    view.baseVersion = view.base.version;
  }
  array.node = node;
  array.version += 1;
}

/** The base's entries after the entries that a view step selects were replaced. */
function writtenBase(step: ViewStep, base: NodeId, node: NodeId, tape: Recorder, span: Span | null): NodeId {
  const { shape } = tape.value(base);
  switch (step.operation) {
    case 'index':
      return tape.apply('indexAssign', [base, node], step.attributes, span);
    case 'reshape':
      return tape.apply('reshape', [node], { shape }, span);
    case 'transpose': {
      const axes = inversePermutation(permutationOf(step.attributes, shape.length));
      return tape.apply('transpose', [node], { axes }, span);
    }
    default:
      throw new PythonError('ValueError', 'assignment destination is read-only', span);
  }
}

/**
 * True where the array's entries lie in row-major order without gaps, so that NumPy's reshape makes a view of it.
 * A result of an operation counts as such.
 */
export function isContiguous(array: ArrayValue, tape: Recorder): boolean {
  const { view } = array;
  if (view === null) return true;
  if (!isContiguous(view.base, tape)) return false;
  switch (view.step.operation) {
    case 'reshape':
      return true;
    case 'transpose':
      return currentTensor(array, tape).shape.filter((size) => size !== 1).length < 2;
    case 'index':
      return selectsOneRun(
        view.step.attributes['index'] as NormalizedIndex,
        currentTensor(view.base, tape).shape,
      );
    default:
      return false;
  }
}

/** True where a subscript selects neighbouring entries: single places, then one slice with step 1, then whole axes. */
function selectsOneRun(index: NormalizedIndex, shape: readonly number[]): boolean {
  let axis = 0;
  let sliced = false;
  for (const item of index) {
    if (item.kind === 'newaxis') continue;
    const size = shape[axis++] as number;
    const whole = item.kind === 'slice' && item.step === 1 && item.count === size;
    if (sliced && !whole && size !== 1) return false;
    if (item.kind === 'array') return false;
    if (item.kind === 'slice') {
      if (item.step !== 1 && item.count > 1) return false;
      sliced = true;
    }
  }
  return true;
}

/** What Python sees of a node: an array object, or a scalar where the node has no axes. */
export function valueOfNode(node: NodeId, tape: Recorder, isMatrix = false, isTensor = false): Value {
  const { shape } = tape.value(node);
  return shape.length === 0 ? scalarOfNode(node, tape) : arrayFromNode(node, isMatrix, isTensor);
}

/** The single entry of a node as a Python number; floats keep their place on the tape. */
export function scalarOfNode(node: NodeId, tape: Recorder): Value {
  const { dtype, data } = tape.value(node);
  const entry = data[0] as number;
  if (dtype === 'float64') return float(entry, node);
  return dtype === 'int64' ? int(entry) : bool(entry !== 0);
}
