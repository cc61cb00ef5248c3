/** `str`, `repr` and formatting of values. */
import type { Span } from '../python/source.ts';
import { currentTensor, spoiledBy } from './arrays.ts';
import { contentsOf, ownMethod } from './classes.ts';
import { entryOf } from './dictionaries.ts';
import { type Formattable, FormatProblem, formatPercent, formatWith } from './format-spec.ts';
import type { Machine } from './machine.ts';
import { floatText, integerText } from './number-format.ts';
import { numberOf } from './numbers.ts';
import { DATA, typeName } from './types.ts';
import { type InstanceValue, PythonError, str, type UnknownValue, type Value } from './values.ts';

/** `str(value)`, or Unknown where a part of it is not known. */
export function textOfValue(machine: Machine, value: Value, span: Span): string | UnknownValue {
  const settled = machine.resolve(value, { kind: 'any' }, span);
  if (settled.type === 'unknown') return settled;
  if (settled.type === 'str') return settled.value;
  if (settled.type === 'instance') return textOfInstance(machine, settled, '__str__', span);
  return representation(machine, settled, span);
}

/** `repr(value)`, or Unknown where a part of it is not known. */
export function representation(machine: Machine, value: Value, span: Span): string | UnknownValue {
  const settled = machine.settled(value);
  machine.enter(span);
  try {
    return representationOf(machine, settled, span);
  } finally {
    machine.leave();
  }
}

function representationOf(machine: Machine, settled: Value, span: Span): string | UnknownValue {
  switch (settled.type) {
    case 'unknown':
      return settled;
    case 'str':
      return quoted(settled.value);
    case 'list':
      return joined(machine, settled.items, span, '[', ']');
    case 'tuple':
      return joined(machine, settled.items, span, '(', settled.items.length === 1 ? ',)' : ')');
    case 'set':
      return settled.entries.size === 0
        ? 'set()'
        : joined(machine, [...settled.entries.values()], span, '{', '}');
    case 'dict':
      return representationOfDict(machine, [...settled.entries.values()], span);
    case 'array':
      return spoiledBy(settled) ?? representationOfArray(machine, settled, span);
    case 'instance':
      return textOfInstance(machine, settled, '__repr__', span);
    default:
      return representationOfSimple(settled);
  }
}

/** `text % value`. Errors: TypeError, ValueError, KeyError. */
export function formatPercentValue(machine: Machine, text: string, value: Value, span: Span): Value {
  const args = value.type === 'tuple' ? value.items : [value];
  let position = 0;
  let undecided: UnknownValue | null = null;
  const formattable = (item: Value): Formattable => {
    const made = formattableOf(machine, item, span);
    if (!('type' in made)) return made;
    undecided ??= made;
    return { number: { value: 0, isInteger: true }, text: '', representation: '' };
  };
  const next = (): Formattable => {
    const item = args[position];
    position += 1;
    if (!item) throw new PythonError('TypeError', 'not enough arguments for format string', span);
    return formattable(item);
  };
  const named = (key: string): Formattable => {
    const found = value.type === 'dict' ? entryOf(value, key) : null;
    if (!found && value.type === 'unknown') return formattable(value);
    if (!found) throw new PythonError('KeyError', quoted(key), span);
    return formattable(found);
  };
  const result = raising(span, () => formatPercent(text, next, named));
  if (undecided) return undecided;
  if (position < args.length && position > 0) {
    throw new PythonError('TypeError', 'not all arguments converted during string formatting', span);
  }
  return str(result);
}

/** `format(value, specification)`. Errors: ValueError. */
export function formatValue(
  machine: Machine,
  value: Value,
  specification: string,
  span: Span,
): string | UnknownValue {
  const settled = machine.resolve(value, { kind: 'any' }, span);
  const method = ownMethod(machine, settled, '__format__', span);
  if (method) return textOfValue(machine, machine.call(method, [str(specification)], new Map(), span), span);
  const made = formattableOf(machine, settled, span);
  return 'type' in made ? made : raising(span, () => formatWith(made, specification));
}

/** A string as Python's `repr` writes it. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\\n\r\t]/g, (character) => escapes[character] ?? character);
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Raises what a format text is blamed for as Python would. */
function raising(span: Span, format: () => string): string {
  try {
    return format();
  } catch (problem) {
    if (problem instanceof FormatProblem) throw new PythonError(problem.exceptionType, problem.message, span);
    throw problem;
  }
}

