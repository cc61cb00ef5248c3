/** Lowers the statements that fit on one line: assignments, imports, returns and their kind, Python 2's among them. */
import type { Alias, Assign, BinaryOperator, Expr, ImportFrom, Keyword, Stmt } from './ast.ts';
import { lowerChild, lowerTuple } from './lower-expressions.ts';
import type { Lowering } from './lowering.ts';
import { childAt, childrenAt, childOfType, namedChildren, type SyntaxNode } from './syntax-tree.ts';

/** How one kind of node becomes a statement of the typed tree. */
export type LowerStatement = (at: Lowering, node: SyntaxNode) => Stmt;

/** The simple statements by the name of their node. */
export const simpleStatements: Readonly<Record<string, LowerStatement | undefined>> = {
  expression_statement: lowerExpressionStatement,
  return_statement: (at, node) => ({ kind: 'Return', value: lowerOptional(at, node), span: at.spanOf(node) }),
  delete_statement: lowerDelete,
  raise_statement: lowerRaise,
  assert_statement: lowerAssert,
  import_statement: (at, node) => ({ kind: 'Import', names: aliasesOf(at, node), span: at.spanOf(node) }),
  import_from_statement: lowerImportFrom,
  future_import_statement: lowerFutureImport,
  global_statement: (at, node) => ({ kind: 'Global', names: namesOf(at, node), span: at.spanOf(node) }),
  nonlocal_statement: (at, node) => ({ kind: 'Nonlocal', names: namesOf(at, node), span: at.spanOf(node) }),
  pass_statement: lowerPass,
  break_statement: (at, node) => ({ kind: 'Break', span: at.spanOf(node) }),
  continue_statement: (at, node) => ({ kind: 'Continue', span: at.spanOf(node) }),
  print_statement: lowerPrint,
  exec_statement: (at, node) => at.unsupportedStmt(node, 'exec'),
  type_alias_statement: (at, node) => at.unsupportedStmt(node, 'type'),
};

/** A repaired line is read as `pass`, but what it was meant to do is unknown. */
function lowerPass(at: Lowering, node: SyntaxNode): Stmt {
  if (at.isStandIn(node)) return at.unsupportedStmt(node, 'unreadable line');
  return { kind: 'Pass', span: at.spanOf(node) };
}

function lowerExpressionStatement(at: Lowering, node: SyntaxNode): Stmt {
  const [first, ...others] = namedChildren(node);
  if (!first) return at.unsupportedStmt(node);
  if (others.length === 0 && !childOfType(node, ',')) {
    if (first.type === 'assignment') return lowerAssignment(at, first);
    if (first.type === 'augmented_assignment') return lowerAugmentedAssignment(at, first);
    return { kind: 'Expr', value: at.expression(first), span: at.spanOf(node) };
  }
  return { kind: 'Expr', value: lowerTuple(at, node), span: at.spanOf(node) };
}

/** `a = b = value` is nested to the right in the grammar and one statement with two targets in Python. */
function lowerAssignment(at: Lowering, node: SyntaxNode): Stmt {
  const typeNode = childAt(node, 'type');
  const rightNode = childAt(node, 'right');
  if (typeNode) {
    const value = rightNode ? at.expression(rightNode) : null;
    const target = lowerChild(at, node, 'left');
    return { kind: 'AnnAssign', target, annotation: at.expression(typeNode), value, span: at.spanOf(node) };
  }
  const targets: Expr[] = [];
  let assignment = node;
  let right = rightNode;
  for (;;) {
    targets.push(lowerChild(at, assignment, 'left'));
    if (right?.type !== 'assignment' || childAt(right, 'type')) break;
    assignment = right;
    right = childAt(assignment, 'right');
  }
  const value = right ? at.expression(right) : at.unsupportedExpr(node);
  return { kind: 'Assign', targets, value, span: at.spanOf(node) } satisfies Assign;
}

