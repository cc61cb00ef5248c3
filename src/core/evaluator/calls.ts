/** Calls: evaluating callee and arguments, and running what is called. */
import type * as ast from '../python/ast.ts';
import { type Span, textOf } from '../python/source.ts';
import { bindArguments } from './arguments.ts';
import { ownMethod } from './classes.ts';
import { instantiate } from './instances.ts';
import type { Activation } from './language.ts';
import type { Machine } from './machine.ts';
import { callDtype } from './numpy/index.ts';
import { gather } from './sequences.ts';
import { findName, openFunctionScope } from './scopes.ts';
import { typeName } from './types.ts';
import {
  type FunctionValue,
  type ModuleValue,
  NONE,
  PythonError,
  type Scope,
  type UnknownValue,
  unknown,
  type Value,
} from './values.ts';

/** The arguments of a call as written, evaluated from left to right. */
export interface EvaluatedArguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** Set where `*args` or `**kwargs` is not known, so that it is not known what is passed. */
  readonly undecided: UnknownValue | null;
}

/** A call expression's value. */
export function evaluateCall(machine: Machine, call: ast.Call, scope: Scope): Value {
  const callee = evaluateCallee(machine, call.func, scope);
  const args = evaluateArguments(machine, call, scope);
  if (callee.type === 'unknown') return callUnknown(machine, call, callee);
  if (args.undecided) return args.undecided;
  const value = machine.call(callee, args.positional, args.keywords, call.span);
  if (callee.type === 'class' && callee.name === 'dict') recordKeywordEntries(machine, call, args);
  return value;
}

/** Evaluates positional and keyword arguments, `*` and `**` spread out. */
export function evaluateArguments(machine: Machine, call: ast.Call, scope: Scope): EvaluatedArguments {
  const positional: Value[] = [];
  const keywords = new Map<string, Value>();
  let undecided: UnknownValue | null = null;
  for (const expression of call.args) {
    if (expression.kind !== 'Starred') {
      positional.push(machine.evaluate(expression, scope));
      continue;
    }
    const items = machine.iterate(machine.evaluate(expression.value, scope), expression.span);
    if ('type' in items) undecided ??= items;
    else for (const item of gather(machine, items, expression.span)) positional.push(item);
  }
  for (const { arg, value: expression } of call.keywords) {
    const value = machine.evaluate(expression, scope);
    if (arg !== null) {
      keywords.set(arg, value);
      continue;
    }
    const mapping = machine.resolve(value, { kind: 'any' }, expression.span);
    if (mapping.type === 'dict') {
      for (const entry of mapping.entries.values())
        if (entry.key.type === 'str') keywords.set(entry.key.value, entry.value);
    } else {
      undecided ??=
        mapping.type === 'unknown'
          ? mapping
          : unknown('What `**` spreads out is not a dict', expression.span);
    }
  }
  return { positional, keywords, undecided };
}

/** Calls any callable value. Errors: TypeError for what cannot be called, and whatever the call raises. */
export function callValue(
  machine: Machine,
  callee: Value,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  span: Span,
): Value {
  const target = machine.resolve(callee, { kind: 'call', argumentCount: positional.length }, span);
  switch (target.type) {
    case 'unknown':
      return target;
    case 'function':
      return callFunction(machine, target, positional, keywords, span);
    case 'method':
      return callValue(machine, target.function, [target.self, ...positional], keywords, span);
    case 'builtin':
      return target.call(machine, { positional, keywords, span });
    case 'class':
      return instantiate(machine, target, positional, keywords, span);
    case 'dtype':
      return callDtype(machine, target, { positional, keywords, span });
    case 'module':
      return callModule(machine, target, positional, keywords, span);
    case 'instance': {
      const method = ownMethod(machine, target, '__call__', span);
      return method ? machine.call(method, positional, keywords, span) : notCallable(target, span);
    }
    default:
      return notCallable(target, span);
  }
}

/** What was taken for a module may be a function of the same name: `import tqdm; tqdm(x)`, a module that nobody has. */
function callModule(
  machine: Machine,
  module: ModuleValue,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  span: Span,
): Value {
  const callee = module.attributes.get('__call__');
  if (callee) return callValue(machine, callee, positional, keywords, span);
  return module.missing
    ? unknown(`\`${module.name}\` is outside what is evaluated`, span)
    : notCallable(module, span);
}

