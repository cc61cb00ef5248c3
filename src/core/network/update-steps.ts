/** Update steps that hold their gradient in place: `w -= rate * X.T @ (p - y)`, where no name is given to what is multiplied. */
import type * as ast from '../python/ast.ts';
import { textOf } from '../python/source.ts';
import { expressionsOf } from '../python/walk.ts';
import {
  type GradientNameReading,
  isDeltaName,
  isGradientContainer,
  lastName,
  readGradientName,
} from './gradient-names.ts';
import { isCostName, roleOf } from './name-hints.ts';

/** The gradient that an update step computes where it uses it. */
export interface StepGradient {
  /** What is changed: `w`, `self.W`, `P[i][k]`. */
  readonly target: ast.Expr;
  /** The gradient; with the rate in it where other factors stand on both sides of the rate. */
  readonly expression: ast.Expr;
  /** The rate that `expression` still holds; null where it holds none. */
  readonly rate: ast.Expr | null;
  /** False where nothing in the step is known as its rate: then one constant factor is the rate's, whatever it is. */
  readonly isRated: boolean;
  /** −1 where the expression is the negative gradient: `w += rate * X.T @ (y - p)`. */
  readonly sign: 1 | -1;
  /** The gradient without a decay of the weights, which a cost need not have: `g` of `rate * (g + 0.1 * w)`; null elsewhere. */
  readonly withoutDecay: { readonly expression: ast.Expr; readonly sign: 1 | -1 } | null;
}

/** The gradient in an update step; null for every other statement, and for steps by a gradient that has a name. */
export function stepGradient(statement: ast.Stmt): StepGradient | null {
  const change = changeOf(statement);
  if (!change || isNamedGradient(change.target)) return null;
  const factors = factorsOf(change.value);
  const isOwnRate = (factor: Factor): boolean => !factor.isBelow && isRate(factor.expression);
  const rate = factors.find(isOwnRate) ?? factors.flatMap(factorsWithin).find(isOwnRate) ?? null;
  const others = factors.filter((factor) => factor !== rate && !isNumber(factor.expression));
  const above = others.filter((factor) => !factor.isBelow).map((factor) => factor.expression);
  if (!computesGradient(change, above, rate !== null)) return null;
  const peeled = beside(change.value, rate?.expression ?? null);
  // The sign of a whole product belongs to it; that of a factor beside the rate stands before the rate.
  const sign = change.sign * (peeled?.sign ?? 1) < 0 ? -1 : 1;
  const expression = peeled?.expression ?? change.value;
  return {
    target: change.target,
    expression,
    rate: peeled ? null : (rate?.expression ?? null),
    // A number before the rate, as in `0.5 * rate * g`, makes another rate of it.
    isRated: rate !== null && !followsNumber(rate, factors),
    sign,
    withoutDecay: peeled ? withoutDecay(expression, change.target, sign) : null,
  };
}

function followsNumber(rate: Factor, factors: readonly Factor[]): boolean {
  const before = factors[factors.indexOf(rate) - 1];
  return before !== undefined && isNumber(before.expression) && Math.abs(numberOf(before.expression)) !== 1;
}

interface Signed {
  readonly expression: ast.Expr;
  readonly sign: 1 | -1;
}

/** The other factor of `rate * x` or `x * rate`, without a minus sign before either; null where the rate stands otherwise. */
function beside(value: ast.Expr, rate: ast.Expr | null): Signed | null {
  if (value.kind === 'UnaryOp' && value.op === '-') {
    const inner = beside(value.operand, rate);
    return inner && { ...inner, sign: inner.sign === 1 ? -1 : 1 };
  }
  if (rate === null || value.kind !== 'BinOp' || value.op !== '*') return null;
  const [left, right] = [unsigned(value.left), unsigned(value.right)];
  const sign = left.sign === right.sign ? 1 : -1;
  if (left.expression === rate) return { expression: right.expression, sign };
  return right.expression === rate ? { expression: left.expression, sign } : null;
}

function unsigned(value: ast.Expr): Signed {
  if (value.kind !== 'UnaryOp' || value.op !== '-') return { expression: value, sign: 1 };
  const { expression, sign } = unsigned(value.operand);
  return { expression, sign: sign === 1 ? -1 : 1 };
}

/**
 * 'down' for `w - rate * grad` and `w -= rate * grad`, 'up' for a sum; null for what is no step by a rate times a gradient
 * that has a name. Read off the text, for steps that are not evaluated.
 */
export function writtenDirection(node: ast.AugAssign | ast.BinOp): 'down' | 'up' | null {
  if (node.op !== '-' && node.op !== '+') return null;
  const factors = factorsOf(node.kind === 'AugAssign' ? node.value : node.right);
  const isStep =
    factors.some(({ expression, isBelow }) => !isBelow && isRate(expression)) &&
    factors.some(({ expression }) => namesGradient(expression));
  const { sign } = unsigned(node.kind === 'AugAssign' ? node.value : node.right);
  if (!isStep) return null;
  return (node.op === '-') === (sign === 1) ? 'down' : 'up';
}

