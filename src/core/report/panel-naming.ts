/** Names for the nodes of the panel's graph: the user's own, told apart where the code uses one name for several values. */
import { type Span, textOf } from '../python/source.ts';

export interface NodeName {
  /** Unique within a graph, and the same after an edit that does not touch the node. */
  readonly id: string;
  /** `W1`; `A1′` for a later version of A1, `z₇` where there are many; `W[k]₂` for what a loop's line gives in its second pass. */
  readonly label: string;
  /** The number of the layer where the loop's pass tells it; null elsewhere. */
  readonly pass: number | null;
}

/** Names in the order of the given ones; a name that stands alone stays as it is. */
export function tellApart(names: readonly string[]): NodeName[] {
  const uses = new Map<string, number>();
  for (const name of names) uses.set(name, (uses.get(name) ?? 0) + 1);
  const seen = new Map<string, number>();
  return names.map((name) => {
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    const id = number === 1 ? name : `${name}#${number}`;
    if (uses.get(name) === 1) return { id, label: name, pass: null };
    if (isOfLoop(name)) return { id, label: `${name}${lowered(number)}`, pass: number };
    const mark = (uses.get(name) ?? 0) > mostPrimes ? lowered(number) : '′'.repeat(number - 1);
    return { id, label: `${name}${mark}`, pass: null };
  });
}

/** More versions than this are numbered: no one counts primes. */
const mostPrimes = 3;

/** A subscript with a name in it (`W[k]`, `h[k - 1]`) stands for another value in each pass of its loop. */
function isOfLoop(name: string): boolean {
  return /\[[^'"\]]*[A-Za-z_][^'"\]]*\]/.test(name);
}

function lowered(number: number): string {
  return String(number).replace(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'.charAt(Number(digit)));
}

const longestOperation = 100;

/**
 * What stands to the right of the assignment, on one line; of a tuple the part that belongs to the name. The name itself
 * for what no code made.
 */
export function operationText(span: Span | null, name: string): string {
  if (!span) return name;
  const text = textOf(span).replace(/\s+/g, ' ').trim();
  const assignment = /^([^=()]*?[^=!<>])=(?!=)\s*(.+)$/.exec(text);
  const made = assignment ? partOf(assignment[1] ?? '', assignment[2] ?? '', name) : text;
  return made.length <= longestOperation ? made : `${made.slice(0, longestOperation - 1)}…`;
}

/** `W1, b1 = p["W1"], p["b1"]` gives b1 the second part. */
function partOf(targets: string, values: string, name: string): string {
  const position = atTopLevel(targets).indexOf(name);
  const parts = atTopLevel(values);
  return parts.length === atTopLevel(targets).length ? (parts[position] ?? values) : values;
}

/** The parts between commas that are in no bracket. */
function atTopLevel(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  return parts.map((part) => part.trim());
}
