/** Instances: making them (`Net(2, 3)`), their `__dict__`, and `super()`. */
import type { Span } from '../python/source.ts';
import { classAttribute, ownMethod, unknownBase } from './classes.ts';
import { stringKey } from './dictionaries.ts';
import type { Machine } from './machine.ts';
import { DATA, lineOf } from './types.ts';
import {
  type ClassValue,
  type DictValue,
  type InstanceValue,
  PythonError,
  str,
  type Value,
} from './values.ts';

/** `type(…)`: a new instance, or what a built-in class makes of its arguments. */
export function instantiate(
  machine: Machine,
  type: ClassValue,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  span: Span,
): Value {
  const maker = classAttribute(lineOf(type), '__new__');
  const own = maker && maker.holder.definition !== null ? staticFunction(maker.value) : null;
  const builtinMaker = type.definition === null ? builtinMakerOf(type) : null;
  if (builtinMaker) return machine.call(builtinMaker, positional, keywords, span);
  const instance = own
    ? machine.call(own, [type, ...positional], keywords, span)
    : plainInstance(machine, type, positional, keywords, span);
  if (instance.type !== 'instance' || !lineOf(instance.class).includes(type)) return instance;
  const initializer = ownMethod(machine, instance, '__init__', span);
  if (initializer) {
    machine.call(initializer, positional, keywords, span);
  } else if (positional.length + keywords.size > 0 && !own && !takesArguments(type)) {
    throw new PythonError('TypeError', `${type.name}() takes no arguments`, span);
  }
  return instance;
}

/** What `object.__new__(type)` makes: an instance that no initializer has seen. */
export function plainInstance(
  machine: Machine,
  type: ClassValue,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  span: Span,
): Value {
  const instance: InstanceValue = { type: 'instance', class: type, attributes: new Map() };
  if (isException(type)) instance.attributes.set('args', { type: 'tuple', items: positional });
  const maker = builtinMakerOf(type);
  if (!maker || isException(type)) return instance;
  // A subclass of `dict` or `list` with an initializer of its own hands its contents on with `super().__init__(…)`.
  const initializer = classAttribute(lineOf(type), '__init__');
  const initializes = initializer !== null && initializer.holder.definition !== null;
  const made = initializes
    ? machine.call(maker, [], new Map(), span)
    : machine.call(maker, positional, keywords, span);
  if (made.type === 'instance')
    for (const [name, value] of made.attributes) instance.attributes.set(name, value);
  else instance.attributes.set(DATA, made);
  return instance;
}

/** The proxy that `super()` gives inside a method. Errors: RuntimeError outside of methods. */
export function superProxy(machine: Machine, args: readonly Value[], span: Span): Value {
  const activation = machine.activation;
  const start = args[0] ?? activation?.function?.owner ?? null;
  const self = args[1] ?? activation?.firstArgument ?? null;
  if (start?.type === 'unknown') return start;
  if (start?.type !== 'class' || !self) {
    throw new PythonError('RuntimeError', 'super(): no arguments', span);
  }
  const attributes = new Map<string, Value>([
    ['(self)', self],
    ['(start)', start],
  ]);
  return { type: 'instance', class: machine.type('super'), attributes };
}

/** `instance.__dict__`: a dictionary that reads and writes the instance's attributes. */
export function attributeEntries(instance: InstanceValue): DictValue {
  return { type: 'dict', entries: new AttributeEntries(instance.attributes), defaultFactory: null };
}

/** The constructor of the built-in class that this class is or extends; null for those that extend `object` alone. */
function builtinMakerOf(type: ClassValue): Value | null {
  for (const holder of lineOf(type)) {
    if (holder.definition !== null) continue;
    if (holder.name === 'object' && type !== holder) return null;
    const maker = holder.attributes.get('__new__');
    if (maker) return maker;
  }
  return null;
}

function isException(type: ClassValue): boolean {
  return lineOf(type).some((holder) => holder.name === 'BaseException');
}

function takesArguments(type: ClassValue): boolean {
  return isException(type) || builtinMakerOf(type) !== null || unknownBase(type) !== null;
}

function staticFunction(value: Value): Value {
  return value.type === 'instance' ? (value.attributes.get('function') ?? value) : value;
}

/** Stores a dictionary's entries in the attributes of an instance. */
class AttributeEntries extends Map<string, { readonly key: Value; value: Value }> {
  // `Map`'s constructor runs before fields are set and calls nothing here, as it gets no entries.
  readonly #attributes: Map<string, Value>;

  constructor(attributes: Map<string, Value>) {
    super();
    this.#attributes = attributes;
  }

  override get size(): number {
    return [...this.keys()].length;
  }

  override get(hash: string): { readonly key: Value; value: Value } | undefined {
    const value = this.#attributes.get(nameOf(hash));
    return value && this.#entry(nameOf(hash), value);
  }

  override has(hash: string): boolean {
    return this.#attributes.has(nameOf(hash));
  }

  override set(hash: string, entry: { readonly key: Value; value: Value }): this {
    this.#attributes.set(nameOf(hash), entry.value);
    return this;
  }

  override delete(hash: string): boolean {
    return this.#attributes.delete(nameOf(hash));
  }

  override clear(): void {
    for (const hash of [...this.keys()]) this.delete(hash);
  }

  override *keys(): MapIterator<string> {
    for (const name of this.#attributes.keys()) if (!name.startsWith('(')) yield stringKey(name);
  }

  override *values(): MapIterator<{ readonly key: Value; value: Value }> {
    for (const [, entry] of this.entries()) yield entry;
  }

  override *entries(): MapIterator<[string, { readonly key: Value; value: Value }]> {
    for (const [name, value] of this.#attributes) {
      if (!name.startsWith('(')) yield [stringKey(name), this.#entry(name, value)];
    }
  }

  override [Symbol.iterator](): MapIterator<[string, { readonly key: Value; value: Value }]> {
    return this.entries();
  }

  #entry(name: string, value: Value): { readonly key: Value; value: Value } {
    const attributes = this.#attributes;
    return {
      key: str(name),
      get value(): Value {
        return attributes.get(name) ?? value;
      },
      set value(next: Value) {
        attributes.set(name, next);
      },
    };
  }
}

function nameOf(hash: string): string {
  return hash.slice(stringKey('').length);
}
