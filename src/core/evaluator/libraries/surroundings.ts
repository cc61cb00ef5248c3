/** What surrounds a program: `sys`, and progress bars, which hand on what they are wrapped around. */
import type { Machine } from '../machine.ts';
import { argument } from '../builtins/definition.ts';
import { leaveScript } from '../builtins/objects.ts';
import { DATA } from '../types.ts';
import { type CallArguments, float, int, type ModuleValue, str, unknown, type Value } from '../values.ts';
import { tableModule } from './module.ts';

export function systemModule(machine: Machine): ModuleValue {
  const floats: ModuleValue = {
    type: 'module',
    name: 'sys.float_info',
    attributes: new Map<string, Value>([
      ['epsilon', float(Number.EPSILON)],
      ['max', float(Number.MAX_VALUE)],
      ['min', float(2.2250738585072014e-308)],
    ]),
    missing: null,
  };
  return tableModule(machine, 'sys', { exit: (_, args) => leaveScript(args.span) }, [
    ['maxsize', int(2 ** 63)],
    ['maxint', int(2 ** 63)],
    ['float_info', floats],
    ['version', str('3.11.7 (main)')],
    ['platform', str('linux')],
    // A program runs as if its command line were empty.
    ['argv', { type: 'list', items: [str('main.py')] }],
    ['version_info', { type: 'tuple', items: [int(3), int(11), int(0), str('final'), int(0)] }],
  ]);
}

/** `tqdm(x)` iterates over x; what else a progress bar has is not known. */
export function progressModule(machine: Machine): ModuleValue {
  const wrap = (_: Machine, args: CallArguments): Value => {
    const iterable = argument(args, 0, 'iterable');
    if (!iterable) return unknown('Progress bars are outside what is evaluated', args.span);
    return { type: 'instance', class: machine.type('tqdm'), attributes: new Map([[DATA, iterable]]) };
  };
  const functions = {
    tqdm: wrap,
    tqdm_notebook: wrap,
    trange: (_: Machine, args: CallArguments): Value => {
      const range = machine.builtins.names.get('range');
      if (!range) return unknown('Progress bars are outside what is evaluated', args.span);
      return wrap(machine, {
        ...args,
        positional: [machine.call(range, args.positional, new Map(), args.span)],
      });
    },
  };
  const made = tableModule(machine, 'tqdm', { ...functions, __call__: wrap });
  for (const part of ['auto', 'notebook', 'autonotebook', 'std']) made.attributes.set(part, made);
  return made;
}
