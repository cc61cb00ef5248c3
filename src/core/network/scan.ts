/** What the text of a project says before anything is evaluated: its functions, their gradient lines, and who calls whom. */
import type { Project, PythonModule } from '../project/project.ts';
import type * as ast from '../python/ast.ts';
import { textOf } from '../python/source.ts';
import { expressionsOf, walk } from '../python/walk.ts';
import {
  type GradientNameReading,
  lastName,
  readContainedGradientName,
  readGradientName,
} from './gradient-names.ts';
import {
  isGradientFunction,
  readFunctionName,
  returnedGradients,
  returnedNames,
} from './gradient-functions.ts';
import { keptCost } from './kept-costs.ts';
import { isCostFunctionName, isCostName, isNumericalCheckName } from './name-hints.ts';
import { isContainerOfGradients, isNoGradient } from './not-gradients.ts';
import { expressionText, isRatedStep, readStep, stepGradient, writtenDirection } from './update-steps.ts';

/** A statement that may give a gradient its value, by its target's name alone; or a nameless gradient in a step or a `return`. */
export interface GradientStatement {
  readonly statement: ast.Stmt;
  /** As the user writes it: the target, or the expression where the gradient has no name. */
  readonly text: string;
  /** The expression of a nameless gradient; null where the gradient has a name. */
  readonly expression: ast.Expr | null;
  readonly reading: GradientNameReading;
  /** True where the gradient is a product with another gradient, as the chain rule has it: nothing else looks so. */
  readonly isChained: boolean;
  /** The function around it; null at top level. */
  readonly function: FunctionUnit | null;
}

/** A function or method of the project. */
export interface FunctionUnit {
  readonly definition: ast.FunctionDef;
  readonly qualifiedName: string;
  readonly className: string | null;
  /** The names of its class's bases; empty for a function. */
  readonly bases: readonly string[];
  readonly module: PythonModule;
  /** True in the document itself, false in what it imports. */
  readonly isInMain: boolean;
  /** Simple names of what it calls: `forward` for `self.forward(…)`. */
  readonly calls: ReadonlySet<string>;
  readonly gradientStatements: readonly GradientStatement[];
  readonly bindsCost: boolean;
  /** True where its name and arguments say that it computes a gradient, or where it trains by steps with a rate. */
  readonly isAboutGradients: boolean;
}

export interface ProjectScan {
  readonly functions: readonly FunctionUnit[];
  /** Methods as the classes have them that inherit them. */
  readonly inherited: readonly FunctionUnit[];
  /** Gradient statements at the top level of the main module. */
  readonly topLevel: readonly GradientStatement[];
  /** All gradient statements of the main module. */
  readonly gradientStatements: readonly GradientStatement[];
  readonly topLevelBindsCost: boolean;
  /** True where the top level trains by steps with a rate. */
  readonly topLevelTrains: boolean;
  /** True where steps by named gradients are written, and all of them subtract. */
  readonly descends: boolean;
  /** The whole numbers that stand in the project's text. */
  readonly writtenNumbers: ReadonlySet<number>;
}

export function scanProject(project: Project): ProjectScan {
  const functions = project.modules.flatMap((module) => functionsOf(module, module === project.main));
  const top = scanBody(project.main.tree, null);
  const inFunctions = functions
    .filter((unit) => unit.module === project.main)
    .flatMap((unit) => unit.gradientStatements);
  return {
    functions,
    inherited: inheritedMethods(functions),
    topLevel: top.gradientStatements,
    gradientStatements: [...top.gradientStatements, ...inFunctions],
    topLevelBindsCost: top.bindsCost,
    topLevelTrains: top.trains,
    descends: descends(project),
    writtenNumbers: new Set(project.modules.flatMap(({ source }) => numbersIn(source.text))),
  };
}

function descends({ modules }: Project): boolean {
  const directions = new Set<'down' | 'up'>();
  for (const { tree } of modules) {
    walk(tree, (node) => {
      const direction = node.kind === 'AugAssign' || node.kind === 'BinOp' ? writtenDirection(node) : null;
      if (direction) directions.add(direction);
      return undefined;
    });
  }
  return directions.has('down') && !directions.has('up');
}

