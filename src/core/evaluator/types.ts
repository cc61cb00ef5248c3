/** The classes of built-in values, Python's exceptions among them, and which class a value belongs to. */
import type { BuiltinFunction, BuiltinValue, ClassValue, TupleValue, Value } from './values.ts';

/** The hidden attribute under which an instance of a subclass of `dict`, `list`, `tuple` … keeps the contents. */
export const DATA = '(data)';
/** The hidden attribute under which a class keeps the classes that attributes are looked up in, itself first. */
export const LINE = '(line)';

/** The hidden attribute of a context that is open already: what `with … as` binds. */
export const ENTERED = '(entered)';
/** The hidden attributes of an abstract class: the built-in classes that count as such, and the method that makes others count. */
export const KINDS = '(kinds)';
export const METHOD = '(method)';

/** One fresh class for every built-in type and exception, by name. */
export function createTypes(): Map<string, ClassValue> {
  const types = new Map<string, ClassValue>();
  for (const [names, base] of hierarchy) {
    for (const name of names.split(' '))
      types.set(name, builtinClass(name, base === '' ? null : types.get(base)));
  }
  return types;
}

/** A class of the evaluator's own; `base` is its only base. */
export function builtinClass(name: string, base: ClassValue | null | undefined): ClassValue {
  const bases = base ? [base] : [];
  const type: ClassValue = { type: 'class', name, definition: null, bases, attributes: new Map() };
  type.attributes.set(LINE, { type: 'tuple', items: [type, ...(base ? lineOf(base) : [])] });
  return type;
}

/** The classes that attributes are looked up in, the class itself first; what is no class (unknown bases) is left out. */
export function lineOf(type: ClassValue): readonly ClassValue[] {
  const line = type.attributes.get(LINE);
  return line?.type === 'tuple'
    ? (line as TupleValue & { readonly items: readonly ClassValue[] }).items
    : [type];
}

export function builtin(name: string, call: BuiltinFunction): BuiltinValue {
  return { type: 'builtin', name, call };
}

/** The name of a value's class, as error messages and `type(x).__name__` show it. */
export function typeName(value: Value): string {
  switch (value.type) {
    case 'instance':
      return value.class.name;
    case 'float':
      return value.node === null ? 'float' : 'float64';
    default:
      return valueTypeNames[value.type];
  }
}

const valueTypeNames: Readonly<Record<Value['type'], string>> = {
  unknown: 'object',
  none: 'NoneType',
  ellipsis: 'ellipsis',
  bool: 'bool',
  int: 'int',
  float: 'float',
  str: 'str',
  dtype: 'type',
  list: 'list',
  tuple: 'tuple',
  dict: 'dict',
  set: 'set',
  range: 'range',
  slice: 'slice',
  iterator: 'generator',
  array: 'ndarray',
  function: 'function',
  method: 'method',
  builtin: 'builtin_function_or_method',
  class: 'type',
  instance: 'object',
  module: 'module',
  probe: 'object',
};

/** Names with one base, bases first. Source: the Python Library Reference, Built-in Exceptions. */
const hierarchy: readonly (readonly [string, string])[] = [
  ['object', ''],
  ['type int float complex str bytes list tuple dict set frozenset range slice NoneType ellipsis', 'object'],
  [
    'function method builtin_function_or_method module generator property staticmethod classmethod super',
    'object',
  ],
  ['ndarray NotImplementedType Field tqdm Enum object_proxy BaseException', 'object'],
  ['bool', 'int'],
  ['float64', 'float'],
  ['Exception SystemExit KeyboardInterrupt GeneratorExit', 'BaseException'],
  ['ArithmeticError AssertionError AttributeError EOFError ImportError LookupError NameError', 'Exception'],
  ['OSError RuntimeError StopIteration SyntaxError TypeError ValueError Warning MemoryError', 'Exception'],
  ['ZeroDivisionError OverflowError FloatingPointError', 'ArithmeticError'],
  ['IndexError KeyError', 'LookupError'],
  ['UnboundLocalError', 'NameError'],
  ['ModuleNotFoundError', 'ImportError'],
  ['FileNotFoundError FileExistsError PermissionError TimeoutError', 'OSError'],
  ['NotImplementedError RecursionError', 'RuntimeError'],
  ['UnicodeError LinAlgError', 'ValueError'],
  ['AxisError', 'IndexError'],
  ['UFuncTypeError', 'TypeError'],
  ['UserWarning DeprecationWarning FutureWarning RuntimeWarning', 'Warning'],
];
