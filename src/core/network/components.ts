/**
 * Components that the caller hands to a program which only puts them together: layers, and a loss. The stand-in for a layer
 * mixes the entries of its input and bends them, so that the order and the arguments of the program's calls show.
 */
import type { NodeId } from '../autodiff/tape.ts';
import { scalar } from '../autodiff/tensor.ts';
import { arrayFromNode, currentNode } from '../evaluator/arrays.ts';
import { guarded } from '../evaluator/numpy/call.ts';
import {
  type BuiltinValue,
  type Evaluation,
  float,
  type ModuleValue,
  unknown,
  type Value,
} from '../evaluator/values.ts';
import type { Span } from '../python/source.ts';
import { hashText, normal, seededRandom } from './seeded-random.ts';

/** Where stand-ins tell which nodes are their weights. */
export interface ComponentHost {
  readonly draw: number;
  /** Makes the weights known under a name. */
  nameWeights(node: NodeId, path: string): void;
}

const lossForm = /loss|cost|criteri|objective/i;
const forwardForm = /^_?(?:forward|fprop|fwd|feed_?forward|call|apply|__call__)(?!.*back)/;
const backwardForm = /^_?(?:back|bprop|bwd)/;
const lossSlopeForm = /grad|deriv|back|prime|delta|bprop/;
const lossValueForm = /^_?(?:loss|cost|forward|fn|calc\w*|compute\w*|calculate|value|__call__)/;

/** True for a name that holds layers, or one that a program puts others together in. */
export function isLayersName(name: string): boolean {
  return /^_?(?:layers?|blocks?|modules?|stack|operations|ops|components|layer_list|net(?:work)?|model)$/i.test(
    name,
  );
}

/** True for a name that holds a loss. */
export function isLossName(name: string): boolean {
  return lossForm.test(name);
}

/** True for a method by which programs use the layers and losses that they are handed. */
export function isComponentMethod(name: string): boolean {
  return (
    forwardForm.test(name) ||
    backwardForm.test(name) ||
    /^(?:loss|grad(?:ient)?|derivative|delta)$/.test(name)
  );
}

/** What the last forward pass of a stand-in left. */
interface Passed {
  readonly output: NodeId;
  readonly weights: NodeId;
}

/** A stand-in for a layer, or for a loss where `hint` says so; `path` names it. */
export function component(path: string, hint: string, host: ComponentHost): ModuleValue {
  const isLoss = isLossName(hint);
  const attributes = new Map<string, Value>();
  const layer = layerMethods(path, host);
  const loss = lossMethods();
  const methodFor = (name: string): BuiltinValue | null => {
    if (isLoss && lossSlopeForm.test(name)) return loss.slope;
    if (isLoss && lossValueForm.test(name)) return loss.value;
    if (forwardForm.test(name)) return layer.forward;
    if (backwardForm.test(name)) return layer.backward;
    // The last layer of some programs is their loss.
    if (lossForm.test(name)) return lossSlopeForm.test(name) ? loss.slope : loss.value;
    return /grad/.test(name) && /in(?:put)?_/.test(name) ? loss.slope : null;
  };
  const called = methodFor('__call__');
  if (called) attributes.set('__call__', called);
  return {
    type: 'module',
    name: path,
    attributes,
    missing: (name, span) =>
      methodFor(name) ?? unknown(`what \`${path}.${name}\` is depends on the caller`, span),
  };
}

/** Y = tanh(X·W) with W square along the last axis, and the way back, (G ⊙ (1 - Y²))·Wᵀ. */
function layerMethods(
  path: string,
  host: ComponentHost,
): { readonly forward: BuiltinValue; readonly backward: BuiltinValue } {
  let passed: Passed | null = null;
  const forward = method('forward', (evaluation, [input], span) => {
    const width = input === undefined ? undefined : evaluation.tape.value(input).shape.at(-1);
    if (input === undefined || width === undefined) return null;
    const weights = mixingWeights(path, width, host.draw, evaluation);
    host.nameWeights(weights, `${path}.W`);
    const product = evaluation.tape.apply('matmul', [input, weights], {}, span);
    const output = evaluation.tape.apply('tanh', [product], {}, span);
    passed = { output, weights };
    return output;
  });
  const backward = method('backward', (evaluation, nodes, span) => {
    if (passed === null) return null;
    const { output, weights } = passed;
    const { tape } = evaluation;
    const shape = tape.value(output).shape.join();
    const upstream = nodes.find((node) => tape.value(node).shape.join() === shape);
    if (upstream === undefined) return null;
    const one = tape.leaf(scalar(1), null);
    const slope = tape.apply('subtract', [one, tape.apply('square', [output], {}, span)], {}, span);
    const bent = tape.apply('multiply', [upstream, slope], {}, span);
    return tape.apply('matmul', [bent, tape.apply('transpose', [weights], {}, span)], {}, span);
  });
  return { forward, backward };
}

function mixingWeights(path: string, width: number, draw: number, { tape }: Evaluation): NodeId {
  const random = seededRandom(hashText(`${path} ${width}`) + 7919 * draw);
  const data = Float64Array.from({ length: width * width }, () => (0.1 + normal(random)) / Math.sqrt(width));
  return tape.leaf({ dtype: 'float64', shape: [width, width], data }, null);
}

/** ½·Σ(P - T)², and its derivative P - T; P is the one of the two that was computed. */
function lossMethods(): { readonly value: BuiltinValue; readonly slope: BuiltinValue } {
  let difference: NodeId | null = null;
  const differenceOf = (evaluation: Evaluation, nodes: readonly NodeId[], span: Span): NodeId | null => {
    const [first, second] = nodes;
    if (first === undefined || second === undefined) return difference;
    const isGiven = evaluation.tape.nodes[first]?.operation === 'leaf';
    const pair = isGiven ? [second, first] : [first, second];
    difference = evaluation.tape.apply('subtract', pair, {}, span);
    return difference;
  };
  const value = method('loss', (evaluation, nodes, span) => {
    const apart = differenceOf(evaluation, nodes, span);
    if (apart === null) return null;
    const { tape } = evaluation;
    const sum = tape.apply('sum', [tape.apply('square', [apart], {}, span)], {}, span);
    return tape.apply('multiply', [sum, tape.leaf(scalar(0.5), null)], {}, span);
  });
  const slope = method('gradient', differenceOf);
  return { value, slope };
}

/** A method that is given the arrays among its arguments; what it cannot do gives an unknown value. */
function method(
  name: string,
  compute: (evaluation: Evaluation, nodes: readonly NodeId[], span: Span) => NodeId | null,
): BuiltinValue {
  return {
    type: 'builtin',
    name,
    call: (evaluation, { positional, keywords, span }) => {
      const nodes = [...positional, ...keywords.values()].flatMap((value) => {
        const settled = value.type === 'probe' ? evaluation.resolve(value, { kind: 'array' }, span) : value;
        return settled.type === 'array' ? [currentNode(settled, evaluation.tape)] : [];
      });
      const node = guarded(span, () => compute(evaluation, nodes, span));
      if (node === null) return unknown('what a layer or a loss of the caller gives here is not known', span);
      const { shape, data } = evaluation.tape.value(node);
      return shape.length === 0 ? float(data[0] ?? Number.NaN, node) : arrayFromNode(node);
    },
  };
}
