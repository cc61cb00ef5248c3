/** Attributes of every kind of value: reading, setting and deleting them, as Python resolves them. */
import { tableAttribute } from './libraries/data-frames.ts';
import type { Span } from '../python/source.ts';
import { spoil, spoiledBy } from './arrays.ts';
import { methodOf } from './builtins/methods.ts';
import { bindToClass, bindToInstance, classAttribute, classOf, unknownBase } from './classes.ts';
import { attributeEntries, plainInstance } from './instances.ts';
import type { Machine } from './machine.ts';
import { arrayAttribute, dtypeAttribute } from './numpy/index.ts';
import { tensorAttribute } from './torch/methods.ts';
import { builtin, DATA, lineOf, typeName } from './types.ts';
import {
  type ArrayValue,
  type ClassValue,
  float,
  type FunctionValue,
  type InstanceValue,
  int,
  NONE,
  PythonError,
  str,
  type UnknownValue,
  unknown,
  type Value,
} from './values.ts';

/** `value.name`. Errors: AttributeError. */
export function readAttribute(machine: Machine, value: Value, name: string, span: Span): Value {
  const object = machine.resolve(value, { kind: 'attribute', name }, span);
  if (object.type === 'unknown') return object;
  const found = findAttribute(machine, object, name, span);
  if (found) return found;
  throw new PythonError('AttributeError', `'${typeName(object)}' object has no attribute '${name}'`, span);
}

/** `value.name`, or null where there is no such attribute. */
export function findAttribute(machine: Machine, value: Value, name: string, span: Span): Value | null {
  switch (value.type) {
    case 'instance':
      return instanceAttribute(machine, value, name, span);
    case 'class':
      return attributeOfClass(machine, value, name, span);
    case 'module':
      return value.attributes.get(name) ?? value.missing?.(name, span) ?? null;
    case 'array':
      return attributeOfArray(machine, value, name, span) ?? plainAttribute(machine, value, name);
    case 'function':
      return functionAttribute(machine, value, name);
    case 'method':
      return methodAttribute(machine, value.self, value.function, name, span);
    case 'float':
    case 'int':
    case 'bool':
      return methodOf(machine, value, name) ?? numberAttribute(machine, value, name, span);
    case 'str':
      return methodOf(machine, value, name) ?? plainAttribute(machine, value, name) ?? rareTextMethod(name);
    default:
      return methodOf(machine, value, name) ?? plainAttribute(machine, value, name);
  }
}

/**
 * Tensors have PyTorch's methods, and NumPy's where PyTorch has none. Arrays have NumPy's; in a program that imports
 * PyTorch an array or a number may be a tensor that the engine supplied, so it has PyTorch's further methods.
 */
function attributeOfArray(machine: Machine, value: Value, name: string, span: Span): Value | null {
  const isTensor = value.type === 'array' && value.isTensor === true;
  const spoiled = value.type === 'array' ? spoiledBy(value) : null;
  const importsTorch = machine.libraries.has('torch');
  const mayBeTensor = !spoiled && (isTensor || importsTorch);
  // Where NumPy is not imported, every array is a tensor.
  const isTorchFirst = isTensor || (importsTorch && !machine.libraries.has('numpy'));
  const asTensor = (): Value | null => (mayBeTensor ? tensorAttribute(machine, value, name, span) : null);
  const asArray = (): Value | null => arrayAttribute(machine, value, name, span);
  const found = isTorchFirst ? (asTensor() ?? asArray()) : (asArray() ?? asTensor());
  // What a program reads as a table is an array here.
  return found ?? tableAttribute(machine, value, name);
}

/** Methods that Python's texts have and no network is computed with. */
function rareTextMethod(name: string): UnknownValue | null {
  const isRare = ['maketrans', 'translate', 'expandtabs', 'format_map'].includes(name);
  return isRare ? unknown(`\`str.${name}\` is outside what is evaluated`, null) : null;
}

/** `object.name = value`. Errors: AttributeError. */
export function setAttribute(machine: Machine, target: Value, name: string, value: Value, span: Span): void {
  const object = machine.resolve(target, { kind: 'attribute', name }, span);
  switch (object.type) {
    case 'unknown':
    case 'builtin':
      return;
    case 'instance': {
      const setter = classAttribute(lineOf(object.class), '__setattr__');
      if (setter && setter.holder.definition !== null) {
        machine.call(setter.value, [object, str(name), value], new Map(), span);
      } else {
        setInstanceAttribute(machine, object, name, value, span);
      }
      return;
    }
    case 'class':
    case 'module':
      object.attributes.set(name, value);
      return;
    case 'function': {
      const attributes = machine.functionAttributes.get(object) ?? new Map<string, Value>();
      attributes.set(name, value);
      machine.functionAttributes.set(object, attributes);
      return;
    }
    case 'array': {
      // What PyTorch's autograd is told changes no values.
      if (machine.libraries.has('torch') && /^(requires_grad|grad)$/.test(name)) return;
      if (name === 'data' && object.isTensor) {
        machine.call(machine.attribute(object, 'copy_', span), [value], new Map(), span);
        return;
      }
      if (name !== 'shape') break;
      reshapeInPlace(machine, object, value, span);
      return;
    }
    default:
  }
  throw new PythonError('AttributeError', `'${typeName(object)}' object has no attribute '${name}'`, span);
}

