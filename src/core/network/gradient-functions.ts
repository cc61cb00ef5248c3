/** Functions whose name says that they compute a gradient: what they return is one, whether it has a name or not. */
import type * as ast from '../python/ast.ts';
import { textOf } from '../python/source.ts';
import { walk } from '../python/walk.ts';
import { type GradientNameReading, lastName, readGradientName } from './gradient-names.ts';
import { isCostName, type ProbeRole, roleOf } from './name-hints.ts';

const direction =
  /^(?:back(?:ward)?s?|backprop(?:agate|agation)?|bprop|bwd|d?grads?|gradients?|derivatives?|deriv)$/;
/** Checks, optimisers and those that hand gradients on. */
const otherWork =
  /^(?:numeric(?:al(?:ly)?)?|num|check\w*|approx\w*|finite|difference|plot\w*|print|zero|clip|descent|ascent|boost\w*|update|apply|step|train|fit|test\w*|norm|optimi[sz]e\w*|image|sobel|color|colour|log|draw|show|run|minimi[sz]e)$/;
const upstreamForm = /^(?:da_?curr|accum_grad|upstream\w*|top_diff|eta|residual|error|errors|delta\w*)$/i;
/** Names of labels beyond those that leave no doubt, in functions about gradients. */
export const labelForm =
  /^(?:actual|expected|targets?|y|t|labels?|y_?true|true_y|ground_truth|y_i|target_\w+|\w*labels?)$/i;

/**
 * True for a function that is given what a gradient needs: the gradient from above, labels, or weights. A function of the
 * activation's input alone, `sigmoid_prime(z)`, is a factor of gradients and none.
 */
export function isGradientFunction(definition: ast.FunctionDef): boolean {
  const words = wordsOf(definition.name);
  if (!words.some((word) => direction.test(word)) || words.some((word) => otherWork.test(word))) return false;
  const all = [...definition.args.posonlyargs, ...definition.args.args].map(({ name }) => name);
  const names = all.filter((name, at) => at > 0 || name !== 'self');
  if (all.length === 1 && names.length === 0) return true;
  return names.some((name) => {
    const role = roleOf(name);
    return (
      role === 'labels' ||
      (role === 'weights' && !/^(?:kernel|U|V|P|Q)$/.test(name)) ||
      labelForm.test(name) ||
      upstreamForm.test(name) ||
      readGradientName(name) !== null
    );
  });
}

/** What the returned gradient is of, by the function's name: `weights` for `weights_gradient`, else ''. */
export function readFunctionName(name: string): GradientNameReading {
  const stem = name.replace(/^_+/, '').replace(/^(?:compute|get|calc(?:ulate)?)_/, '');
  const reading = readGradientName(stem);
  return reading && /^(?:weights?|bias(?:es)?|[wWbB]\d?|input|inputs|theta|params?)$/.test(reading.of)
    ? { of: reading.of, layer: null }
    : { of: '', layer: null };
}

/**
 * The names that a gradient function returns and that do not say themselves what they hold: `ds`, `D`, `result`. Their
 * assignments in the function are gradient lines.
 */
export function returnedNames(definition: ast.FunctionDef): ReadonlySet<string> {
  const found = new Set<string>();
  const passed = new Set(definition.args.args.map(({ name }) => name));
  walk(definition, (node) => {
    if (
      node !== definition &&
      (node.kind === 'FunctionDef' || node.kind === 'ClassDef' || node.kind === 'Lambda')
    )
      return false;
    if (node.kind === 'Return' && node.value?.kind === 'Name') {
      const { id } = node.value;
      if (!passed.has(id) && !isCostName(id) && !keptRoles.has(roleOf(id))) found.add(id);
    }
    return undefined;
  });
  return found;
}

/** What a function changes or looks up and hands back, rather than computes as a gradient. */
const keptRoles: ReadonlySet<ProbeRole> = new Set<ProbeRole>([
  'weights',
  'bias',
  'mapping',
  'cache',
  'strength',
  'rate',
  'size',
  'sizes',
  'count',
  'object',
]);

/** The expressions of a `return` that compute something: not names, constants, dicts, and calls of functions of the program's own. */
export function returnedGradients(statement: ast.Return): readonly ast.Expr[] {
  const { value } = statement;
  if (!value) return [];
  return (value.kind === 'Tuple' ? value.elts : [value]).filter(computes);
}

const arrayModules = /^(?:np|numpy|cp|cupy|torch|jnp|F|math|scipy|sp|xp)\./;
const arrayMethods = /^(?:dot|matmul|sum|mean|outer|einsum|mm|multiply)$/;
const initialisers = /^(?:zeros|zeros_like|ones|ones_like|empty|empty_like|array|asarray|copy|full)$/;

/** True for an expression that computes an array: no name, constant or container, and no call of a function of the program's own. */
export function computes(expression: ast.Expr): boolean {
  switch (expression.kind) {
    case 'BinOp':
      return expression.op !== '%';
    case 'UnaryOp':
      return expression.op === '-' && !isLiteral(expression.operand);
    case 'IfExp':
      return computes(expression.body) || computes(expression.orelse);
    case 'ListComp':
      return computes(expression.elt);
    case 'Call':
      return isArrayCall(expression);
    case 'Attribute':
      return computes(expression.value);
    default:
      return false;
  }
}

function isArrayCall({ func }: ast.Call): boolean {
  const text = textOf(func.span);
  const name = lastName(text);
  if (func.kind !== 'Attribute') return name === 'sum' || name === 'dot';
  if (arrayModules.test(text)) return !initialisers.test(name);
  // `(y - t).mean()`, `(…).reshape(…)`: the receiver is what was computed.
  return arrayMethods.test(name) || computes(func.value);
}

function isLiteral(expression: ast.Expr): boolean {
  return expression.kind === 'Constant';
}

function wordsOf(name: string): string[] {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/_/g, ' ');
  return spaced.toLowerCase().split(' ').filter(Boolean);
}
