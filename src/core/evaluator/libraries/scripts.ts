/** What scripts do around their computation: clocks, file names, command lines, progress bars of other packages. */
import { argument, type BuiltinTable } from '../builtins/definition.ts';
import type { Machine } from '../machine.ts';
import { builtin, DATA } from '../types.ts';
import {
  bool,
  type CallArguments,
  FALSE,
  float,
  int,
  type ModuleValue,
  NONE,
  str,
  TRUE,
  unknown,
  type Value,
} from '../values.ts';
import { tableModule } from './module.ts';

/** `time`: every look at the clock finds it one second later, so that loops until a deadline end. */
export function timeModule(machine: Machine): ModuleValue {
  let seconds = 1.7e9;
  const look = (): Value => float(seconds++);
  const functions: Record<string, BuiltinTable[string]> = { sleep: () => NONE };
  for (const name of ['time', 'perf_counter', 'clock', 'monotonic', 'process_time']) functions[name] = look;
  for (const name of ['strftime', 'ctime', 'asctime'])
    functions[name] = () => str('Tue Nov 14 22:13:20 2023');
  return tableModule(machine, 'time', functions);
}

/** `timeit.default_timer` is the same clock. */
export function timeitModule(machine: Machine): ModuleValue {
  const clock = machine.library('time');
  const look = clock?.type === 'module' ? clock.attributes.get('time') : undefined;
  return tableModule(machine, 'timeit', {}, look ? [['default_timer', look]] : []);
}

/** `os`: paths are texts, and no file is there. */
export function systemFilesModule(machine: Machine): ModuleValue {
  const path = pathModule(machine);
  const functions: BuiltinTable = {
    getcwd: () => str('.'),
    makedirs: () => NONE,
    mkdir: () => NONE,
    chdir: () => NONE,
    getenv: (_, args) => argument(args, 1, 'default') ?? NONE,
  };
  return tableModule(machine, 'os', functions, [
    ['path', path],
    ['sep', str('/')],
    ['linesep', str('\n')],
    ['environ', { type: 'dict', entries: new Map(), defaultFactory: null }],
  ]);
}

/** `os.path`. */
export function pathModule(machine: Machine): ModuleValue {
  const texts = (args: CallArguments): string[] | null => {
    const parts = args.positional.map((part) => (part.type === 'str' ? part.value : null));
    return parts.every((part) => part !== null) ? parts : null;
  };
  const ofTexts =
    (make: (first: string, rest: readonly string[]) => Value) =>
    (_: Machine, args: CallArguments): Value => {
      const [first, ...rest] = texts(args) ?? [];
      return first === undefined ? unknown('This path is not known', args.span) : make(first, rest);
    };
  const same = ofTexts((path) => str(path));
  return tableModule(machine, 'os.path', {
    join: ofTexts((first, rest) => str(joined(first, rest))),
    dirname: ofTexts((path) => str(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '')),
    basename: ofTexts((path) => str(path.slice(path.lastIndexOf('/') + 1))),
    splitext: ofTexts((path) => {
      const dot = path.lastIndexOf('.');
      const at = dot > path.lastIndexOf('/') + 1 ? dot : path.length;
      return { type: 'tuple', items: [str(path.slice(0, at)), str(path.slice(at))] };
    }),
    abspath: same,
    realpath: same,
    normpath: same,
    expanduser: same,
    exists: () => FALSE,
    isfile: () => FALSE,
    isdir: () => FALSE,
  });
}

function joined(first: string, rest: readonly string[]): string {
  return rest.reduce(
    (path, part) =>
      part.startsWith('/') ? part : path === '' || path.endsWith('/') ? path + part : `${path}/${part}`,
    first,
  );
}

/** `argparse`: a command line without arguments, so that every option has its default. */
export function commandLineModule(machine: Machine): ModuleValue {
  return tableModule(machine, 'argparse', {
    ArgumentParser: () => parser(machine),
    Namespace: (_, args) => plainObject(machine, args.keywords),
  });
}

/** `types.SimpleNamespace(a=1)`. */
export function typesModule(machine: Machine): ModuleValue {
  return tableModule(machine, 'types', { SimpleNamespace: (_, args) => plainObject(machine, args.keywords) });
}

function plainObject(machine: Machine, attributes: Iterable<readonly [string, Value]>): Value {
  return { type: 'instance', class: machine.type('object'), attributes: new Map(attributes) };
}

