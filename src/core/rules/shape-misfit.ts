/** Gradients of another shape than their variable's: the finding that tells both shapes, where they are certain. */
import type { NodeId } from '../autodiff/tape.ts';
import type { Guilt } from '../check/blame.ts';
import { dependents } from '../network/dependence.ts';
import { relativeError, agreement, isRight, shapesFit } from '../network/match.ts';
import { textOf } from '../python/source.ts';
import type { Diagnosis, Repair } from './rule.ts';
import { costPlaces, gradientName, variableName } from './wording.ts';

/** True where the line's value does not have its variable's shape, nor one that broadcasts to it without growing. */
export function isMisfit(guilt: Guilt): boolean {
  return !shapesFit(guilt.user.shape, guilt.data.shape);
}

/**
 * What is said of a line whose shape does not fit in any draw. Null where the shape may be meant so: the line is no
 * parameter's gradient, the variable's own shape is assumed, or a later line brings the gradient into shape.
 */
export function shapeMisfit(guilts: readonly Guilt[]): Diagnosis | null {
  const [first] = guilts;
  const isOwn = ({ recorded, data }: Guilt): boolean => !shapesFit(recorded.shape, data.shape);
  if (!first || !guilts.every((guilt) => isMisfit(guilt) && isOwn(guilt) && isCertain(guilt))) return null;
  const [name, variable] = [gradientName(first), variableName(first)];
  const [own, wanted] = [shapeText(first.recorded.shape), shapeText(first.data.shape)];
  const isTransposed = guilts.every(isTransposeOfTruth);
  const remedy = isTransposed
    ? 'Its entries are those of the true gradient, transposed: the factors of the product stand in the other order.'
    : 'A gradient has one entry for every entry of its variable, so compare the axes that are multiplied and summed here.';
  return {
    message: `${name} has shape ${own}, ${variable} has ${wanted}. ${remedy}`,
    elaboration:
      `The update subtracts the gradient from its variable entry by entry. With these shapes NumPy either refuses or ` +
      `broadcasts the two to an array that is no longer the variable's.`,
    span: first.line.binding.valueExpression?.span ?? first.line.binding.statement.span,
    related: costPlaces(first),
    repairs: isTransposed ? transposed(first) : [],
  };
}

/** `(3, 4)`, and `(3,)` for one axis, as Python writes shapes. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

function isCertain(guilt: Guilt): boolean {
  const { line, network } = guilt;
  if (line.role !== 'parameter' || network.isAssumed || network.basis === 'layer' || !line.target)
    return false;
  const isMatrix = (shape: readonly number[]): boolean =>
    shape.length === 2 && shape.every((size) => size > 1);
  const isMade = line.target.span !== null || hasSibling(guilt);
  if (!isMade && !(isMatrix(guilt.data.shape) && isMatrix(guilt.recorded.shape))) return false;
  return !isBroughtIntoShape(guilt);
}

/** True for a bias where another layer's gradient has the shape of its own bias, of several entries. */
function hasSibling({ line, network }: Guilt): boolean {
  return network.gradients.some(
    (other) =>
      other.target?.isBias === true &&
      line.target?.isBias === true &&
      other.binding.frame === line.binding.frame &&
      other.target.node !== line.target.node &&
      isRight(other) &&
      (network.tape[other.node]?.value.data.length ?? 0) > 1,
  );
}

/**
 * True where a later value that is made from the line by a change of shape fits the variable: `W -= rate * dW.T`. One
 * that has its shape from the variable, `b - rate * db`, is only spread.
 */
function isBroughtIntoShape({ line, network, data }: Guilt): boolean {
  const made = dependents(network.tape, [line.node]);
  return network.tape.some((node) => {
    if (made[node.id] !== 1 || node.id === line.node || !shapesFit(node.value.shape, data.shape))
      return false;
    const fits = (input: NodeId): boolean => shapesFit(network.tape[input]?.value.shape ?? [], data.shape);
    const isSpread = node.inputs.some((input) => made[input] !== 1 && fits(input));
    return !isSpread && node.inputs.some((input) => made[input] === 1 && !fits(input));
  });
}

function isTransposeOfTruth(guilt: Guilt): boolean {
  const [rows = 0, columns = 0] = guilt.data.shape;
  const [ownRows, ownColumns] = guilt.user.shape;
  if (guilt.data.shape.length !== 2 || guilt.user.shape.length !== 2) return false;
  if (ownRows !== columns || ownColumns !== rows) return false;
  const truth = guilt.data.data.map((value, at) => value + (guilt.penalty.data[at] ?? 0));
  const turned = truth.map((_, at) => guilt.user.data[(at % columns) * rows + Math.floor(at / columns)] ?? 0);
  return relativeError(turned, truth, 1) <= agreement;
}

function transposed(guilt: Guilt): Repair[] {
  const span = guilt.line.binding.valueExpression?.span;
  if (!span) return [];
  return [{ title: `Transpose ${gradientName(guilt)}`, edits: [{ span, newText: `(${textOf(span)}).T` }] }];
}
