/** `scipy.special`: the functions that networks are written with. */
import type { NodeId } from '../../autodiff/tape.ts';
import type { BuiltinValue } from '../values.ts';
import type { Call } from './call.ts';
import { arrayFunction } from './function-table.ts';
import { axis, flag, operand, out, unsupported } from './parameters.ts';
import { unary } from './universal-functions.ts';

type Axes = number | readonly number[] | null;

function logSoftmax(call: Call, x: NodeId, axes: Axes): NodeId {
  return call.apply('subtract', [x, call.apply('logsumexp', [x], { axis: axes, keepdims: true })]);
}

/** All functions of this family. */
export function specialFunctions(): readonly BuiltinValue[] {
  return [
    unary('scipy.special.expit', 'sigmoid'),
    unary('scipy.special.erf', 'erf'),
    unary('scipy.special.exp2', 'exp2'),
    unary('scipy.special.expm1', 'expm1'),
    unary('scipy.special.log1p', 'log1p'),
    arrayFunction('scipy.special.erfc', { x: operand(), out: out() }, (call, { x }) =>
      call.apply('subtract', [call.constant(1), call.apply('erf', [x])]),
    ),
    arrayFunction('scipy.special.logit', { x: operand(), out: out() }, (call, { x }) => {
      const rest = call.apply('subtract', [call.constant(1), x]);
      return call.apply('log', [call.apply('divide', [x, rest])]);
    }),
    arrayFunction('scipy.special.log_expit', { x: operand(), out: out() }, (call, { x }) => {
      const softplus = call.apply('logaddexp', [call.constant(0), call.apply('negative', [x])]);
      return call.apply('negative', [softplus]);
    }),
    arrayFunction('scipy.special.xlogy', { x: operand(), y: operand(), out: out() }, (call, { x, y }) =>
      call.apply('xlogy', [x, y]),
    ),
    arrayFunction('scipy.special.xlog1py', { x: operand(), y: operand(), out: out() }, (call, { x, y }) =>
      call.apply('xlogy', [x, call.apply('add', [call.constant(1), y])]),
    ),
    arrayFunction(
      'scipy.special.logsumexp',
      { a: operand(), axis: axis(), b: unsupported(), keepdims: flag(false), return_sign: unsupported() },
      (call, args) => call.apply('logsumexp', [args.a], { axis: args.axis, keepdims: args.keepdims }),
    ),
    arrayFunction('scipy.special.softmax', { x: operand(), axis: axis() }, (call, args) =>
      call.apply('softmax', [args.x], { axis: args.axis }),
    ),
    arrayFunction('scipy.special.log_softmax', { x: operand(), axis: axis() }, (call, args) =>
      logSoftmax(call, args.x, args.axis),
    ),
  ];
}
