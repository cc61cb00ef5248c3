/** Binding the arguments of a call to the parameters of a user function. */
import type * as ast from '../python/ast.ts';
import type { Span } from '../python/source.ts';
import { dictOf } from './dictionaries.ts';
import { type FunctionValue, PythonError, type Value } from './values.ts';

/** The parameters' values by name, in the order of the signature. Errors: TypeError, in Python's words. */
export function bindArguments(
  callee: FunctionValue,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  span: Span,
): Map<string, Value> {
  const { args } = callee.definition;
  const bound = new Map<string, Value>();
  const parameters = [...args.posonlyargs, ...args.args];
  for (const [position, parameter] of parameters.entries()) {
    const value = positional[position];
    if (value) bound.set(parameter.name, value);
  }
  bindRest(callee, positional, parameters.length, bound, span);
  bindKeywords(callee, keywords, bound, span);
  const firstDefault = parameters.length - callee.defaults.length;
  fillDefaults(
    callee,
    parameters,
    (position) => callee.defaults[position - firstDefault] ?? null,
    bound,
    span,
  );
  fillDefaults(callee, args.kwonlyargs, (position) => callee.kwDefaults[position] ?? null, bound, span);
  return bound;
}

function bindRest(
  callee: FunctionValue,
  positional: readonly Value[],
  count: number,
  bound: Map<string, Value>,
  span: Span,
): void {
  const { vararg } = callee.definition.args;
  if (vararg) {
    bound.set(vararg.name, { type: 'tuple', items: positional.slice(count) });
  } else if (positional.length > count) {
    const takes = `takes ${count} positional argument${count === 1 ? '' : 's'}`;
    const given = `${positional.length} ${positional.length === 1 ? 'was' : 'were'} given`;
    throw new PythonError('TypeError', `${callee.name}() ${takes} but ${given}`, span);
  }
}

function bindKeywords(
  callee: FunctionValue,
  keywords: ReadonlyMap<string, Value>,
  bound: Map<string, Value>,
  span: Span,
): void {
  const { args } = callee.definition;
  const rest: [string, Value][] = [];
  for (const [name, value] of keywords) {
    const isParameter = [...args.args, ...args.kwonlyargs].some((parameter) => parameter.name === name);
    if (isParameter && bound.has(name)) {
      throw new PythonError('TypeError', `${callee.name}() got multiple values for argument '${name}'`, span);
    }
    if (isParameter) bound.set(name, value);
    else if (args.kwarg) rest.push([name, value]);
    else
      throw new PythonError(
        'TypeError',
        `${callee.name}() got an unexpected keyword argument '${name}'`,
        span,
      );
  }
  if (args.kwarg) bound.set(args.kwarg.name, dictOf(rest));
}

function fillDefaults(
  callee: FunctionValue,
  parameters: readonly ast.Arg[],
  defaultAt: (position: number) => Value | null,
  bound: Map<string, Value>,
  span: Span,
): void {
  for (const [position, parameter] of parameters.entries()) {
    if (bound.has(parameter.name)) continue;
    const value = defaultAt(position);
    if (!value)
      throw new PythonError('TypeError', `${callee.name}() missing argument '${parameter.name}'`, span);
    bound.set(parameter.name, value);
  }
}
