/** Functions entry by entry that are written with operations of the table: np.fmod, np.sinc, np.arccosh, np.copysign. */
import type { NodeId } from '../../autodiff/tape.ts';
import { filled, scalar } from '../../autodiff/tensor.ts';
import { arrayFromNode } from '../arrays.ts';
import type { BuiltinValue, Value } from '../values.ts';
import type { Call } from './call.ts';
import { arrayFunction } from './function-table.ts';
import { operand, out } from './parameters.ts';

type Composition = (call: Call, x: NodeId, y: NodeId) => NodeId;

function ofOne(name: string, body: (call: Call, x: NodeId) => NodeId): BuiltinValue {
  return arrayFunction(`np.${name}`, { x: operand(), out: out() }, (call, { x }) => body(call, x));
}

function ofTwo(name: string, body: Composition): BuiltinValue {
  return arrayFunction(`np.${name}`, { x1: operand(), x2: operand(), out: out() }, (call, { x1, x2 }) =>
    body(call, x1, x2),
  );
}

/** x − trunc(x / y)·y: the remainder with the sign of x. */
export const remainderOfTruncation: Composition = (call, x, y) => {
  const whole = call.apply('trunc', [call.apply('divide', [x, y])]);
  const rest = call.apply('subtract', [x, call.apply('multiply', [whole, y])]);
  const isWhole = [x, y].every((node) => call.tensor(node).dtype !== 'float64');
  return isWhole ? call.apply('astype', [rest], { dtype: 'int64' }) : rest;
};

/** sin(πx)/(πx), 1 at 0. */
function sinc(call: Call, x: NodeId): NodeId {
  const isZero = call.apply('equal', [x, call.constant(0)]);
  const angle = call.apply('multiply', [call.constant(Math.PI), x]);
  const safe = call.apply('where', [isZero, call.constant(1), angle]);
  return call.apply('where', [
    isZero,
    call.constant(1),
    call.apply('divide', [call.apply('sin', [safe]), safe]),
  ]);
}

/** log(x + √(x² − 1)). */
function areaCosine(call: Call, x: NodeId): NodeId {
  const root = call.apply('sqrt', [call.apply('subtract', [call.apply('square', [x]), call.constant(1)])]);
  return call.apply('log', [call.apply('add', [x, root])]);
}

/** |x| with the sign of y. */
const withSign: Composition = (call, x, y) => {
  const sign = call.apply('where', [
    call.apply('less', [y, call.constant(0)]),
    call.constant(-1),
    call.constant(1),
  ]);
  return call.apply('multiply', [call.apply('absolute', [x]), sign]);
};

function pair(call: Call, first: NodeId, second: NodeId): Value {
  const items = [first, second].map((node) =>
    call.shape(node).length === 0 ? call.result(node) : arrayFromNode(node),
  );
  return { type: 'tuple', items };
}

/** All functions of this family. */
export function elementaryFunctions(): readonly BuiltinValue[] {
  const x = operand();
  const negative = (call: Call, node: NodeId): NodeId =>
    call.apply('less', [node, call.constant(filled([], 0, call.tensor(node).dtype))]);
  return [
    ofOne('fix', (call, node) => call.apply('trunc', [node])),
    ofOne('signbit', negative),
    ofOne('isneginf', (call, node) =>
      call.apply('logicalAnd', [call.apply('isinf', [node]), negative(call, node)]),
    ),
    ofOne('sinc', sinc),
    ofOne('arccosh', areaCosine),
    ofOne('acosh', areaCosine),
    ofTwo('fmod', remainderOfTruncation),
    ofTwo('copysign', withSign),
    ofTwo('left_shift', (call, a, b) => call.apply('leftShift', [a, b])),
    ofTwo('right_shift', (call, a, b) => call.apply('rightShift', [a, b])),
    ofTwo('logaddexp2', (call, a, b) => {
      const unit = call.constant(scalar(Math.LN2));
      const scaled = [a, b].map((node) => call.apply('multiply', [node, unit]));
      return call.apply('divide', [call.apply('logaddexp', scaled), unit]);
    }),
    arrayFunction('np.divmod', { x1: x, x2: x }, (call, { x1, x2 }) =>
      pair(call, call.apply('floorDivide', [x1, x2]), call.apply('remainder', [x1, x2])),
    ),
    arrayFunction('np.modf', { x }, (call, args) => {
      const whole = call.apply('trunc', [args.x]);
      return pair(call, call.apply('subtract', [args.x, whole]), whole);
    }),
  ];
}
