/** Lowers numbers and strings to constants with Python's values: every radix and suffix, escapes, bytes, f-strings. */
import type { Constant, ConstantValue, Expr, FormattedValue, JoinedStr } from './ast.ts';
import type { Lowering } from './lowering.ts';
import type { Span } from './source.ts';
import { childAt, childrenAt, childOfType, namedChildren, type SyntaxNode } from './syntax-tree.ts';

/** The value of a numeric literal as Python reads it; whole numbers beyond 2^53 are rounded. Python 2's `10L` and `0777` are read too. */
export function numberValue(literal: string): ConstantValue {
  const text = literal.replaceAll('_', '').toLowerCase();
  if (text.endsWith('j')) return { type: 'complex', value: Number(text.slice(0, -1)) };
  if (/^0[xob]/.test(text)) return { type: 'int', value: Number(text.replace(/l$/, '')) };
  if (/[.e]/.test(text)) return { type: 'float', value: Number(text) };
  const digits = text.replace(/l$/, '');
  const isOldOctal = /^0[0-7]*[1-7][0-7]*$/.test(digits);
  return { type: 'int', value: isOldOctal ? Number.parseInt(digits, 8) : Number(digits) };
}

/** Lowers one string literal: a Constant, or a JoinedStr for an f-string. */
export function lowerString(at: Lowering, node: SyntaxNode): Expr {
  const prefix = prefixOf(at, node);
  if (prefix === null) return at.unsupportedExpr(node, 'backticks');
  if (!prefix.includes('f')) return constant(at, node, stringValue(at, node, prefix));
  return { kind: 'JoinedStr', values: mergeTexts(formattedParts(at, node, prefix)), span: at.spanOf(node) };
}

/** Lowers strings that stand side by side to the one literal that Python makes of them. */
export function lowerConcatenatedString(at: Lowering, node: SyntaxNode): Expr {
  const parts = namedChildren(node).map((part) => lowerString(at, part));
  const span = at.spanOf(node);
  if (parts.some((part) => part.kind === 'JoinedStr')) {
    const values = parts.flatMap((part) => (part.kind === 'JoinedStr' ? part.values : [part]));
    return { kind: 'JoinedStr', values: mergeTexts(values), span } satisfies JoinedStr;
  }
  const texts: string[] = [];
  let type: 'str' | 'bytes' = 'str';
  for (const part of parts) {
    if (part.kind !== 'Constant' || (part.value.type !== 'str' && part.value.type !== 'bytes')) {
      return at.unsupportedExpr(node);
    }
    type = part.value.type;
    texts.push(part.value.value);
  }
  return { kind: 'Constant', value: { type, value: texts.join('') }, span };
}

/** The letters before the quote, in lower case; null for Python 2's backticks. */
function prefixOf(at: Lowering, node: SyntaxNode): string | null {
  const start = childOfType(node, 'string_start');
  const opening = start ? at.textOf(start) : '';
  return opening.includes('`') ? null : opening.replace(/["']+$/, '').toLowerCase();
}

function stringValue(at: Lowering, node: SyntaxNode, prefix: string): ConstantValue {
  const opening = childOfType(node, 'string_start');
  const quotes = opening && /("{3}|'{3})$/.test(at.textOf(opening)) ? 3 : 1;
  // The closing token of the grammar may hold backslashes that belong to the text, so the quotes are counted.
  return textValue(at.textBetween(opening?.end ?? node.start, node.end - quotes), prefix);
}

function textValue(raw: string, prefix: string): ConstantValue {
  const lines = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  const isBytes = prefix.includes('b');
  const value = prefix.includes('r') ? lines : unescapeText(lines, isBytes);
  return { type: isBytes ? 'bytes' : 'str', value };
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const escapeForm =
  /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(N\{[^}]*\})|([\s\S]))/g;

/** Replaces escapes by what they stand for; unknown ones stay as written, as in Python, and so do `\N{…}` names. */
function unescapeText(raw: string, isBytes: boolean): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(escapeForm, (whole, octal, hex, short, long, name, letter) => {
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (isBytes && letter === undefined) return whole;
    if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16));
    if (long !== undefined) return codePoint(Number.parseInt(long, 16)) ?? whole;
    if (name !== undefined) return whole;
    return simpleEscapes[letter] ?? whole;
  });
}

function codePoint(value: number): string | null {
  return value <= 0x10ffff ? String.fromCodePoint(value) : null;
}

function formattedParts(at: Lowering, node: SyntaxNode, prefix: string): Expr[] {
  const parts: Expr[] = [];
  for (const child of namedChildren(node)) {
    if (child.type === 'string_content') {
      const raw = at.textOf(child).replaceAll('{{', '{').replaceAll('}}', '}');
      parts.push(constant(at, child, textValue(raw, prefix)));
    } else if (child.type === 'interpolation') parts.push(...lowerInterpolation(at, child));
  }
  return parts;
}

/** `{value=}` prints its own text first and shows the value by repr, so it gives two parts. */
function lowerInterpolation(at: Lowering, node: SyntaxNode): Expr[] {
  const expressions = childrenAt(node, 'expression');
  const conversion = childAt(node, 'type_conversion');
  const spec = childAt(node, 'format_specifier');
  const equals = childOfType(node, '=');
  const first = expressions[0];
  const formatted: FormattedValue = {
    kind: 'FormattedValue',
    value: first ? at.expression(first) : at.unsupportedExpr(node),
    conversion: conversion ? at.textOf(conversion).slice(1) : equals && !spec ? 'r' : null,
    formatSpec: spec ? at.textOf(spec).slice(1) : null,
    span: at.spanOf(node),
  };
  if (!equals) return [formatted];
  const next = conversion ?? spec ?? node.children[node.children.length - 1];
  const echo = at.textBetween(node.start + 1, next?.start ?? node.end - 1);
  return [constant(at, node, { type: 'str', value: echo }), formatted];
}

/** Joins text parts that stand side by side and drops empty ones, as Python's own tree has them. */
function mergeTexts(parts: readonly Expr[]): Expr[] {
  const merged: Expr[] = [];
  for (const part of parts) {
    const last = merged[merged.length - 1];
    const text = stringOf(part);
    const before = last ? stringOf(last) : null;
    if (text === '') continue;
    if (last && text !== null && before !== null) {
      const span: Span = { ...last.span, end: part.span.end };
      merged[merged.length - 1] = { kind: 'Constant', value: { type: 'str', value: before + text }, span };
    } else merged.push(part);
  }
  return merged;
}

function stringOf(part: Expr): string | null {
  return part.kind === 'Constant' && part.value.type === 'str' ? part.value.value : null;
}

function constant(at: Lowering, node: SyntaxNode, value: ConstantValue): Constant {
  return { kind: 'Constant', value, span: at.spanOf(node) };
}
