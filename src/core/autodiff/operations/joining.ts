/** Operations that put arrays together along an axis. */
import { type ClashingSizes, ShapeError } from '../shape-error.ts';
import type { Attributes, Operation } from '../tape.ts';
import { allocate, type DType, elementCount, sameShape, type Tensor, tensor } from '../tensor.ts';
import { normalizedAxis } from './axes.ts';
import { promoted } from './families.ts';

/** Every part is `outer` blocks of its own length; the whole interleaves them block by block. */
interface Joint {
  readonly shape: readonly number[];
  readonly outer: number;
  readonly blocks: readonly number[];
}

const axisOf = (attributes: Attributes): number => (attributes['axis'] as number | undefined) ?? 0;

function planConcatenation(parts: readonly Tensor[], attributes: Attributes): Joint {
  const first = parts[0];
  if (first === undefined) throw new ShapeError('need at least one array to concatenate');
  const rank = first.shape.length;
  if (rank === 0) throw new ShapeError('zero-dimensional arrays cannot be concatenated');
  const axis = normalizedAxis(axisOf(attributes), rank);
  for (const part of parts) requireSameElsewhere(first, part, axis);
  const length = parts.reduce((sum, part) => sum + (part.shape[axis] as number), 0);
  const inner = elementCount(first.shape.slice(axis + 1));
  return {
    shape: first.shape.map((size, own) => (own === axis ? length : size)),
    outer: elementCount(first.shape.slice(0, axis)),
    blocks: parts.map((part) => (part.shape[axis] as number) * inner),
  };
}

function requireSameElsewhere(first: Tensor, part: Tensor, axis: number): void {
  if (part.shape.length !== first.shape.length) {
    const message = `all the input array dimensions except for the concatenation axis must match exactly, but one array has ${first.shape.length} dimension(s) and another has ${part.shape.length} dimension(s)`;
    throw new ShapeError(message);
  }
  const conflicts: ClashingSizes[] = [];
  first.shape.forEach((size, own) => {
    const right = part.shape[own] as number;
    if (own !== axis && size !== right) conflicts.push({ left: size, right });
  });
  if (conflicts.length > 0) {
    const { left, right } = conflicts[0] as ClashingSizes;
    const message = `all the input array dimensions except for the concatenation axis must match exactly, but one array has size ${left} and another has size ${right}`;
    throw new ShapeError(message, conflicts);
  }
}

function planStack(parts: readonly Tensor[], attributes: Attributes): Joint {
  const first = parts[0];
  if (first === undefined) throw new ShapeError('need at least one array to stack');
  for (const part of parts) {
    if (sameShape(part.shape, first.shape)) continue;
    const conflicts = first.shape.flatMap((left, axis) => {
      const right = part.shape[axis];
      return right === undefined || right === left ? [] : [{ left, right }];
    });
    throw new ShapeError('all input arrays must have the same shape', conflicts);
  }
  const axis = normalizedAxis(axisOf(attributes), first.shape.length + 1);
  const inner = elementCount(first.shape.slice(axis));
  return {
    shape: [...first.shape.slice(0, axis), parts.length, ...first.shape.slice(axis)],
    outer: elementCount(first.shape.slice(0, axis)),
    blocks: parts.map(() => inner),
  };
}

function join(parts: readonly Tensor[], { shape, outer, blocks }: Joint): Tensor {
  const data = allocate(shape);
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < parts.length; i++) {
      const block = blocks[i] as number;
      data.set((parts[i] as Tensor).data.subarray(o * block, (o + 1) * block), at);
      at += block;
    }
  }
  const dtype = parts.reduce<DType>((type, part) => promoted(type, part.dtype), 'bool');
  return tensor(data, shape, dtype);
}

function takeApart(g: Tensor, parts: readonly Tensor[], { outer, blocks }: Joint): Tensor[] {
  const gradients = parts.map((part) => new Float64Array(part.data.length));
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < parts.length; i++) {
      const block = blocks[i] as number;
      (gradients[i] as Float64Array).set(g.data.subarray(at, at + block), o * block);
      at += block;
    }
  }
  return gradients.map((data, i) => tensor(data, (parts[i] as Tensor).shape));
}

function joining(name: string, plan: (parts: readonly Tensor[], attributes: Attributes) => Joint): Operation {
  return {
    name,
    rearranges: true,
    value: (parts, attributes) => join(parts, plan(parts, attributes)),
    vectorJacobianProduct: (g, parts, _y, attributes) => takeApart(g, parts, plan(parts, attributes)),
    formula: { value: `${name}(x, y)`, gradients: ['the part of g at x', 'the part of g at y'] },
  };
}

export const joiningOperations: readonly Operation[] = [
  joining('concatenate', planConcatenation),
  joining('stack', planStack),
];
