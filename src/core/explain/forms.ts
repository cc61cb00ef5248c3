/** The forms that one step of a backward pass has, for the chain rule to try: products, activations' slopes, sums over axes. */
import {
  axisSum,
  difference,
  type Expression,
  matrixProduct,
  numberOf,
  product,
  quotient,
  transposed,
  type Values,
  valueOf,
} from './expression.ts';

/** `g` alone and times the slope of relu, sigmoid and tanh, by the activation's input (null where nameless) and output. */
export function* elementwiseForms(
  upstream: Expression,
  before: Expression | null,
  after: Expression | null,
): Generator<Expression> {
  yield upstream;
  yield transposed(upstream);
  for (const value of [before, after]) if (value) yield product(upstream, { kind: 'positive', of: value });
  if (!after) return;
  yield product(upstream, ...sigmoidSlope(after));
  yield product(upstream, tanhSlope(after));
}

/** a (1 − a), the slope of the logistic function where its value is a. */
export function sigmoidSlope(activation: Expression): readonly Expression[] {
  return [activation, difference(numberOf(1), activation)];
}

/** 1 − a², the slope of the hyperbolic tangent where its value is a. */
export function tanhSlope(activation: Expression): Expression {
  return difference(numberOf(1), { kind: 'square', of: activation });
}

/** Every matrix product of two things, either of them transposed; and their ratio. */
export function* matrixForms(upstream: Expression, operand: Expression): Generator<Expression> {
  yield matrixProduct(upstream, transposed(operand));
  yield matrixProduct(transposed(operand), upstream);
  yield matrixProduct(upstream, operand);
  yield matrixProduct(operand, upstream);
  yield matrixProduct(transposed(upstream), operand);
  yield matrixProduct(operand, transposed(upstream));
  yield matrixProduct(transposed(upstream), transposed(operand));
  yield matrixProduct(transposed(operand), transposed(upstream));
  yield quotient(upstream, operand);
}

/** Sums over one axis or all, kept where the target keeps it; `examples` is m in each draw. */
export function* overAxes(
  of: Expression,
  target: Values,
  examples: readonly (number | null)[],
): Generator<Expression> {
  const keepdims = target[0]?.shape.length === 2;
  const shapes = target.map((_, draw) => valueOf(of, draw)?.shape ?? []);
  const counted = (axis: number): string => {
    const isOfExamples = shapes.every((shape, draw) => shape[axis] === examples[draw]);
    return `\\mathrm{${isOfExamples ? 'examples' : `axis\\,${axis}`}}`;
  };
  const rank = shapes[0]?.length ?? 0;
  if (rank === 1) yield axisSum(of, null, false, counted(0));
  else for (let axis = 0; axis < rank; axis++) yield axisSum(of, axis, keepdims, counted(axis));
  if (rank === 2) yield axisSum(of, null, keepdims, '\\mathrm{entries}');
}
