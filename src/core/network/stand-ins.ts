/**
 * Stand-ins for functions whose names leave no doubt what they compute, where the file that defines them is not in
 * reach: `from dnn_utils import sigmoid, relu_backward`. What is judged by them is called assumed.
 */
import type { NodeId } from '../autodiff/tape.ts';
import { arrayFromNode, currentNode } from '../evaluator/arrays.ts';
import { guarded } from '../evaluator/numpy/call.ts';
import { type Evaluation, type BuiltinValue, unknown, type Value } from '../evaluator/values.ts';
import type { Project } from '../project/project.ts';
import type { Span } from '../python/source.ts';

type Step = (evaluation: Evaluation, node: NodeId, span: Span) => NodeId;

const activations: Readonly<Record<string, Step>> = {
  sigmoid: (evaluation, node, span) => evaluation.tape.apply('sigmoid', [node], {}, span),
  tanh: (evaluation, node, span) => evaluation.tape.apply('tanh', [node], {}, span),
  relu: (evaluation, node, span) => {
    const zero = evaluation.tape.leaf({ dtype: 'float64', shape: [], data: Float64Array.of(0) }, null);
    return evaluation.tape.apply('maximum', [node, zero], {}, span);
  },
};

/** The derivative of an activation by its argument. */
const derivatives: Readonly<Record<string, Step>> = {
  sigmoid: (evaluation, node, span) => {
    const value = evaluation.tape.apply('sigmoid', [node], {}, span);
    const square = evaluation.tape.apply('square', [value], {}, span);
    return evaluation.tape.apply('subtract', [value, square], {}, span);
  },
  tanh: (evaluation, node, span) => {
    const value = evaluation.tape.apply('tanh', [node], {}, span);
    const one = evaluation.tape.leaf({ dtype: 'float64', shape: [], data: Float64Array.of(1) }, null);
    return evaluation.tape.apply(
      'subtract',
      [one, evaluation.tape.apply('square', [value], {}, span)],
      {},
      span,
    );
  },
  relu: (evaluation, node, span) => {
    const zero = evaluation.tape.leaf({ dtype: 'float64', shape: [], data: Float64Array.of(0) }, null);
    return evaluation.tape.apply('greater', [node, zero], {}, span);
  },
};

/**
 * `sigmoid`, `relu` or `tanh`, or the way back through one, `relu_backward(dA, cache)`; null for any other name. Where
 * the project unpacks what the activation gives, it gives its argument too, as the cache.
 */
export function standInFor(name: string, project: Project): BuiltinValue | null {
  const forward = activations[name];
  if (forward) {
    const givesCache = unpacks(name, project);
    return {
      type: 'builtin',
      name,
      call: (evaluation, { positional: [argument], span }) => {
        const node = nodeOf(argument, evaluation, span);
        if (node === null || !argument) return notAnArray(name, span);
        const result = arrayFromNode(guarded(span, () => forward(evaluation, node, span)));
        return givesCache ? { type: 'tuple', items: [result, argument] } : result;
      },
    };
  }
  const derivative = derivatives[/^(\w+)_backward$/.exec(name)?.[1] ?? ''];
  if (!derivative) return null;
  return {
    type: 'builtin',
    name,
    call: (evaluation, { positional: [upstream, argument], span }) => {
      const [given, node] = [nodeOf(upstream, evaluation, span), nodeOf(argument, evaluation, span)];
      if (given === null || node === null) return notAnArray(name, span);
      return arrayFromNode(
        guarded(span, () =>
          evaluation.tape.apply('multiply', [given, derivative(evaluation, node, span)], {}, span),
        ),
      );
    },
  };
}

/** What stands for a function that the caller chooses: tanh of its one argument. */
export const smoothFunction: BuiltinValue = {
  type: 'builtin',
  name: 'tanh',
  call: (evaluation, { positional: [argument, ...more], keywords, span }) => {
    const node = nodeOf(argument, evaluation, span);
    if (node === null || more.length > 0 || keywords.size > 0)
      return unknown('what this function gives depends on the caller', span);
    return arrayFromNode(guarded(span, () => evaluation.tape.apply('tanh', [node], {}, span)));
  },
};

/** True where the project writes `A, cache = sigmoid(…)`. */
function unpacks(name: string, { modules }: Project): boolean {
  const form = new RegExp(`\\w\\s*,\\s*\\w+\\s*=\\s*(?:\\w+\\.)?${name}\\(`);
  return modules.some(({ source }) => form.test(source.text));
}

function nodeOf(value: Value | undefined, evaluation: Evaluation, span: Span): NodeId | null {
  if (!value) return null;
  const settled = evaluation.resolve(value, { kind: 'array' }, span);
  return settled.type === 'array' ? currentNode(settled, evaluation.tape) : null;
}

function notAnArray(name: string, span: Span): Value {
  return unknown(`\`${name}\` is not in this workspace, and what it is called with is not known`, span);
}