/** Sets an attribute of an instance without asking its class's `__setattr__`; a property's setter is called. */
export function setInstanceAttribute(
  machine: Machine,
  instance: InstanceValue,
  name: string,
  value: Value,
  span: Span,
): void {
  const found = classAttribute(lineOf(instance.class), name);
  if (found?.value.type === 'instance' && found.value.class.name === 'property') {
    const setter = found.value.attributes.get('fset');
    if (!setter) throw new PythonError('AttributeError', `property '${name}' has no setter`, span);
    machine.call(setter, [instance, value], new Map(), span);
    return;
  }
  instance.attributes.set(name, value);
}

/** `del object.name`. Errors: AttributeError. */
export function deleteAttribute(machine: Machine, target: Value, name: string, span: Span): void {
  const object = machine.resolve(target, { kind: 'attribute', name }, span);
  if (object.type === 'unknown') return;
  const held = object.type === 'instance' || object.type === 'class' || object.type === 'module';
  if (held && object.attributes.delete(name)) return;
  throw new PythonError('AttributeError', `'${typeName(object)}' object has no attribute '${name}'`, span);
}

function instanceAttribute(
  machine: Machine,
  instance: InstanceValue,
  name: string,
  span: Span,
): Value | null {
  if (instance.class.name === 'super') return superAttribute(machine, instance, name, span);
  const found = classAttribute(lineOf(instance.class), name);
  if (found?.value.type === 'instance' && found.value.class.name === 'property') {
    return bindToInstance(machine, found, instance, span);
  }
  const own = instance.attributes.get(name);
  if (own) return own;
  if (found && (found.holder.name !== 'object' || found.holder.definition !== null)) {
    return bindToInstance(machine, found, instance, span);
  }
  if (name === '__class__') return instance.class;
  if (name === '__dict__') return attributeEntries(instance);
  const contents = instance.attributes.get(DATA);
  const inContents = contents ? findAttribute(machine, contents, name, span) : null;
  if (inContents) return inContents;
  const special = builtinInstanceAttribute(machine, instance, name);
  if (special) return special;
  const hook = classAttribute(lineOf(instance.class), '__getattr__');
  if (hook) return machine.call(hook.value, [instance, str(name)], new Map(), span);
  return found ? bindToInstance(machine, found, instance, span) : unknownBase(instance.class);
}

/** `@area.setter` and its relatives, and wrapped values whose own methods are not modelled. */
function builtinInstanceAttribute(machine: Machine, instance: InstanceValue, name: string): Value | null {
  if (instance.class.name === 'tqdm') return unknown(`Progress bars are outside what is evaluated`, null);
  if (instance.class.name !== 'property') return null;
  const part = { setter: 'fset', getter: 'fget', deleter: 'fdel' }[name];
  if (!part) return null;
  return builtin(name, (_, args) => ({
    type: 'instance',
    class: machine.type('property'),
    attributes: new Map([...instance.attributes, [part, args.positional[0] ?? NONE]]),
  }));
}

/** `super().name`: looked up behind the class that the method stands in, bound to the same object. */
function superAttribute(machine: Machine, proxy: InstanceValue, name: string, span: Span): Value | null {
  const self = proxy.attributes.get('(self)');
  const start = proxy.attributes.get('(start)');
  if (!self || start?.type !== 'class') return null;
  const type = self.type === 'class' ? self : classOf(machine, self);
  if (name === '__new__') return newThroughSuper(machine);
  const line = lineOf(type);
  const found = classAttribute(line.slice(line.indexOf(start) + 1), name);
  const isDefault = found?.holder.name === 'object' && found.holder.definition === null;
  if (found && !isDefault) {
    return self.type === 'class' ? bindToClass(found, self) : bindToInstance(machine, found, self, span);
  }
  const contents = self.type === 'instance' ? self.attributes.get(DATA) : undefined;
  const inContents = contents ? findAttribute(machine, contents, name, span) : null;
  return inContents ?? unknownBase(type) ?? (found ? bindToInstance(machine, found, self, span) : null);
}

/** `super().__new__(cls, …)`. */
function newThroughSuper(machine: Machine): Value {
  return builtin('__new__', (_, args) => {
    const [type, ...rest] = args.positional;
    if (type?.type !== 'class') throw new PythonError('TypeError', '__new__() needs a class', args.span);
    return plainInstance(machine, type, rest, args.keywords, args.span);
  });
}