/** `dW1`, `self.grad_w`, `grads["dW" + str(l)]`, `getattr(self, "grad_" + name)`. */
function namesGradient(expression: ast.Expr): boolean {
  const text = textOf(expression.span);
  return readGradientName(lastName(text)) !== null || /grad|nabla/i.test(text);
}

/** What the gradient in a step is of: the name of what is changed. */
export function readStep({ target }: StepGradient): GradientNameReading {
  return { of: keyOf(target) ?? lastName(textOf(target.span)), layer: null };
}

/** The text of a nameless gradient on one line, as reports call it. */
export function expressionText(expression: ast.Expr): string {
  return textOf(expression.span).replace(/\s+/g, ' ').trim();
}

/** True for a step that changes a value by a rate times anything: what is trained here. */
export function isRatedStep(statement: ast.Stmt): boolean {
  const change = changeOf(statement);
  if (!change || isNamedGradient(change.target)) return false;
  return factorsOf(change.value).some(({ expression, isBelow }) => !isBelow && isRate(expression));
}

/**
 * The name of a weight that a step lets decay, by a multiple of itself: `W *= 1 - lr * reg`, `W -= lr * (dW + reg * W)`,
 * `W = (1 - lr * reg) * W - lr * dW`. Null for every other statement.
 */
export function decayingName(statement: ast.Stmt): string | null {
  if (statement.kind !== 'AugAssign' && statement.kind !== 'Assign') return null;
  const target = statement.kind === 'AugAssign' ? statement.target : statement.targets[0];
  if (!target || isNamedGradient(target)) return null;
  const name = keyOf(target) ?? lastName(textOf(target.span));
  if (statement.kind === 'AugAssign' && statement.op === '*') return isWeight(target) ? name : null;
  const value = changeOf(statement)?.value ?? statement.value;
  if (statement.kind === 'AugAssign' && statement.op !== '-' && statement.op !== '+') return null;
  return holdsMultiple(value, plain(target), false) ? name : null;
}

/** True where a product of numbers with `own` is a term, other than in a matrix product or a function. */
function holdsMultiple(value: ast.Expr, own: string, isInProduct: boolean): boolean {
  if (value.kind === 'UnaryOp') return holdsMultiple(value.operand, own, isInProduct);
  if (value.kind === 'BinOp' && /^[-+*/]$/.test(value.op)) {
    const isProduct = isInProduct || value.op === '*' || value.op === '/';
    return [value.left, value.right].some((part) => holdsMultiple(part, own, isProduct));
  }
  if (value.kind === 'Call' && lastName(textOf(value.func.span)) === 'sign')
    return isInProduct && value.args.some((argument) => plain(argument) === own);
  return isInProduct && plain(value) === own;
}

interface Change {
  readonly target: ast.Expr;
  readonly value: ast.Expr;
  /** 1 for what is taken away, which is the gradient. */
  readonly sign: 1 | -1;
}

/** `a -= x` and `a = a - x`. */
function changeOf(statement: ast.Stmt): Change | null {
  if (statement.kind === 'AugAssign') {
    const { target, op, value } = statement;
    return op === '-' || op === '+' ? { target, value, sign: op === '-' ? 1 : -1 } : null;
  }
  if (statement.kind !== 'Assign' || statement.targets.length !== 1) return null;
  const { value } = statement;
  const target = statement.targets[0];
  if (!target || value.kind !== 'BinOp' || (value.op !== '-' && value.op !== '+')) return null;
  if (plain(value.left) !== plain(target)) return null;
  return { target, value: value.right, sign: value.op === '-' ? 1 : -1 };
}

interface Factor {
  readonly expression: ast.Expr;
  /** True for what is divided by. */
  readonly isBelow: boolean;
}

/** The factors of a product or quotient, without their signs. `rate * X.T @ delta` is `(rate * X.T) @ delta`. */
function factorsOf(value: ast.Expr, isBelow = false): readonly Factor[] {
  if (value.kind === 'UnaryOp' && (value.op === '-' || value.op === '+'))
    return factorsOf(value.operand, isBelow);
  if (value.kind === 'BinOp' && value.op === '@') {
    const numbers = factorsOf(value.left, isBelow).filter(
      ({ expression }) => isNumber(expression) || isRate(expression),
    );
    return [...numbers, { expression: value, isBelow }];
  }
  if (value.kind === 'BinOp' && (value.op === '*' || value.op === '/'))
    return [
      ...factorsOf(value.left, isBelow),
      ...factorsOf(value.right, value.op === '/' ? !isBelow : isBelow),
    ];
  return [{ expression: value, isBelow }];
}

