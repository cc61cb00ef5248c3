/** Methods of strings. */
import type { Machine } from '../machine.ts';
import { sliceBounds } from '../sequences.ts';
import { formatValue, representation, textOfValue } from '../text.ts';
import { readSubscript } from '../subscripts.ts';
import { bool, type CallArguments, int, PythonError, str, type UnknownValue, type Value } from '../values.ts';
import { argument, type BuiltinTable, collect, integerArgument, textArgument } from './definition.ts';

/** Methods by name; the text itself is the first positional argument. */
export const stringMethods: BuiltinTable = {
  join: (machine, args) => join(machine, args),
  split: (machine, args) => split(machine, args, false),
  rsplit: (machine, args) => split(machine, args, true),
  splitlines: (_, args) =>
    list(
      self(args) === ''
        ? []
        : self(args)
            .replace(/\r?\n$/, '')
            .split(/\r?\n/),
    ),
  format: (machine, args) => format(machine, args),
  startswith: (_, args) => bool(affixes(args).some((affix) => self(args).startsWith(affix))),
  endswith: (_, args) => bool(affixes(args).some((affix) => self(args).endsWith(affix))),
  replace: (machine, args) => {
    const count = integerArgument(machine, args, 3, 'count', -1);
    if (typeof count !== 'number') return count;
    const old = textArgument(args, 1) ?? '';
    // The empty text stands before every character and at the end.
    const parts = old === '' ? ['', ...self(args), ''] : self(args).split(old);
    const joint = textArgument(args, 2) ?? '';
    if (count < 0) return str(parts.join(joint));
    const kept = parts.slice(count).join(old);
    return str([...parts.slice(0, count), kept].join(joint));
  },
  lower: (_, args) => str(self(args).toLowerCase()),
  upper: (_, args) => str(self(args).toUpperCase()),
  casefold: (_, args) => str(self(args).toLowerCase()),
  title: (_, args) =>
    str(
      self(args)
        .toLowerCase()
        .replace(
          /(^|[^a-z])([a-z])/g,
          (_match, before: string, letter: string) => before + letter.toUpperCase(),
        ),
    ),
  capitalize: (_, args) => str(self(args).charAt(0).toUpperCase() + self(args).slice(1).toLowerCase()),
  swapcase: (_, args) => {
    const swap = (letter: string): string =>
      letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
    return str([...self(args)].map(swap).join(''));
  },
  strip: (_, args) => str(strip(args, true, true)),
  lstrip: (_, args) => str(strip(args, true, false)),
  rstrip: (_, args) => str(strip(args, false, true)),
  isdigit: (_, args) => bool(/^\p{Nd}+$/u.test(self(args))),
  isnumeric: (_, args) => bool(/^\p{N}+$/u.test(self(args))),
  isdecimal: (_, args) => bool(/^\p{Nd}+$/u.test(self(args))),
  isalpha: (_, args) => bool(/^\p{L}+$/u.test(self(args))),
  isalnum: (_, args) => bool(/^[\p{L}\p{N}]+$/u.test(self(args))),
  isspace: (_, args) => bool(/^\s+$/.test(self(args))),
  islower: (_, args) => bool(/\p{Ll}/u.test(self(args)) && !/\p{Lu}/u.test(self(args))),
  isupper: (_, args) => bool(/\p{Lu}/u.test(self(args)) && !/\p{Ll}/u.test(self(args))),
  isidentifier: (_, args) => bool(/^[\p{L}_][\p{L}\p{N}_]*$/u.test(self(args))),
  find: (machine, args) => position(find(machine, args, false)),
  rfind: (machine, args) => position(find(machine, args, true)),
  index: (machine, args) => found(find(machine, args, false), args),
  rindex: (machine, args) => found(find(machine, args, true), args),
  count: (_, args) => {
    const part = textArgument(args, 1) ?? '';
    return int(part === '' ? [...self(args)].length + 1 : self(args).split(part).length - 1);
  },
  center: (machine, args) => centered(machine, args),
  ljust: (machine, args) => padded(machine, args, '<'),
  rjust: (machine, args) => padded(machine, args, '>'),
  zfill: (machine, args) => {
    const width = integerArgument(machine, args, 1, 'width', 0);
    if (typeof width !== 'number') return width;
    const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(self(args)) ?? [];
    return str(sign + rest.padStart(Math.min(width, 10_000) - sign.length, '0'));
  },
  partition: (_, args) => partition(args, self(args).indexOf(textArgument(args, 1) ?? '')),
  rpartition: (_, args) => partition(args, self(args).lastIndexOf(textArgument(args, 1) ?? '')),
  removeprefix: (_, args) => {
    const prefix = textArgument(args, 1) ?? '';
    return str(self(args).startsWith(prefix) ? self(args).slice(prefix.length) : self(args));
  },
  removesuffix: (_, args) => {
    const suffix = textArgument(args, 1) ?? '';
    return str(
      suffix !== '' && self(args).endsWith(suffix) ? self(args).slice(0, -suffix.length) : self(args),
    );
  },
  encode: (_, args) => str(self(args)),
  decode: (_, args) => str(self(args)),
};

