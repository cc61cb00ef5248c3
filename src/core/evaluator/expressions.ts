/** Expressions: one function per construct; displays, calls, text and operators have files of their own. */
import type * as ast from '../python/ast.ts';
import type { Span } from '../python/source.ts';
import { readAttribute } from './attributes.ts';
import { evaluateCall } from './calls.ts';
import { evaluateComparisons } from './comparisons.ts';
import {
  evaluateComprehension,
  evaluateDict,
  evaluateDictComprehension,
  evaluateElements,
} from './displays.ts';
import { setOf } from './dictionaries.ts';
import type { Machine } from './machine.ts';
import { binary, unary } from './operators.ts';
import { closureScope, findName, qualify } from './scopes.ts';
import { readSubscript } from './subscripts.ts';
import { bindName } from './targets.ts';
import { formatValue, representation, textOfValue } from './text.ts';
import { truth } from './truth.ts';
import {
  bool,
  float,
  type FunctionValue,
  int,
  NONE,
  PythonError,
  type Scope,
  str,
  unknown,
  type Value,
} from './values.ts';

import { gather } from './sequences.ts';

/** An expression's value. */
export function evaluateExpression(machine: Machine, expression: ast.Expr, scope: Scope): Value {
  switch (expression.kind) {
    case 'Constant':
      return constant(expression);
    case 'Name':
      return evaluateName(machine, expression, scope);
    case 'Attribute':
      return readAttribute(
        machine,
        machine.evaluate(expression.value, scope),
        expression.attr,
        expression.span,
      );
    case 'Subscript': {
      const container = machine.evaluate(expression.value, scope);
      return readSubscript(machine, container, machine.evaluate(expression.index, scope), expression.span);
    }
    case 'Call':
      return evaluateCall(machine, expression, scope);
    case 'BinOp':
      return evaluateBinary(machine, expression, scope);
    case 'UnaryOp':
      return unary(machine, expression.op, machine.evaluate(expression.operand, scope), expression.span);
    case 'Compare':
      return evaluateComparisons(machine, expression, scope);
    case 'BoolOp':
      return evaluateBoolean(machine, expression, scope);
    case 'IfExp': {
      const test = truth(machine, machine.evaluate(expression.test, scope), expression.test.span);
      if (typeof test !== 'boolean') return test;
      return machine.evaluate(test ? expression.body : expression.orelse, scope);
    }
    case 'Lambda':
      return makeFunction(machine, expression, '<lambda>', scope);
    case 'NamedExpr': {
      const value = machine.evaluate(expression.value, scope);
      bindName(machine, expression.target, value, scope, expression.value, null, true);
      return value;
    }
    default:
      return evaluateDisplay(machine, expression, scope);
  }
}

/** A function or lambda, closed over the scope in which it is defined; its defaults are evaluated now. */
export function makeFunction(
  machine: Machine,
  definition: ast.FunctionDef | ast.Lambda,
  name: string,
  scope: Scope,
): FunctionValue {
  const { args } = definition;
  return {
    type: 'function',
    definition,
    name,
    qualifiedName: qualify(scope, name),
    scope: closureScope(scope),
    defaults: args.defaults.map((expression) => machine.evaluate(expression, scope)),
    kwDefaults: args.kwDefaults.map((expression) => expression && machine.evaluate(expression, scope)),
    owner: null,
  };
}

type OtherExpression = Exclude<
  ast.Expr,
  {
    kind:
      | 'Constant'
      | 'Name'
      | 'Attribute'
      | 'Subscript'
      | 'Call'
      | 'BinOp'
      | 'UnaryOp'
      | 'Compare'
      | 'BoolOp'
      | 'IfExp'
      | 'Lambda'
      | 'NamedExpr';
  }
>;

function evaluateDisplay(machine: Machine, expression: OtherExpression, scope: Scope): Value {
  switch (expression.kind) {
    case 'List': {
      const items = evaluateElements(machine, expression.elts, scope);
      return 'type' in items ? items : { type: 'list', items };
    }
    case 'Tuple': {
      const items = evaluateElements(machine, expression.elts, scope);
      return 'type' in items ? items : { type: 'tuple', items };
    }
    case 'Set': {
      const items = evaluateElements(machine, expression.elts, scope);
      return 'type' in items ? items : setOf(machine, items, expression.span);
    }
    case 'Dict':
      return evaluateDict(machine, expression, scope);
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      return evaluateComprehension(machine, expression, scope);
    case 'DictComp':
      return evaluateDictComprehension(machine, expression, scope);
    case 'Slice': {
      const part = (bound: ast.Expr | null): Value => (bound ? machine.evaluate(bound, scope) : NONE);
      const [lower, upper, step] = [part(expression.lower), part(expression.upper), part(expression.step)];
      return { type: 'slice', lower, upper, step };
    }
    case 'JoinedStr':
    case 'FormattedValue':
      return evaluateFormatted(machine, expression, scope);
    case 'Yield':
    case 'YieldFrom':
      return evaluateYield(machine, expression, scope);
    case 'Await':
      return machine.evaluate(expression.value, scope);
    case 'Starred':
      throw new PythonError('SyntaxError', "can't use starred expression here", expression.span);
    case 'UnsupportedExpr':
      return unknown(
        `The syntax of this expression (${expression.syntax}) is outside what is evaluated`,
        expression.span,
      );
    default:
      return expression satisfies never;
  }
}

