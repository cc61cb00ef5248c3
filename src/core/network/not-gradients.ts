/** Values that bear a gradient's name and are none, as their expressions show: errors that are costs, difference quotients, containers. */
import type * as ast from '../python/ast.ts';
import { textOf } from '../python/source.ts';
import { lastName } from './gradient-names.ts';
import { isCostFunctionName } from './name-hints.ts';

const errorName = /^(?:\w+_)?(?:err(?:or)?s?)_?\d*$/i;
/** A discriminator's loss, or the derivative by a loss: what it is given tells. */
const discriminatorLoss = /^d_(?:\w+_)?(?:loss|cost)\w*$/i;
const reduction = /^(?:sum|mean|average|nansum|square|abs|absolute|fabs|sqrt|norm|mean_squared_error|mse)$/;

/** True where what a name is given cannot be a gradient, whatever the name says. */
export function isNoGradient(name: string, value: ast.Expr): boolean {
  const mayBeCost = errorName.test(name) || discriminatorLoss.test(name);
  return isDifferenceQuotient(value) || (mayBeCost && isCostExpression(value));
}

/** `error = np.sum((y - p) ** 2)`, `err = loss_function(p)`: the cost itself, not the derivative `error = y - p`. */
function isCostExpression(value: ast.Expr): boolean {
  switch (value.kind) {
    case 'BinOp':
      if (value.op === '**') return true;
      if (value.op === '*' || value.op === '/')
        return isCostExpression(value.left) || isCostExpression(value.right);
      if (value.op !== '+' && value.op !== '-') return false;
      return isCostExpression(value.left) && isCostExpression(value.right);
    case 'UnaryOp':
      return isCostExpression(value.operand);
    case 'Call': {
      const called = lastName(textOf(value.func.span));
      return reduction.test(called) || isCostFunctionName(called);
    }
    default:
      return false;
  }
}

const stepName = /^(?:eps\w*|delta|h|step(?:_?size)?|perturb\w*|e)$/i;

/** `(J_plus - J_minus) / (2 * eps)`: a check of the gradient, not the gradient of the backward pass. */
function isDifferenceQuotient(value: ast.Expr): boolean {
  if (value.kind !== 'BinOp' || value.op !== '/' || value.left.kind !== 'BinOp' || value.left.op !== '-')
    return false;
  const { right } = value;
  if (right.kind === 'Name') return stepName.test(right.id);
  return (
    right.kind === 'BinOp' &&
    right.op === '*' &&
    [right.left, right.right].some((factor) => factor.kind === 'Name' && stepName.test(factor.id))
  );
}

/** `grads = backward(…)`: the gradients together, in a dict or list; each is computed elsewhere. */
export function isContainerOfGradients(name: string, value: ast.Expr): boolean {
  if (!/^(?:grads|gradients)$/.test(name) || value.kind !== 'Call') return false;
  return !/^(?:np|numpy)\./.test(textOf(value.func.span));
}
