/** One running call of an array function: recording on the tape, reading operands, and turning kernel errors into Python's. */
import { TapeBudgetExceeded } from '../../autodiff/new-tape.ts';
import { ShapeError } from '../../autodiff/shape-error.ts';
import type { Attributes, NodeId } from '../../autodiff/tape.ts';
import { type DType, scalar, type Tensor, tensor } from '../../autodiff/tensor.ts';
import type { Span } from '../../python/source.ts';
import { currentNode, spoiledBy, valueOfNode } from '../arrays.ts';
import {
  type Demand,
  type Evaluation,
  EvaluationStopped,
  PythonError,
  type UnknownValue,
  unknown,
  type Value,
} from '../values.ts';

export class Call {
  /** Set as soon as an operand is an `np.matrix`: results are matrices then. */
  isMatrix = false;
  /** Set as soon as an operand is a tensor: results are tensors then. */
  isTensor = false;

  constructor(
    readonly evaluation: Evaluation,
    readonly name: string,
    readonly span: Span,
  ) {}

  apply(operation: string, inputs: readonly NodeId[], attributes: Attributes = {}): NodeId {
    try {
      return this.evaluation.tape.apply(operation, inputs, attributes, this.span);
    } catch (error) {
      const [first] = inputs;
      if (!(error instanceof ShapeError) || error.wantedRank === null || first === undefined) throw error;
      const rank = { shape: this.shape(first), wanted: error.wantedRank, names: [] };
      throw new PythonError(error.exceptionType, error.message, this.span, error.conflicts, null, rank);
    }
  }

  constant(value: Tensor | number): NodeId {
    return this.evaluation.tape.leaf(typeof value === 'number' ? scalar(value) : value, this.span);
  }

  tensor(node: NodeId): Tensor {
    return this.evaluation.tape.value(node);
  }

  shape(node: NodeId): readonly number[] {
    return this.tensor(node).shape;
  }

  reshape(node: NodeId, shape: readonly number[]): NodeId {
    return this.apply('reshape', [node], { shape });
  }

  /** The node as Python sees it: an array, or a number where it has no axes. */
  result(node: NodeId): Value {
    return valueOfNode(node, this.evaluation.tape, this.isMatrix, this.isTensor);
  }

  /** "`np.foo` with `x=` is not supported yet". */
  unsupported(what: string): UnknownValue {
    return unknown(`${what} is not supported yet`, this.span);
  }

  error(exceptionType: string, message: string): PythonError {
    return new PythonError(exceptionType, message, this.span);
  }

  /** An array-like value on the tape: numbers, arrays, and nested sequences of them. */
  operand(value: Value, demand: Demand = { kind: 'array' }): NodeId | UnknownValue {
    const settled = this.evaluation.resolve(value, demand, this.span);
    switch (settled.type) {
      case 'unknown':
        return settled;
      case 'array':
        this.isMatrix ||= settled.isMatrix;
        this.isTensor ||= settled.isTensor === true;
        return spoiledBy(settled) ?? currentNode(settled, this.evaluation.tape);
      case 'float':
        return settled.node ?? this.constant(settled.value);
      case 'int':
        return this.constant(scalar(settled.value, 'int64'));
      case 'bool':
        return this.constant(scalar(settled.value ? 1 : 0, 'bool'));
      case 'list':
      case 'tuple':
        return this.sequence(settled.items);
      case 'range':
      case 'iterator':
        return this.iterated(settled);
      case 'none':
        throw this.error('TypeError', `unsupported operand type(s) for ${this.name}: 'NoneType'`);
      case 'str':
        return unknown('Arrays of text are not supported yet', this.span);
      default:
        return unknown(`\`${this.name}\` of a ${settled.type} is not supported yet`, this.span);
    }
  }

  private iterated(value: Value): NodeId | UnknownValue {
    const items = this.evaluation.iterate(value, this.span);
    return 'type' in items ? items : this.sequence([...items]);
  }

  /** A list as an array: one leaf where all entries, however deep, are plain numbers, else its parts stacked on the tape. */
  private sequence(items: readonly Value[]): NodeId | UnknownValue {
    const plain = plainNumbers(items);
    if (plain !== null) return this.constant(plain);
    const parts: NodeId[] = [];
    for (const item of items) {
      const part = this.operand(item, { kind: 'any' });
      if (typeof part !== 'number') return part;
      parts.push(part);
    }
    const ranks = new Set(parts.map((part) => this.shape(part).join()));
    if (ranks.size > 1) {
      const message =
        'setting an array element with a sequence. The requested array has an inhomogeneous shape';
      throw new PythonError('ValueError', message, this.span);
    }
    return this.apply('stack', parts, { axis: 0 });
  }
}

/** A rectangular nest of untraced numbers as one array; null where anything else is in it. */
function plainNumbers(items: readonly Value[]): Tensor | null {
  const shape: number[] = [];
  for (let level: readonly Value[] | null = items; level !== null; level = itemsOf(level[0]))
    shape.push(level.length);
  const entries: number[] = [];
  const dtypes = new Set<DType>();
  if (!collectPlain(items, shape, 0, entries, dtypes)) return null;
  const dtype =
    dtypes.has('float64') || dtypes.size === 0 ? 'float64' : dtypes.has('int64') ? 'int64' : 'bool';
  return tensor(Float64Array.from(entries), shape, dtype);
}

function itemsOf(value: Value | undefined): readonly Value[] | null {
  return value?.type === 'list' || value?.type === 'tuple' ? value.items : null;
}

/** Collects the numbers in order; false where a row has another length or an entry is no plain number. */
function collectPlain(
  items: readonly Value[],
  shape: readonly number[],
  axis: number,
  entries: number[],
  dtypes: Set<DType>,
): boolean {
  if (items.length !== shape[axis]) return false;
  for (const item of items) {
    if (axis + 1 < shape.length) {
      const inner = itemsOf(item);
      if (inner === null || !collectPlain(inner, shape, axis + 1, entries, dtypes)) return false;
    } else if (item.type === 'int' || (item.type === 'float' && item.node === null)) {
      entries.push(item.value);
      dtypes.add(item.type === 'int' ? 'int64' : 'float64');
    } else if (item.type === 'bool') {
      entries.push(item.value ? 1 : 0);
      dtypes.add('bool');
    } else {
      return false;
    }
  }
  return true;
}

/** Runs an array function; what the kernel and the tape throw leaves as Python's exception or as the end of the evaluation. */
export function guarded<T>(span: Span, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ShapeError) {
      throw new PythonError(error.exceptionType, error.message, span, error.conflicts);
    }
    // A plot's grid may be too large for the budget; what comes after it can still be evaluated.
    if (error instanceof TapeBudgetExceeded && error.isOneArray)
      throw new PythonError('MemoryError', error.reason, span);
    if (error instanceof TapeBudgetExceeded) throw new EvaluationStopped(error.reason, span);
    throw error;
  }
}

/** True for an unknown value among nodes and values. */
export function isUnknown(value: unknown): value is UnknownValue {
  return typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'unknown';
}
