/** Finds the odd one among triple quotes, for the repair: one that is missing turns all text and code after it inside out. */
import type { Grammar } from './grammar.ts';
import { firstWord, readsAlone } from './line-replacement.ts';
import { type LogicalLine, logicalLines } from './logical-lines.ts';

/** How many texts on each side of the first broken line are tried. */
const suspectsPerSide = 3;

/**
 * The logical lines of a text in which some triple quotes are never closed, as they read without the line that holds the odd
 * ones: the line whose removal lets the most statements be read. Lines without such a fault are returned as they are.
 */
export function withoutOddQuotes(
  grammar: Grammar,
  text: string,
  lines: readonly LogicalLine[],
): readonly LogicalLine[] {
  const last = lines.find((line) => line.fault === 'unclosed text') ?? lines.at(-1);
  if (!last || (last.fault !== 'unclosed text' && !isOdd(text, '"""') && !isOdd(text, "'''"))) return lines;
  let best = { lines, statements: 0 };
  for (const suspect of suspectsOf(grammar, text, lines, last)) {
    const split = logicalLines(text, new Set([suspect.start]));
    const statements = countStatements(grammar, text, split);
    if (statements > best.statements) best = { lines: split, statements };
  }
  return best.lines;
}

/** Prose inside out may hold quotes that hide the fault, so the count is asked too. */
function isOdd(text: string, quotes: string): boolean {
  return text.split(quotes).length % 2 === 0;
}

/** The texts next to the first broken line: everything before it is right side out. */
function suspectsOf(
  grammar: Grammar,
  text: string,
  lines: readonly LogicalLine[],
  last: LogicalLine,
): LogicalLine[] {
  const firstBroken = lines.find((line) => isBroken(grammar, text, line)) ?? last;
  const texts = lines.filter((line) => /"{3}|'{3}/.test(text.slice(line.start, line.end)));
  const before = texts.filter((line) => line.start <= firstBroken.start).slice(-suspectsPerSide);
  const after = texts.filter((line) => line.start > firstBroken.start).slice(0, suspectsPerSide);
  return [...new Set([...before, ...after, last])];
}

/** Lines of prose may read as expressions; definitions, imports, assignments and the like are what code is made of. */
function countStatements(grammar: Grammar, text: string, lines: readonly LogicalLine[]): number {
  const isStatement = (line: LogicalLine) => {
    const isLike =
      line.afterAssign !== null || statementWords.has(firstWord(text.slice(line.start, line.end)));
    return isLike && !isBroken(grammar, text, line);
  };
  return lines.filter(isStatement).length;
}

const statementWords = new Set(
  'def class import from return if for while with raise del assert global'.split(' '),
);

function isBroken(grammar: Grammar, text: string, line: LogicalLine): boolean {
  return line.fault !== null || !readsAlone(grammar, text.slice(line.start, line.end));
}
