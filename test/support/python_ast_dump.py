"""Prints Python's own syntax trees in the shape of src/core/python/ast.ts, for the comparison with the lowering.

Reads a JSON list of program texts from standard input and prints a JSON list of trees, null where Python finds an error.
Spans are [start, end] in UTF-16 units. Parts of f-strings have no span: Python places them only since 3.12.
"""
import ast
import json
import math
import re
import sys
import warnings

OPERATORS = {
    'Add': '+', 'Sub': '-', 'Mult': '*', 'Div': '/', 'FloorDiv': '//', 'Mod': '%', 'Pow': '**', 'MatMult': '@',
    'LShift': '<<', 'RShift': '>>', 'BitAnd': '&', 'BitOr': '|', 'BitXor': '^',
    'USub': '-', 'UAdd': '+', 'Invert': '~', 'Not': 'not', 'And': 'and', 'Or': 'or',
    'Eq': '==', 'NotEq': '!=', 'Lt': '<', 'LtE': '<=', 'Gt': '>', 'GtE': '>=',
    'Is': 'is', 'IsNot': 'is not', 'In': 'in', 'NotIn': 'not in',
}
RENAMED = {'AsyncFor': 'For', 'AsyncWith': 'With', 'TryStar': 'Try'}
FIELDS = {
    'Return': ['value'], 'Delete': ['targets'], 'Assign': ['targets', 'value'], 'AugAssign': ['target', 'op', 'value'],
    'AnnAssign': ['target', 'annotation', 'value'], 'For': ['target', 'iter', 'body', 'orelse'],
    'While': ['test', 'body', 'orelse'], 'If': ['test', 'body', 'orelse'], 'Raise': ['exc', 'cause'],
    'Try': ['body', 'handlers', 'orelse', 'finalbody'], 'Assert': ['test', 'msg'], 'Expr': ['value'],
    'Pass': [], 'Break': [], 'Continue': [], 'Global': ['names'], 'Nonlocal': ['names'],
    'BoolOp': ['op', 'values'], 'NamedExpr': ['target', 'value'], 'BinOp': ['left', 'op', 'right'],
    'UnaryOp': ['op', 'operand'], 'IfExp': ['test', 'body', 'orelse'], 'Dict': ['keys', 'values'], 'Set': ['elts'],
    'ListComp': ['elt', 'generators'], 'SetComp': ['elt', 'generators'], 'GeneratorExp': ['elt', 'generators'],
    'DictComp': ['key', 'value', 'generators'], 'Await': ['value'], 'Yield': ['value'], 'YieldFrom': ['value'],
    'Compare': ['left', 'ops', 'comparators'], 'Call': ['func', 'args', 'keywords'], 'Attribute': ['value', 'attr'],
    'Starred': ['value'], 'Name': ['id'], 'List': ['elts'], 'Tuple': ['elts'], 'Slice': ['lower', 'upper', 'step'],
}