/** Runs a user function. A generator gives an iterator whose body runs at the first `next`. */
function callFunction(
  machine: Machine,
  callee: FunctionValue,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  span: Span,
): Value {
  const values = bindArguments(callee, positional, keywords, span);
  const syntax = machine.syntaxOf(callee.definition);
  const scope = openFunctionScope(callee.scope, callee.qualifiedName, syntax);
  for (const [name, value] of values) scope.names.set(name, value);
  const yields: Value[] | null = syntax.isGenerator ? [] : null;
  const run = (): Value => runFunction(machine, callee, values, scope, yields, span);
  return yields ? generator(run, yields) : run();
}

function runFunction(
  machine: Machine,
  callee: FunctionValue,
  values: ReadonlyMap<string, Value>,
  scope: Scope,
  yields: Value[] | null,
  span: Span,
): Value {
  const { recording } = machine;
  const parent = machine.activation?.frame ?? null;
  const frame = recording.frame(parent, callee, parent === null ? null : span, scope);
  const record = recording.openCall(frame, callee, values);
  const [firstArgument = null] = values.values();
  const activation: Activation = {
    frame,
    function: callee,
    scope,
    firstArgument,
    yields,
    statement: null,
    startOrder: recording.order,
    tolerant: false,
    guardsImports: false,
    undecidedReturn: null,
    handling: null,
  };
  try {
    const result = machine.within(activation, span, () => runBody(machine, callee, scope));
    record.result = activation.undecidedReturn ?? result;
    return record.result;
  } finally {
    record.order = recording.nextOrder();
  }
}

function runBody(machine: Machine, callee: FunctionValue, scope: Scope): Value {
  const { definition } = callee;
  if (definition.kind === 'Lambda') return machine.evaluate(definition.body, scope);
  const completion = machine.execute(definition.body, scope);
  return completion !== null && typeof completion === 'object' ? completion.returned : NONE;
}

/**
 * A generator's values. The body runs to its end before the first value is handed out, which no program notices that
 * only iterates; an exception in the body is raised after the values that came before it.
 */
function generator(run: () => Value, yields: Value[]): Value {
  let started = false;
  let failure: unknown = null;
  let position = 0;
  const next = (): Value | null => {
    if (!started) {
      started = true;
      try {
        run();
      } catch (error) {
        if (!(error instanceof PythonError)) throw error;
        failure = error;
      }
    }
    const value = yields[position];
    position += 1;
    if (value) return value;
    if (failure === null) return null;
    const raised = failure;
    failure = null;
    throw raised;
  };
  return { type: 'iterator', next };
}

/** The callee; for a name that nothing defines, the engine is asked for a function, and failing that for the call's result. */
function evaluateCallee(machine: Machine, callee: ast.Expr, scope: Scope): Value {
  if (callee.kind === 'Name' && findName(scope, callee.id, callee.span) === undefined) {
    const supplied = machine.missing({ kind: 'function', name: callee.id, span: callee.span });
    return supplied ?? unknown(`\`${callee.id}\` is not defined here`, callee.span);
  }
  return machine.evaluate(callee, scope);
}

/** A call of something unknown: the engine may supply its result, as it does for data that a file would hold. */
function callUnknown(machine: Machine, call: ast.Call, callee: UnknownValue): Value {
  const name = dottedName(call.func);
  return (name && machine.missing({ kind: 'call', name, span: call.span })) || callee;
}

/** `np.linalg.norm` as text; null for anything but names joined with dots. */
function dottedName(expression: ast.Expr): string | null {
  if (expression.kind === 'Name') return expression.id;
  if (expression.kind !== 'Attribute') return null;
  const owner = dottedName(expression.value);
  return owner && `${owner}.${expression.attr}`;
}

/** `dict(dW1=dW1, db1=db1)` names its values as a dict display does. */
function recordKeywordEntries(machine: Machine, call: ast.Call, args: EvaluatedArguments): void {
  for (const { arg, value: expression } of call.keywords) {
    const value = arg === null ? undefined : args.keywords.get(arg);
    if (arg === null || !value) continue;
    machine.recordBinding({ kind: 'dictEntry', text: arg, name: arg, valueExpression: expression, value });
  }
}

function notCallable(value: Value, span: Span): never {
  const shown = value.type === 'class' ? value.name : typeName(value);
  const text = textOf(span);
  const hint = text.length < 60 ? ` in \`${text}\`` : '';
  throw new PythonError('TypeError', `'${shown}' object is not callable${hint}`, span);
}
