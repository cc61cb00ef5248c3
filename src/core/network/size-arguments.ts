/** Arguments that count something: what a failed evaluation says of probes that are sizes, or tuples of them. */
import type { PythonError } from '../evaluator/values.ts';
import { type Span, textOf } from '../python/source.ts';
import { isLayersName } from './components.ts';
import { roleOf } from './name-hints.ts';
import { lastPart } from './probe-shapes.ts';
import { type ProbeSpecification, type ProbeTable, windowValue } from './probes.ts';

/** `raise TypeError("nodes must be an integer")`: the program says what an argument has to be. */
export function takeDemandedType(error: PythonError, table: ProbeTable): boolean {
  const match = /^(\w+) must be (?:an? )?(?:positive )?(int|list)/.exec(error.message);
  if (!match) return false;
  const [, name = '', type] = match;
  for (const [path, specification] of table.specifications) {
    if (lastPart(path) !== name || specification.kind === 'integer' || specification.kind === 'sizes')
      continue;
    table.specifications.set(
      path,
      type === 'list'
        ? { kind: 'sizes' }
        : { kind: 'integer', dimension: table.dimensions.fresh(), value: 0 },
    );
    return true;
  }
  return false;
}

/** `randn(layers[i], layers[i + 1])`: what counts the units of layers is a list of sizes. */
export function takeSizes({ message, span }: PythonError, table: ProbeTable): boolean {
  if (!span || !message.endsWith('object cannot be interpreted as an integer')) return false;
  const text = textOf(span);
  for (const [path, specification] of table.specifications) {
    if (specification.kind !== 'array' || specification.content.kind !== 'real') continue;
    const name = lastPart(path);
    if (!isLayersName(name) || !new RegExp(`(?<!\\w)${name}\\[`).test(text)) continue;
    table.specifications.set(path, { kind: 'sizes' });
    return true;
  }
  return false;
}

/** `randn(*shape)`: an array that gives sizes is a pair of them. And `rand(inputs, outputs)`: numbers that count are whole. */
export function takeWholeNumbers({ message, span }: PythonError, table: ProbeTable): boolean {
  if (!span || !message.endsWith('object cannot be interpreted as an integer')) return false;
  return message.startsWith("'float'") ? countWithNumbers(span, table) : takePair(span, table);
}

function takePair(call: Span, { specifications }: ProbeTable): boolean {
  const spread = argumentNames(call, true);
  for (const [path, specification] of specifications) {
    if (specification.kind !== 'array' || specification.content.kind !== 'real') continue;
    if (!spread.has(lastPart(path))) continue;
    specifications.set(path, { kind: 'sequence', length: 2, hints: [] });
    return true;
  }
  return false;
}

function countWithNumbers(call: Span, { specifications, hints, dimensions }: ProbeTable): boolean {
  const given = argumentNames(call, false);
  const counting = [...specifications].filter(
    ([path, { kind }]) => kind === 'number' && given.has(lastPart(path)) && !isMeasure(hints.get(path) ?? ''),
  );
  for (const [path] of counting) specifications.set(path, wholeNumber(path, hints.get(path) ?? ''));
  return counting.length > 0;

  function wholeNumber(path: string, hint: string): ProbeSpecification {
    return roleOf(hint) === 'window'
      ? { kind: 'integer', dimension: null, value: windowValue(path) }
      : { kind: 'integer', dimension: dimensions.fresh(), value: 0 };
  }
}

/** The names that stand alone as arguments of a call, or those that are spread there: `shape` in `randn(*self.shape)`. */
function argumentNames(call: Span, areSpread: boolean): ReadonlySet<string> {
  const found = textOf(call).matchAll(/[(,]\s*(\*?)(?:\w+\.)*(\w+)(?=\s*[,)])/g);
  return new Set([...found].flatMap(([, star, name]) => ((star === '*') === areSpread ? (name ?? []) : [])));
}

/** True for what is measured, not counted, whatever it stands beside: `np.random.normal(mean, sigma, n)`. */
function isMeasure(hint: string): boolean {
  const isSpread = /^(?:mu|mean|loc|sigma|scale|low|high|std\w*|standard_deviation|variance)$/i.test(hint);
  return isSpread || ['strength', 'rate', 'keepProbability', 'small'].includes(roleOf(hint));
}
