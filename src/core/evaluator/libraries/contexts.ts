/** Python's `contextlib`: functions that open a context with `yield`, and contexts that do nothing. */
import { required } from '../builtins/definition.ts';
import { nextOf } from '../iteration.ts';
import type { Machine } from '../machine.ts';
import { builtin, ENTERED } from '../types.ts';
import { type ModuleValue, NONE, type Value } from '../values.ts';
import { tableModule } from './module.ts';

export function contextsModule(machine: Machine): ModuleValue {
  const opened = (entered: Value): Value => ({
    type: 'instance',
    class: machine.type('object'),
    attributes: new Map([[ENTERED, entered]]),
  });
  return tableModule(machine, 'contextlib', {
    // What stands behind the `yield` runs when the context opens: generators run to their end.
    contextmanager: (_, args) => {
      const opener = required(args, 0, 'contextmanager');
      return builtin('contextmanager', (_evaluation, inner) => {
        const generator = machine.call(opener, inner.positional, inner.keywords, inner.span);
        if (generator.type === 'unknown') return generator;
        return opened(nextOf(machine, generator, inner.span) ?? NONE);
      });
    },
    nullcontext: (_, args) => opened(args.positional[0] ?? NONE),
    redirect_stdout: () => opened(NONE),
    redirect_stderr: () => opened(NONE),
    closing: (_, args) => opened(args.positional[0] ?? NONE),
  });
}