function formattableOf(machine: Machine, value: Value, span: Span): Formattable | UnknownValue {
  const settled = machine.resolve(value, { kind: 'any' }, span);
  const text = textOfValue(machine, settled, span);
  if (typeof text !== 'string') return text;
  const shown = settled.type === 'str' ? quoted(settled.value) : text;
  return { number: scalarOf(machine, settled), text, representation: shown };
}

/** Arrays of one element format as their number. */
function scalarOf(machine: Machine, value: Value): Formattable['number'] {
  if (value.type !== 'array') return numberOf(value);
  const tensor = currentTensor(value, machine.tape);
  const [only] = tensor.data;
  return only === undefined || tensor.shape.length > 0
    ? null
    : { value: only, isInteger: tensor.dtype === 'int64' };
}

function joined(
  machine: Machine,
  items: readonly Value[],
  span: Span,
  open: string,
  close: string,
): string | UnknownValue {
  const texts: string[] = [];
  for (const item of items) {
    const text = representation(machine, item, span);
    if (typeof text !== 'string') return text;
    texts.push(text);
  }
  return open + texts.join(', ') + close;
}

function representationOfDict(
  machine: Machine,
  entries: readonly { readonly key: Value; readonly value: Value }[],
  span: Span,
): string | UnknownValue {
  const texts: string[] = [];
  for (const { key, value } of entries) {
    const keyText = representation(machine, key, span);
    if (typeof keyText !== 'string') return keyText;
    const valueText = representation(machine, value, span);
    if (typeof valueText !== 'string') return valueText;
    texts.push(`${keyText}: ${valueText}`);
  }
  return `{${texts.join(', ')}}`;
}

/** Nested brackets with Python's number text. NumPy's own layout depends on widths that nobody computes with. */
function representationOfArray(machine: Machine, value: Value, span: Span): string {
  const node = machine.nodeOf(value);
  if (node === null) return '[]';
  const { shape, data, dtype } = machine.tape.value(node);
  machine.spend(data.length, span);
  const show = (element: number): string =>
    dtype === 'bool'
      ? element === 0
        ? 'False'
        : 'True'
      : dtype === 'int64'
        ? integerText(element)
        : floatText(element);
  const write = (axis: number, offset: number, size: number): string => {
    const length = shape[axis];
    if (length === undefined) return show(data[offset] ?? 0);
    const inner = size / Math.max(1, length);
    const parts = Array.from({ length }, (_, at) => write(axis + 1, offset + at * inner, inner));
    return `[${parts.join(axis === shape.length - 1 ? ' ' : '\n ')}]`;
  };
  return write(0, 0, data.length);
}

function textOfInstance(
  machine: Machine,
  instance: InstanceValue,
  name: '__str__' | '__repr__',
  span: Span,
): string | UnknownValue {
  const method = ownMethod(machine, instance, name, span) ?? ownMethod(machine, instance, '__repr__', span);
  if (method) return textOfValue(machine, machine.call(method, [], new Map(), span), span);
  const args = instance.attributes.get('args');
  if (args?.type === 'tuple' && !instance.attributes.has(DATA))
    return textOfException(machine, instance, args.items, name, span);
  const contents = contentsOf(instance);
  if (contents !== instance) return representation(machine, contents, span);
  return `<__main__.${instance.class.name} object>`;
}

function textOfException(
  machine: Machine,
  instance: InstanceValue,
  args: readonly Value[],
  name: '__str__' | '__repr__',
  span: Span,
): string | UnknownValue {
  if (name === '__repr__') return joined(machine, args, span, `${instance.class.name}(`, ')');
  const [only] = args;
  if (!only) return '';
  return args.length === 1 ? textOfValue(machine, only, span) : joined(machine, args, span, '(', ')');
}

function representationOfSimple(value: Value): string {
  switch (value.type) {
    case 'none':
      return 'None';
    case 'ellipsis':
      return 'Ellipsis';
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'int':
      return integerText(value.value);
    case 'float':
      return floatText(value.value);
    case 'range':
      return `range(${value.start}, ${value.stop}${value.step === 1 ? '' : `, ${value.step}`})`;
    case 'dtype':
      return value.name;
    case 'class':
      return `<class '${value.definition ? '__main__.' : ''}${value.name}'>`;
    case 'function':
      return `<function ${value.qualifiedName}>`;
    case 'module':
      return `<module '${value.name}'>`;
    default:
      return `<${typeName(value)} object>`;
  }
}