function parser(machine: Machine): Value {
  const options = new Map<string, Value>();
  const methods = new Map<string, Value>();
  const self: Value = { type: 'instance', class: machine.type('object'), attributes: methods };
  const add = (name: string, body: (args: CallArguments) => Value): void => {
    methods.set(
      name,
      builtin(name, (_, args) => body(args)),
    );
  };
  add('add_argument', (args) => {
    const name = destination(args);
    if (name !== null) options.set(name, defaultOf(machine, args));
    return NONE;
  });
  add('set_defaults', (args) => {
    for (const [name, value] of args.keywords) options.set(name, value);
    return NONE;
  });
  for (const name of ['add_argument_group', 'add_mutually_exclusive_group']) add(name, () => self);
  for (const name of ['print_help', 'print_usage']) add(name, () => NONE);
  add('parse_args', () => plainObject(machine, options));
  add('parse_known_args', () => ({
    type: 'tuple',
    items: [plainObject(machine, options), { type: 'list', items: [] }],
  }));
  return self;
}

/** The attribute that an option is stored under: `--hidden-size` as `hidden_size`. */
function destination(args: CallArguments): string | null {
  const wanted = args.keywords.get('dest');
  if (wanted?.type === 'str') return wanted.value;
  const flags = args.positional.flatMap((flag) => (flag.type === 'str' ? [flag.value] : []));
  const chosen = flags.find((flag) => flag.startsWith('--')) ?? flags[0];
  return chosen === undefined ? null : chosen.replace(/^-+/, '').replaceAll('-', '_');
}

/** An option's value where the command line has none. A positional argument has no default: it is not known. */
function defaultOf(machine: Machine, args: CallArguments): Value {
  const given = args.keywords.get('default');
  const convert = args.keywords.get('type');
  // A text as default is read as the command line would be.
  if (given?.type === 'str' && convert) return machine.call(convert, [given], new Map(), args.span);
  if (given) return given;
  const action = args.keywords.get('action');
  if (action?.type === 'str' && action.value.startsWith('store_'))
    return bool(action.value === 'store_false');
  const [first] = args.positional;
  const isOption = first?.type === 'str' && first.value.startsWith('-');
  return isOption ? NONE : unknown('An argument of the command line is not known', args.span);
}

/** `progressbar.ProgressBar()(range(n))` iterates over what it is given. */
export function progressBarModule(machine: Machine): ModuleValue {
  const bar = (): Value =>
    builtin('ProgressBar', (_, args) => {
      const [iterable] = args.positional;
      if (!iterable) return unknown('Progress bars are outside what is evaluated', args.span);
      return { type: 'instance', class: machine.type('tqdm'), attributes: new Map([[DATA, iterable]]) };
    });
  const widgets: Record<string, BuiltinTable[string]> = {};
  for (const name of ['Bar', 'ETA', 'Percentage', 'Timer', 'FileTransferSpeed', 'SimpleProgress'])
    widgets[name] = () => str(name);
  return tableModule(machine, 'progressbar', {
    ProgressBar: bar,
    progressbar: (_, args) => args.positional[0] ?? NONE,
    ...widgets,
  });
}

/** `enum`: members are objects with a name and a value, the same object each time that they are read. */
export function enumModule(machine: Machine): ModuleValue {
  let numbered = 0;
  const base = machine.type('Enum');
  base.attributes.set(
    '(fields)',
    builtin('Enum', (_, args) => {
      const [type] = args.positional;
      if (type?.type !== 'class') return NONE;
      for (const [name, value] of type.attributes) {
        if (name.startsWith('_') || name.startsWith('(') || !isMember(value)) continue;
        const attributes = new Map<string, Value>([
          ['name', str(name)],
          ['value', value],
        ]);
        type.attributes.set(name, { type: 'instance', class: type, attributes });
      }
      numbered = 0;
      return type;
    }),
  );
  const auto = (): Value => {
    numbered += 1;
    return int(numbered);
  };
  const types = ['Enum', 'IntEnum', 'Flag', 'StrEnum'].map((name) => [name, base] as const);
  return tableModule(machine, 'enum', { auto, unique: (_, args) => args.positional[0] ?? TRUE }, types);
}

function isMember(value: Value): boolean {
  return ['int', 'float', 'str', 'tuple', 'bool', 'list', 'none'].includes(value.type);
}
