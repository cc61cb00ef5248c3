/** The check of what the panel's page sends: its messages are untrusted input until they have passed here. */
import type { ExportKind, NotationName, PageMessage, PictureFormat, TextFormat } from '../protocol.ts';

type Fields = Readonly<Record<string, unknown>>;

const longestText = 500;
/** A picture of a thousand nodes is far below it. */
const longestPicture = 2 ** 25;

const notations: readonly NotationName[] = ['course', 'textbook', 'code'];
const exports: readonly ExportKind[] = ['picture', 'derivation', 'report'];
const pictures: readonly PictureFormat[] = ['svg', 'png'];
const formats: readonly TextFormat[] = ['latex', 'markdown', 'numpy'];

/** For each type of message the one built from the fields of the right kinds; null where a field is missing or wrong. */
const readers: { readonly [Type in PageMessage['type']]: (fields: Fields) => PageMessage | null } = {
  ready: () => ({ type: 'ready' }),
  check: () => ({ type: 'check' }),
  cancelCheck: () => ({ type: 'cancelCheck' }),
  openExample: () => ({ type: 'openExample' }),
  revealNode: ({ network, nodeId }) =>
    isIndex(network) && isText(nodeId) ? { type: 'revealNode', network, nodeId } : null,
  revealGradient: ({ gradientId }) => (isText(gradientId) ? { type: 'revealGradient', gradientId } : null),
  applyFix: ({ gradientId, rule }) =>
    isText(gradientId) && isText(rule) ? { type: 'applyFix', gradientId, rule } : null,
  pin: ({ pinned }) => (typeof pinned === 'boolean' ? { type: 'pin', pinned } : null),
  openInEditor: () => ({ type: 'openInEditor' }),
  export: ({ what }) => (isOneOf(exports, what) ? { type: 'export', what } : null),
  picture: ({ format, data }) =>
    isOneOf(pictures, format) && typeof data === 'string' && data.length <= longestPicture
      ? { type: 'picture', format, data }
      : null,
  previewFix: ({ gradientId, rule }) =>
    isText(gradientId) && isText(rule) ? { type: 'previewFix', gradientId, rule } : null,
  derive: ({ gradientId }) => (isText(gradientId) ? { type: 'derive', gradientId } : null),
  copyDerivation: ({ gradientId, notation, format }) =>
    isText(gradientId) && isOneOf(notations, notation) && isOneOf(formats, format)
      ? { type: 'copyDerivation', gradientId, notation, format }
      : null,
  train: ({ network, values }) =>
    isIndex(network) && areNumbers(values) ? { type: 'train', network, values: [...values] } : null,
  cancelTraining: () => ({ type: 'cancelTraining' }),
  moveStrengths: ({ network, values }) =>
    isIndex(network) && areNumbers(values) ? { type: 'moveStrengths', network, values: [...values] } : null,
  light: ({ network, nodeId }) =>
    isIndex(network) && (nodeId === null || isText(nodeId)) ? { type: 'light', network, nodeId } : null,
  openRule: ({ rule }) => (isText(rule) ? { type: 'openRule', rule } : null),
};

/** The message that a value from the page is, rebuilt from its known fields alone; null where it is none. */
export function asPageMessage(value: unknown): PageMessage | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields: Fields = { ...value };
  return isType(fields.type) ? readers[fields.type](fields) : null;
}

function isType(value: unknown): value is PageMessage['type'] {
  return typeof value === 'string' && Object.hasOwn(readers, value);
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** No cost has more strengths than this. */
const mostNumbers = 20;

function areNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length <= mostNumbers && value.every(Number.isFinite);
}

function isOneOf<Value extends string>(values: readonly Value[], value: unknown): value is Value {
  return values.some((known) => known === value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestText;
}
