/** Einstein summation of any number of operands, with its derivative for each. */
import { ShapeError } from '../shape-error.ts';
import type { Attributes, Operation } from '../tape.ts';
import { allocate, type DType, stridesOf, type Tensor, tensor } from '../tensor.ts';
import { promoted, summed } from './families.ts';

/** One summation: the size of each label, and how far each operand and the output move along each label. */
interface Contraction {
  readonly sizes: readonly number[];
  readonly operandStrides: readonly (readonly number[])[];
  readonly outputStrides: readonly number[];
  readonly outputShape: readonly number[];
}

/** Labels per operand and of the output; "..." stands for unnamed axes, written as the labels '0', '1', … from the back. */
interface Subscripts {
  readonly operands: readonly (readonly string[])[];
  readonly output: readonly string[];
}

function parseSubscripts(text: string, ranks: readonly number[]): Subscripts {
  const [left, right] = text.replace(/\s/g, '').split('->') as [string, string | undefined];
  const parts = left.split(',');
  if (parts.length !== ranks.length) {
    throw new ShapeError(
      'more operands provided to einstein sum function than specified in the subscripts string',
    );
  }
  let hidden = 0;
  const operands = parts.map((part, i) => {
    const named = part.replace('...', '').length;
    const unnamed = part.includes('...') ? (ranks[i] as number) - named : 0;
    if (unnamed < 0 || named + unnamed !== ranks[i]) {
      throw new ShapeError(`operand has more dimensions than subscripts given in einstein sum, operand ${i}`);
    }
    hidden = Math.max(hidden, unnamed);
    return expandEllipsis(part, unnamed);
  });
  if (right !== undefined) return { operands, output: expandEllipsis(right, hidden) };
  const all = operands.flat();
  const once = [...new Set(all)].filter(
    (label) => /[A-Za-z]/.test(label) && all.filter((l) => l === label).length === 1,
  );
  return { operands, output: [...expandEllipsis('...', hidden), ...once.sort()] };
}

function expandEllipsis(part: string, unnamed: number): string[] {
  const [before, after] = part.split('...') as [string, string | undefined];
  if (after === undefined) return [...before];
  return [...before, ...Array.from({ length: unnamed }, (_, i) => String(unnamed - 1 - i)), ...after];
}

function planContraction(operands: readonly Tensor[], attributes: Attributes): Contraction {
  const subscripts = parseSubscripts(
    attributes['subscripts'] as string,
    operands.map((x) => x.shape.length),
  );
  const sizes = new Map<string, number>();
  subscripts.operands.forEach((labels, i) => {
    labels.forEach((label, axis) => {
      const size = operands[i]?.shape[axis] as number;
      const known = sizes.get(label) ?? 1;
      if (known !== size && known !== 1 && size !== 1) {
        const message = `operands could not be broadcast together with remapped shapes: subscript ${label} has sizes ${known} and ${size}`;
        throw new ShapeError(message, [{ left: known, right: size }]);
      }
      sizes.set(label, Math.max(known, size));
    });
  });
  for (const label of subscripts.output) {
    if (!sizes.has(label))
      throw new ShapeError(
        `einstein sum subscripts string included output subscript '${label}' which never appeared in an input`,
      );
  }
  const outputShape = subscripts.output.map((label) => sizes.get(label) as number);
  // The output's labels come first, so that the innermost loops are the summed ones.
  const order = [
    ...subscripts.output,
    ...[...sizes.keys()].filter((label) => !subscripts.output.includes(label)),
  ];
  return {
    sizes: order.map((label) => sizes.get(label) as number),
    operandStrides: subscripts.operands.map((labels, i) =>
      labelStrides(order, labels, (operands[i] as Tensor).shape),
    ),
    outputStrides: labelStrides(order, subscripts.output, outputShape),
    outputShape,
  };
}

/** A label that an operand carries twice walks its diagonal: the strides add up. */
function labelStrides(
  order: readonly string[],
  labels: readonly string[],
  shape: readonly number[],
): number[] {
  const strides = stridesOf(shape);
  return order.map((label) =>
    labels.reduce(
      (sum, own, axis) => sum + (own === label && shape[axis] !== 1 ? (strides[axis] as number) : 0),
      0,
    ),
  );
}

/** Visits every combination of label values with the output's offset and each operand's. */
function contract(plan: Contraction, visit: (output: number, operands: readonly number[]) => void): void {
  const { sizes } = plan;
  if (sizes.includes(0)) return;
  const counter = sizes.map(() => 0);
  const offsets = plan.operandStrides.map(() => 0);
  let output = 0;
  for (;;) {
    visit(output, offsets);
    let label = sizes.length - 1;
    for (; label >= 0; label--) {
      const size = sizes[label] as number;
      const wraps = counter[label] === size - 1;
      const steps = wraps ? 1 - size : 1;
      counter[label] = wraps ? 0 : (counter[label] as number) + 1;
      output += steps * (plan.outputStrides[label] as number);
      for (let i = 0; i < offsets.length; i++) {
        offsets[i] = (offsets[i] as number) + steps * (plan.operandStrides[i]?.[label] as number);
      }
      if (!wraps) break;
    }
    if (label < 0) return;
  }
}

export const einsumOperation: Operation = {
  name: 'einsum',
  value: (operands, attributes) => {
    const plan = planContraction(operands, attributes);
    const data = allocate(plan.outputShape);
    contract(plan, (to, offsets) => {
      let product = 1;
      for (let i = 0; i < offsets.length; i++) product *= operands[i]?.data[offsets[i] as number] as number;
      data[to] = (data[to] as number) + product;
    });
    const dtype = operands.reduce<DType>((type, x) => promoted(type, x.dtype), 'bool');
    return summed(data, plan.outputShape, dtype);
  },
  vectorJacobianProduct: (g, operands, _output, attributes) => {
    const plan = planContraction(operands, attributes);
    const gradients = operands.map((x) => allocate(x.shape));
    contract(plan, (from, offsets) => {
      for (let i = 0; i < offsets.length; i++) {
        let product = g.data[from] as number;
        for (let other = 0; other < offsets.length; other++) {
          if (other !== i) product *= operands[other]?.data[offsets[other] as number] as number;
        }
        const gradient = gradients[i] as Float64Array;
        const to = offsets[i] as number;
        gradient[to] = (gradient[to] as number) + product;
      }
    });
    return gradients.map((data, i) => tensor(data, (operands[i] as Tensor).shape));
  },
  formula: { value: 'einsum(x, y)', gradients: ['einsum(g, y)', 'einsum(x, g)'] },
};
