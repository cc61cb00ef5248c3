/** Shapes of array probes: from their role, from what they meet first, and from a hypothesis where neither decides. */
import type { NodeId } from '../autodiff/tape.ts';
import { currentNode } from '../evaluator/arrays.ts';
import type { Demand, Evaluation, Value } from '../evaluator/values.ts';
import type { Dimension, Dimensions } from './dimensions.ts';
import { lastName } from './gradient-names.ts';
import { type ProbeRole, roleOf } from './name-hints.ts';

/** One size: a dimension that may still be joined with others, or a size that the program fixes. */
export type ProbeSize = Dimension | { readonly constant: number };
export type ProbeShape = readonly ProbeSize[];

/** What is assumed where the program leaves shapes open. The first hypothesis under which a plan works is kept. */
export interface ShapeHypothesis {
  /** One output: labels and weights have a class dimension of 1 where nothing says otherwise. */
  readonly oneOutput: boolean;
  readonly labelRank: 1 | 2;
  readonly weightRank: 1 | 2;
  readonly dataRank: 1 | 2;
  /** Labels are class numbers, not 0/1 indicators. */
  readonly labelClasses: boolean;
  /** One example, as of a word and its neighbour: lower-case names are vectors, what selects a row is one index. */
  readonly oneExample: boolean;
}

const usual: ShapeHypothesis = {
  oneOutput: false,
  labelRank: 2,
  weightRank: 2,
  dataRank: 2,
  labelClasses: false,
  oneExample: false,
};

/** Hypotheses in the order in which they are tried. */
export const shapeHypotheses: readonly ShapeHypothesis[] = [
  usual,
  { ...usual, oneOutput: true },
  { ...usual, labelRank: 1, weightRank: 1 },
  { ...usual, labelRank: 1, labelClasses: true },
  { ...usual, labelRank: 1 },
  { ...usual, labelRank: 1, weightRank: 1, dataRank: 1 },
];

/** Tried where a program runs through under the usual hypothesis and its cost comes out with a shape. */
export const singleExample: ShapeHypothesis = { ...usual, oneExample: true };

/** The extent of a convolution's window in every direction. */
export const kernelExtent = 3;

/** The number of images; three, so that a factor m is not taken for a forgotten 2. */
const imageCount = 3;

const kernelName =
  /^_?(?:[fk]|HH|WW|[fFkK]_?[HWhwrc12]|n_?[fk]|(?:filter|kernel|field|pool|win(?:dow)?)_?(?:h|w|height|width|rows|cols|size|\d)?|(?:h|w|height|width|size)_(?:filter|kernel|pool))_?\d?$/;
/** Images that are not square tell height from width; both are even, for pools of 2. */
export const imageHeight = 4;
export const imageWidth = 6;

const extentNames: readonly (readonly [RegExp, number])[] = [
  [
    /^(?:n_?)?(?:H|h|height|rows|in_rows|in_height|img_rows|image_height)(?:_?(?:prev|in|x|\d))?$/,
    imageHeight,
  ],
  [/^(?:n_?)?(?:W|w|width|cols|in_cols|in_width|img_cols|image_width)(?:_?(?:prev|in|x|\d))?$/, imageWidth],
];

/**
 * The shape of a probe that turns out to have another number of axes; `names` are what the program calls their sizes.
 * Images have an even height and width, windows are smaller than images.
 */
export function shapeOfRank(
  role: ProbeRole,
  rank: number,
  names: readonly string[],
  dimensions: Dimensions,
): ProbeShape {
  const byName = new Map<string, ProbeSize>();
  return Array.from({ length: rank }, (_, axis) => {
    const name = names[axis] ?? '';
    const known = byName.get(name);
    if (known !== undefined && name !== '_' && name !== '') return known;
    const size = sizeNamed(name, role, rank, axis, dimensions);
    byName.set(name, size);
    return size;
  });
}

function sizeNamed(
  name: string,
  role: ProbeRole,
  rank: number,
  axis: number,
  dimensions: Dimensions,
): ProbeSize {
  const isWindow = kernelName.test(name) || (name === '' && role === 'weights' && rank === 4 && axis >= 2);
  if (isWindow) return { constant: kernelExtent };
  const extent = rank < 3 ? null : (extentNamed(name, dimensions) ?? unnamedExtent(name, rank, axis));
  // Few images are enough, and loops over them, windows and channels are long.
  if (rank > 3 && axis === 0 && role !== 'weights' && extent === null) return { constant: imageCount };
  return extent === null ? dimensions.fresh() : { constant: extent };
}

/** The last two axes of images whose sizes have no names, as where a program reads `x.shape[2]` in place. */
function unnamedExtent(name: string, rank: number, axis: number): number | null {
  if (name !== '' || rank !== 4) return null;
  return axis === 2 ? 4 : axis === 3 ? 6 : null;
}

/** The height or width of an image, for a size that is named so. */
export function extentNamed(name: string, { imageSide }: Dimensions): number | null {
  const extent = extentNames.find(([form]) => form.test(name))?.[1] ?? null;
  return extent === null ? null : (imageSide ?? extent);
}

interface ShapeContext {
  readonly dimensions: Dimensions;
  readonly hypothesis: ShapeHypothesis;
}

