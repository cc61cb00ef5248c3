/** Brings the lowering's trees and Python's own trees to one plain form, for tests that compare the two. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Module } from '../../src/core/python/ast.ts';

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

const script = fileURLToPath(new URL('python_ast_dump.py', import.meta.url));

/** Python's own trees of some programs; null as a whole where there is no python3 ≥ 3.8, null for a program that it rejects. */
export function pythonTrees(programs: readonly string[]): Plain[] | null {
  const answer = spawnSync('python3', [script], {
    input: JSON.stringify(programs),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  return answer.status === 0 ? (JSON.parse(answer.stdout) as Plain[]) : null;
}

/** A lowered module in the form that the Python script prints: spans as pairs, nothing that Python's tree lacks. */
export function plainTree(module: Module): Plain {
  return plain(module, true);
}

/** The first place where two trees differ, as a path with both values; null where they are the same. */
export function firstDifference(ours: Plain, theirs: Plain, path = ''): string | null {
  if (isObject(ours) && isObject(theirs)) {
    if (ours.kind !== theirs.kind)
      return `${path}: ${JSON.stringify(ours.kind)} for ${JSON.stringify(theirs.kind)}`;
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const difference = firstDifference(ours[key] ?? null, theirs[key] ?? null, `${path}.${key}`);
      if (difference !== null) return difference;
    }
    return null;
  }
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length) {
    for (const [index, value] of ours.entries()) {
      const difference = firstDifference(value, theirs[index] ?? null, `${path}[${index}]`);
      if (difference !== null) return difference;
    }
    return null;
  }
  return Object.is(ours, theirs) ? null : `${path}: ${JSON.stringify(ours)} for ${JSON.stringify(theirs)}`;
}

function isObject(value: Plain): value is { readonly [key: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plain(value: unknown, spans: boolean): Plain {
  if (Array.isArray(value)) return value.map((element) => plain(element, spans));
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value as Plain;
  const node = value as Readonly<Record<string, unknown>>;
  const inner = spans && node.kind !== 'JoinedStr';
  const out: Record<string, Plain> = {};
  for (const [key, field] of Object.entries(node)) {
    if (key === 'nameSpan') continue;
    if (key === 'span') {
      const { start, end } = field as { start: number; end: number };
      if (spans) out.span = [start, end];
    } else out[key] = key === 'formatSpec' ? specText(field) : plain(field, inner);
  }
  return out;
}

function specText(spec: unknown): Plain {
  return typeof spec === 'string' && spec.includes('{') ? '<nested>' : (spec as Plain);
}
