/** Python's operators where an array or a traced number takes part. */
import type { NodeId } from '../../autodiff/tape.ts';
import type * as ast from '../../python/ast.ts';
import type { Span } from '../../python/source.ts';
import { currentNode, currentTensor, spoil } from '../arrays.ts';
import { type ArrayValue, type Evaluation, type UnknownValue, unknown, type Value } from '../values.ts';
import { Call, guarded, isUnknown } from './call.ts';
import { checkCast, writeCast } from './function-table.ts';
import { product } from './products.ts';
import { operandPair } from './universal-functions.ts';

const ARITHMETIC: Readonly<Record<ast.BinaryOperator, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '//': 'floorDivide',
  '%': 'remainder',
  '**': 'power',
  '@': 'matmul',
  '<<': 'leftShift',
  '>>': 'rightShift',
  '&': 'bitwiseAnd',
  '|': 'bitwiseOr',
  '^': 'bitwiseXor',
};

const COMPARISONS: Readonly<Partial<Record<ast.ComparisonOperator, string>>> = {
  '==': 'equal',
  '!=': 'notEqual',
  '<': 'less',
  '<=': 'lessEqual',
  '>': 'greater',
  '>=': 'greaterEqual',
};

/** The product of an `np.matrix` with itself, so many times. */
function matrixPower(call: Call, base: NodeId, exponent: NodeId): NodeId | UnknownValue {
  const { data, dtype } = call.tensor(exponent);
  const times = data[0] as number;
  if (dtype !== 'int64' || data.length !== 1 || times < 1 || times > 100)
    return call.unsupported('This power of an `np.matrix`');
  let whole = base;
  for (let i = 1; i < times; i++) whole = call.apply('matmul', [whole, base]);
  return whole;
}

/**
 * `left operator right` with at least one array or traced number among them. Errors: PythonError (ValueError with the sizes
 * that clash, TypeError).
 */
export function binaryOperation(
  evaluation: Evaluation,
  operator: ast.BinaryOperator,
  left: Value,
  right: Value,
  span: Span,
): Value {
  return guarded(span, () => {
    const call = new Call(evaluation, ARITHMETIC[operator], span);
    const node = combine(call, operator, left, right);
    return typeof node === 'number' ? call.result(node) : node;
  });
}

/** `target operator= value` in place: every name and view of the array sees the change. Errors: as above, UFuncTypeError. */
export function augmentedOperation(
  evaluation: Evaluation,
  operator: ast.BinaryOperator,
  target: ArrayValue,
  value: Value,
  span: Span,
): Value {
  return guarded(span, () => {
    const call = new Call(evaluation, ARITHMETIC[operator], span);
    const node = combine(call, operator, target, value);
    if (isUnknown(node)) {
      spoil(target, node);
      return node;
    }
    writeCast(call, target, node);
    return target;
  });
}

/** What NumPy checks before it writes a result into an array in place. Errors: UFuncTypeError, where entries would lose their kind. */
export function requireSameKind(
  evaluation: Evaluation,
  operator: ast.BinaryOperator,
  target: ArrayValue,
  result: ArrayValue,
  span: Span,
): void {
  const { tape } = evaluation;
  checkCast(ARITHMETIC[operator], tape.value(result.node).dtype, tape.value(target.node).dtype, span);
}

/** `-x`, `+x`, `~x` of an array or a traced number. `not` is decided by `truthOf`. */
export function unaryOperation(
  evaluation: Evaluation,
  operator: '-' | '+' | '~',
  value: Value,
  span: Span,
): Value {
  return guarded(span, () => {
    const call = new Call(evaluation, 'operator', span);
    const node = call.operand(value);
    if (isUnknown(node)) return node;
    return call.result(call.apply({ '-': 'negative', '+': 'positive', '~': 'invert' }[operator], [node]));
  });
}

/** `left == right`, `<` …: a truth value per entry, or one for numbers. Errors: PythonError. */
export function comparison(
  evaluation: Evaluation,
  operator: ast.ComparisonOperator,
  left: Value,
  right: Value,
  span: Span,
): Value {
  const operation = COMPARISONS[operator];
  if (operation === undefined) return unknown(`\`${operator}\` with an array is not supported yet`, span);
  const foreign = [left, right].find(
    (value) => value.type === 'none' || value.type === 'str' || value.type === 'dict',
  );
  if (foreign !== undefined) return constantComparison(evaluation, operator, [left, right], span);
  return guarded(span, () => {
    const call = new Call(evaluation, operation, span);
    const pair = operandPair(call, left, right, null);
    return isUnknown(pair) ? pair : call.result(call.apply(operation, pair));
  });
}

/** Compared with None or a text, every entry is unequal. */
function constantComparison(
  evaluation: Evaluation,
  operator: ast.ComparisonOperator,
  sides: readonly Value[],
  span: Span,
): Value {
  const call = new Call(evaluation, 'comparison', span);
  const array = sides.find((value) => value.type === 'array');
  if (operator !== '==' && operator !== '!=') {
    throw call.error('TypeError', `'${operator}' not supported between these operands`);
  }
  if (array === undefined) return { type: 'bool', value: operator === '!=' };
  const node = call.operand(array);
  if (isUnknown(node)) return node;
  const same = call.apply('equal', [node, node]);
  return call.result(operator === '==' ? call.apply('logicalNot', [same]) : same);
}

/** `item in array`: whether any entry equals the item. */
export function holdsEntry(
  evaluation: Evaluation,
  array: ArrayValue,
  item: Value,
  span: Span,
): boolean | UnknownValue {
  const same = comparison(evaluation, '==', array, item, span);
  if (same.type === 'array') return currentTensor(same, evaluation.tape).data.includes(1);
  return same.type === 'unknown' ? same : same.type === 'bool' && same.value;
}

/** `bool(array)`. Errors: ValueError where the array has more than one entry. */
export function truthOf(evaluation: Evaluation, array: ArrayValue, span: Span): boolean {
  const call = new Call(evaluation, 'bool', span);
  const { data } = call.tensor(currentNode(array, evaluation.tape));
  if (data.length === 1) return data[0] !== 0;
  if (data.length === 0) return false;
  const message =
    'The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()';
  throw call.error('ValueError', message);
}

function combine(call: Call, operator: ast.BinaryOperator, left: Value, right: Value): NodeId | UnknownValue {
  const pair = operandPair(call, left, right, operator);
  if (isUnknown(pair)) return pair;
  if (operator === '@') return call.apply('matmul', pair);
  if (operator === '*' && call.isMatrix) return product(call, ...pair);
  if (operator === '**' && call.isMatrix) return matrixPower(call, ...pair);
  return call.apply(ARITHMETIC[operator], pair);
}