function constant({ value, span }: ast.Constant): Value {
  switch (value.type) {
    case 'none':
      return NONE;
    case 'ellipsis':
      return { type: 'ellipsis' };
    case 'bool':
      return bool(value.value);
    case 'int':
      return int(value.value);
    case 'float':
      return float(value.value);
    case 'str':
    case 'bytes':
      return str(value.value);
    case 'complex':
      return unknown('Complex numbers are outside what is evaluated', span);
    default:
      return value satisfies never;
  }
}

/** A name's value. What nothing defines is asked of the engine, and otherwise is Unknown: half-typed code must not stop the rest. */
function evaluateName(machine: Machine, name: ast.Name, scope: Scope): Value {
  const value = findName(scope, name.id, name.span);
  if (value) return value;
  const supplied = machine.missing({ kind: 'name', name: name.id, span: name.span });
  return supplied ?? unknown(`\`${name.id}\` is not defined here`, name.span);
}

/** Long sums nest to the left; their spine is walked in a loop. */
function evaluateBinary(machine: Machine, expression: ast.BinOp, scope: Scope): Value {
  const spine: ast.BinOp[] = [expression];
  let innermost = expression;
  while (innermost.left.kind === 'BinOp') {
    innermost = innermost.left;
    spine.push(innermost);
  }
  let value = machine.evaluate(innermost.left, scope);
  for (let at = spine.length - 1; at >= 0; at -= 1) {
    const operation = spine[at] as ast.BinOp;
    value = binary(machine, operation.op, value, machine.evaluate(operation.right, scope), operation.span);
    if (operation !== expression) machine.recordExpression(operation, value);
  }
  return value;
}

function evaluateBoolean(machine: Machine, expression: ast.BoolOp, scope: Scope): Value {
  let value: Value = NONE;
  for (const [position, operand] of expression.values.entries()) {
    value = machine.evaluate(operand, scope);
    if (position === expression.values.length - 1) break;
    const answer = truth(machine, value, operand.span);
    if (typeof answer !== 'boolean') return answer;
    if (answer === (expression.op === 'or')) break;
  }
  return value;
}

function evaluateFormatted(
  machine: Machine,
  expression: ast.JoinedStr | ast.FormattedValue,
  scope: Scope,
): Value {
  if (expression.kind === 'JoinedStr') {
    let text = '';
    let undecided: Value | null = null;
    for (const part of expression.values) {
      const value = machine.evaluate(part, scope);
      if (value.type === 'str') text += value.value;
      else undecided ??= value;
    }
    return undecided ?? str(text);
  }
  const value = machine.evaluate(expression.value, scope);
  const { conversion, span } = expression;
  const formatSpec = computedSpec(machine, expression.formatSpec, scope, span);
  if (formatSpec === undefined)
    return unknown('A format that is computed is outside what is evaluated', span);
  if (conversion === null) {
    const text = formatValue(machine, value, formatSpec ?? '', span);
    return typeof text === 'string' ? str(text) : text;
  }
  const converted =
    conversion === 's' ? textOfValue(machine, value, span) : representation(machine, value, span);
  if (typeof converted !== 'string') return converted;
  const text = formatValue(machine, str(converted), formatSpec ?? '', span);
  return typeof text === 'string' ? str(text) : text;
}

/** The format of `f'{x:.{places}f}'` with its names filled in; undefined where it is made of more than names. */
function computedSpec(
  machine: Machine,
  spec: string | null,
  scope: Scope,
  span: Span,
): string | null | undefined {
  if (!spec?.includes('{')) return spec;
  let isKnown = true;
  const filled = spec.replace(/\{\s*(\w+)\s*\}/g, (_, name: string) => {
    const value = /^\d+$/.test(name) ? str(name) : findName(scope, name, span);
    const settled = value && machine.settled(value);
    if (settled?.type === 'int' || settled?.type === 'str') return String(settled.value);
    isKnown = false;
    return '';
  });
  return isKnown && !filled.includes('{') ? filled : undefined;
}

/** Values are collected as they are yielded; see `calls.ts` for when they are handed out. Nothing can be sent in. */
function evaluateYield(machine: Machine, expression: ast.Yield, scope: Scope): Value {
  const yields = machine.activation?.yields;
  const value = expression.value ? machine.evaluate(expression.value, scope) : NONE;
  if (!yields) return unknown('`yield` outside a function', expression.span);
  if (expression.kind === 'Yield') {
    yields.push(value);
    return NONE;
  }
  const items = machine.iterate(value, expression.span);
  if ('type' in items) yields.push(items);
  else for (const item of gather(machine, items, expression.span)) yields.push(item);
  return NONE;
}
