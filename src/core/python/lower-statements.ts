/** Lowers blocks, compound statements and whole modules from the grammar's nodes to the typed tree. */
import type { ClassDef, ExceptHandler, Expr, FunctionDef, If, Module, Stmt, Try, WithItem } from './ast.ts';
import { lowerArguments, lowerChild } from './lower-expressions.ts';
import { lowerParameters } from './lower-parameters.ts';
import { type LowerStatement, simpleStatements } from './lower-simple-statements.ts';
import type { Lowering } from './lowering.ts';
import type { Span } from './source.ts';
import {
  childAt,
  childrenAt,
  childOfType,
  errorNode,
  namedChildren,
  type SyntaxNode,
} from './syntax-tree.ts';

/** Lowers a whole tree; the module's span is the whole text. */
export function lowerModule(at: Lowering, root: SyntaxNode, textLength: number): Module {
  return { kind: 'Module', body: lowerBlock(at, root), span: at.span(0, textLength) };
}

/** Lowers the statements of a block, a missing block has none. What fits no rule of the grammar is left out. */
function lowerBlock(at: Lowering, block: SyntaxNode | undefined): Stmt[] {
  const body: Stmt[] = [];
  for (const node of block?.children ?? []) {
    if (node.named && node.type !== errorNode) body.push(lowerStatement(at, node));
  }
  return body;
}

/** Lowers one statement; what the typed tree does not model becomes an UnsupportedStmt. */
export function lowerStatement(at: Lowering, node: SyntaxNode): Stmt {
  const lower = compoundStatements[node.type] ?? simpleStatements[node.type];
  return lower ? lower(at, node) : at.unsupportedStmt(node);
}

const compoundStatements: Readonly<Record<string, LowerStatement | undefined>> = {
  if_statement: lowerIf,
  for_statement: lowerFor,
  while_statement: lowerWhile,
  try_statement: lowerTry,
  with_statement: lowerWith,
  function_definition: (at, node) => lowerFunction(at, node, []),
  class_definition: (at, node) => lowerClass(at, node, []),
  decorated_definition: lowerDecorated,
  match_statement: (at, node) => at.unsupportedStmt(node, 'match'),
};

/** A compound statement ends with the last statement of its last block that has one. */
function spanToEnd(at: Lowering, node: SyntaxNode, ...blocks: readonly (readonly Stmt[])[]): Span {
  const whole = at.spanOf(node);
  const last = blocks.findLast((block) => block.length > 0)?.at(-1);
  return last ? { ...whole, end: last.span.end } : whole;
}

function lowerElse(at: Lowering, node: SyntaxNode): Stmt[] {
  const clause = childOfType(node, 'else_clause');
  return clause ? lowerBlock(at, childAt(clause, 'body')) : [];
}

/** Longer chains of `elif` would nest too deeply for whoever walks the tree. */
const longestChain = 300;

function lowerIf(at: Lowering, node: SyntaxNode): Stmt {
  const clauses = childrenAt(node, 'alternative').filter((clause) => clause.type === 'elif_clause');
  let orelse = lowerElse(at, node);
  if (clauses.length > longestChain) return at.unsupportedStmt(node, 'a chain of more than 300 elif');
  for (const clause of clauses.reverse()) orelse = [lowerBranch(at, clause, orelse)];
  return lowerBranch(at, node, orelse);
}

function lowerBranch(at: Lowering, node: SyntaxNode, orelse: readonly Stmt[]): If {
  const test = lowerChild(at, node, 'condition');
  const body = lowerBlock(at, childAt(node, 'consequence'));
  return { kind: 'If', test, body, orelse, span: spanToEnd(at, node, body, orelse) };
}

function lowerFor(at: Lowering, node: SyntaxNode): Stmt {
  const body = lowerBlock(at, childAt(node, 'body'));
  const orelse = lowerElse(at, node);
  const target = lowerChild(at, node, 'left');
  const iter = lowerChild(at, node, 'right');
  return { kind: 'For', target, iter, body, orelse, span: spanToEnd(at, node, body, orelse) };
}

function lowerWhile(at: Lowering, node: SyntaxNode): Stmt {
  const body = lowerBlock(at, childAt(node, 'body'));
  const orelse = lowerElse(at, node);
  const test = lowerChild(at, node, 'condition');
  return { kind: 'While', test, body, orelse, span: spanToEnd(at, node, body, orelse) };
}

