/** Imports: workspace modules, the evaluator's own tables, and what neither has. */
import type * as ast from '../python/ast.ts';
import type { Span } from '../python/source.ts';
import type { PythonModule } from '../project/project.ts';
import { findAttribute } from './attributes.ts';
import type { Machine } from './machine.ts';
import { bindingScope, moduleScope } from './scopes.ts';
import {
  type ModuleValue,
  PythonError,
  type Scope,
  type UnknownValue,
  unknown,
  type Value,
} from './values.ts';

/** `import a.b`, `import a.b as c`. */
export function executeImport(machine: Machine, statement: ast.Import, scope: Scope): void {
  const from = importingModule(machine, scope);
  for (const { name, asname } of statement.names) {
    const [root = name] = name.split('.');
    if (isUnavailable(machine, from, name, 0)) throw unavailable(name, statement.span);
    if (asname !== null) bind(scope, asname, importDotted(machine, from, name, statement.span));
    else bind(scope, root, importRoot(machine, from, name, statement.span));
  }
}

/** `from a import b`, `from . import b`, `from a import *`. */
export function executeImportFrom(machine: Machine, statement: ast.ImportFrom, scope: Scope): void {
  const { module: name, level, names, span } = statement;
  if (name === '__future__') return;
  const from = importingModule(machine, scope);
  if (isUnavailable(machine, from, name, level)) throw unavailable(name, span);
  const source = findModule(machine, from, name, level);
  for (const alias of names) {
    if (alias.name === '*') {
      if (source?.type === 'module') for (const [key, value] of publicNames(source)) bind(scope, key, value);
      continue;
    }
    const value = importName(machine, from, source, statement, alias.name);
    bind(scope, alias.asname ?? alias.name, value ?? missingImport(machine, name, alias.name, span));
  }
}

/**
 * True where a `try` is ready for this import to fail and nothing is known of the module: what the program falls back on
 * can be evaluated, `import cupy as np` cannot.
 */
function isUnavailable(machine: Machine, from: PythonModule, name: string, level: number): boolean {
  if (!machine.activation?.guardsImports || level > 0) return false;
  if (machine.options.project.resolveImport(from, name, level)) return false;
  const isListed = machine.library(name) !== null;
  return isListed ? machine.modelledLibrary(name) === null : machine.options.missing === null;
}

function unavailable(name: string, span: Span): PythonError {
  return new PythonError('ModuleNotFoundError', `No module named '${name}'`, span);
}

/** A name of a module, or a submodule of that name; null where there is neither. */
function importName(
  machine: Machine,
  from: PythonModule,
  source: Value | null,
  { module: name, level, span }: ast.ImportFrom,
  wanted: string,
): Value | null {
  const held = source?.type === 'module' ? source.attributes.get(wanted) : undefined;
  if (held) return held;
  const dotted = name === '' ? wanted : `${name}.${wanted}`;
  const inWorkspace = machine.options.project.resolveImport(from, dotted, level);
  if (inWorkspace) return findModule(machine, from, dotted, level);
  const found = source && findAttribute(machine, source, wanted, span);
  // `from scipy import special` names a part; `from sklearn.utils import shuffle` something that is not known.
  return found?.type === 'unknown' && level === 0 ? (machine.modelledLibrary(dotted) ?? found) : found;
}

function missingImport(machine: Machine, module: string, name: string, span: Span): Value {
  const full = module === '' ? name : `${module}.${name}`;
  return (
    machine.missing({ kind: 'import', name: full, span }) ?? notHere(module === '' ? name : module, span)
  );
}

function notHere(module: string, span: Span): UnknownValue {
  return unknown(`The module \`${module}\` is not in this workspace`, span);
}

/** A module of the workspace, run at its first import, or of the evaluator's tables; null where there is none. */
function findModule(machine: Machine, from: PythonModule, name: string, level: number): Value | null {
  const found = machine.options.project.resolveImport(from, name, level);
  if (found) return machine.load(found, machine.modules.get(from)?.statements ?? 'all').value;
  return level === 0 ? machine.library(name) : null;
}

/** The module that a dotted name ends in. */
function importDotted(machine: Machine, from: PythonModule, name: string, span: Span): Value {
  return findModule(machine, from, name, 0) ?? absentModule(machine, name, span);
}

/** What `import a.b` binds: `a`, which has `b`. */
function importRoot(machine: Machine, from: PythonModule, name: string, span: Span): Value {
  const [root = name, ...rest] = name.split('.');
  if (rest.length === 0) return importDotted(machine, from, name, span);
  const leaf = findModule(machine, from, name, 0);
  const top = findModule(machine, from, root, 0);
  if (!leaf) return top ?? absentModule(machine, root, span);
  let owner = top?.type === 'module' ? top : namespace(machine, root);
  for (const [position, part] of rest.entries()) {
    const isLast = position === rest.length - 1;
    const held = owner.attributes.get(part);
    const next = isLast ? leaf : held?.type === 'module' ? held : namespace(machine, `${root}.${part}`);
    // Modules of the evaluator's tables have their parts already.
    if (!held) owner.attributes.set(part, next);
    if (next.type !== 'module') break;
    owner = next;
  }
  return top ?? namespace(machine, root);
}

/** A folder without a module of its own. */
function namespace(machine: Machine, name: string): ModuleValue {
  const known = machine.libraries.get(name);
  if (known?.type === 'module') return known;
  const made: ModuleValue = { type: 'module', name, attributes: new Map(), missing: null };
  machine.libraries.set(name, made);
  return made;
}

/** A module that nobody has: the engine is asked for each part of it when it is read. */
function absentModule(machine: Machine, name: string, span: Span): Value {
  const supplied = machine.missing({ kind: 'import', name, span });
  if (supplied) return supplied;
  const missing = (attribute: string, at: Span): Value =>
    machine.missing({ kind: 'import', name: `${name}.${attribute}`, span: at }) ?? notHere(name, at);
  return { type: 'module', name, attributes: new Map(), missing };
}

function publicNames(module: ModuleValue): readonly (readonly [string, Value])[] {
  const listed = module.attributes.get('__all__');
  if (listed?.type === 'list' || listed?.type === 'tuple') {
    const names = listed.items.flatMap((item) => (item.type === 'str' ? [item.value] : []));
    return names.flatMap((name) => {
      const value = module.attributes.get(name);
      return value ? [[name, value] as const] : [];
    });
  }
  return [...module.attributes].filter(([name]) => !name.startsWith('_'));
}

function importingModule(machine: Machine, scope: Scope): PythonModule {
  const globals = moduleScope(scope);
  for (const loaded of machine.modules.values()) if (loaded.scope === globals) return loaded.module;
  return machine.options.project.main;
}

function bind(scope: Scope, name: string, value: Value): void {
  bindingScope(scope, name).names.set(name, value);
}
