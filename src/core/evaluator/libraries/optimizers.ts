/** `scipy.optimize`: optimisers call the program's functions once, at the point where they start, and give that point back. */
import type { Span } from '../../python/source.ts';
import { argument, type BuiltinTable, required } from '../builtins/definition.ts';
import type { Machine } from '../machine.ts';
import { type CallArguments, type ModuleValue, TRUE, unknown, type Value } from '../values.ts';
import { tableModule } from './module.ts';

/** Where each optimiser takes its gradient function and further arguments, by position. */
interface Signature {
  readonly gradient: number | null;
  readonly further: number;
  /** How many values a call gives beside the point. */
  readonly besides: number;
}

const signatures: Readonly<Record<string, Signature>> = {
  fmin: { gradient: null, further: 2, besides: 0 },
  fmin_powell: { gradient: null, further: 2, besides: 0 },
  fmin_cg: { gradient: 2, further: 3, besides: 0 },
  fmin_bfgs: { gradient: 2, further: 3, besides: 0 },
  fmin_ncg: { gradient: 2, further: 5, besides: 0 },
  fmin_l_bfgs_b: { gradient: 2, further: 3, besides: 2 },
  fmin_tnc: { gradient: 2, further: 3, besides: 2 },
};

export function optimizersModule(machine: Machine): ModuleValue {
  const functions: Record<string, BuiltinTable[string]> = {
    minimize: (_, args) => minimize(machine, args),
    check_grad: (_, args) => {
      const [cost, gradient, start, ...further] = args.positional;
      if (!cost || !gradient || !start) return notKnown('check_grad', args.span);
      callOnce(machine, cost, start, further, args.span);
      callOnce(machine, gradient, start, further, args.span);
      return notKnown('check_grad', args.span);
    },
  };
  for (const [name, signature] of Object.entries(signatures))
    functions[name] = (_, args) => descend(machine, name, signature, args);
  return tableModule(machine, 'scipy.optimize', functions);
}

/** `minimize(cost, x0, args, method, jac)`. */
function minimize(machine: Machine, args: CallArguments): Value {
  const cost = argument(args, 0, 'fun') ?? required(args, 0, 'minimize');
  const start = flattened(machine, argument(args, 1, 'x0') ?? required(args, 1, 'minimize'), args.span);
  const further = furtherArguments(machine, argument(args, 2, 'args'), args.span);
  callOnce(machine, cost, start, further, args.span);
  const gradient = argument(args, 4, 'jac');
  if (gradient && isFunction(gradient)) callOnce(machine, gradient, start, further, args.span);
  const rest = notKnown('minimize', args.span);
  const entries: readonly (readonly [string, Value])[] = [
    ['x', start],
    ['success', TRUE],
    ...['fun', 'jac', 'nit', 'nfev', 'message', 'status'].map((name) => [name, rest] as const),
  ];
  return { type: 'instance', class: machine.type('object'), attributes: new Map(entries) };
}

function descend(machine: Machine, name: string, signature: Signature, args: CallArguments): Value {
  const cost = argument(args, 0, name === 'fmin_l_bfgs_b' || name === 'fmin_tnc' ? 'func' : 'f');
  const given = argument(args, 1, 'x0');
  if (!cost || !given) return notKnown(name, args.span);
  const start = flattened(machine, given, args.span);
  const further = furtherArguments(machine, argument(args, signature.further, 'args'), args.span);
  callOnce(machine, cost, start, further, args.span);
  const gradient = signature.gradient === null ? null : argument(args, signature.gradient, 'fprime');
  if (gradient && isFunction(gradient)) callOnce(machine, gradient, start, further, args.span);
  const wantsAll = ['full_output', 'retall'].some((keyword) => {
    const flag = args.keywords.get(keyword);
    return flag !== undefined && flag.type !== 'none' && !('value' in flag && !flag.value);
  });
  if (!wantsAll && signature.besides === 0) return start;
  const rest = Array.from({ length: wantsAll ? 6 : signature.besides }, () => notKnown(name, args.span));
  return { type: 'tuple', items: [start, ...rest] };
}

function callOnce(machine: Machine, f: Value, start: Value, further: readonly Value[], span: Span): void {
  machine.call(f, [start, ...further], new Map(), span);
}

/** SciPy hands its functions a flat copy of the starting point. */
function flattened(machine: Machine, start: Value, span: Span): Value {
  const settled = machine.resolve(start, { kind: 'array' }, span);
  if (settled.type !== 'array') return settled;
  return machine.call(machine.attribute(settled, 'flatten', span), [], new Map(), span);
}

function furtherArguments(machine: Machine, given: Value | null, span: Span): readonly Value[] {
  if (!given || given.type === 'none') return [];
  const settled = machine.resolve(given, { kind: 'any' }, span);
  return settled.type === 'tuple' || settled.type === 'list' ? settled.items : [settled];
}

function isFunction(value: Value): boolean {
  return ['function', 'method', 'builtin', 'instance', 'class', 'probe'].includes(value.type);
}

function notKnown(name: string, span: Span): Value {
  return unknown(`What \`scipy.optimize.${name}\` finds is outside what is evaluated`, span);
}
