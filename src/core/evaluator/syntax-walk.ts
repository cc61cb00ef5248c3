/** Walks over syntax: which names a piece of code binds, and whether a function is a generator, for scopes and undecided branches. */
import type * as ast from '../python/ast.ts';
import { type SyntaxNode, walk } from '../python/walk.ts';

/** What a function's body binds and declares; found once per definition. */
export interface FunctionSyntax {
  /** Parameters and every name that the body binds, without those declared global or nonlocal. */
  readonly localNames: ReadonlySet<string>;
  readonly globals: ReadonlySet<string>;
  readonly nonlocals: ReadonlySet<string>;
  readonly isGenerator: boolean;
}

/** Everything that can be assigned to in these statements, nested blocks included, nested functions and classes not. */
export function assignedTargets(statements: readonly ast.Stmt[]): readonly ast.Expr[] {
  const targets: ast.Expr[] = [];
  for (const statement of statements) visitOwnScope(statement, (node) => collectTargets(node, targets));
  return targets.flatMap(flattenTarget);
}

/** The names that these statements bind in their own scope: targets, imports, definitions, exception names. */
export function boundNames(statements: readonly ast.Stmt[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const target of assignedTargets(statements)) if (target.kind === 'Name') names.add(target.id);
  for (const statement of statements) visitOwnScope(statement, (node) => collectDefinedNames(node, names));
  return names;
}

/** The names in a target, by which a probe that is unpacked into it may be recognised: `W1`, `self.b` → `b`. */
export function targetHints(target: ast.Expr): readonly string[] {
  switch (target.kind) {
    case 'Tuple':
    case 'List':
      return target.elts.map((element) => targetHints(element)[0] ?? '');
    case 'Name':
      return [target.id];
    case 'Attribute':
      return [target.attr];
    case 'Starred':
      return targetHints(target.value);
    default:
      return [''];
  }
}

/** What was found per definition: a tree never changes, and one tree is evaluated many times. */
const knownSyntax = new WeakMap<ast.FunctionDef | ast.Lambda, FunctionSyntax>();

/** The local names, declarations and nature of a function. */
export function functionSyntax(definition: ast.FunctionDef | ast.Lambda): FunctionSyntax {
  const known = knownSyntax.get(definition);
  if (known) return known;
  const syntax = findSyntax(definition);
  knownSyntax.set(definition, syntax);
  return syntax;
}

function findSyntax(definition: ast.FunctionDef | ast.Lambda): FunctionSyntax {
  const { args } = definition;
  const body = definition.kind === 'FunctionDef' ? definition.body : [];
  const names = new Set(boundNames(body));
  for (const arg of [...args.posonlyargs, ...args.args, ...args.kwonlyargs]) names.add(arg.name);
  if (args.vararg) names.add(args.vararg.name);
  if (args.kwarg) names.add(args.kwarg.name);
  const globals = new Set<string>();
  const nonlocals = new Set<string>();
  let isGenerator = false;
  for (const statement of body) {
    visitOwnScope(statement, (node) => {
      if (node.kind === 'Global') for (const name of node.names) globals.add(name);
      if (node.kind === 'Nonlocal') for (const name of node.names) nonlocals.add(name);
      if (node.kind === 'Yield' || node.kind === 'YieldFrom') isGenerator = true;
    });
  }
  for (const name of [...globals, ...nonlocals]) names.delete(name);
  return { localNames: names, globals, nonlocals, isGenerator };
}

/** True where running these statements may end the function they stand in. */
export function mayReturn(statements: readonly ast.Stmt[]): boolean {
  let found = false;
  for (const statement of statements) {
    visitOwnScope(statement, (node) => {
      if (node.kind === 'Return') found = true;
    });
  }
  return found;
}

/** Calls that change what they are called on, as statements: `grads.append(…)`, `cache.update(…)`. */
export function mutatedContainers(statements: readonly ast.Stmt[]): readonly ast.Expr[] {
  const containers: ast.Expr[] = [];
  for (const statement of statements) {
    visitOwnScope(statement, (node) => {
      if (node.kind !== 'Expr' || node.value.kind !== 'Call') return;
      const callee = node.value.func;
      if (callee.kind === 'Attribute' && mutators.has(callee.attr)) containers.push(callee.value);
    });
  }
  return containers;
}

const mutators: ReadonlySet<string> = new Set(
  'append appendleft extend insert pop popitem remove clear update setdefault sort reverse add discard'.split(
    ' ',
  ),
);

/** True where something in a loop's body can leave the loop. */
export function hasBreak(body: readonly ast.Stmt[]): boolean {
  let found = false;
  const look = (node: SyntaxNode): void => {
    if (node.kind === 'Break' || node.kind === 'Return' || node.kind === 'Raise') found = true;
  };
  for (const statement of body) visitOwnScope(statement, look);
  return found;
}

function collectTargets(node: SyntaxNode, targets: ast.Expr[]): void {
  switch (node.kind) {
    case 'Assign':
    case 'Delete':
      targets.push(...node.targets);
      break;
    case 'AugAssign':
    case 'AnnAssign':
    case 'For':
    case 'NamedExpr':
      targets.push(node.target);
      break;
    case 'With':
      for (const item of node.items) if (item.target) targets.push(item.target);
      break;
    default:
  }
}

function collectDefinedNames(node: SyntaxNode, names: Set<string>): void {
  switch (node.kind) {
    case 'FunctionDef':
    case 'ClassDef':
      names.add(node.name);
      break;
    case 'Import':
      for (const alias of node.names) names.add(alias.asname ?? alias.name.split('.')[0] ?? alias.name);
      break;
    case 'ImportFrom':
      for (const alias of node.names) if (alias.name !== '*') names.add(alias.asname ?? alias.name);
      break;
    case 'Try':
      for (const handler of node.handlers) if (handler.name) names.add(handler.name);
      break;
    default:
  }
}

function flattenTarget(target: ast.Expr): readonly ast.Expr[] {
  if (target.kind === 'Tuple' || target.kind === 'List') return target.elts.flatMap(flattenTarget);
  return target.kind === 'Starred' ? flattenTarget(target.value) : [target];
}

/**
 * Visits a statement and everything in it that belongs to the same scope. A stack takes the place of recursion, so that
 * long chains of operators cannot exhaust the host's.
 */
function visitOwnScope(root: ast.Stmt, enter: (node: SyntaxNode) => void): void {
  walk(root, (node) => {
    enter(node);
    return node.kind !== 'FunctionDef' && node.kind !== 'ClassDef' && node.kind !== 'Lambda';
  });
}
