/**
 * Stand-ins for functions whose names leave no doubt what they compute, where the file that defines them is not in
 * reach: `from dnn_utils import sigmoid, relu_backward`. What is judged by them is called assumed.
 */
import type { NodeId } from '../autodiff/tape.ts';
import { arrayFromNode, currentNode } from '../evaluator/arrays.ts';
import type { Evaluator } from '../evaluator/interpreter-contract.ts';
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

/** Last words of names that tell how a function computes, and not what. */
const manner =
  /^(?:naive|fast|slow|loops?|vec(?:torized|torised)?|im2col|strides?|strided|cython|numba|simple|ref(?:erence)?|impl|python|py|np|numpy|cpu|gpu|alt)$/;

/**
 * The project's own function that computes the same in another manner: `conv_forward_naive` where `conv_forward_fast` comes
 * from a module that is not in reach. Null where the name tells no manner, or no function differs from it in that alone.
 */
export function siblingOf(name: string, { modules }: Project, evaluator: Evaluator): Value | null {
  const stem = stemOf(name);
  if (stem === name) return null;
  for (const module of modules) {
    for (const statement of module.tree.body) {
      if (statement.kind !== 'FunctionDef' || statement.name === name || stemOf(statement.name) !== stem)
        continue;
      const namespace = evaluator.runModule(module, { statements: 'definitions' });
      return namespace.attributes.get(statement.name) ?? null;
    }
  }
  return null;
}

/** The name without a last word that tells a manner: `conv_forward` of `conv_forward_fast`. */
function stemOf(name: string): string {
  const at = name.lastIndexOf('_');
  return at > 0 && manner.test(name.slice(at + 1)) ? name.slice(0, at) : name;
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
