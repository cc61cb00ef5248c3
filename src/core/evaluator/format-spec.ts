/** Format specifications, `%` directives and the width, fill and grouping around formatted values. */
import { presentNumber } from './number-format.ts';

/** A value as formatting needs it: its number where it has one, and its text. */
export interface Formattable {
  readonly number: { readonly value: number; readonly isInteger: boolean } | null;
  /** `str(value)`. */
  readonly text: string;
  /** `repr(value)`. */
  readonly representation: string;
}

/** A format error, in Python's words; the caller raises it as ValueError or TypeError. */
export class FormatProblem extends Error {
  constructor(
    readonly exceptionType: 'ValueError' | 'TypeError',
    message: string,
  ) {
    super(message);
  }
}

const specification =
  /^(?:(?<fill>[^])?(?<align>[<>=^]))?(?<sign>[ +-])?z?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<grouping>[,_])?(?:\.(?<precision>\d+))?(?<type>[bcdeEfFgGnosxX%])?$/;

/** `format(value, specification)`. Errors: FormatProblem where Python raises ValueError. */
export function formatWith(value: Formattable, text: string): string {
  if (text === '') return value.text;
  const groups = specification.exec(text)?.groups;
  if (!groups) throw new FormatProblem('ValueError', `Invalid format specifier '${text}'`);
  const type = groups['type'] ?? '';
  const precision = groups['precision'] === undefined ? null : Number(groups['precision']);
  const width = boundedWidth(groups['width']);
  const zero = groups['zero'] !== undefined;
  if (value.number === null || type === 's') {
    if (type !== '' && type !== 's') {
      throw new FormatProblem('ValueError', `Unknown format code '${type}' for object of type 'str'`);
    }
    const shown = precision === null ? value.text : value.text.slice(0, precision);
    return pad(shown, width, groups['align'] ?? '<', groups['fill'] ?? ' ');
  }
  const { number } = value;
  if ('dbcoxX'.includes(type) && type !== '' && !number.isInteger) {
    throw new FormatProblem('ValueError', `Unknown format code '${type}' for object of type 'float'`);
  }
  const shown = presentNumber(
    number.value,
    type,
    precision,
    number.isInteger,
    groups['alternate'] !== undefined,
  );
  if (shown === null) throw new FormatProblem('ValueError', `Unknown format code '${type}'`);
  const signed = withSign(groups['grouping'] ? group(shown, groups['grouping']) : shown, groups['sign']);
  return pad(signed, width, groups['align'] ?? (zero ? '=' : '>'), groups['fill'] ?? (zero ? '0' : ' '));
}

const directive =
  /%(?:\((?<key>[^)]*)\))?(?<flags>[-+ #0]*)(?<width>\*|\d+)?(?:\.(?<precision>\*|\d+))?[hlL]?(?<type>.)/gs;

/**
 * `text % arguments`. `next` gives the next positional argument, `named` the one under a key.
 * Errors: FormatProblem where Python raises; `next` and `named` may throw their own.
 */
export function formatPercent(
  text: string,
  next: () => Formattable,
  named: (key: string) => Formattable,
): string {
  return text.replace(directive, (...match: unknown[]) => {
    const groups = match.at(-1) as Record<string, string | undefined>;
    const type = groups['type'] ?? '';
    if (type === '%') return '%';
    const flags = groups['flags'] ?? '';
    const width = groups['width'] === '*' ? starArgument(next()) : boundedWidth(groups['width']);
    const precisionText = groups['precision'];
    const precision =
      precisionText === undefined
        ? null
        : precisionText === '*'
          ? starArgument(next())
          : Number(precisionText);
    const value = groups['key'] === undefined ? next() : named(groups['key']);
    const shown = presentDirective(value, type, precision, flags);
    const numeric = !'sra'.includes(type);
    const fill = numeric && flags.includes('0') && !flags.includes('-') ? '0' : ' ';
    return pad(shown, width, flags.includes('-') ? '<' : fill === '0' ? '=' : '>', fill);
  });
}

function presentDirective(value: Formattable, type: string, precision: number | null, flags: string): string {
  if (type === 's' || type === 'r' || type === 'a') {
    const text = type === 's' ? value.text : value.representation;
    return precision === null ? text : text.slice(0, precision);
  }
  if (type === 'c' && value.number === null) return value.text;
  if (value.number === null) {
    throw new FormatProblem(
      'TypeError',
      `%${type} format: a real number is required, not ${shortened(value.representation)}`,
    );
  }
  const kind = type === 'i' || type === 'u' ? 'd' : type;
  const shown = presentNumber(
    value.number.value,
    kind,
    precision,
    value.number.isInteger,
    flags.includes('#'),
  );
  if (shown === null) throw new FormatProblem('ValueError', `unsupported format character '${type}'`);
  return withSign(shown, flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : undefined);
}

/** A value in a message: whole where it is short, else its beginning. */
function shortened(representation: string): string {
  const [line = ''] = representation.split('\n');
  return line === representation && line.length <= 30 ? line : `${line.slice(0, 30).trimEnd()} …`;
}

function withSign(text: string, sign: string | undefined): string {
  return sign === undefined || sign === '-' || text.startsWith('-') ? text : sign + text;
}

function group(text: string, separator: string): string {
  return text.replace(/^(-?)(\d+)/, (_, sign: string, digits: string) => {
    return sign + digits.replace(/\B(?=(?:\d{3})+$)/g, separator);
  });
}

function pad(text: string, width: number, align: string, fill: string): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  const padding = fill.repeat(missing);
  switch (align) {
    case '<':
      return text + padding;
    case '^': {
      const left = Math.floor(missing / 2);
      return fill.repeat(left) + text + fill.repeat(missing - left);
    }
    case '=': {
      const sign = /^[+\- ]?(?:0[box])?/.exec(text)?.[0] ?? '';
      return sign + padding + text.slice(sign.length);
    }
    default:
      return padding + text;
  }
}

function starArgument(value: Formattable): number {
  if (value.number === null) throw new FormatProblem('TypeError', '* wants int');
  return boundedWidth(String(value.number.value));
}

/** A width that somebody would read; a larger one would only fill the memory. */
function boundedWidth(text: string | undefined): number {
  return Math.min(Number(text ?? 0), 10_000);
}