function attributeOfClass(machine: Machine, type: ClassValue, name: string, span: Span): Value | null {
  const found = classAttribute(lineOf(type), name);
  if (found) return bindToClass(found, type);
  switch (name) {
    case '__name__':
    case '__qualname__':
      return str(type.name);
    case '__mro__':
      return { type: 'tuple', items: lineOf(type) };
    case '__bases__':
      return { type: 'tuple', items: type.bases };
    case '__module__':
      return str('__main__');
    case '__doc__':
      return NONE;
    case '__class__':
      return machine.type('type');
    case 'fromkeys':
      // The one method of built-in classes that makes an object from nothing.
      return type.name === 'dict' && emptyValues['dict']
        ? methodOf(machine, emptyValues['dict'], name)
        : unknownBase(type);
    default:
      return unboundBuiltinMethod(machine, type, name, span) ?? unknownBase(type);
  }
}

/** `str.upper`, `dict.get`, `list.append`: the method as a function of its object. */
function unboundBuiltinMethod(machine: Machine, type: ClassValue, name: string, span: Span): Value | null {
  const empty = type.definition === null ? emptyValues[type.name] : undefined;
  if (!empty || !methodOf(machine, empty, name)) return type.name === 'str' ? rareTextMethod(name) : null;
  return builtin(name, (_, args) => {
    const [self, ...rest] = args.positional;
    if (!self)
      throw new PythonError('TypeError', `unbound method ${type.name}.${name}() needs an argument`, span);
    const method = findAttribute(machine, contentsOrSelf(self), name, span);
    if (!method)
      throw new PythonError('AttributeError', `'${typeName(self)}' object has no attribute '${name}'`, span);
    return machine.call(method, rest, args.keywords, args.span);
  });
}

function contentsOrSelf(value: Value): Value {
  return value.type === 'instance' ? (value.attributes.get(DATA) ?? value) : value;
}

const emptyValues: Readonly<Record<string, Value>> = {
  str: str(''),
  list: { type: 'list', items: [] },
  tuple: { type: 'tuple', items: [] },
  dict: { type: 'dict', entries: new Map(), defaultFactory: null },
  set: { type: 'set', entries: new Map() },
};

function functionAttribute(machine: Machine, value: FunctionValue, name: string): Value | null {
  const own = machine.functionAttributes.get(value)?.get(name);
  if (own) return own;
  switch (name) {
    case '__name__':
      return str(value.name);
    case '__qualname__':
      return str(value.qualifiedName);
    case '__doc__':
      return NONE;
    case '__module__':
      return str('__main__');
    case '__defaults__':
      return { type: 'tuple', items: value.defaults };
    default:
      return plainAttribute(machine, value, name);
  }
}

function methodAttribute(
  machine: Machine,
  self: Value,
  callee: Value,
  name: string,
  span: Span,
): Value | null {
  if (name === '__self__') return self;
  if (name === '__func__') return callee;
  return findAttribute(machine, callee, name, span);
}

/** NumPy's scalars have the attributes of arrays, and are floats and ints here. */
function numberAttribute(machine: Machine, value: Value, name: string, span: Span): Value | null {
  switch (name) {
    case 'real':
      return value;
    case 'imag':
      return value.type === 'float' ? float(0) : int(0);
    default:
      return attributeOfArray(machine, value, name, span) ?? plainAttribute(machine, value, name);
  }
}

function plainAttribute(machine: Machine, value: Value, name: string): Value | null {
  switch (name) {
    case '__class__':
      return classOf(machine, value);
    case '__name__':
      return value.type === 'builtin' || value.type === 'dtype' ? str(value.name) : null;
    case '__doc__':
      return NONE;
    case 'start':
    case 'stop':
    case 'step':
      return value.type === 'range' ? int(value[name]) : null;
    case 'kind':
    case 'name':
    case 'itemsize':
    case 'type':
      return value.type === 'dtype' ? dtypeAttribute(value, name) : null;
    default:
      // Functions of NumPy have parts of their own: `np.add.at`, `np.add.reduce`.
      return value.type === 'builtin' ? (value.attributes?.get(name) ?? missingPart(value.name, name)) : null;
  }
}

/** `a.shape = (2, 3)`: the object gets another shape. A view of another array would have to change it too, and is unknown. */
function reshapeInPlace(machine: Machine, array: ArrayValue, shape: Value, span: Span): void {
  const reshape = arrayAttribute(machine, array, 'reshape', span);
  const reshaped = reshape && machine.call(reshape, [shape], new Map(), span);
  const node = reshaped && machine.nodeOf(reshaped);
  if (array.view === null && node !== null) array.node = node;
  else spoil(array, unknown('Setting the `shape` of a view is outside what is evaluated', span));
}

function missingPart(owner: string, name: string): UnknownValue {
  return unknown(`\`${owner}.${name}\` is outside what is evaluated`, null);
}