function lowerTry(at: Lowering, node: SyntaxNode): Try {
  const body = lowerBlock(at, childAt(node, 'body'));
  const clauses = node.children.filter((child) => child.type === 'except_clause');
  const handlers = clauses.map((clause) => lowerHandler(at, clause));
  const orelse = lowerElse(at, node);
  const finallyClause = childOfType(node, 'finally_clause');
  const finalbody = finallyClause ? lowerBlock(at, childOfType(finallyClause, 'block')) : [];
  const handled = handlers.map((handler) => handler.body);
  const span = spanToEnd(at, node, body, ...handled, orelse, finalbody);
  return { kind: 'Try', body, handlers, orelse, finalbody, span };
}

/** Python 3 writes `except Error as e`, Python 2 `except Error, e`. */
function lowerHandler(at: Lowering, clause: SyntaxNode): ExceptHandler {
  const body = lowerBlock(at, childOfType(clause, 'block'));
  const [value, second] = childrenAt(clause, 'value');
  const inner = value?.type === 'as_pattern' ? namedChildren(value)[0] : value;
  const target =
    value?.type === 'as_pattern' ? childAt(value, 'alias') : (childAt(clause, 'alias') ?? second);
  return {
    type: inner ? at.expression(inner) : null,
    name: target ? at.textOf(target) : null,
    body,
    span: spanToEnd(at, clause, body),
  };
}

function lowerWith(at: Lowering, node: SyntaxNode): Stmt {
  const body = lowerBlock(at, childAt(node, 'body'));
  const clause = childOfType(node, 'with_clause');
  const values = clause ? namedChildren(clause).flatMap((item) => withValues(item)) : [];
  const items = values.map((value) => lowerWithItem(at, value));
  return { kind: 'With', items, body, span: spanToEnd(at, node, body) };
}

/** The grammar reads `with (a as b, c as d):` as a tuple and `with (a as b):` as an expression in parentheses. */
function withValues(item: SyntaxNode): SyntaxNode[] {
  const value = childAt(item, 'value') ?? item;
  const inner =
    value.type === 'tuple' || value.type === 'parenthesized_expression' ? namedChildren(value) : [];
  return inner.some((child) => child.type === 'as_pattern') ? inner : [value];
}

function lowerWithItem(at: Lowering, value: SyntaxNode): WithItem {
  if (value.type !== 'as_pattern') return { context: at.expression(value), target: null };
  const [context] = namedChildren(value);
  const target: Expr = lowerChild(at, value, 'alias');
  return { context: context ? at.expression(context) : at.unsupportedExpr(value), target };
}

function lowerDecorated(at: Lowering, node: SyntaxNode): Stmt {
  const decorators = node.children
    .filter((child) => child.type === 'decorator')
    .flatMap((child) => namedChildren(child).map((expression) => at.expression(expression)));
  const definition = childAt(node, 'definition');
  if (definition?.type === 'function_definition') return lowerFunction(at, definition, decorators);
  if (definition?.type === 'class_definition') return lowerClass(at, definition, decorators);
  return at.unsupportedStmt(node);
}

function lowerFunction(at: Lowering, node: SyntaxNode, decorators: readonly Expr[]): FunctionDef {
  const name = childAt(node, 'name') ?? node;
  const returns = childAt(node, 'return_type');
  const body = lowerBlock(at, childAt(node, 'body'));
  return {
    kind: 'FunctionDef',
    name: at.textOf(name),
    nameSpan: at.spanOf(name),
    args: lowerParameters(at, childAt(node, 'parameters')),
    body,
    decorators,
    returns: returns ? at.expression(returns) : null,
    isAsync: node.children[0]?.type === 'async',
    span: spanToEnd(at, node, body),
  };
}

function lowerClass(at: Lowering, node: SyntaxNode, decorators: readonly Expr[]): ClassDef {
  const name = childAt(node, 'name') ?? node;
  const { args, keywords } = lowerArguments(at, childAt(node, 'superclasses'));
  const body = lowerBlock(at, childAt(node, 'body'));
  const nameSpan = at.spanOf(name);
  const span = spanToEnd(at, node, body);
  return { kind: 'ClassDef', name: at.textOf(name), nameSpan, bases: args, keywords, body, decorators, span };
}