function numbersIn(text: string): number[] {
  return (text.match(/(?<![\w.])\d{1,3}(?![\w.])/g) ?? []).map(Number);
}

/** Every function that is called, directly or through others, from `unit`; it included. Matched by simple name. */
export function reachedFrom(unit: FunctionUnit, scan: ProjectScan): ReadonlySet<FunctionUnit> {
  const byName = new Map<string, FunctionUnit[]>();
  for (const other of scan.functions) {
    const name = other.definition.name;
    byName.set(name, [...(byName.get(name) ?? []), other]);
    if (name === '__init__' && other.className) byName.set(other.className, [other]);
  }
  const reached = new Set<FunctionUnit>([unit]);
  const pending = [unit];
  for (let at = pending.pop(); at; at = pending.pop()) {
    for (const name of at.calls) {
      for (const callee of byName.get(name) ?? []) {
        if (reached.has(callee)) continue;
        reached.add(callee);
        pending.push(callee);
      }
    }
  }
  return reached;
}

function inheritedMethods(functions: readonly FunctionUnit[]): FunctionUnit[] {
  const byClass = new Map<string, FunctionUnit[]>();
  for (const unit of functions) {
    if (unit.className !== null) byClass.set(unit.className, [...(byClass.get(unit.className) ?? []), unit]);
  }
  return [...byClass].flatMap(([className, own]) => {
    const names = new Set(own.map(({ definition }) => definition.name));
    const found: FunctionUnit[] = [];
    const pending = [...(own[0]?.bases ?? [])];
    const seen = new Set([className]);
    for (let base = pending.shift(); base !== undefined; base = pending.shift()) {
      const methods = seen.has(base) ? [] : (byClass.get(base) ?? []);
      seen.add(base);
      pending.push(...(methods[0]?.bases ?? []));
      for (const unit of methods) {
        const { name } = unit.definition;
        if (names.has(name) || name.startsWith('__')) continue;
        names.add(name);
        const { module, isInMain } = own[0] ?? unit;
        found.push({ ...unit, className, qualifiedName: `${className}.${name}`, module, isInMain });
      }
    }
    return found;
  });
}

function functionsOf(module: PythonModule, isInMain: boolean): FunctionUnit[] {
  const found: FunctionUnit[] = [];
  const visitBody = (body: readonly ast.Stmt[], owner: ast.ClassDef | null): void => {
    for (const statement of body) {
      walk(statement, (node) => {
        if (node.kind === 'ClassDef') {
          visitBody(node.body, node);
          return false;
        }
        if (node.kind === 'FunctionDef') {
          found.push(functionUnit(node, owner, module, isInMain));
          return false;
        }
        return undefined;
      });
    }
  };
  visitBody(module.tree.body, null);
  return found;
}

function functionUnit(
  definition: ast.FunctionDef,
  owner: ast.ClassDef | null,
  module: PythonModule,
  isInMain: boolean,
): FunctionUnit {
  const className = owner?.name ?? null;
  const bases = owner?.bases.map((base) => lastName(textOf(base.span))) ?? [];
  const qualifiedName = className ? `${className}.${definition.name}` : definition.name;
  const shell = { definition, qualifiedName, className, bases, module, isInMain };
  const givesGradient = isGradientFunction(definition);
  const body = scanBody(definition, shell, givesGradient ? definition : null);
  return Object.assign(shell, {
    calls: body.calls,
    // What a check by differences calls a gradient was computed elsewhere, or is what it compares with.
    gradientStatements: isNumericalCheckName(definition.name) ? [] : body.gradientStatements,
    isAboutGradients: givesGradient || body.trains,
    bindsCost: body.bindsCost || isCostFunctionName(definition.name),
  });
}

interface BodyScan {
  readonly calls: ReadonlySet<string>;
  readonly gradientStatements: readonly GradientStatement[];
  readonly bindsCost: boolean;
  /** True where a step changes something by a rate. */
  readonly trains: boolean;
}

