/** The names of a library's module as one evaluation has them, without a copy of the hundreds that it never touches. */
import type { ModuleValue, Value } from '../values.ts';

/** The library as a module of one evaluation's own; what the program sets on it, or on a module in it, stays there. */
export function ownModule(library: ModuleValue): ModuleValue {
  return { ...library, attributes: new OwnNames(library.attributes) };
}

/** A map that reads from another one, which all evaluations share, until it is asked for all of its names. */
class OwnNames extends Map<string, Value> {
  /** Null once its names have been copied. */
  #shared: ReadonlyMap<string, Value> | null;

  constructor(shared: ReadonlyMap<string, Value>) {
    super();
    this.#shared = shared;
  }

  override get(name: string): Value | undefined {
    const own = super.get(name);
    if (own !== undefined || this.#shared === null) return own;
    const value = this.#shared.get(name);
    if (value?.type !== 'module') return value;
    const part = ownModule(value);
    super.set(name, part);
    return part;
  }

  override has(name: string): boolean {
    return super.has(name) || this.#shared?.has(name) === true;
  }

  override delete(name: string): boolean {
    this.#copy();
    return super.delete(name);
  }

  override clear(): void {
    this.#shared = null;
    super.clear();
  }

  override get size(): number {
    this.#copy();
    return super.size;
  }

  override keys() {
    this.#copy();
    return super.keys();
  }

  override values() {
    this.#copy();
    return super.values();
  }

  override entries() {
    this.#copy();
    return super.entries();
  }

  override [Symbol.iterator]() {
    return this.entries();
  }

  override forEach(visit: (value: Value, name: string, map: Map<string, Value>) => void): void {
    this.#copy();
    super.forEach(visit);
  }

  /** Takes over the shared names in their order, before those that the program has added. */
  #copy(): void {
    const shared = this.#shared;
    if (shared === null) return;
    this.#shared = null;
    const own = new Map(super.entries());
    super.clear();
    for (const [name, value] of shared) super.set(name, value.type === 'module' ? ownModule(value) : value);
    for (const [name, value] of own) super.set(name, value);
  }
}