const products = /^(?:dot|matmul|outer|multiply|mm)$/;

/** The factors of what is multiplied in a matrix product: `rate` and `X.T` of `rate * X.T @ d`, which is `(rate * X.T) @ d`. */
function factorsWithin({ expression, isBelow }: Factor): readonly Factor[] {
  const parts =
    expression.kind === 'BinOp' && expression.op === '@'
      ? [expression.left, expression.right]
      : expression.kind === 'Call' && products.test(lastName(textOf(expression.func.span)))
        ? [...expression.args, ...(expression.func.kind === 'Attribute' ? [expression.func.value] : [])]
        : [];
  return parts.flatMap((part) => factorsOf(part, isBelow)).flatMap((each) => [each, ...factorsWithin(each)]);
}

const rateForm =
  /^(?:\w*_)?(?:lr|eta|alpha|l_?rate|learn(?:ing)?_?rate\w*|learningRate|step_?size|stepsize|rate)(?:_?\w{1,2})?$/;
const noRateForm = /decay|momentum|drop|moment/i;
const largestRate = 0.1;

function isRate(expression: ast.Expr): boolean {
  if (expression.kind === 'Constant')
    return isNumber(expression) && Math.abs(numberOf(expression)) <= largestRate;
  if (!isPlainPlace(expression)) return false;
  const name = keyOf(expression) ?? lastName(textOf(expression.span));
  return rateForm.test(name) && !noRateForm.test(name);
}

function isNumber(expression: ast.Expr): boolean {
  return (
    expression.kind === 'Constant' && (expression.value.type === 'int' || expression.value.type === 'float')
  );
}

function numberOf(expression: ast.Expr): number {
  return Number(textOf(expression.span));
}

const weightForm =
  /^(?:\w*_)?(?:w|b|weights?|bias(?:es)?|theta|beta|synapse|syn|coefs?|coefficients?|params?|intercept|slope|embeddings?|kernels?|filters?)(?:_?\w{0,3})?$/i;

/** True for what bears a weight's name. */
function isWeight(target: ast.Expr): boolean {
  const name = keyOf(target) ?? lastName(textOf(target.span));
  const role = roleOf(name);
  return role === 'weights' || role === 'bias' || weightForm.test(name);
}

/** True where the factors beside the rate are more than a gradient that was computed elsewhere. */
function computesGradient({ target, sign }: Change, factors: readonly ast.Expr[], hasRate: boolean): boolean {
  if (isCostName(lastName(textOf(target.span)))) return false;
  const computed = factors.filter((factor) => !isPlainPlace(factor) && !isCount(factor));
  const read = factors.flatMap(placesIn);
  const isContracted = computed.some(holdsContraction);
  // In `X.T @ d_hidden` a gradient is multiplied with something else, so it is not yet that of what is changed.
  const asItIs = computed.some(isMatrixProduct) ? factors.filter(isPlainPlace) : read;
  if (asItIs.some((place) => isOwnGradient(place, target)) || factors.some(isOptimiserStep)) return false;
  const readsGradient = read.some(isNamedGradient);
  const isProduct = readsGradient && factors.filter((factor) => !isCount(factor)).length > 1;
  if (readsGradient) {
    if (!isContracted && !isProduct && !computed.some(holdsProduct)) return false;
    return hasRate || isWeight(target) || (isProduct && sign === 1);
  }
  return hasRate && computed.length > 0 && (isContracted || isWeight(target));
}

/** `dW`, `grads["W1"]`, `grad`: the gradient of what is changed, computed elsewhere. A delta is the gradient of something else. */
function isOwnGradient(place: ast.Expr, target: ast.Expr): boolean {
  const name = keyOf(place) ?? lastName(textOf(place.span));
  if (place.kind === 'Subscript' && isGradientContainer(textOf(place.value.span))) return true;
  if (isDeltaName(name)) return false;
  const reading = readGradientName(name);
  if (!reading) return false;
  const of = bare(reading.of);
  const own = bare(keyOf(target) ?? lastName(textOf(target.span)));
  return of === '' || own.includes(of) || of.includes(own);
}

function isNamedGradient(place: ast.Expr): boolean {
  if (place.kind === 'Subscript' && isGradientContainer(textOf(place.value.span))) return true;
  return readGradientName(keyOf(place) ?? lastName(textOf(place.span))) !== null;
}

const optimiserCalls = /^(?:sqrt|clip|get_?\w*|pop|random\w*|randn?|normal|uniform)$/;
const optimiserNames = /^(?:vt|mt|velocity|momentum|[mv]_?hat|[mv]_?corrected)$/;