function self(args: CallArguments): string {
  const [text] = args.positional;
  return text?.type === 'str' ? text.value : '';
}

function list(texts: readonly string[]): Value {
  return { type: 'list', items: texts.map(str) };
}

/** `separator.join(texts)`. Errors: TypeError for items that are no text. */
function join(machine: Machine, args: CallArguments): Value {
  const source = args.positional[1];
  const items = source ? collect(machine, source, args) : [];
  if ('type' in items) return items;
  const texts: string[] = [];
  for (const [position, item] of items.entries()) {
    const settled = machine.resolve(item, { kind: 'any' }, args.span);
    if (settled.type === 'unknown') return settled;
    if (settled.type !== 'str') {
      throw new PythonError(
        'TypeError',
        `sequence item ${position}: expected str instance, ${settled.type} found`,
        args.span,
      );
    }
    texts.push(settled.value);
  }
  return str(texts.join(self(args)));
}

function split(machine: Machine, args: CallArguments, fromRight: boolean): Value {
  const most = integerArgument(machine, args, 2, 'maxsplit', -1);
  if (typeof most !== 'number') return most;
  const separator = textArgument(args, 1, 'sep');
  if (separator === '') throw new PythonError('ValueError', 'empty separator', args.span);
  const text = separator === null ? self(args).trim() : self(args);
  const parts = separator === null ? (text === '' ? [] : text.split(/\s+/)) : text.split(separator);
  if (most < 0 || parts.length <= most + 1) return list(parts);
  const joint = separator ?? ' ';
  if (fromRight) {
    const cut = parts.length - most;
    return list([parts.slice(0, cut).join(joint), ...parts.slice(cut)]);
  }
  return list([...parts.slice(0, most), parts.slice(most).join(joint)]);
}

/** One text or a tuple of them, for `startswith` and `endswith`. */
function affixes(args: CallArguments): readonly string[] {
  const value = args.positional[1];
  const values = value?.type === 'tuple' ? value.items : value ? [value] : [];
  return values.flatMap((item) => (item.type === 'str' ? [item.value] : []));
}

function strip(args: CallArguments, left: boolean, right: boolean): string {
  const characters = textArgument(args, 1);
  const isStripped = (character: string | undefined): boolean =>
    character !== undefined && (characters === null ? /\s/.test(character) : characters.includes(character));
  const text = [...self(args)];
  let [start, end] = [0, text.length];
  while (left && start < end && isStripped(text[start])) start += 1;
  while (right && end > start && isStripped(text[end - 1])) end -= 1;
  return text.slice(start, end).join('');
}

function find(machine: Machine, args: CallArguments, last: boolean): number | UnknownValue {
  const text = self(args);
  const none: Value = { type: 'none' };
  const slice = {
    type: 'slice',
    lower: argument(args, 2) ?? none,
    upper: argument(args, 3) ?? none,
    step: none,
  } as const;
  const bounds = sliceBounds(machine, slice, text.length, args.span);
  if ('type' in bounds) return bounds;
  const part = textArgument(args, 1) ?? '';
  const within = text.slice(bounds.start, bounds.stop);
  const at = last ? within.lastIndexOf(part) : within.indexOf(part);
  return at < 0 ? -1 : at + bounds.start;
}

function position(at: number | UnknownValue): Value {
  return typeof at === 'number' ? int(at) : at;
}

function found(at: number | UnknownValue, args: CallArguments): Value {
  if (at === -1) throw new PythonError('ValueError', 'substring not found', args.span);
  return position(at);
}

