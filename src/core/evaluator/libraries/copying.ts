/** Python's `copy`: copies share nothing that can change, and arrays keep their place on the tape. */
import type { Span } from '../../python/source.ts';
import { copyOf } from '../arrays.ts';
import { ownMethod } from '../classes.ts';
import type { Machine } from '../machine.ts';
import { required } from '../builtins/definition.ts';
import type { ModuleValue, Value } from '../values.ts';
import { tableModule } from './module.ts';

export function copyModule(machine: Machine): ModuleValue {
  return tableModule(machine, 'copy', {
    copy: (_, args) => shallow(machine, required(args, 0, 'copy'), args.span),
    deepcopy: (_, args) => deep(machine, required(args, 0, 'deepcopy'), new Map(), args.span),
  });
}

function shallow(machine: Machine, value: Value, span: Span): Value {
  const settled = machine.resolve(value, { kind: 'any' }, span);
  const method = ownMethod(machine, settled, '__copy__', span);
  if (method) return machine.call(method, [], new Map(), span);
  return rebuilt(machine, settled, (part) => part) ?? settled;
}

/** `copies` holds what has been copied already: two names for one array stay two names for one copy. */
function deep(machine: Machine, value: Value, copies: Map<Value, Value>, span: Span): Value {
  const settled = machine.resolve(value, { kind: 'any' }, span);
  const known = copies.get(settled);
  if (known) return known;
  const method = ownMethod(machine, settled, '__deepcopy__', span);
  if (method)
    return machine.call(
      method,
      [{ type: 'dict', entries: new Map(), defaultFactory: null }],
      new Map(),
      span,
    );
  machine.enter(span);
  try {
    const register = (copy: Value): void => void copies.set(settled, copy);
    return rebuilt(machine, settled, (part) => deep(machine, part, copies, span), register) ?? settled;
  } finally {
    machine.leave();
  }
}

/** A new container with the parts copied by `copy`; null for values that cannot change. `register` sees it before it is filled. */
function rebuilt(
  machine: Machine,
  value: Value,
  copy: (part: Value) => Value,
  register: (made: Value) => void = () => undefined,
): Value | null {
  switch (value.type) {
    case 'array': {
      const made = copyOf(value, machine.tape);
      register(made);
      return made;
    }
    case 'list': {
      const made = { type: 'list' as const, items: [] as Value[] };
      register(made);
      for (const item of value.items) made.items.push(copy(item));
      return made;
    }
    case 'tuple':
      return { type: 'tuple', items: value.items.map(copy) };
    case 'dict': {
      const made: Value = { type: 'dict', entries: new Map(), defaultFactory: value.defaultFactory };
      register(made);
      for (const [hash, entry] of value.entries)
        made.entries.set(hash, { key: entry.key, value: copy(entry.value) });
      return made;
    }
    case 'set':
      return { type: 'set', entries: new Map(value.entries) };
    case 'instance': {
      const made: Value = { type: 'instance', class: value.class, attributes: new Map() };
      register(made);
      for (const [name, attribute] of value.attributes) made.attributes.set(name, copy(attribute));
      return made;
    }
    default:
      return null;
  }
}
