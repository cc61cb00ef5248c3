/** Classes: the line of inheritance, looking attributes up along it, binding what is found, and `isinstance`. */
import type { Span } from '../python/source.ts';
import type { Machine } from './machine.ts';
import { DATA, LINE, lineOf, typeName, KINDS, METHOD } from './types.ts';
import {
  type BoundMethodValue,
  type ClassValue,
  type InstanceValue,
  PythonError,
  type UnknownValue,
  unknown,
  type Value,
} from './values.ts';

/** An attribute found along a class's line, and the class that holds it. */
export interface ClassAttribute {
  readonly value: Value;
  readonly holder: ClassValue;
}

/**
 * Works out and keeps the line of a new class: Python's C3 order, itself first.
 * Errors: TypeError where the bases contradict each other.
 */
export function settleLine(type: ClassValue, span: Span): void {
  const bases = type.bases.filter((base) => base.type === 'class');
  const pending = [...bases.map((base) => [...lineOf(base)]), [...bases]];
  const line: ClassValue[] = [type];
  for (;;) {
    const open = pending.filter((list) => list.length > 0);
    if (open.length === 0) break;
    const next = open
      .map((list) => list[0])
      .find((head) => !open.some((list) => list.indexOf(head as ClassValue) > 0));
    if (!next)
      throw new PythonError('TypeError', `Cannot create a consistent method order for ${type.name}`, span);
    line.push(next);
    for (const list of open) if (list[0] === next) list.shift();
  }
  type.attributes.set(LINE, { type: 'tuple', items: line });
}

/** Looks a name up along a line of classes; null where none has it. */
export function classAttribute(line: readonly ClassValue[], name: string): ClassAttribute | null {
  for (const holder of line) {
    const value = holder.attributes.get(name);
    if (value) return { value, holder };
  }
  return null;
}

/** Why nothing can be said about attributes that are not found: a base that is not known; null where all are known. */
export function unknownBase(type: ClassValue): UnknownValue | null {
  for (const holder of lineOf(type)) {
    const base = holder.bases.find((candidate) => candidate.type !== 'class');
    if (base) {
      return base.type === 'unknown'
        ? base
        : unknown(`A base of class \`${holder.name}\` is not a known class`, null);
    }
  }
  return null;
}

/** A class attribute as it is read through an instance: functions become methods, properties are called. */
export function bindToInstance(machine: Machine, found: ClassAttribute, self: Value, span: Span): Value {
  const { value, holder } = found;
  if (value.type === 'function') return { type: 'method', self, function: value };
  // Built-in functions bind only as methods of built-in classes: `activation = np.tanh` in a class body stays a function.
  if (value.type === 'builtin' && holder.definition === null)
    return { type: 'method', self, function: value };
  if (value.type !== 'instance') return value;
  switch (value.class.name) {
    case 'property': {
      const getter = value.attributes.get('fget');
      return getter
        ? machine.call(getter, [self], new Map(), span)
        : unknown('The property has no getter', span);
    }
    case 'classmethod':
      return bindFunction(value.attributes.get('function'), self.type === 'instance' ? self.class : self);
    case 'method':
      return bindFunction(value.attributes.get('function'), self);
    case 'staticmethod':
      return value.attributes.get('function') ?? value;
    default:
      return callDescriptor(machine, value, self, span);
  }
}

/** A class attribute as it is read through the class itself. */
export function bindToClass(found: ClassAttribute, type: ClassValue): Value {
  const { value } = found;
  if (value.type !== 'instance') return value;
  if (value.class.name === 'classmethod') return bindFunction(value.attributes.get('function'), type);
  const isWrapped = value.class.name === 'staticmethod' || value.class.name === 'method';
  return isWrapped ? (value.attributes.get('function') ?? value) : value;
}

/** A method that the program's own classes define for this value, bound; null where there is none. */
export function ownMethod(machine: Machine, value: Value, name: string, span: Span): Value | null {
  if (value.type !== 'instance') return null;
  const found = classAttribute(lineOf(value.class), name);
  return found && found.holder.definition !== null ? bindToInstance(machine, found, value, span) : null;
}

/** The contents of an instance of a subclass of `dict`, `list`, `tuple` …; any other value as it is. */
export function contentsOf(value: Value): Value {
  return value.type === 'instance' ? (value.attributes.get(DATA) ?? value) : value;
}

/** The class of a value: what `type(value)` gives. */
export function classOf(machine: Machine, value: Value): ClassValue {
  if (value.type === 'instance') return value.class;
  return machine.type(typeName(value));
}

/** `isinstance(value, type)`, where `type` may be a tuple of classes. */
export function isInstance(machine: Machine, value: Value, type: Value): boolean | UnknownValue {
  if (value.type === 'unknown') return value;
  if (type.type === 'unknown') return type;
  if (type.type === 'tuple') {
    let undecided: UnknownValue | null = null;
    for (const item of type.items) {
      const answer = isInstance(machine, value, item);
      if (answer === true) return true;
      if (answer !== false) undecided ??= answer;
    }
    return undecided ?? false;
  }
  return isSubclass(classOf(machine, value), type);
}

/** `issubclass(type, base)` for one base; classes of the evaluator's own are compared by name. */
export function isSubclass(type: ClassValue, base: Value): boolean | UnknownValue {
  if (base.type === 'unknown') return base;
  const name = builtinTypeName(base);
  const found = lineOf(type).some(
    (holder) => holder === base || (holder.definition === null && holder.name === name),
  );
  if (found || base.type !== 'class') return found;
  return isOfKind(type, base) || (unknownBase(type) ?? false);
}

/** `numbers.Number` and its like: by the built-in classes that count as such, or by a method. */
function isOfKind(type: ClassValue, base: ClassValue): boolean {
  const kinds = base.attributes.get(KINDS);
  const method = base.attributes.get(METHOD);
  if (kinds?.type !== 'tuple') return false;
  const names = kinds.items.flatMap((item) => (item.type === 'str' ? [item.value] : []));
  const line = lineOf(type);
  const own = method?.type === 'str' ? classAttribute(line, method.value) : null;
  return (
    line.some((holder) => holder.definition === null && names.includes(holder.name)) ||
    (own !== null && own.holder.definition !== null)
  );
}

/** NumPy's scalar types belong to Python's: `isinstance(x, np.floating)`, `np.integer`. */
const abstractTypes: Readonly<Record<string, string>> = {
  floating: 'float',
  double: 'float64',
  integer: 'int',
  int64: 'int',
  int32: 'int',
  int_: 'int',
  bool_: 'bool',
  str_: 'str',
  Tensor: 'ndarray',
  FloatTensor: 'ndarray',
  Number: 'object',
};

function builtinTypeName(type: Value): string | null {
  if (type.type === 'class') return type.definition === null ? type.name : null;
  if (type.type !== 'dtype' && type.type !== 'builtin') return null;
  const name = type.name.split('.').at(-1) ?? type.name;
  return abstractTypes[name] ?? name;
}

function bindFunction(value: Value | undefined, self: Value): Value {
  if (value?.type === 'function' || value?.type === 'builtin') {
    return { type: 'method', self, function: value } satisfies BoundMethodValue;
  }
  return value ?? unknown('A class method has no function', null);
}

function callDescriptor(machine: Machine, descriptor: InstanceValue, self: Value, span: Span): Value {
  const getter = classAttribute(lineOf(descriptor.class), '__get__');
  if (!getter || getter.holder.definition === null) return descriptor;
  const owner = classOf(machine, self);
  return machine.call(getter.value, [descriptor, self, owner], new Map(), span);
}
