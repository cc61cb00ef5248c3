/** Defining array functions: a name, typed parameters in Python's order, and what the call computes. */
import type { NodeId } from '../../autodiff/tape.ts';
import type { DType } from '../../autodiff/tensor.ts';
import {
  type ArrayValue,
  type BuiltinValue,
  type CallArguments,
  PythonError,
  type UnknownValue,
  unknown,
  type Value,
} from '../values.ts';
import { write } from '../arrays.ts';
import { Call, guarded, isUnknown } from './call.ts';
import type { Parameter } from './parameters.ts';

type Parameters = Readonly<Record<string, Parameter<unknown>>>;

/** The values that a call's parameters were read to. */
export type Arguments<P extends Parameters> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

/** A function of the table: a node stands for its value as Python sees it. */
type Body<P extends Parameters> = (call: Call, args: Arguments<P>) => NodeId | Value;

/** A built-in that binds its arguments to typed parameters. An unknown argument or keyword makes the call unknown. */
export function arrayFunction<P extends Parameters>(
  name: string,
  parameters: P,
  body: Body<P>,
): BuiltinValue {
  return {
    type: 'builtin',
    name,
    call: (evaluation, given) =>
      guarded(given.span, () => run(new Call(evaluation, name, given.span), parameters, given, body)),
  };
}

/** A built-in whose positional arguments are its own to read. */
export function variadicFunction(
  name: string,
  body: (call: Call, positional: readonly Value[], keywords: ReadonlyMap<string, Value>) => NodeId | Value,
): BuiltinValue {
  return {
    type: 'builtin',
    name,
    call: (evaluation, given) =>
      guarded(given.span, () => {
        const call = new Call(evaluation, name, given.span);
        return asValue(call, body(call, given.positional, given.keywords));
      }),
  };
}

/** A table of functions by name. */
export function tableOf(functions: readonly BuiltinValue[]): ReadonlyMap<string, BuiltinValue> {
  return new Map(functions.map((entry) => [entry.name.slice(entry.name.lastIndexOf('.') + 1), entry]));
}

/** A node as Python sees it; any value as it is. */
export function asValue(call: Call, outcome: NodeId | Value): Value {
  return typeof outcome === 'number' ? call.result(outcome) : outcome;
}

function run<P extends Parameters>(call: Call, parameters: P, given: CallArguments, body: Body<P>): Value {
  const names = Object.keys(parameters);
  if (given.positional.length > names.length) {
    throw call.error(
      'TypeError',
      `${call.name}() takes at most ${names.length} arguments (${given.positional.length} given)`,
    );
  }
  const values = new Map<string, Value>(given.positional.map((value, i) => [names[i] as string, value]));
  for (const [keyword, value] of given.keywords) {
    if (!(keyword in parameters)) return call.unsupported(`\`${call.name}\` with \`${keyword}=\``);
    if (values.has(keyword))
      throw call.error('TypeError', `${call.name}() got multiple values for argument '${keyword}'`);
    values.set(keyword, value);
  }
  const read = readAll(call, parameters, values);
  if ('unknown' in read) return read.unknown;
  const outcome = body(call, read.args as Arguments<P>);
  return intoOut(call, outcome, read.args['out'] as ArrayValue | null | undefined);
}

function readAll(
  call: Call,
  parameters: Parameters,
  values: ReadonlyMap<string, Value>,
): { readonly args: Record<string, unknown> } | { readonly unknown: UnknownValue } {
  const args: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = values.get(name);
    if (value === undefined) {
      if (parameter.fallback === undefined) {
        throw call.error('TypeError', `${call.name}() missing required argument '${name}'`);
      }
      args[name] = parameter.fallback.value;
      continue;
    }
    const read = parameter.read(call, value, name);
    if (isUnknown(read)) return { unknown: read };
    args[name] = read;
  }
  return { args };
}

function intoOut(call: Call, outcome: NodeId | Value, target: ArrayValue | null | undefined): Value {
  if (target === null || target === undefined) return asValue(call, outcome);
  const node = typeof outcome === 'number' ? outcome : call.operand(outcome);
  if (typeof node !== 'number') return node;
  writeCast(call, target, node);
  return target;
}

/** Writes a result into an array as NumPy does: of the array's type ("same kind" casts only) and stretched to its shape. */
export function writeCast(call: Call, target: ArrayValue, node: NodeId): void {
  const tape = call.evaluation.tape;
  const { dtype, shape } = tape.value(target.node);
  const source = tape.value(node);
  checkCast(call.name, source.dtype, dtype, call.span);
  const cast = source.dtype === dtype ? node : call.apply('astype', [node], { dtype });
  if (source.shape.length === shape.length && source.shape.every((size, axis) => size === shape[axis])) {
    write(target, cast, tape, call.span);
    return;
  }
  if (
    source.shape.length > shape.length ||
    source.shape.some((size, i) => size > (shape[shape.length - source.shape.length + i] as number))
  ) {
    const message = `non-broadcastable output operand with shape (${shape.join(',')}) doesn't match the broadcast shape (${source.shape.join(',')})`;
    const conflicts = source.shape.flatMap((size, i) => {
      const own = shape[shape.length - source.shape.length + i];
      return own !== undefined && own !== size ? [{ left: own, right: size }] : [];
    });
    throw new PythonError('ValueError', message, call.span, conflicts);
  }
  write(target, call.apply('broadcastTo', [cast], { shape }), tape, call.span);
}

/** Entries may become of a wider kind, never of a narrower one. Errors: UFuncTypeError. */
export function checkCast(name: string, from: DType, to: DType, span: CallArguments['span']): void {
  if (rank(from) <= rank(to)) return;
  const message = `Cannot cast ufunc '${name}' output from dtype('${from}') to dtype('${to}') with casting rule 'same_kind'`;
  throw new PythonError('UFuncTypeError', message, span);
}

const rank = (dtype: DType): number => ['bool', 'int64', 'float64'].indexOf(dtype);

/** The value for names that a table lacks. */
export function notSupported(name: string, span: CallArguments['span']): UnknownValue {
  return unknown(`\`${name}\` is not supported yet`, span);
}