/** The shape of a probe of a role at its first use. `pathOfNode` names the probes that the operands come from. */
export function shapeForDemand(
  role: ProbeRole,
  demand: Demand,
  evaluation: Evaluation,
  context: ShapeContext,
  pathOfNode: ReadonlyMap<NodeId, string>,
): ProbeShape {
  const other =
    demand.kind === 'operand' && demand.operator !== '@' ? operandNode(demand.other, evaluation) : null;
  if (other === null) return shapeByRole(role, context);
  const shape = evaluation.tape.value(other).shape;
  if (shape.length === 0) return shapeByRole(role, context);
  const isAddedToProduct =
    demand.kind === 'operand' && demand.operator === '+' && isProduct(other, evaluation);
  // `b -= rate * db` is a step: the bias has its gradient's shape.
  const isStepped =
    demand.kind === 'operand' && demand.operator.startsWith('-') && !isProduct(other, evaluation);
  const isBias = role === 'bias' && !isStepped;
  if (isBias || ((role === 'unknown' || role === 'weights') && isAddedToProduct))
    return biasShape(other, shape, evaluation, pathOfNode, context.dimensions);
  const sizes = shape.map((size) => sizeOf(size, context.dimensions));
  // What meets a vector of data is a batch of such vectors.
  const isBatch = role === 'data' && sizes.length === 1 && context.hypothesis.dataRank === 2;
  return isBatch ? [context.dimensions.fresh(), ...sizes] : sizes;
}

/** The shape of one example or its label: a column, or a vector where data has one axis. */
export function exampleShape(role: 'data' | 'labels', { dimensions, hypothesis }: ShapeContext): ProbeShape {
  const rank = role === 'data' ? hypothesis.dataRank : hypothesis.labelRank;
  return rank === 1 ? [dimensions.fresh()] : [dimensions.fresh(), { constant: 1 }];
}

/** True for the γ and β of a normalisation: they scale and shift the last axis of what they meet entry by entry. */
export function isPerFeature(hint: string, demand: Demand): boolean {
  if (/^gamma\w{0,3}$/.test(hint)) return ['array', 'attribute', 'operand'].includes(demand.kind);
  return /^beta\w{0,3}$/.test(hint) && demand.kind === 'operand' && demand.operator === '+';
}

export function featureShape(demand: Demand, evaluation: Evaluation, dimensions: Dimensions): ProbeShape {
  const other = demand.kind === 'operand' ? operandNode(demand.other, evaluation) : null;
  const size = other === null ? undefined : evaluation.tape.value(other).shape.at(-1);
  return [size === undefined ? dimensions.fresh() : sizeOf(size, dimensions)];
}

function isProduct(node: NodeId, evaluation: Evaluation): boolean {
  return evaluation.tape.nodes[node]?.operation === 'matmul';
}

function shapeByRole(role: ProbeRole, context: ShapeContext): ProbeShape {
  const { dimensions, hypothesis } = context;
  const one = { constant: 1 };
  switch (role) {
    case 'bias':
      return [dimensions.fresh(), one];
    case 'labels':
      if (hypothesis.labelRank === 1) return [dimensions.fresh()];
      return [dimensions.fresh(), dimensions.fresh()];
    case 'weights':
      if (hypothesis.weightRank === 1) return [dimensions.fresh()];
      return hypothesis.oneOutput ? [dimensions.fresh(), one] : [dimensions.fresh(), dimensions.fresh()];
    case 'data':
      if (hypothesis.dataRank === 1) return [dimensions.fresh()];
      return [dimensions.fresh(), dimensions.fresh()];
    default:
      return [dimensions.fresh(), dimensions.fresh()];
  }
}

function operandNode(value: Value | null, evaluation: Evaluation): NodeId | null {
  if (value?.type === 'array') return currentNode(value, evaluation.tape);
  return null;
}

function sizeOf(size: number, dimensions: Dimensions): ProbeSize {
  return dimensions.bySize(size) ?? { constant: size };
}

/** A bias runs along the axis that the weights give to the product it is added to: W·X makes rows, X·W makes columns. */
function biasShape(
  sum: NodeId,
  shape: readonly number[],
  evaluation: Evaluation,
  pathOfNode: ReadonlyMap<NodeId, string>,
  dimensions: Dimensions,
): ProbeShape {
  const sizes = shape.map((size) => sizeOf(size, dimensions));
  const product = evaluation.tape.nodes[sum];
  // One weight for each feature of many examples make one unit, whose bias is a number.
  const isOneUnit =
    product?.inputs.map((input) => evaluation.tape.value(input).shape.length).join() === '2,1';
  if (sizes.length === 1)
    return isOneUnit && isWeights(product?.inputs[1], evaluation, pathOfNode) ? [] : sizes;
  const weightsAreLeft =
    product !== undefined &&
    product.inputs.length === 2 &&
    isWeights(product.inputs[0], evaluation, pathOfNode);
  const rows = sizes.at(-2) ?? { constant: 1 };
  const columns = sizes.at(-1) ?? { constant: 1 };
  return weightsAreLeft ? [rows, { constant: 1 }] : [{ constant: 1 }, columns];
}

function isWeights(
  node: NodeId | undefined,
  evaluation: Evaluation,
  pathOfNode: ReadonlyMap<NodeId, string>,
): boolean {
  let at = node;
  while (at !== undefined) {
    const path = pathOfNode.get(at);
    if (path !== undefined) return roleOf(lastPart(path)) === 'weights';
    const inputs: readonly NodeId[] = evaluation.tape.nodes[at]?.inputs ?? [];
    if (inputs.length !== 1) return false;
    at = inputs[0];
  }
  return false;
}

/** The name that a probe's path ends in: `parameters["W1"]` → `W1`. */
export function lastPart(path: string): string {
  const key = /\["([^"]*)"\]$/.exec(path);
  return key?.[1] ?? lastName(path);
}