/**
 * Scans a body without the definitions nested at its top level (for a module) or with them (for a function). `giver` is the
 * function itself where it returns gradients.
 */
function scanBody(
  root: ast.Module | ast.FunctionDef,
  shell: object | null,
  giver: ast.FunctionDef | null = null,
): BodyScan {
  const calls = new Set<string>();
  const gradientStatements: GradientStatement[] = [];
  const names = giver ? returnedNames(giver) : new Set<string>();
  let bindsCost = false;
  let trains = false;
  walk(root, (node) => {
    if (root.kind === 'Module' && (node.kind === 'FunctionDef' || node.kind === 'ClassDef')) return false;
    if (node.kind === 'Call') calls.add(lastName(textOf(node.func.span)));
    const own = { function: shell as FunctionUnit | null };
    bindsCost ||= assignsCost(node) || keptCost(node) !== null;
    for (const target of targetsOf(node)) {
      const found = gradientTarget(target, node as ast.Stmt, names);
      if (found) gradientStatements.push({ ...found, ...own });
    }
    for (const found of namelessGradients(node, giver)) gradientStatements.push({ ...found, ...own });
    trains ||= isStep(node) && isRatedStep(node);
    return undefined;
  });
  return { calls, gradientStatements, bindsCost, trains };
}

function assignsCost(node: { readonly kind: string }): boolean {
  const statement = node as ast.Stmt;
  if (statement.kind === 'Assign')
    return statement.targets
      .flatMap((target) => pairsOf(target, statement.value))
      .some(({ target }) => isCostName(nameOf(target)));
  if (statement.kind !== 'AugAssign' && statement.kind !== 'AnnAssign') return false;
  return isCostName(nameOf(statement.target));
}

function isStep(node: { readonly kind: string }): node is ast.Assign | ast.AugAssign {
  return node.kind === 'Assign' || node.kind === 'AugAssign';
}

/** What an update step multiplies with its rate, and what a gradient function returns without a name. */
function namelessGradients(
  node: { readonly kind: string },
  giver: ast.FunctionDef | null,
): Omit<GradientStatement, 'function'>[] {
  if (isStep(node)) {
    const step = stepGradient(node);
    return step ? [nameless(node, step.expression, readStep(step))] : [];
  }
  if (node.kind !== 'Return' || giver === null) return [];
  const statement = node as ast.Return;
  const reading = readFunctionName(giver.name);
  return returnedGradients(statement).map((expression) => nameless(statement, expression, reading));
}

function nameless(
  statement: ast.Stmt,
  expression: ast.Expr,
  reading: GradientNameReading,
): Omit<GradientStatement, 'function'> {
  return { statement, expression, text: expressionText(expression), reading, isChained: false };
}

function targetsOf(node: { readonly kind: string }): readonly ast.Expr[] {
  const statement = node as ast.Stmt;
  if (statement.kind === 'Assign') {
    const { value } = statement;
    return statement.targets
      .flatMap((target) => pairsOf(target, value))
      .filter((pair) => pair.value === null || mayBeGradient(pair.target, pair.value) || isMasking(pair))
      .map(({ target }) => target);
  }
  if (statement.kind === 'AugAssign')
    return isNoGradient(nameOf(statement.target), statement.value) ? [] : [statement.target];
  if (statement.kind === 'AnnAssign' && statement.value) return [statement.target];
  return [];
}

/** `dz[z <= 0] = 0`: the slope of relu, put on the gradient by a condition. */
function isMasking({ target, value }: Pair): boolean {
  if (target.kind !== 'Subscript' || value?.kind !== 'Constant') return false;
  return target.index.kind === 'Compare';
}

interface Pair {
  readonly target: ast.Expr;
  /** What the target is given by itself; null where a call or a name gives several at once. */
  readonly value: ast.Expr | null;
}

