/** Lowers expressions, assignment targets and annotations from the grammar's nodes to the typed tree. */
import type {
  BinaryOperator,
  BoolOp,
  Call,
  Compare,
  ComparisonOperator,
  Comprehension,
  Dict,
  Expr,
  IfExp,
  Keyword,
  Name,
  Slice,
  Subscript,
  Tuple,
  UnaryOperator,
} from './ast.ts';
import { lowerConcatenatedString, lowerString, numberValue } from './lower-literals.ts';
import { lowerParameters } from './lower-parameters.ts';
import type { LowerExpression, Lowering } from './lowering.ts';
import { childAt, childrenAt, childOfType, namedChildren, type SyntaxNode } from './syntax-tree.ts';

/** Lowers any expression; what the typed tree does not model, or what is broken, becomes an UnsupportedExpr. */
export function lowerExpression(at: Lowering, node: SyntaxNode): Expr {
  const lower = lowerings[node.type];
  return lower ? lower(at, node) : at.unsupportedExpr(node);
}

/** Lowers the child at a place; a broken node that lacks it gives an UnsupportedExpr. */
export function lowerChild(at: Lowering, node: SyntaxNode, field: string): Expr {
  const child = childAt(node, field);
  return child ? lowerExpression(at, child) : at.unsupportedExpr(node);
}

/** Lowers a tuple, or what stands between commas without parentheses; its span goes from the first to the last token. */
export function lowerTuple(at: Lowering, node: SyntaxNode): Tuple {
  return { kind: 'Tuple', elts: lowerElements(at, node), span: at.spanOf(node) };
}

function lowerElements(at: Lowering, node: SyntaxNode): Expr[] {
  return namedChildren(node).map((child) => {
    const value = withoutLeadingStar(child);
    if (value === child) return lowerExpression(at, child);
    return { kind: 'Starred', value: lowerExpression(at, value), span: at.spanOf(child) };
  });
}

const placeOfLeft: Readonly<Record<string, string | undefined>> = {
  call: 'function',
  attribute: 'object',
  subscript: 'value',
  binary_operator: 'left',
};

/** In `[*a.b(c)]` the grammar may bind the star to `a` alone; Python binds it last. Returns the node without such a star. */
function withoutLeadingStar(node: SyntaxNode): SyntaxNode {
  const field = placeOfLeft[node.type];
  const left = field ? childAt(node, field) : undefined;
  if (!left) return node;
  const inner = left.type === 'list_splat' ? namedChildren(left)[0] : withoutLeadingStar(left);
  if (!inner || inner === left) return node;
  const children = node.children.map((child) => (child === left ? { ...inner, field: left.field } : child));
  return { ...node, start: inner.start, children };
}

function lowerAll(at: Lowering, nodes: readonly SyntaxNode[]): Expr[] {
  return nodes.map((node) => lowerExpression(at, node));
}

function lowerFirst(at: Lowering, node: SyntaxNode): Expr {
  const inner = namedChildren(node)[0];
  return inner ? lowerExpression(at, inner) : at.unsupportedExpr(node);
}

const lowerings: Readonly<Record<string, LowerExpression | undefined>> = {
  identifier: lowerName,
  integer: lowerNumber,
  float: lowerNumber,
  true: (at, node) => ({ kind: 'Constant', value: { type: 'bool', value: true }, span: at.spanOf(node) }),
  false: (at, node) => ({ kind: 'Constant', value: { type: 'bool', value: false }, span: at.spanOf(node) }),
  none: (at, node) => ({ kind: 'Constant', value: { type: 'none' }, span: at.spanOf(node) }),
  ellipsis: (at, node) => ({ kind: 'Constant', value: { type: 'ellipsis' }, span: at.spanOf(node) }),
  string: lowerString,
  concatenated_string: lowerConcatenatedString,
  parenthesized_expression: lowerFirst,
  parenthesized_list_splat: lowerFirst,
  tuple: lowerTuple,
  tuple_pattern: lowerTuple,
  expression_list: lowerTuple,
  pattern_list: lowerTuple,
  list: lowerList,
  list_pattern: lowerList,
  set: (at, node) => ({ kind: 'Set', elts: lowerElements(at, node), span: at.spanOf(node) }),
  dictionary: lowerDictionary,
  list_comprehension: lowerComprehension,
  set_comprehension: lowerComprehension,
  generator_expression: lowerComprehension,
  dictionary_comprehension: lowerDictComprehension,
  list_splat: lowerStarred,
  list_splat_pattern: lowerStarred,
  binary_operator: lowerBinary,
  unary_operator: lowerUnary,
  not_operator: lowerUnary,
  boolean_operator: lowerBoolean,
  comparison_operator: lowerComparison,
  conditional_expression: lowerConditional,
  named_expression: lowerNamed,
  lambda: lowerLambda,
  await: (at, node) => ({ kind: 'Await', value: lowerFirst(at, node), span: at.spanOf(node) }),
  yield: lowerYield,
  attribute: lowerAttribute,
  subscript: lowerSubscript,
  slice: lowerSlice,
  call: lowerCall,
  as_pattern_target: lowerFirst,
  type: lowerFirst,
  generic_type: lowerGenericType,
  union_type: lowerUnionType,
  member_type: lowerMemberType,
  splat_type: lowerStarred,
};