/** Momentum, a root of squares, a gradient clipped or handed on: what an optimiser does with a gradient. */
function isOptimiserStep(factor: ast.Expr): boolean {
  return expressionsOf(factor).some((part) => {
    if (part.kind === 'Call') return optimiserCalls.test(lastName(textOf(part.func.span)));
    return part.kind === 'Name' && optimiserNames.test(part.id);
  });
}

const contractions = /^(?:dot|matmul|outer|einsum|tensordot|inner|vdot|kron|sum|mean|average|mm|bmm|T)$/;

/** True where something is summed over: a matrix product, a sum, a mean. */
function holdsContraction(expression: ast.Expr): boolean {
  return expressionsOf(expression).some(
    (part) =>
      (part.kind === 'BinOp' && part.op === '@') ||
      (part.kind === 'Call' && contractions.test(lastName(textOf(part.func.span)))),
  );
}

function isMatrixProduct(expression: ast.Expr): boolean {
  if (expression.kind === 'BinOp') return expression.op === '@';
  return expression.kind === 'Call' && products.test(lastName(textOf(expression.func.span)));
}

function holdsProduct(expression: ast.Expr): boolean {
  return expressionsOf(expression).some((part) => part.kind === 'BinOp' && part.op === '*');
}

/** `len(batch)`, `1 / m`, `X.shape[0]`: a number of things. */
function isCount(expression: ast.Expr): boolean {
  if (isNumber(expression)) return true;
  if (expression.kind === 'BinOp') return isCount(expression.left) && isCount(expression.right);
  if (expression.kind === 'Call') return /^(?:len|float|int)$/.test(textOf(expression.func.span));
  const text = textOf(expression.span);
  return (
    isPlainPlace(expression) && (/\.(?:shape|size)\b/.test(text) || /^(?:m|n|N|M|batch_?size)$/.test(text))
  );
}

/** Names, attributes and elements, which hold what was computed elsewhere. */
function isPlainPlace(expression: ast.Expr): boolean {
  if (expression.kind === 'Subscript' || expression.kind === 'Attribute')
    return isPlainPlace(expression.value);
  return expression.kind === 'Name';
}

/** The outermost names, attributes and elements of an expression; what is called and an index are left out. */
function placesIn(expression: ast.Expr): ast.Expr[] {
  if (isPlainPlace(expression)) return [expression];
  switch (expression.kind) {
    case 'BinOp':
      return [...placesIn(expression.left), ...placesIn(expression.right)];
    case 'UnaryOp':
      return placesIn(expression.operand);
    case 'Attribute':
    case 'Subscript':
      return placesIn(expression.value);
    case 'Call': {
      const { func } = expression;
      const receiver = func.kind === 'Attribute' ? placesIn(func.value) : [];
      return [...receiver, ...expression.args.flatMap(placesIn)];
    }
    case 'Tuple':
    case 'List':
      return expression.elts.flatMap(placesIn);
    default:
      return [];
  }
}

/** `g` of `g + 0.1 * w` and `g - reg * w`, where the other term is a multiple of the changed weight. */
function withoutDecay(expression: ast.Expr, target: ast.Expr, sign: 1 | -1): StepGradient['withoutDecay'] {
  if (expression.kind !== 'BinOp' || (expression.op !== '+' && expression.op !== '-')) return null;
  const { left, right, op } = expression;
  if (isMultipleOf(right, target)) return { expression: left, sign };
  if (!isMultipleOf(left, target)) return null;
  return { expression: right, sign: op === '+' ? sign : sign === 1 ? -1 : 1 };
}

/** `0.1 * w`, `l1 * np.sign(w)`: numbers times the weight or its sign. */
function isMultipleOf(term: ast.Expr, target: ast.Expr): boolean {
  const own = plain(target);
  const factors = factorsOf(term);
  const isWeightItself = ({ expression, isBelow }: Factor): boolean => {
    const [argument] = expression.kind === 'Call' ? expression.args : [];
    const isSign = expression.kind === 'Call' && lastName(textOf(expression.func.span)) === 'sign';
    return (
      !isBelow && (plain(expression) === own || (isSign && argument !== undefined && plain(argument) === own))
    );
  };
  const weights = factors.filter(isWeightItself);
  const rest = factors.filter((factor) => !isWeightItself(factor));
  return (
    weights.length === 1 && rest.every(({ expression }) => isPlainPlace(expression) || isCount(expression))
  );
}

/** The text of a string key: `W1` for `parameters["W1"]` and `parameters["W" + str(l)]`. */
function keyOf(place: ast.Expr): string | null {
  if (place.kind !== 'Subscript') return null;
  const { index } = place;
  const key = index.kind === 'BinOp' ? index.left : index;
  return key.kind === 'Constant' && key.value.type === 'str' ? key.value.value : null;
}

function plain(expression: ast.Expr): string {
  return textOf(expression.span).replace(/\s+/g, '');
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[_\d]/g, '');
}
