/** Lowers the parameters of functions and lambdas. */
import type { Arg, Arguments, Expr } from './ast.ts';
import type { Lowering } from './lowering.ts';
import { childAt, namedChildren, type SyntaxNode } from './syntax-tree.ts';

interface Parameters {
  posonlyargs: Arg[];
  args: Arg[];
  vararg: Arg | null;
  kwonlyargs: Arg[];
  kwDefaults: (Expr | null)[];
  kwarg: Arg | null;
  defaults: Expr[];
}

/** Lowers a parameter list; a missing one has no parameters. */
export function lowerParameters(at: Lowering, node: SyntaxNode | undefined): Arguments {
  const parameters: Parameters = {
    posonlyargs: [],
    args: [],
    vararg: null,
    kwonlyargs: [],
    kwDefaults: [],
    kwarg: null,
    defaults: [],
  };
  let keywordOnly = false;
  for (const child of node ? namedChildren(node) : []) {
    if (child.type === 'positional_separator') {
      parameters.posonlyargs = parameters.args;
      parameters.args = [];
    } else if (child.type === 'keyword_separator') keywordOnly = true;
    else if (splatOf(child) === 'list_splat_pattern') {
      parameters.vararg = lowerArg(at, child);
      keywordOnly = true;
    } else if (splatOf(child) === 'dictionary_splat_pattern') parameters.kwarg = lowerArg(at, child);
    else addParameter(at, parameters, child, keywordOnly);
  }
  return parameters;
}

function addParameter(at: Lowering, parameters: Parameters, node: SyntaxNode, keywordOnly: boolean): void {
  const arg = lowerArg(at, node);
  const valueNode = childAt(node, 'value');
  const value = valueNode ? at.expression(valueNode) : null;
  if (keywordOnly) {
    parameters.kwonlyargs.push(arg);
    parameters.kwDefaults.push(value);
  } else {
    parameters.args.push(arg);
    if (value) parameters.defaults.push(value);
  }
}

/** `*args` and `**options`, with or without an annotation. */
function splatOf(node: SyntaxNode): string {
  const inner = node.type === 'typed_parameter' ? node.children[0] : node;
  return inner?.type ?? '';
}

/** The span of `x: int = 1` is `x: int`, that of `*args` is `args`. Python 2's tuple parameters keep their text as the name. */
function lowerArg(at: Lowering, node: SyntaxNode): Arg {
  const typeNode = childAt(node, 'type');
  const nameNode = nameOf(node);
  const span = at.span(nameNode.start, typeNode?.end ?? nameNode.end);
  return { name: at.textOf(nameNode), annotation: typeNode ? at.expression(typeNode) : null, span };
}

function nameOf(node: SyntaxNode): SyntaxNode {
  switch (node.type) {
    case 'default_parameter':
    case 'typed_default_parameter':
      return childAt(node, 'name') ?? node;
    case 'typed_parameter':
      return node.children[0] ? nameOf(node.children[0]) : node;
    case 'list_splat_pattern':
    case 'dictionary_splat_pattern':
      return namedChildren(node)[0] ?? node;
    default:
      return node;
  }
}