function lowerName(at: Lowering, node: SyntaxNode): Expr {
  if (at.isStandIn(node)) return at.unsupportedExpr(node, 'unreadable expression');
  return nameOf(at, node);
}

function nameOf(at: Lowering, node: SyntaxNode): Name {
  return { kind: 'Name', id: at.textOf(node), span: at.spanOf(node) };
}

function lowerNumber(at: Lowering, node: SyntaxNode): Expr {
  return { kind: 'Constant', value: numberValue(at.textOf(node)), span: at.spanOf(node) };
}

function lowerList(at: Lowering, node: SyntaxNode): Expr {
  return { kind: 'List', elts: lowerElements(at, node), span: at.spanOf(node) };
}

function lowerStarred(at: Lowering, node: SyntaxNode): Expr {
  return { kind: 'Starred', value: lowerFirst(at, node), span: at.spanOf(node) };
}

function lowerDictionary(at: Lowering, node: SyntaxNode): Dict {
  const keys: (Expr | null)[] = [];
  const values: Expr[] = [];
  for (const entry of namedChildren(node)) {
    const isPair = entry.type === 'pair';
    keys.push(isPair ? lowerChild(at, entry, 'key') : null);
    values.push(isPair ? lowerChild(at, entry, 'value') : lowerFirst(at, entry));
  }
  return { kind: 'Dict', keys, values, span: at.spanOf(node) };
}

const comprehensionKinds = {
  list_comprehension: 'ListComp',
  set_comprehension: 'SetComp',
  generator_expression: 'GeneratorExp',
} as const;

function lowerComprehension(at: Lowering, node: SyntaxNode): Expr {
  const kind = comprehensionKinds[node.type as keyof typeof comprehensionKinds];
  const generators = lowerGenerators(at, node);
  return { kind, elt: lowerChild(at, node, 'body'), generators, span: at.spanOf(node) };
}

function lowerDictComprehension(at: Lowering, node: SyntaxNode): Expr {
  const pair = childAt(node, 'body') ?? node;
  return {
    kind: 'DictComp',
    key: lowerChild(at, pair, 'key'),
    value: lowerChild(at, pair, 'value'),
    generators: lowerGenerators(at, node),
    span: at.spanOf(node),
  };
}

function lowerGenerators(at: Lowering, node: SyntaxNode): Comprehension[] {
  const generators: { target: Expr; iter: Expr; ifs: Expr[] }[] = [];
  for (const clause of node.children) {
    if (clause.type === 'for_in_clause') {
      generators.push({ target: lowerChild(at, clause, 'left'), iter: lowerIterated(at, clause), ifs: [] });
    } else if (clause.type === 'if_clause') generators.at(-1)?.ifs.push(lowerFirst(at, clause));
  }
  return generators;
}

/** Python 2 lets a comprehension run over `in 1, 2` without parentheses. */
function lowerIterated(at: Lowering, clause: SyntaxNode): Expr {
  const iterated = childrenAt(clause, 'right').filter((child) => child.named);
  const [first] = iterated;
  const last = iterated.at(-1);
  if (!first || !last || first === last) return lowerChild(at, clause, 'right');
  return { kind: 'Tuple', elts: lowerAll(at, iterated), span: at.span(first.start, last.end) };
}

function lowerBinary(at: Lowering, node: SyntaxNode): Expr {
  const op = binaryOperatorOf(at, node);
  if (op === '&' || op === '^') return lowerBitwise(at, node);
  const left = lowerChild(at, node, 'left');
  return { kind: 'BinOp', left, op, right: lowerChild(at, node, 'right'), span: at.spanOf(node) };
}

function binaryOperatorOf(at: Lowering, node: SyntaxNode): BinaryOperator {
  const operator = childAt(node, 'operator');
  return (operator ? at.textOf(operator) : '+') as BinaryOperator;
}

