/** Plain numbers on the tape: what a program keeps in floats and lists, where the engine asks for its derivatives. */
import type { NodeId } from '../autodiff/tape.ts';
import type * as ast from '../python/ast.ts';
import type { Span } from '../python/source.ts';
import { expressionsOf } from '../python/walk.ts';
import type { Machine } from './machine.ts';
import { float, type Value } from './values.ts';

/** A plain number as it is stored. */
export interface StoredNumber {
  /** Of the variable, attribute, key or list that holds it. */
  readonly name: string;
  readonly value: number;
  /** True for an `int`. */
  readonly isWhole: boolean;
  /** True in a list, tuple or dict. */
  readonly isElement: boolean;
}

/** What is put on the tape for a number that is stored; null where it stays a constant. */
export type TracedNumbers = (number: StoredNumber) => number | null;

/** Numbers of one container that are put on the tape; a longer one is data in bulk. */
const mostNumbers = 2000;

/**
 * The value of an assignment as it is stored: with its plain numbers on the tape where the options ask for that. Lists
 * and dicts keep their identity, and what is on the tape stays. Whole numbers that another name may hold stay too.
 */
export function stored(machine: Machine, value: Value, target: ast.Expr, expression: ast.Expr): Value {
  const { traces } = machine.options;
  const replaced = replacedBy(machine, value, target, expression);
  if (replaced) return replaced;
  if (!traces) return value;
  const isFresh = !expressionsOf(expression).some(({ kind }) => readingKinds.has(kind));
  return storedIn({ machine, traces, isFresh, span: target.span, left: mostNumbers }, value, target);
}

/** What the engine supplies for a number that is written out under this name; null where it stays. */
function replacedBy(machine: Machine, value: Value, target: ast.Expr, expression: ast.Expr): Value | null {
  if (expression.kind !== 'Constant' || value.type !== 'float') return null;
  const name = target.kind === 'Name' ? target.id : target.kind === 'Attribute' ? target.attr : null;
  if (name === null || !machine.options.replaces?.(name, value.value)) return null;
  return machine.resolve(
    { type: 'probe', path: name, hint: name, span: target.span },
    { kind: 'number' },
    target.span,
  );
}

/** Expressions that give what something else holds. */
const readingKinds: ReadonlySet<ast.Expr['kind']> = new Set(['Name', 'Attribute', 'Subscript']);

function storedIn(storing: Storing, value: Value, target: ast.Expr): Value {
  switch (target.kind) {
    case 'Name':
      return onTape(storing, value, target.id, false);
    case 'Attribute':
      return onTape(storing, value, target.attr, false);
    case 'Subscript': {
      const { index } = target;
      const key = index.kind === 'Constant' && index.value.type === 'str' ? index.value.value : null;
      return onTape(storing, value, key ?? nameOf(target.value), true);
    }
    case 'Tuple':
    case 'List': {
      if (value.type !== 'tuple' || value.items.length !== target.elts.length) return value;
      const items = value.items.map((item, at) => storedIn(storing, item, target.elts[at] as ast.Expr));
      return { ...value, items };
    }
    default:
      return value;
  }
}

function nameOf(container: ast.Expr): string {
  if (container.kind === 'Name') return container.id;
  if (container.kind === 'Attribute') return container.attr;
  return container.kind === 'Subscript' ? nameOf(container.value) : '';
}

/** The nodes of a list that holds traced numbers, or lists of such, and nothing else; null for any other value. */
export function nodesOfNumbers(value: Value): readonly NodeId[] | null {
  if (value.type !== 'list' || value.items.length === 0) return null;
  const nodes: NodeId[] = [];
  for (const item of value.items) {
    const inner = item.type === 'float' ? (item.node === null ? null : [item.node]) : nodesOfNumbers(item);
    if (!inner || nodes.length + inner.length > mostNumbers) return null;
    nodes.push(...inner);
  }
  return nodes;
}

interface Storing {
  readonly machine: Machine;
  readonly traces: TracedNumbers;
  readonly span: Span;
  /** False where a whole number may be held by another name as well. */
  readonly isFresh: boolean;
  left: number;
}

function onTape(storing: Storing, value: Value, name: string, isElement: boolean): Value {
  switch (value.type) {
    case 'int':
    case 'float': {
      if (value.type === 'float' && value.node !== null) return value;
      const isWhole = value.type === 'int';
      if (isWhole && !storing.isFresh) return value;
      const traced = storing.traces({ name, value: value.value, isWhole, isElement });
      return traced === null ? value : leaf(storing, traced);
    }
    case 'list':
      value.items.forEach((item, at) => {
        if (storing.left > 0) value.items[at] = onTape(storing, item, name, true);
      });
      return value;
    case 'tuple': {
      const items = value.items.map((item) => (storing.left > 0 ? onTape(storing, item, name, true) : item));
      return items.some((item, at) => item !== value.items[at]) ? { ...value, items } : value;
    }
    case 'dict':
      for (const entry of value.entries.values()) {
        const key = entry.key.type === 'str' ? entry.key.value : name;
        if (storing.left > 0) entry.value = onTape(storing, entry.value, key, true);
      }
      return value;
    default:
      return value;
  }
}

function leaf(storing: Storing, value: number): Value {
  const { tape, recording } = storing.machine;
  storing.left -= 1;
  const node = tape.leaf({ dtype: 'float64', shape: [], data: Float64Array.of(value) }, storing.span);
  recording.plainNumbers.add(node);
  // The tape may hold another value in the place of a parameter's.
  return float(tape.value(node).data[0] ?? value, node);
}