/** Targets with their values: `dW, db = x, y` is two assignments, `dW, db = f()` is one. */
function pairsOf(target: ast.Expr, value: ast.Expr): readonly Pair[] {
  if (target.kind !== 'Tuple' && target.kind !== 'List') return [{ target, value }];
  if ((value.kind === 'Tuple' || value.kind === 'List') && value.elts.length === target.elts.length)
    return target.elts.flatMap((each, at) => pairsOf(each, value.elts[at] as ast.Expr));
  if (isInitial(value)) return [];
  return flatten(target)
    .filter((each) => !isContainerOfGradients(nameOf(each), value))
    .map((each) => ({ target: each, value: null }));
}

function mayBeGradient(target: ast.Expr, value: ast.Expr): boolean {
  const name = nameOf(target);
  return !isInitial(value) && !isNoGradient(name, value) && !isContainerOfGradients(name, value);
}

function nameOf(target: ast.Expr): string {
  if (target.kind === 'Subscript') return nameOf(target.value);
  return target.kind === 'Name' ? target.id : target.kind === 'Attribute' ? target.attr : '';
}

function flatten(target: ast.Expr): readonly ast.Expr[] {
  if (target.kind === 'Tuple' || target.kind === 'List') return target.elts.flatMap(flatten);
  return [target];
}

/** `grads = {}`, `dW = None`, `nabla = [np.zeros(…) for …]`, `dW = 0`, a plain copy: nothing is computed here. */
function isInitial(value: ast.Expr): boolean {
  switch (value.kind) {
    case 'ListComp':
      // `[h * (1 - h) * d for …]` computes; `[np.zeros(w.shape) for …]` and `[layer.backward(g) for …]` do not.
      return (value.elt.kind !== 'BinOp' && value.elt.kind !== 'ListComp') || isInitial(value.elt);
    case 'Dict':
    case 'List':
    case 'Constant':
    case 'Name':
    case 'Attribute':
    case 'Lambda':
      return true;
    case 'Subscript':
      return true;
    case 'BinOp':
      return value.left.kind === 'List' && value.op === '*';
    case 'Call':
      return /(?:^|\.)(?:zeros|zeros_like|ones|ones_like|empty|empty_like|dict|list|copy|array)$/.test(
        textOf(value.func.span),
      );
    default:
      return false;
  }
}

function gradientTarget(
  target: ast.Expr,
  statement: ast.Stmt,
  returned: ReadonlySet<string>,
): Omit<GradientStatement, 'function'> | null {
  const text = textOf(target.span);
  let reading: GradientNameReading | null = null;
  if (target.kind === 'Name')
    reading = readGradientName(target.id) ?? (returned.has(target.id) ? { of: '', layer: null } : null);
  else if (target.kind === 'Attribute') reading = readGradientName(target.attr);
  else if (target.kind === 'Subscript') {
    const key = constantText(target.index);
    reading = readContainedGradientName(textOf(target.value.span), key);
    if (target.value.kind === 'Name' && returned.has(target.value.id)) reading ??= { of: '', layer: null };
  }
  return reading
    ? { statement, expression: null, text, reading, isChained: isChained(target, statement) }
    : null;
}

const surelyGradient = /grad|nabla|^d[A-Z]/;

/** `self.grad += other.data * out.grad`, `dA_prev[i] += mask * dA[i]`. */
function isChained(target: ast.Expr, statement: ast.Stmt): boolean {
  if (!isStep(statement) || !surelyGradient.test(nameOf(target))) return false;
  const own = textOf(target.span);
  return expressionsOf(statement.value).some(
    (part) =>
      part.kind === 'BinOp' &&
      (part.op === '*' || part.op === '@') &&
      [part.left, part.right].some(
        (factor) => surelyGradient.test(nameOf(factor)) && textOf(factor.span) !== own,
      ),
  );
}

/** The text of a constant key, or of the constant that a key such as `"dW" + str(l)` begins with. */
function constantText(index: ast.Expr): string | null {
  if (index.kind === 'Constant' && index.value.type === 'str') return index.value.value;
  if (index.kind === 'BinOp') return constantText(index.left);
  if (index.kind === 'JoinedStr' && index.values[0]) return constantText(index.values[0]);
  if (index.kind === 'Call' && index.func.kind === 'Attribute') return constantText(index.func.value);
  return null;
}
