/** Formulas as trees with the values of their symbols, for everything that shows a formula: it can be worked out before it is shown. */
import { operationNamed } from '../autodiff/operations.ts';
import { ShapeError } from '../autodiff/shape-error.ts';
import type { NodeId } from '../autodiff/tape.ts';
import { scalar, type Tensor } from '../autodiff/tensor.ts';

/** One value per draw of the network. */
export type Values = readonly Tensor[];

export interface Quotient {
  readonly kind: 'quotient';
  readonly left: Expression;
  readonly right: Expression;
}

export interface FormulaSymbol {
  readonly kind: 'symbol';
  readonly text: string;
  readonly latex: string;
  readonly values: Values;
  /** What it stands for: a value of the network or the cost's derivative by it; absent for λ, m and the like. */
  readonly of?: { readonly node: NodeId; readonly as: 'value' | 'gradient' };
}

export type Expression =
  | FormulaSymbol
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'transpose'; readonly of: Expression }
  | { readonly kind: 'negative'; readonly of: Expression }
  | { readonly kind: 'sign'; readonly of: Expression }
  /** 1 where the entry is above zero. */
  | { readonly kind: 'positive'; readonly of: Expression }
  | { readonly kind: 'square'; readonly of: Expression }
  | {
      readonly kind: 'axisSum';
      readonly of: Expression;
      /** Null for the sum of all entries. */
      readonly axis: number | null;
      readonly keepdims: boolean;
      /** What the axis counts, as LaTeX beneath the sign. */
      readonly over: string;
    }
  | Quotient
  | { readonly kind: 'matmul' | 'difference'; readonly left: Expression; readonly right: Expression }
  /** Elementwise, at least two. */
  | { readonly kind: 'product' | 'sum'; readonly terms: readonly Expression[] };

export function numberOf(value: number): Expression {
  return { kind: 'number', value };
}

/** xᵀ; a transposed transpose is the thing itself. */
export function transposed(of: Expression): Expression {
  return of.kind === 'transpose' ? of.of : { kind: 'transpose', of };
}

/** x @ y, a number below either of them below the whole. */
export function matrixProduct(left: Expression, right: Expression): Expression {
  if (isShare(left)) return quotient(matrixProduct(left.left, right), left.right);
  if (isShare(right)) return quotient(matrixProduct(left, right.left), right.right);
  return { kind: 'matmul', left, right };
}

/** The sum along an axis, a number below the summands below the sum. */
export function axisSum(of: Expression, axis: number | null, keepdims: boolean, over: string): Expression {
  if (isShare(of)) return quotient(axisSum(of.left, axis, keepdims, over), of.right);
  return { kind: 'axisSum', of, axis, keepdims, over };
}

export function quotient(left: Expression, right: Expression): Expression {
  return { kind: 'quotient', left, right };
}

export function difference(left: Expression, right: Expression): Expression {
  return { kind: 'difference', left, right };
}

/** The elementwise product, flat; one factor stays as it is, and (x / c) * y is x * y / c for a number c. */
export function product(...factors: readonly Expression[]): Expression {
  const [first, ...others] = factors;
  if (others.length > 0 && first && isShare(first)) {
    return quotient(product(first.left, ...others), first.right);
  }
  const terms = factors.flatMap((factor) => (factor.kind === 'product' ? factor.terms : [factor]));
  const [only] = terms;
  return only && terms.length === 1 ? only : { kind: 'product', terms };
}

/** a + b + …; a single term stays as it is. */
export function sumOf(terms: readonly Expression[]): Expression {
  const [only] = terms;
  return only && terms.length === 1 ? only : { kind: 'sum', terms };
}

/** The formula's value in one draw; null where shapes do not fit. */
export function valueOf(expression: Expression, draw: number): Tensor | null {
  try {
    return valueIn(expression, draw);
  } catch (error) {
    if (error instanceof ShapeError) return null;
    throw error;
  }
}

/** True where the formula is one number, by which a matrix is scaled. */
export function isScalar(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
      return true;
    case 'symbol':
      return expression.values.every((value) => value.shape.length === 0);
    case 'matmul':
    case 'axisSum':
      return false;
    case 'quotient':
    case 'difference':
      return isScalar(expression.left) && isScalar(expression.right);
    case 'product':
    case 'sum':
      return expression.terms.every(isScalar);
    default:
      return isScalar(expression.of);
  }
}

/** An array over a number. */
function isShare(expression: Expression): expression is Quotient {
  return expression.kind === 'quotient' && isScalar(expression.right) && !isScalar(expression.left);
}

function valueIn(expression: Expression, draw: number): Tensor {
  switch (expression.kind) {
    case 'symbol': {
      const value = expression.values[draw];
      if (!value) throw new Error(`The symbol ${expression.text} has no value in draw ${draw}`);
      return value;
    }
    case 'number':
      return scalar(expression.value);
    case 'transpose':
      return applied('transpose', [valueIn(expression.of, draw)]);
    case 'negative':
      return applied('multiply', [scalar(-1), valueIn(expression.of, draw)]);
    case 'sign':
      return applied('sign', [valueIn(expression.of, draw)]);
    case 'positive':
      return applied('greater', [valueIn(expression.of, draw), scalar(0)]);
    case 'square':
      return applied('square', [valueIn(expression.of, draw)]);
    case 'axisSum': {
      const { axis, keepdims } = expression;
      return applied('sum', [valueIn(expression.of, draw)], { axis, keepdims });
    }
    case 'matmul':
      return applied('matmul', [valueIn(expression.left, draw), valueIn(expression.right, draw)]);
    case 'quotient':
      return applied('divide', [valueIn(expression.left, draw), valueIn(expression.right, draw)]);
    case 'difference':
      return applied('subtract', [valueIn(expression.left, draw), valueIn(expression.right, draw)]);
    case 'product':
      return expression.terms
        .map((term) => valueIn(term, draw))
        .reduce((x, y) => applied('multiply', [x, y]));
    case 'sum':
      return expression.terms.map((term) => valueIn(term, draw)).reduce((x, y) => applied('add', [x, y]));
  }
}

function applied(
  operation: string,
  inputs: readonly Tensor[],
  attributes: Record<string, unknown> = {},
): Tensor {
  return operationNamed(operation).value(inputs, attributes);
}
