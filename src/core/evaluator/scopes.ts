/** Names: where a read finds its value and where a binding puts it, by Python's rules of scope. */
import type { Span } from '../python/source.ts';
import type { FunctionSyntax } from './syntax-walk.ts';
import { PythonError, type Scope, type Value } from './values.ts';

/** A new scope under `parent`. */
export function openScope(
  kind: Scope['kind'],
  parent: Scope | null,
  qualifiedName: string | null,
  names: Map<string, Value> = new Map(),
): Scope {
  return { kind, parent, qualifiedName, names, redirected: new Map(), localNames: null };
}

/** The scope of one call: closed over the definition's scope, with its `global` and `nonlocal` names redirected. */
export function openFunctionScope(parent: Scope, qualifiedName: string, syntax: FunctionSyntax): Scope {
  const scope: Scope = {
    kind: 'function',
    parent,
    qualifiedName,
    names: new Map(),
    redirected: new Map(),
    localNames: syntax.localNames,
  };
  for (const name of syntax.globals) scope.redirected.set(name, moduleScope(parent));
  for (const name of syntax.nonlocals) scope.redirected.set(name, enclosingHolder(parent, name));
  return scope;
}

/** What a name is bound to; undefined where nothing binds it. Throws UnboundLocalError for a local read too early. */
export function findName(scope: Scope, name: string, span: Span): Value | undefined {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const holder: Scope = at.redirected.get(name) ?? at;
    const value = holder.names.get(name);
    if (value !== undefined) return value;
    if (holder.localNames?.has(name)) {
      throw new PythonError('UnboundLocalError', `\`${name}\` is read before it is assigned`, span);
    }
    at = holder;
  }
  return undefined;
}

/** The scope in which a binding of the name lands; a walrus in a comprehension binds outside of it. */
export function bindingScope(scope: Scope, name: string, leavesComprehension = false): Scope {
  let at = scope;
  while (leavesComprehension && at.kind === 'comprehension' && at.parent) at = at.parent;
  return at.redirected.get(name) ?? at;
}

/** Where functions defined here look for free names: class bodies are not part of their closure. */
export function closureScope(scope: Scope): Scope {
  let at = scope;
  while (at.kind === 'class' && at.parent) at = at.parent;
  return at;
}

/** The globals of the module that a scope belongs to. */
export function moduleScope(scope: Scope): Scope {
  let at = scope;
  while (at.kind !== 'module' && at.parent) at = at.parent;
  return at;
}

/** "Net.backward" for a definition named `name` in this scope. */
export function qualify(scope: Scope, name: string): string {
  return scope.qualifiedName === null ? name : `${scope.qualifiedName}.${name}`;
}

function enclosingHolder(scope: Scope, name: string): Scope {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    if (at.kind === 'function' && (at.localNames?.has(name) || at.names.has(name))) return at;
  }
  return scope;
}