class Dump:
    def __init__(self, text):
        self.lines = []
        start = 0
        for line in re.findall(r'[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+', text):
            self.lines.append((start, line, line.isascii()))
            start += len(line.encode('utf-16-le', 'surrogatepass')) // 2
        self.lines.append((start, '', True))
        self.length = start

    def offset(self, line, column):
        start, text, plain = self.lines[line - 1]
        if plain:
            return start + column
        head = text.encode('utf-8', 'surrogatepass')[:column].decode('utf-8', 'surrogatepass')
        return start + len(head.encode('utf-16-le', 'surrogatepass')) // 2

    def span(self, node):
        return [self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)]

    def all(self, nodes):
        return [self.node(node) for node in nodes]

    def node(self, node, spans=True):
        if node is None or isinstance(node, str):
            return node
        if isinstance(node, list):
            return self.all(node)
        kind = type(node).__name__
        if kind in OPERATORS:
            return OPERATORS[kind]
        special = getattr(self, 'dump_' + kind, None)
        out = special(node) if special else None
        if out is None:
            kind = RENAMED.get(kind, kind)
            out = {'kind': kind}
            for field in FIELDS[kind]:
                out[field] = self.node(getattr(node, field))
        if hasattr(node, 'lineno'):
            out['span'] = self.span(node)
        return out

    def dump_Module(self, node):
        return {'kind': 'Module', 'body': self.all(node.body), 'span': [0, self.length]}

    def dump_Match(self, node):
        return {'kind': 'UnsupportedStmt', 'syntax': 'match'}

    def dump_TypeAlias(self, node):
        return {'kind': 'UnsupportedStmt', 'syntax': 'type'}

    def dump_FunctionDef(self, node):
        return {
            'kind': 'FunctionDef', 'name': node.name, 'args': self.node(node.args), 'body': self.all(node.body),
            'decorators': self.all(node.decorator_list), 'returns': self.node(node.returns),
            'isAsync': type(node).__name__ == 'AsyncFunctionDef',
        }

    dump_AsyncFunctionDef = dump_FunctionDef

    def dump_ClassDef(self, node):
        return {
            'kind': 'ClassDef', 'name': node.name, 'bases': self.all(node.bases), 'keywords': self.all(node.keywords),
            'body': self.all(node.body), 'decorators': self.all(node.decorator_list),
        }

    def dump_arguments(self, node):
        return {
            'posonlyargs': self.all(node.posonlyargs), 'args': self.all(node.args), 'vararg': self.node(node.vararg),
            'kwonlyargs': self.all(node.kwonlyargs), 'kwDefaults': self.all(node.kw_defaults),
            'kwarg': self.node(node.kwarg), 'defaults': self.all(node.defaults),
        }

    def dump_arg(self, node):
        return {'name': node.arg, 'annotation': self.node(node.annotation)}

    def dump_Lambda(self, node):
        return {'kind': 'Lambda', 'args': self.node(node.args), 'body': self.node(node.body)}

    def dump_With(self, node):
        items = [{'context': self.node(i.context_expr), 'target': self.node(i.optional_vars)} for i in node.items]
        return {'kind': 'With', 'items': items, 'body': self.all(node.body)}

    dump_AsyncWith = dump_With

    def dump_ExceptHandler(self, node):
        return {'type': self.node(node.type), 'name': node.name, 'body': self.all(node.body)}

    def dump_Import(self, node):
        return {'kind': 'Import', 'names': [{'name': a.name, 'asname': a.asname} for a in node.names]}

    def dump_ImportFrom(self, node):
        names = [{'name': a.name, 'asname': a.asname} for a in node.names]
        return {'kind': 'ImportFrom', 'module': node.module or '', 'names': names, 'level': node.level}

    def dump_comprehension(self, node):
        return {'target': self.node(node.target), 'iter': self.node(node.iter), 'ifs': self.all(node.ifs)}

    def dump_keyword(self, node):
        return {'arg': node.arg, 'value': self.node(node.value)}

    def dump_Subscript(self, node):
        return {'kind': 'Subscript', 'value': self.node(node.value), 'index': self.node(node.slice)}

    def dump_Constant(self, node):
        return {'kind': 'Constant', 'value': constant(node.value)}

    def dump_JoinedStr(self, node):
        return {'kind': 'JoinedStr', 'values': [self.part(value) for value in node.values]}

    def part(self, node):
        if isinstance(node, ast.Constant):
            return without_spans({'kind': 'Constant', 'value': constant(node.value)})
        spec = node.format_spec
        if spec is not None:
            parts = spec.values
            spec = ''.join(p.value for p in parts) if all(isinstance(p, ast.Constant) for p in parts) else '<nested>'
        conversion = None if node.conversion == -1 else chr(node.conversion)
        value = without_spans(self.node(node.value))
        return {'kind': 'FormattedValue', 'value': value, 'conversion': conversion, 'formatSpec': spec}


def without_spans(node):
    if isinstance(node, dict):
        return {key: without_spans(value) for key, value in node.items() if key != 'span'}
    if isinstance(node, list):
        return [without_spans(value) for value in node]
    return node


def constant(value):
    if value is None:
        return {'type': 'none'}
    if value is Ellipsis:
        return {'type': 'ellipsis'}
    if isinstance(value, bool):
        return {'type': 'bool', 'value': value}
    if isinstance(value, bytes):
        return {'type': 'bytes', 'value': value.decode('latin-1')}
    if isinstance(value, str):
        return {'type': 'str', 'value': value}
    kind = type(value).__name__
    number = value.imag if kind == 'complex' else value
    try:
        number = float(number)
    except OverflowError:
        number = math.inf
    return {'type': kind, 'value': number if math.isfinite(number) else 'Infinity'}


def dump(text):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    return Dump(text).node(tree)


if __name__ == '__main__':
    sys.setrecursionlimit(20000)
    texts = json.load(sys.stdin)
    print(json.dumps([dump(text) for text in texts]))