/** The grammar binds `^` before `&`, Python `&` before `^`: the operands are taken apart and joined anew. */
function lowerBitwise(at: Lowering, node: SyntaxNode): Expr {
  const operands: SyntaxNode[] = [];
  const ops: BinaryOperator[] = [];
  const takeApart = (part: SyntaxNode) => {
    const op = part.type === 'binary_operator' ? binaryOperatorOf(at, part) : null;
    const left = childAt(part, 'left');
    const right = childAt(part, 'right');
    if ((op === '&' || op === '^') && left && right) {
      takeApart(left);
      ops.push(op);
      takeApart(right);
    } else operands.push(part);
  };
  takeApart(node);
  const join = (from: number, to: number): Expr => {
    const last = ops.slice(from, to).lastIndexOf('^');
    const split = last < 0 ? to - 1 : from + last;
    const [first, end] = [operands[from], operands[to]];
    if (!first || !end || from >= to) return lowerExpression(at, first ?? node);
    const op = ops[split] ?? '&';
    return {
      kind: 'BinOp',
      left: join(from, split),
      op,
      right: join(split + 1, to),
      span: at.span(first.start, end.end),
    };
  };
  return join(0, ops.length);
}

function lowerUnary(at: Lowering, node: SyntaxNode): Expr {
  const operator = childAt(node, 'operator');
  const op = (operator ? at.textOf(operator) : 'not') as UnaryOperator;
  return { kind: 'UnaryOp', op, operand: lowerChild(at, node, 'argument'), span: at.spanOf(node) };
}

/** `a and b and c` is one node in Python; the grammar nests to the left, and parentheses keep nodes apart. */
function lowerBoolean(at: Lowering, node: SyntaxNode): BoolOp {
  const op = operatorOf(node);
  const right: SyntaxNode[] = [];
  let left: SyntaxNode | undefined = node;
  while (left?.type === 'boolean_operator' && operatorOf(left) === op) {
    const operand = childAt(left, 'right');
    if (operand) right.unshift(operand);
    left = childAt(left, 'left');
  }
  return { kind: 'BoolOp', op, values: lowerAll(at, left ? [left, ...right] : right), span: at.spanOf(node) };
}

function operatorOf(node: SyntaxNode): 'and' | 'or' {
  return childAt(node, 'operator')?.type === 'and' ? 'and' : 'or';
}

function lowerComparison(at: Lowering, node: SyntaxNode): Compare | Expr {
  const operands = node.children.filter((child) => child.field !== 'operators');
  const ops = childrenAt(node, 'operators').map((operator) => comparisonOf(operator.type));
  const [left, ...comparators] = lowerAll(at, operands);
  if (!left || comparators.length !== ops.length) return at.unsupportedExpr(node);
  return { kind: 'Compare', left, ops, comparators, span: at.spanOf(node) };
}

/** `<>` is Python 2's way to write `!=`. */
function comparisonOf(type: string): ComparisonOperator {
  return (type === '<>' ? '!=' : type) as ComparisonOperator;
}

function lowerConditional(at: Lowering, node: SyntaxNode): IfExp | Expr {
  const [body, test, orelse] = lowerAll(at, namedChildren(node));
  if (!body || !test || !orelse) return at.unsupportedExpr(node);
  return { kind: 'IfExp', test, body, orelse, span: at.spanOf(node) };
}

function lowerNamed(at: Lowering, node: SyntaxNode): Expr {
  const target = nameOf(at, childAt(node, 'name') ?? node);
  return { kind: 'NamedExpr', target, value: lowerChild(at, node, 'value'), span: at.spanOf(node) };
}

function lowerLambda(at: Lowering, node: SyntaxNode): Expr {
  const args = lowerParameters(at, childAt(node, 'parameters'));
  return { kind: 'Lambda', args, body: lowerChild(at, node, 'body'), span: at.spanOf(node) };
}

function lowerYield(at: Lowering, node: SyntaxNode): Expr {
  const [value] = namedChildren(node);
  const kind = childOfType(node, 'from') ? 'YieldFrom' : 'Yield';
  return { kind, value: value ? lowerExpression(at, value) : null, span: at.spanOf(node) };
}

function lowerAttribute(at: Lowering, node: SyntaxNode): Expr {
  const name = childAt(node, 'attribute');
  if (!name) return at.unsupportedExpr(node);
  const value = lowerChild(at, node, 'object');
  return { kind: 'Attribute', value, attr: at.textOf(name), span: at.spanOf(node) };
}

function lowerSubscript(at: Lowering, node: SyntaxNode): Subscript {
  const value = lowerChild(at, node, 'value');
  return { kind: 'Subscript', value, index: lowerIndex(at, node), span: at.spanOf(node) };
}