/** Of an odd number of fill characters the extra one stands on the left where the width is odd, unlike in formats. */
function centered(machine: Machine, args: CallArguments): Value {
  const width = integerArgument(machine, args, 1, 'width', 0);
  if (typeof width !== 'number') return width;
  const text = self(args);
  const missing = Math.min(width, 10_000) - [...text].length;
  if (missing <= 0) return str(text);
  const fill = textArgument(args, 2) ?? ' ';
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return str(fill.repeat(left) + text + fill.repeat(missing - left));
}

function padded(machine: Machine, args: CallArguments, align: string): Value {
  const width = integerArgument(machine, args, 1, 'width', 0);
  if (typeof width !== 'number') return width;
  const fill = textArgument(args, 2) ?? ' ';
  const text = formatValue(
    machine,
    str(self(args)),
    `${fill}${align}${Math.max(1, Math.min(width, 10_000))}`,
    args.span,
  );
  return typeof text === 'string' ? str(text) : text;
}

function partition(args: CallArguments, at: number): Value {
  const separator = textArgument(args, 1) ?? '';
  const text = self(args);
  const parts = at < 0 ? [text, '', ''] : [text.slice(0, at), separator, text.slice(at + separator.length)];
  return { type: 'tuple', items: parts.map(str) };
}

/** The fields of `str.format`: `{}`, `{0}`, `{name}`, `{a.b[0]}`, `{!r}`, `{:>{width}}`. */
const field =
  /\{\{|\}\}|\{(?<name>[^{}!:]*)(?:!(?<conversion>[rsa]))?(?::(?<spec>(?:[^{}]|\{[^{}]*\})*))?\}|[{}]/g;

/** `text.format(…)`. Errors: IndexError, KeyError, ValueError. */
function format(machine: Machine, args: CallArguments): Value {
  const numbering = { next: 0 };
  const undecided: UnknownValue[] = [];
  const text = replaceFields(machine, self(args), args, numbering, undecided);
  return undecided[0] ?? str(text);
}

function replaceFields(
  machine: Machine,
  text: string,
  args: CallArguments,
  numbering: { next: number },
  undecided: UnknownValue[],
): string {
  return text.replace(field, (...match: unknown[]) => {
    const [whole] = match as [string];
    if (whole === '{{' || whole === '}}') return whole.charAt(0);
    if (whole.length === 1)
      throw new PythonError('ValueError', `Single '${whole}' encountered in format string`, args.span);
    const groups = match.at(-1) as Record<string, string | undefined>;
    const value = fieldValue(machine, groups['name'] ?? '', args, numbering);
    const spec = replaceFields(machine, groups['spec'] ?? '', args, numbering, undecided);
    const shown = shownField(machine, value, groups['conversion'], spec, args);
    if (typeof shown === 'string') return shown;
    undecided.push(shown);
    return '';
  });
}

function shownField(
  machine: Machine,
  value: Value,
  conversion: string | undefined,
  spec: string,
  args: CallArguments,
): string | UnknownValue {
  if (conversion === undefined) return formatValue(machine, value, spec, args.span);
  const convert = conversion === 's' ? textOfValue : representation;
  const text = convert(machine, value, args.span);
  return typeof text === 'string' ? formatValue(machine, str(text), spec, args.span) : text;
}

function fieldValue(machine: Machine, name: string, args: CallArguments, numbering: { next: number }): Value {
  const [, head = '', rest = ''] = /^([^.[]*)(.*)$/s.exec(name) ?? [];
  const at = head === '' ? numbering.next : /^\d+$/.test(head) ? Number(head) : null;
  if (head === '') numbering.next += 1;
  const given = at === null ? args.keywords.get(head) : args.positional[at + 1];
  if (!given) {
    if (at === null) throw new PythonError('KeyError', `'${head}'`, args.span);
    throw new PythonError(
      'IndexError',
      `Replacement index ${at} out of range for positional args tuple`,
      args.span,
    );
  }
  let value: Value = given;
  for (const [, attribute, key] of rest.matchAll(/\.(\w+)|\[([^\]]*)\]/g)) {
    if (attribute !== undefined) value = machine.attribute(value, attribute, args.span);
    else if (key !== undefined)
      value = readSubscript(machine, value, /^\d+$/.test(key) ? int(Number(key)) : str(key), args.span);
  }
  return value;
}
