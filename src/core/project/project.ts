/** A project: the parsed modules that one analysis can see, and how imports find each other. */
import type { Module } from '../python/ast.ts';
import type { ParseProblem } from '../python/parser.ts';
import type { SourceText } from '../python/source.ts';

export interface PythonModule {
  readonly uri: string;
  /** The dotted name under which it can be imported from the folder of the analysed document, or its file's stem. */
  readonly name: string;
  readonly source: SourceText;
  readonly tree: Module;
  readonly problems: readonly ParseProblem[];
}

export interface Project {
  /** The analysed document. */
  readonly main: PythonModule;
  /** Every module in reach by imports, the main one first. */
  readonly modules: readonly PythonModule[];
  /** The module that an import names; null where the workspace has none. `level` counts the leading dots. */
  resolveImport(from: PythonModule, dottedName: string, level: number): PythonModule | null;
}

/** A document as the host knows it: text of a file, or the cells of a notebook. */
export type DocumentInput =
  | { readonly kind: 'file'; readonly uri: string; readonly text: string }
  | { readonly kind: 'notebook'; readonly uri: string; readonly cells: readonly CellInput[] };

export interface CellInput {
  /** Index among all cells, 0-based. */
  readonly index: number;
  readonly language: string;
  readonly text: string;
}
