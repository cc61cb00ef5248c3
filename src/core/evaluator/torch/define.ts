/** How functions of tensors are written down: as array functions whose results are tensors. */
import { currentNode } from '../arrays.ts';
import type { Call } from '../numpy/call.ts';
import { type Arguments, arrayFunction, variadicFunction } from '../numpy/function-table.ts';
import { integersIn, type Parameter } from '../numpy/parameters.ts';
import type { NodeId } from '../../autodiff/tape.ts';
import { type ArrayValue, type BuiltinValue, type UnknownValue, unknown, type Value } from '../values.ts';

type ParametersByName = Readonly<Record<string, Parameter<unknown>>>;

/** A function of tensors with typed parameters, `input` or `self` first: it serves as `torch.f(x)` and as `x.f()`. */
export function tensorFunction<P extends ParametersByName>(
  name: string,
  parameters: P,
  body: (call: Call, args: Arguments<P>) => NodeId | Value,
): BuiltinValue {
  const own = arrayFunction(`torch.${name}`, parameters, (call, args) => {
    call.isTensor = true;
    return asTensor(body(call, args));
  });
  const call = (...[evaluation, given]: Parameters<BuiltinValue['call']>): Value =>
    own.call(evaluation, { ...given, keywords: torchKeywords(given.keywords, parameters) });
  return { ...own, call };
}

/** PyTorch takes NumPy's names of arguments too: `x.sum(axis=1, keepdims=True)`. */
const ALIASES: Readonly<Record<string, string>> = {
  axis: 'dim',
  keepdims: 'keepdim',
  x: 'input',
  a: 'input',
};

function torchKeywords(
  keywords: ReadonlyMap<string, Value>,
  parameters: ParametersByName,
): ReadonlyMap<string, Value> {
  if (keywords.size === 0) return keywords;
  return new Map(
    [...keywords].map(([name, value]) => {
      const alias = ALIASES[name];
      return name in parameters || alias === undefined || !(alias in parameters)
        ? [name, value]
        : [alias, value];
    }),
  );
}

/** A function of tensors that reads its positional arguments itself: sizes one by one, or as one tuple. */
export function sizedFunction(
  name: string,
  body: (call: Call, positional: readonly Value[], keywords: ReadonlyMap<string, Value>) => NodeId | Value,
): BuiltinValue {
  return variadicFunction(`torch.${name}`, (call, positional, keywords) => {
    call.isTensor = true;
    return asTensor(body(call, positional, keywords));
  });
}

/** A fresh result as a tensor. */
function asTensor(outcome: NodeId | Value): NodeId | Value {
  if (typeof outcome === 'number' || outcome.type !== 'array' || outcome.isTensor) return outcome;
  return { ...outcome, isTensor: true };
}

/** Lengths given one by one or as one sequence. */
export function sizesIn(call: Call, positional: readonly Value[]): readonly number[] | UnknownValue {
  const [only] = positional;
  const given: Value =
    positional.length === 1 && only !== undefined ? only : { type: 'tuple', items: positional };
  const sizes = integersIn(call, given, 'size');
  return typeof sizes === 'number' ? [sizes] : sizes;
}

/** The node of an argument that must be there. */
export function nodeOf(call: Call, value: Value | undefined): NodeId | UnknownValue {
  if (value === undefined) throw call.error('TypeError', `${call.name}() is missing a tensor`);
  return call.operand(value);
}

/** The array object that an in-place method changes. */
export function targetOf(call: Call, value: Value | undefined): ArrayValue | UnknownValue {
  if (value === undefined) throw call.error('TypeError', `${call.name}() is missing a tensor`);
  const settled = call.evaluation.resolve(value, { kind: 'array' }, call.span);
  if (settled.type === 'array' || settled.type === 'unknown') return settled;
  return unknown(`\`${call.name}\` of a ${settled.type} is not supported yet`, call.span);
}

/** The present entries of a target. */
export function entriesOf(call: Call, target: ArrayValue): NodeId {
  return currentNode(target, call.evaluation.tape);
}
