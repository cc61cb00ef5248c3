/** Finds what a module imports, wherever in it, for the loader. */
import type { Module, Stmt } from '../python/ast.ts';

/** A name as `Project.resolveImport` is asked for it; `level` counts the leading dots. */
export interface ImportRequest {
  readonly dottedName: string;
  readonly level: number;
}

/** Every module that a module may ask for, each once: `import a.b` asks for `a` and `a.b`, `from a import b` for `a` and perhaps `a.b`. */
export function importRequests(module: Module): ImportRequest[] {
  const requests = new Map<string, ImportRequest>();
  const add = (dottedName: string, level: number) => {
    const key = `${'.'.repeat(level)}${dottedName}`;
    if (key !== '') requests.set(key, { dottedName, level });
  };
  const addWithParents = (dottedName: string, level: number) => {
    const parts = dottedName.split('.');
    for (let count = 1; count <= parts.length; count++) add(parts.slice(0, count).join('.'), level);
  };
  forEachStatement(module.body, (statement) => {
    if (statement.kind === 'Import') for (const { name } of statement.names) addWithParents(name, 0);
    if (statement.kind !== 'ImportFrom') return;
    const { module: from, level, names } = statement;
    if (from === '') add('', level);
    else addWithParents(from, level);
    for (const { name } of names) if (name !== '*') add(from === '' ? name : `${from}.${name}`, level);
  });
  return [...requests.values()];
}

function forEachStatement(body: readonly Stmt[], visit: (statement: Stmt) => void): void {
  for (const statement of body) {
    visit(statement);
    for (const block of blocksOf(statement)) forEachStatement(block, visit);
  }
}

function blocksOf(statement: Stmt): (readonly Stmt[])[] {
  switch (statement.kind) {
    case 'FunctionDef':
    case 'ClassDef':
    case 'With':
      return [statement.body];
    case 'If':
    case 'For':
    case 'While':
      return [statement.body, statement.orelse];
    case 'Try': {
      const handled = statement.handlers.map((handler) => handler.body);
      return [statement.body, ...handled, statement.orelse, statement.finalbody];
    }
    default:
      return [];
  }
}
