/** Repairs: what a failed evaluation says about the probes, so that the next attempt fits the program. */
import { EvaluationStopped, type PythonError, type RankConflict } from '../evaluator/values.ts';
import { type Span, textOf } from '../python/source.ts';
import type { EvaluationRecord } from './assemble.ts';
import { isLayersName } from './components.ts';
import type { Dimension } from './dimensions.ts';
import { type ProbeRole, roleOf } from './name-hints.ts';
import { fitImages } from './image-sizes.ts';
import { lastPart, type ProbeSize, shapeOfRank } from './probe-shapes.ts';
import { takeDemandedType, takeWholeNumbers, takeSizes } from './size-arguments.ts';
import { isTableReader, type ProbeSpecification, type ProbeTable, windowValue } from './probes.ts';

/**
 * Changes the probes so that the failure does not come again: sizes that clashed become one, labels that were used as an
 * index become class numbers. Returns false where the failure is not the probes' doing.
 */
export function repairAfter(error: PythonError | EvaluationStopped, table: ProbeTable): boolean {
  if (error instanceof EvaluationStopped) return false;
  if (fitUnrolled(error, table) || fitReshape(error, table)) return true;
  if (error.conflicts.some(({ left, right }) => fitImages(left, right, table))) return true;
  for (const { left, right } of error.conflicts) {
    if (table.dimensions.reconcile(left, right)) return true;
  }
  if (lengthenUnrolled(error, table)) return true;
  if (supplyAttributes(error, table) || takeLayers(error, table) || takeRecords(error, table)) return true;
  if (takeDemandedType(error, table) || takeSizes(error, table) || takeWholeNumbers(error, table))
    return true;
  if (error.rank && changeRank(error, error.rank, table)) return true;
  if (error.exceptionType === 'IndexError' && /integer|arrays used as indices/.test(error.message)) {
    return (
      turnSelectorIntoClasses(error, table) || turnLabelsIntoClasses(table) || turnTablesIntoNumbers(table)
    );
  }
  if (
    error.message.startsWith("'float' object cannot be interpreted as an integer") &&
    turnTablesIntoNumbers(table)
  )
    return true;
  if (error.conflicts.some(({ left, right }) => resizeClasses(left, right, table))) return true;
  const beyond = /^index -?\d+ is out of bounds for axis \d+ with size (\d+)$/.exec(error.message);
  if (beyond && (limitClasses(Number(beyond[1]), table) || joinLoopBound(Number(beyond[1]), error, table)))
    return true;
  if (isPython2(error) && !table.assumesPython2) {
    table.assumesPython2 = true;
    return true;
  }
  if (table.isInSetup && !table.skipsSetup) {
    table.skipsSetup = true;
    return true;
  }
  if (error.exceptionType === 'AssertionError' && !table.skipsAssertions) {
    table.skipsAssertions = true;
    return true;
  }
  return false;
}

/** True for failures that whole division and the lists of Python 2 do not have: a size of 8.0, an edited `range`. */
function isPython2({ exceptionType, message }: PythonError): boolean {
  return (
    exceptionType === 'TypeError' &&
    /^'float' object cannot be interpreted as an integer$|^slice indices must be integers|'range' object does not support|'(?:range|map|filter|zip|dict_keys|dict_values)' object is not subscriptable|operand type\(s\) for \+: '(?:range|list)' and '(?:range|list)'/.test(
      message,
    )
  );
}

/** What another method would have set on the object: attributes that are absent, or None where an array is wanted. */
function supplyAttributes(error: PythonError, table: ProbeTable): boolean {
  const absent = /^'(?!NoneType|ndarray)\w+' object has no attribute '(\w+)'$/.exec(error.message)?.[1];
  const text = error.span && /NoneType/.test(error.message) ? textOf(error.span) : '';
  const read = [...text.matchAll(/\bself\.(\w+)/g)].map((match) => match[1] ?? '');
  const names = [absent ?? '', ...read].filter((name) => name !== '' && !table.suppliedAttributes.has(name));
  for (const name of names) table.suppliedAttributes.add(name);
  return names.length > 0;
}