/** `x[i, j]` and `x[i,]` have a Tuple as their index, from the first to the last token between the brackets. */
function lowerIndex(at: Lowering, node: SyntaxNode): Expr {
  const parts = childrenAt(node, 'subscript');
  const [first] = parts;
  if (!first) return at.unsupportedExpr(node);
  const closing = node.children.findLastIndex((child) => child.type === ']');
  const last = node.children[closing - 1] ?? first;
  if (parts.length === 1 && last.type !== ',' && first.type !== 'list_splat')
    return lowerExpression(at, first);
  return { kind: 'Tuple', elts: lowerAll(at, parts), span: at.span(first.start, last.end) };
}

function lowerSlice(at: Lowering, node: SyntaxNode): Slice {
  const bounds: (Expr | null)[] = [null, null, null];
  let place = 0;
  for (const child of node.children) {
    if (child.type === ':') place += 1;
    else bounds[place] = lowerExpression(at, child);
  }
  const [lower = null, upper = null, step = null] = bounds;
  return { kind: 'Slice', lower, upper, step, span: at.spanOf(node) };
}

function lowerCall(at: Lowering, node: SyntaxNode): Call {
  const list = childAt(node, 'arguments');
  const { args, keywords } = lowerArguments(at, list);
  return { kind: 'Call', func: lowerChild(at, node, 'function'), args, keywords, span: at.spanOf(node) };
}

/** Lowers the arguments of a call or the bases of a class. */
export function lowerArguments(
  at: Lowering,
  list: SyntaxNode | undefined,
): { args: Expr[]; keywords: Keyword[] } {
  const args: Expr[] = [];
  const keywords: Keyword[] = [];
  if (list?.type === 'generator_expression') return { args: [lowerExpression(at, list)], keywords };
  for (const child of list ? namedChildren(list) : []) {
    if (child.type === 'keyword_argument') {
      const name = childAt(child, 'name');
      const arg = name ? at.textOf(name) : null;
      keywords.push({ arg, value: lowerChild(at, child, 'value'), span: at.spanOf(child) });
    } else if (child.type === 'dictionary_splat') {
      keywords.push({ arg: null, value: lowerFirst(at, child), span: at.spanOf(child) });
    } else args.push(lowerExpression(at, child));
  }
  return { args, keywords };
}

/** `List[int]` in an annotation has a node type of its own. */
function lowerGenericType(at: Lowering, node: SyntaxNode): Expr {
  const name = childOfType(node, 'identifier');
  const parameter = childOfType(node, 'type_parameter');
  if (!name || !parameter) return at.unsupportedExpr(node);
  const parts = namedChildren(parameter);
  const elts = lowerAll(at, parts);
  const [first] = elts;
  const inner = parameter.children.slice(1, -1);
  const lastToken = inner.at(-1);
  if (!first || !parts[0] || !lastToken) return at.unsupportedExpr(node);
  const isTuple = elts.length > 1 || lastToken.type === ',';
  const index: Expr = isTuple ? { kind: 'Tuple', elts, span: at.span(parts[0].start, lastToken.end) } : first;
  return { kind: 'Subscript', value: nameOf(at, name), index, span: at.spanOf(node) };
}

/** The grammar nests `list[int] | float | None` to the right; Python nests it to the left. */
function lowerUnionType(at: Lowering, node: SyntaxNode): Expr {
  const [left, right] = namedChildren(node);
  if (!left || !right) return at.unsupportedExpr(node);
  return joinUnion(at, lowerExpression(at, left), left.start, right);
}

function joinUnion(at: Lowering, left: Expr, start: number, node: SyntaxNode): Expr {
  const [first, second] = namedChildren(node);
  if (node.type === 'type' && first) return joinUnion(at, left, start, first);
  const isUnion = node.type === 'union_type' || childAt(node, 'operator')?.type === '|';
  if (!isUnion || !first || !second) {
    return { kind: 'BinOp', left, op: '|', right: lowerExpression(at, node), span: at.span(start, node.end) };
  }
  const inner = joinUnion(at, left, start, first);
  return {
    kind: 'BinOp',
    left: inner,
    op: '|',
    right: lowerExpression(at, second),
    span: at.span(start, node.end),
  };
}

function lowerMemberType(at: Lowering, node: SyntaxNode): Expr {
  const name = childOfType(node, 'identifier');
  if (!name) return at.unsupportedExpr(node);
  return { kind: 'Attribute', value: lowerFirst(at, node), attr: at.textOf(name), span: at.spanOf(node) };
}