function lowerAugmentedAssignment(at: Lowering, node: SyntaxNode): Stmt {
  const operator = childAt(node, 'operator');
  const op = (operator ? at.textOf(operator).slice(0, -1) : '+') as BinaryOperator;
  const target = lowerChild(at, node, 'left');
  return { kind: 'AugAssign', target, op, value: lowerChild(at, node, 'right'), span: at.spanOf(node) };
}

function lowerOptional(at: Lowering, node: SyntaxNode): Expr | null {
  const [value] = namedChildren(node);
  return value ? at.expression(value) : null;
}

function lowerDelete(at: Lowering, node: SyntaxNode): Stmt {
  const [value] = namedChildren(node);
  const parts = value?.type === 'expression_list' ? namedChildren(value) : value ? [value] : [];
  return { kind: 'Delete', targets: parts.map((part) => at.expression(part)), span: at.spanOf(node) };
}

/** Python 2's `raise Error, 'why'` keeps the error. */
function lowerRaise(at: Lowering, node: SyntaxNode): Stmt {
  const causeNode = childAt(node, 'cause');
  const raised = namedChildren(node).find((child) => child !== causeNode);
  const first = raised?.type === 'expression_list' ? namedChildren(raised)[0] : raised;
  const exc = first ? at.expression(first) : null;
  return { kind: 'Raise', exc, cause: causeNode ? at.expression(causeNode) : null, span: at.spanOf(node) };
}

function lowerAssert(at: Lowering, node: SyntaxNode): Stmt {
  const [test, msg] = namedChildren(node).map((child) => at.expression(child));
  return { kind: 'Assert', test: test ?? at.unsupportedExpr(node), msg: msg ?? null, span: at.spanOf(node) };
}

function aliasesOf(at: Lowering, node: SyntaxNode): Alias[] {
  return childrenAt(node, 'name').map((child) => {
    const name = childAt(child, 'name') ?? child;
    const alias = childAt(child, 'alias');
    return { name: dottedName(at, name), asname: alias ? at.textOf(alias) : null };
  });
}

/** Spaces may stand around the dots. */
function dottedName(at: Lowering, node: SyntaxNode): string {
  return at.textOf(node).replace(/[\s\\]+/g, '');
}

function lowerImportFrom(at: Lowering, node: SyntaxNode): ImportFrom {
  const from = childAt(node, 'module_name');
  const text = from ? dottedName(at, from) : '';
  const level = text.length - text.replace(/^\.+/, '').length;
  const everything = childOfType(node, 'wildcard_import');
  const names = everything ? [{ name: '*', asname: null }] : aliasesOf(at, node);
  return { kind: 'ImportFrom', module: text.slice(level), names, level, span: at.spanOf(node) };
}

function lowerFutureImport(at: Lowering, node: SyntaxNode): ImportFrom {
  return {
    kind: 'ImportFrom',
    module: '__future__',
    names: aliasesOf(at, node),
    level: 0,
    span: at.spanOf(node),
  };
}

function namesOf(at: Lowering, node: SyntaxNode): string[] {
  return namedChildren(node).map((child) => at.textOf(child));
}

/** Python 2's `print >>file, a, b` is lowered as the call `print(a, b, file=file)`. */
function lowerPrint(at: Lowering, node: SyntaxNode): Stmt {
  const [word] = node.children;
  const chevron = childOfType(node, 'chevron');
  const file = chevron ? namedChildren(chevron)[0] : undefined;
  const keywords: Keyword[] =
    chevron && file ? [{ arg: 'file', value: at.expression(file), span: at.spanOf(chevron) }] : [];
  const args = childrenAt(node, 'argument').map((argument) => at.expression(argument));
  const func: Expr = { kind: 'Name', id: 'print', span: at.spanOf(word ?? node) };
  const span = at.spanOf(node);
  return { kind: 'Expr', value: { kind: 'Call', func, args, keywords, span }, span };
}
