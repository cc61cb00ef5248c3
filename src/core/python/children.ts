/** The statements and expressions directly below a node, for everything that walks over syntax trees. */
import type * as ast from './ast.ts';

/** Any node of the tree: statements, expressions, and the module. Clauses between them have no `kind` and are passed through. */
export type SyntaxNode = ast.Module | ast.Stmt | ast.Expr;

/**
 * Puts the nodes directly below one on a stack, the last first, so that they are taken off in the order of the fields.
 * Every kind is spelled out: a walk that asks objects for their fields takes several times as long.
 */
export function pushChildren(node: SyntaxNode, stack: SyntaxNode[]): void {
  switch (node.kind) {
    case 'Module':
      return pushAll(node.body, stack);
    case 'FunctionDef':
      pushOne(node.returns, stack);
      pushAll(node.decorators, stack);
      pushAll(node.body, stack);
      return pushParameters(node.args, stack);
    case 'ClassDef':
      pushAll(node.decorators, stack);
      pushAll(node.body, stack);
      pushValues(node.keywords, stack);
      return pushAll(node.bases, stack);
    case 'Assign':
      stack.push(node.value);
      return pushAll(node.targets, stack);
    case 'AugAssign':
      stack.push(node.value, node.target);
      return;
    case 'AnnAssign':
      pushOne(node.value, stack);
      stack.push(node.annotation, node.target);
      return;
    case 'Delete':
      return pushAll(node.targets, stack);
    case 'Raise':
      pushOne(node.cause, stack);
      return pushOne(node.exc, stack);
    case 'Assert':
      pushOne(node.msg, stack);
      stack.push(node.test);
      return;
    case 'Return':
    case 'Expr':
    case 'Await':
    case 'Yield':
    case 'YieldFrom':
    case 'FormattedValue':
    case 'Attribute':
    case 'Starred':
      return pushOne(node.value, stack);
    case 'For':
    case 'While':
    case 'If':
    case 'With':
    case 'Try':
      return pushBlocks(node, stack);
    default:
      return pushOperands(node, stack);
  }
}

function pushBlocks(node: ast.For | ast.While | ast.If | ast.With | ast.Try, stack: SyntaxNode[]): void {
  switch (node.kind) {
    case 'For':
      pushAll(node.orelse, stack);
      pushAll(node.body, stack);
      stack.push(node.iter, node.target);
      return;
    case 'While':
    case 'If':
      pushAll(node.orelse, stack);
      pushAll(node.body, stack);
      stack.push(node.test);
      return;
    case 'With':
      pushAll(node.body, stack);
      for (const item of node.items.toReversed()) {
        pushOne(item.target, stack);
        stack.push(item.context);
      }
      return;
    case 'Try':
      pushAll(node.finalbody, stack);
      pushAll(node.orelse, stack);
      for (const handler of node.handlers.toReversed()) {
        pushAll(handler.body, stack);
        pushOne(handler.type, stack);
      }
      return pushAll(node.body, stack);
  }
}

/** The expressions that an expression holds; statements and expressions that hold none are here too. */
function pushOperands(node: Exclude<SyntaxNode, { readonly kind: 'Module' }>, stack: SyntaxNode[]): void {
  switch (node.kind) {
    case 'BinOp':
      stack.push(node.right, node.left);
      return;
    case 'UnaryOp':
      stack.push(node.operand);
      return;
    case 'Call':
      pushValues(node.keywords, stack);
      pushAll(node.args, stack);
      stack.push(node.func);
      return;
    case 'Subscript':
      stack.push(node.index, node.value);
      return;
    case 'Compare':
      pushAll(node.comparators, stack);
      stack.push(node.left);
      return;
    case 'BoolOp':
    case 'JoinedStr':
      return pushAll(node.values, stack);
    case 'Tuple':
    case 'List':
    case 'Set':
      return pushAll(node.elts, stack);
    case 'Dict':
      pushAll(node.values, stack);
      return pushAll(node.keys, stack);
    case 'Slice':
      pushOne(node.step, stack);
      pushOne(node.upper, stack);
      return pushOne(node.lower, stack);
    case 'IfExp':
      stack.push(node.orelse, node.body, node.test);
      return;
    case 'NamedExpr':
      stack.push(node.value, node.target);
      return;
    case 'Lambda':
      stack.push(node.body);
      return pushParameters(node.args, stack);
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      pushGenerators(node.generators, stack);
      stack.push(node.elt);
      return;
    case 'DictComp':
      pushGenerators(node.generators, stack);
      stack.push(node.value, node.key);
      return;
    default:
  }
}

function pushParameters(args: ast.Arguments, stack: SyntaxNode[]): void {
  pushAll(args.defaults, stack);
  pushOne(args.kwarg?.annotation ?? null, stack);
  pushAll(args.kwDefaults, stack);
  for (const arg of args.kwonlyargs.toReversed()) pushOne(arg.annotation, stack);
  pushOne(args.vararg?.annotation ?? null, stack);
  for (const arg of args.args.toReversed()) pushOne(arg.annotation, stack);
  for (const arg of args.posonlyargs.toReversed()) pushOne(arg.annotation, stack);
}

function pushGenerators(generators: readonly ast.Comprehension[], stack: SyntaxNode[]): void {
  for (const { target, iter, ifs } of generators.toReversed()) {
    pushAll(ifs, stack);
    stack.push(iter, target);
  }
}

function pushValues(keywords: readonly ast.Keyword[], stack: SyntaxNode[]): void {
  for (let at = keywords.length - 1; at >= 0; at--) pushOne(keywords[at]?.value ?? null, stack);
}

function pushAll(nodes: readonly (SyntaxNode | null)[], stack: SyntaxNode[]): void {
  for (let at = nodes.length - 1; at >= 0; at--) pushOne(nodes[at] ?? null, stack);
}

function pushOne(node: SyntaxNode | null, stack: SyntaxNode[]): void {
  if (node !== null) stack.push(node);
}
