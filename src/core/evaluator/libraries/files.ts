/** `open`: no file is there, so what a program reads is sample text, and what it writes goes nowhere. */
import { argument, type BuiltinBody, integerArgument, textArgument } from '../builtins/definition.ts';
import { iteratorOver } from '../iteration.ts';
import type { Machine } from '../machine.ts';
import { builtin, builtinClass, DATA, ENTERED } from '../types.ts';
import { type CallArguments, int, type ModuleValue, NONE, str, unknown, type Value } from '../values.ts';
import { outsideModule } from './outside.ts';
import { tableModule } from './module.ts';
import { sampleTable, sampleText } from './sample-files.ts';

/** Tables by the ends of their names; whatever else is opened as text holds words. */
const separators: readonly (readonly [RegExp, string])[] = [
  [/\.csv$/i, ','],
  [/\.tsv$/i, '\t'],
  [/\.(?:data|dat)$/i, ','],
];

/** `open(path, mode)`. A binary file is not known: what stands in it has a form of its own. */
export const openFile: BuiltinBody = (machine, args) => {
  const mode = textArgument(args, 1, 'mode') ?? 'r';
  if (mode.includes('b')) return unknown('What a binary file holds is outside what is evaluated', args.span);
  const path = textArgument(args, 0, 'file') ?? '';
  return fileObject(machine, /[wax]/.test(mode) ? '' : contentOf(path, machine));
};

/** `io.open` and `codecs.open`. */
export function filesModule(machine: Machine, name: string): ModuleValue {
  return tableModule(machine, name, { open: openFile });
}

/** `csv`: a reader gives the texts between the separators, line by line; writers write nowhere. */
export function tablesModule(machine: Machine): ModuleValue {
  const made = tableModule(machine, 'csv', {
    reader: (_, args) => {
      const lines = args.positional[0] ? machine.iterate(args.positional[0], args.span) : null;
      if (!lines || 'type' in lines) return lines ?? NONE;
      return iteratorOver(rowsOf(lines, textArgument(args, 1, 'delimiter') ?? ','));
    },
  });
  return { ...made, missing: outsideModule('csv').missing };
}

function* rowsOf(lines: Iterable<Value>, separator: string): Iterable<Value> {
  for (const line of lines) {
    if (line.type !== 'str') yield unknown('What this line holds is not known', null);
    else
      yield {
        type: 'list',
        items: line.value
          .replace(/\r?\n$/, '')
          .split(separator)
          .map(str),
      };
  }
}

function contentOf(path: string, { options: { seed } }: Machine): string {
  const [, separator] = separators.find(([end]) => end.test(path)) ?? [];
  return separator === undefined ? sampleText(seed) : sampleTable(seed, separator);
}

/** A text file that is read from its beginning; every way of reading goes on where the last one ended. */
function fileObject(machine: Machine, content: string): Value {
  let position = 0;
  const type = builtinClass('TextIOWrapper', machine.type('object'));
  const file: Value = { type: 'instance', class: type, attributes: new Map() };
  const take = (end: number): string => {
    const taken = content.slice(position, end);
    position = Math.min(end, content.length);
    return taken;
  };
  const takeLine = (): string => {
    const at = content.indexOf('\n', position);
    return take(at < 0 ? content.length : at + 1);
  };
  const takeLines = (): string[] => take(content.length).match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const methods: Readonly<Record<string, (args: CallArguments) => Value>> = {
    read: (args) => {
      const count = integerArgument(machine, args, 1, 'size', -1);
      if (typeof count !== 'number') return count;
      return str(take(count < 0 ? content.length : position + count));
    },
    readline: () => str(takeLine()),
    readlines: () => ({ type: 'list', items: takeLines().map(str) }),
    seek: (args) => {
      const place = argument(args, 1);
      position = place?.type === 'int' ? Math.min(Math.max(place.value, 0), content.length) : 0;
      return int(position);
    },
    tell: () => int(position),
    write: () => NONE,
    writelines: () => NONE,
    flush: () => NONE,
    close: () => NONE,
  };
  for (const [name, body] of Object.entries(methods)) {
    type.attributes.set(
      name,
      builtin(name, (_, args) => body(args)),
    );
  }
  file.attributes.set(ENTERED, file);
  const next = (): Value | null => (position < content.length ? str(takeLine()) : null);
  file.attributes.set(DATA, { type: 'iterator', next });
  return file;
}
