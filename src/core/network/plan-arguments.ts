/** Arguments for an entry function: its own defaults where they serve, probes elsewhere, hyper-parameters so that the branches are reached. */
import { float, int, type Value } from '../evaluator/values.ts';
import type * as ast from '../python/ast.ts';
import { roleOf } from './name-hints.ts';
import { probe } from './probes.ts';

/**
 * Which regulariser is on. 'penalised': λ is a probe, nothing is dropped. 'both': λ is a probe and units are dropped, for
 * programs that allow it. 'plain': both off. 'dropped': units are dropped, λ is off. 'inverted' is 'penalised' with every
 * flag the other way round.
 */
export type Variant = 'penalised' | 'both' | 'plain' | 'dropped' | 'inverted';

export const variants: readonly Variant[] = ['penalised', 'both', 'plain', 'dropped', 'inverted'];

const withStrength: ReadonlySet<Variant> = new Set(['penalised', 'both', 'inverted']);
const withDropout: ReadonlySet<Variant> = new Set(['both', 'dropped']);

/** Keyword arguments for a call of the function; parameters that keep their default are absent. */
export function argumentsFor(
  definition: ast.FunctionDef,
  variant: Variant,
  skipFirst: boolean,
): Map<string, Value> {
  const positional = [...definition.args.posonlyargs, ...definition.args.args];
  const defaults = definition.args.defaults;
  const result = new Map<string, Value>();
  positional.forEach((arg, index) => {
    if (index === 0 && skipFirst) return;
    const fallback = defaults[index - (positional.length - defaults.length)] ?? null;
    const value = argumentFor(arg, fallback, variant);
    if (value) result.set(arg.name, value);
  });
  definition.args.kwonlyargs.forEach((arg, index) => {
    const value = argumentFor(arg, definition.args.kwDefaults[index] ?? null, variant);
    if (value) result.set(arg.name, value);
  });
  return result;
}

function argumentFor(arg: ast.Arg, fallback: ast.Expr | null, variant: Variant): Value | null {
  const role = roleOf(arg.name);
  const supplied = probe(arg.name, arg.name, arg.span);
  if (truncationForm.test(arg.name)) return int(beyondSequences);
  switch (role) {
    case 'strength':
      if (withStrength.has(variant)) return isText(fallback) ? null : supplied;
      return fallback ? null : float(0);
    case 'keepProbability':
      if (withDropout.has(variant)) return isText(fallback) ? null : supplied;
      return fallback ? null : float(1);
    case 'flag':
      if (fallback?.kind === 'Constant' && fallback.value.type === 'bool' && variant === 'inverted') {
        return { type: 'bool', value: !fallback.value.value };
      }
      return fallback ? null : { type: 'bool', value: variant === 'inverted' };
    case 'count':
      return fallback ? null : int(1);
    case 'data':
    case 'labels':
    case 'weights':
    case 'bias':
    case 'mapping':
    case 'cache':
      return fallback && !isNone(fallback) ? null : supplied;
    case 'size':
    case 'sizes':
    case 'shape':
    case 'window':
      // Images of 3 × 32 × 32 and layers of 100 take long and show no more than small ones.
      return fallback && !isLarge(fallback) ? null : supplied;
    default:
      return fallback ? null : supplied;
  }
}

/** How far a gradient is followed back through time. Beyond the first step of a sequence it is not cut off. */
const truncationForm = /^(?:bptt_)?trunc(?:at\w*)?(?:_\w+)?$|^bptt(?:_\w+)?$/;
const beyondSequences = 64;

const largeSize = 30;

/** True for a written size, or a tuple or product of sizes, that is larger than a probe needs. */
function isLarge(expression: ast.Expr): boolean {
  return (sizeOf(expression) ?? 0) > largeSize;
}

/** The number of entries that a written size means; null where it is not plain numbers. */
function sizeOf(expression: ast.Expr): number | null {
  if (expression.kind === 'Constant') return expression.value.type === 'int' ? expression.value.value : null;
  const parts =
    expression.kind === 'Tuple' || expression.kind === 'List'
      ? expression.elts
      : expression.kind === 'BinOp' && expression.op === '*'
        ? [expression.left, expression.right]
        : [];
  const sizes = parts.map(sizeOf);
  if (sizes.length === 0 || sizes.some((size) => size === null)) return null;
  return sizes.reduce<number>((product, size) => product * (size ?? 1), 1);
}

function isNone(expression: ast.Expr): boolean {
  return expression.kind === 'Constant' && expression.value.type === 'none';
}

function isText(expression: ast.Expr | null): boolean {
  return expression?.kind === 'Constant' && expression.value.type === 'str';
}
