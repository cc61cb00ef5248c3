/** Finds what a module imports, wherever in it, for the loader. */
import type { ImportFrom, Module } from '../python/ast.ts';
import { type SyntaxNode, walk } from '../python/walk.ts';

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
  const addFrom = ({ module: from, level, names }: ImportFrom) => {
    if (from === '') add('', level);
    else addWithParents(from, level);
    for (const { name } of names) if (name !== '*') add(from === '' ? name : `${from}.${name}`, level);
  };
  walk(module, (node) => {
    if (node.kind === 'Import') for (const { name } of node.names) addWithParents(name, 0);
    if (node.kind === 'ImportFrom') addFrom(node);
    return compoundKinds.has(node.kind);
  });
  return [...requests.values()];
}

/** Statements that hold statements. */
const compoundKinds = new Set<SyntaxNode['kind']>([
  'Module',
  'FunctionDef',
  'ClassDef',
  'If',
  'For',
  'While',
  'With',
  'Try',
]);