/** `for x, y in batch`, `W, b = layers[i]`: an array whose rows are unpacked is a list of tuples with these parts. */
function takeRecords({ message, span }: PythonError, table: ProbeTable): boolean {
  if (!span || !/^(?:too many|not enough) values to unpack \(expected/.test(message)) return false;
  const hints = textOf(span)
    .replace(/[()\s]/g, '')
    .split(',')
    .filter(Boolean);
  const after = span.source.text.slice(span.end, span.end + 80);
  const name = /^\s*\)?\s*(?:in\s+([\w.]+)\s*:|=\s*([\w.]+)\[)/.exec(after);
  const held = lastPart(name?.[1] ?? name?.[2] ?? '');
  if (hints.length < 2 || !hints.every((hint) => /^\w+$/.test(hint))) return false;
  const path =
    findArray(table, (hint) => hint === held) ?? findArray(table, (hint) => manyExamples.test(hint));
  if (path === null) return false;
  table.specifications.set(path, { kind: 'records', hints });
  return true;
}

/** Names of what a program takes its examples from, where the loop's own name is that of a part. */
const manyExamples =
  /^(?:train(?:ing)?_?(?:data|set|examples|samples)?|data_?set|data|examples|samples|mini_?batch|batch)$/i;

function findArray(
  { specifications, hints }: ProbeTable,
  isWanted: (hint: string) => boolean,
): string | null {
  for (const [path, specification] of specifications) {
    if (specification.kind === 'array' && isWanted(hints.get(path) ?? '')) return path;
  }
  return null;
}

/** An array that is asked for what arrays do not have, or an empty list of layers: the caller's layers are wanted there. */
function takeLayers({ exceptionType, message }: PythonError, table: ProbeTable): boolean {
  if (exceptionType === 'IndexError' && /^list index out of range$/.test(message)) return supplyLayers(table);
  if (!/^'ndarray' object has no attribute '\w+'$/.test(message)) return false;
  for (const [path, specification] of table.specifications) {
    if (specification.kind !== 'array' || !isLayersName(table.hints.get(path) ?? '')) continue;
    table.specifications.set(path, { kind: 'components' });
    return true;
  }
  return false;
}

/** Puts the caller's layers where an object holds an empty list of them; false where there is no such list. */
export function supplyLayers({ emptyLayers, suppliedAttributes }: ProbeTable): boolean {
  const names = [...emptyLayers].filter((name) => !suppliedAttributes.has(name));
  for (const name of names) suppliedAttributes.add(name);
  return names.length > 0;
}

/**
 * `params[:n].reshape(rows, columns)`: all parameters in one vector, which has to be as long as its parts together. The
 * vector grows or shrinks by what the part lacks.
 */
function fitUnrolled(error: PythonError, table: ProbeTable): boolean {
  const match = /^cannot reshape array of size (\d+) into shape \(([\d,]+)\)$/.exec(error.message);
  if (!match || !error.span) return false;
  const wanted = (match[2] ?? '')
    .split(',')
    .reduce((product, size) => product * (size === '' ? 1 : Number(size)), 1);
  const text = textOf(error.span);
  for (const [path, specification] of table.specifications) {
    if (specification.kind !== 'array' || specification.content.kind !== 'real') continue;
    if (!isSliced(lastPart(path), text)) continue;
    const [only, ...others] = specification.shape;
    const length =
      only !== undefined && others.length === 0 ? sizeIn(only, table) + wanted - Number(match[1]) : wanted;
    if (length <= 0 || length > largestReshaped) continue;
    table.specifications.set(path, { ...specification, shape: [{ constant: length }] });
    return true;
  }
  return false;
}

/** `params[n:n + h]` beyond the end of the parameters in one vector: the vector grows by what met the empty slice. */
function lengthenUnrolled({ conflicts }: PythonError, table: ProbeTable): boolean {
  const empty = conflicts.find(({ left, right }) => (left === 0) !== (right === 0));
  if (!empty) return false;
  const lack = Math.max(empty.left, empty.right);
  for (const [path, specification] of table.specifications) {
    if (specification.kind !== 'array' || specification.shape.length !== 1) continue;
    const [length] = specification.shape;
    // Only a vector that `fitUnrolled` has measured has a constant length of its own.
    if (typeof length !== 'object' || length.constant < 2 || length.constant + lack > largestReshaped)
      continue;
    table.specifications.set(path, { ...specification, shape: [{ constant: length.constant + lack }] });
    return true;
  }
  return false;
}

/** True where the text takes a slice of the name: `name[a:b]`, and not of one axis of several. */
function isSliced(name: string, text: string): boolean {
  const slice = new RegExp(`\\b${name}\\[([^\\],]*:[^\\],]*)\\]`);
  return slice.test(text);
}

/** Entries that a probe may grow to where a program reshapes it to sizes that it writes out, as of 1000 images of 784 pixels. */
const largestReshaped = 1_000_000;

/** `Y.reshape(A.shape)` with a probe of as many axes but other sizes: each size becomes the one that is asked for. */
function fitReshape(error: PythonError, table: ProbeTable): boolean {
  const match = /^cannot reshape array of size (\d+) into shape \(([\d,]+)\)$/.exec(error.message);
  if (!match) return false;
  const count = Number(match[1]);
  const wanted = (match[2] ?? '').split(',').filter(Boolean).map(Number);
  if (wanted.reduce((product, size) => product * size, 1) > largestReshaped) return false;
  for (const specification of table.specifications.values()) {
    if (specification.kind !== 'array' || specification.shape.length !== wanted.length) continue;
    const own = specification.shape.map((size) => sizeIn(size, table));
    if (own.reduce((product, size) => product * size, 1) !== count) continue;
    let changed = false;
    own.forEach((size, axis) => {
      const other = wanted[axis] ?? size;
      if (size !== other && table.dimensions.reconcile(size, other)) changed = true;
    });
    if (changed) return true;
  }
  return false;
}

/** Gives the probe that has the sizes of an array as many axes as the program asks of it. */
function changeRank(error: PythonError, { shape, wanted, names }: RankConflict, table: ProbeTable): boolean {
  if (typeof wanted === 'number' && (wanted < 1 || wanted > 6)) return false;
  const sizes = [...shape].sort((a, b) => a - b).join();
  for (const [path, specification] of table.specifications) {
    if (specification.kind !== 'array') continue;
    const own = specification.shape.map((size) => sizeIn(size, table));
    if (specification.content.kind === 'classes') {
      // Class numbers of sequences stand in a matrix: `y[:, t]`.
      if (wanted !== 2 || own.length !== 1 || own.join() !== shape.join()) continue;
      const shapeOfSequences = [...specification.shape, table.dimensions.fresh()];
      table.specifications.set(path, { ...specification, shape: shapeOfSequences });
      return true;
    }
    // A program that goes through the rows of an array and selects by each.
    const isRow = wanted === 'index' && own.slice(1).join() === shape.join();
    if (!isRow && (own.sort((a, b) => a - b).join() !== sizes || own.length === wanted)) continue;
    const role = roleOf(table.hints.get(path) ?? '');
    if (wanted === 'index') {
      const content = { kind: 'classes', classCount: 3 } as const;
      table.specifications.set(path, { ...specification, content });
      return true;
    }
    if (wanted === 'number') {
      table.specifications.set(path, numberSpecification(path, role, error, table));
      return true;
    }
    const fitting = shapeOfRank(role, wanted, names, table.dimensions);
    table.specifications.set(path, { ...specification, shape: fitting });
    return true;
  }
  return false;
}

/** A loop over an array that runs beyond an axis of another: the two have one size. Without a loop in sight, it is one over weights. */
function joinLoopBound(size: number, { span }: PythonError, table: ProbeTable): boolean {
  const { dimensions } = table;
  const axis = dimensions.bySize(size);
  if (axis === null) return false;
  const bound = span ? loopBound(span) : null;
  for (const [path, specification] of table.specifications) {
    if (specification.kind !== 'array') continue;
    const hint = table.hints.get(path) ?? '';
    const isLooped = bound?.name === hint;
    if (!isLooped && roleOf(hint) !== 'weights') continue;
    const extent = specification.shape[isLooped ? bound.axis : 0];
    if (typeof extent !== 'number' || dimensions.size(extent) <= size) continue;
    if (dimensions.join(extent, axis)) return true;
  }
  return false;
}

/** The array and axis that bound the nearest loop before a place whose variable indexes there: `for n in range(b.shape[0])`. */
function loopBound(span: Span): { readonly name: string; readonly axis: number } | null {
  const indices = new Set(
    textOf(span)
      .slice(textOf(span).indexOf('[') + 1)
      .match(/\w+/g),
  );
  const before = span.source.text.slice(Math.max(0, span.start - farthestLoop), span.start);
  const loops = /\bfor (\w+) in range\((?:(\w+)\.shape\[(\d)\]|len\((\w+)\))\)/g;
  const nearest = [...before.matchAll(loops)].findLast(([, index]) => indices.has(index ?? ''));
  const name = nearest?.[2] ?? nearest?.[4];
  return name === undefined ? null : { name, axis: Number(nearest?.[3] ?? 0) };
}

/** Characters before a failed index among which its loop is looked for. */
const farthestLoop = 1500;

/** What was taken for an array and is one number: a size where a whole number is wanted. */
function numberSpecification(
  path: string,
  role: ProbeRole,
  error: PythonError,
  table: ProbeTable,
): ProbeSpecification {
  if (!/integer/.test(error.message)) return { kind: 'number' };
  if (role === 'window') return { kind: 'integer', dimension: null, value: windowValue(path) };
  return { kind: 'integer', dimension: table.dimensions.fresh(), value: 0 };
}

/** Class numbers that reach beyond an axis are kept below its size. */
function limitClasses(size: number, table: ProbeTable): boolean {
  for (const [path, specification] of table.specifications) {
    if (specification.kind !== 'array' || specification.content.kind !== 'classes') continue;
    if (specification.content.classCount <= size || size < 2) continue;
    table.specifications.set(path, { ...specification, content: { kind: 'classes', classCount: size } });
    return true;
  }
  return false;
}

/** `embedding[x[:, t]]`: data that selects rows holds their numbers. */
function turnSelectorIntoClasses({ span }: PythonError, table: ProbeTable): boolean {
  const text = span ? textOf(span) : '';
  const brackets = text.slice(text.indexOf('[') + 1);
  for (const [path, specification] of table.specifications) {
    if (specification.kind !== 'array' || specification.content.kind !== 'real') continue;
    if (!new RegExp(`(?<![\\w.])${lastPart(path)}(?!\\w)`).test(brackets)) continue;
    table.specifications.set(path, { ...specification, content: { kind: 'classes', classCount: 3 } });
    return true;
  }
  return false;
}

function turnLabelsIntoClasses(table: ProbeTable): boolean {
  for (const [path, specification] of table.specifications) {
    if (specification.kind !== 'array' || specification.content.kind !== 'labels') continue;
    const first = specification.shape[0];
    if (first === undefined) continue;
    table.specifications.set(path, {
      kind: 'array',
      shape: [first],
      content: { kind: 'classes', classCount: 3 },
    });
    return true;
  }
  return false;
}

/** A table whose entries count or select something holds whole numbers: those of digits are the usual ones. */
function turnTablesIntoNumbers(table: ProbeTable): boolean {
  for (const [path, specification] of table.specifications) {
    if (specification.kind !== 'array' || specification.content.kind !== 'real') continue;
    if (!isTableReader(table.hints.get(path) ?? '')) continue;
    table.specifications.set(path, { ...specification, content: { kind: 'classes', classCount: 10 } });
    return true;
  }
  return false;
}

/** A one-hot form of class numbers met another number of classes. */
function resizeClasses(left: number, right: number, table: ProbeTable): boolean {
  for (const [path, specification] of table.specifications) {
    if (specification.kind !== 'array' || specification.content.kind !== 'classes') continue;
    const { classCount } = specification.content;
    const wanted = left === classCount ? right : right === classCount ? left : null;
    if (wanted === null || wanted < 2 || wanted > 100) continue;
    table.specifications.set(path, { ...specification, content: { kind: 'classes', classCount: wanted } });
    return true;
  }
  return false;
}

/** A size of a probe as a number. */
export function sizeIn(size: ProbeSize, table: ProbeTable): number {
  return typeof size === 'number' ? table.dimensions.size(size) : size.constant;
}

const broadcasting = new Set([
  'add',
  'subtract',
  'multiply',
  'divide',
  'power',
  'maximum',
  'minimum',
  'where',
]);

/**
 * Labels whose class dimension met nothing but 1s have one class: a prediction of shape (1, m) against labels (p, m)
 * broadcasts without complaint, and is not what anybody means. Returns true where a size was bound.
 */
export function bindFreeLabelSizes(record: EvaluationRecord, table: ProbeTable): boolean {
  const { nodes } = record.tape;
  for (const [path, specification] of table.specifications) {
    if (specification.kind !== 'array' || roleOf(lastPart(path)) !== 'labels') continue;
    for (const dimension of specification.shape) {
      if (typeof dimension !== 'number' || !table.dimensions.isFree(dimension)) continue;
      if (isShared(dimension, path, table)) continue;
      const size = table.dimensions.size(dimension);
      const metOne = nodes.some((node) => {
        if (!broadcasting.has(node.operation) || node.inputs.length < 2) return false;
        const [a, b] = node.inputs.map((input) => nodes[input]?.value.shape ?? []);
        return a && b ? meetsOne(a, b, size) || meetsOne(b, a, size) : false;
      });
      if (metOne) return table.dimensions.bind(dimension, 1);
    }
  }
  return false;
}

/** True where another probe has the dimension too. */
function isShared(dimension: Dimension, owner: string, table: ProbeTable): boolean {
  for (const [path, specification] of table.specifications) {
    if (path === owner) continue;
    const sizes = specification.kind === 'array' ? specification.shape : [];
    if (sizes.some((size) => typeof size === 'number' && table.dimensions.same(size, dimension))) return true;
    if (specification.kind === 'integer' && specification.dimension !== null) {
      if (table.dimensions.same(specification.dimension, dimension)) return true;
    }
  }
  return false;
}

function meetsOne(a: readonly number[], b: readonly number[], size: number): boolean {
  if (a.length === 0) return false;
  for (let at = 1; at <= Math.min(a.length, b.length); at++) {
    if (a[a.length - at] === 1 && b[b.length - at] === size) return true;
  }
  return false;
}
