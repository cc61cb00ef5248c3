/** What is read in place of a line that cannot be read: the line completed, or a stand-in that keeps what the line was for. */
import type { Grammar } from './grammar.ts';
import type { LogicalLine } from './logical-lines.ts';
import type { Replacement } from './repaired-text.ts';

/** Words that open a block. */
const blockWord = /^(?:async\s+)?(?:if|elif|else|for|while|with|try|except|finally|def|class|match|case)\b/;

/** The word that opens a line: `elif`, `def`, `@`, or any other first word. */
export function firstWord(lineText: string): string {
  const match = /^(?:async\s+)?(@|\w+)/.exec(lineText);
  return match?.[1] ?? '';
}

/** True for a line that opens a block, or would if it were complete. */
export function opensBlock(lineText: string): boolean {
  return blockWord.test(lineText) || lineText.endsWith(':');
}

/** True where a line is right by itself, whatever stands around it. */
export function readsAlone(grammar: Grammar, lineText: string): boolean {
  const body = lineText.endsWith(':') && opensBlock(lineText) ? `${lineText} pass` : lineText;
  switch (firstWord(lineText)) {
    case 'else':
    case 'elif':
      return grammar.accepts(`if 0: pass\n${body}\n`);
    case 'except':
    case 'finally':
      return grammar.accepts(`try: pass\n${body}\n`);
    case 'case':
      return grammar.accepts(`match 0:\n ${body}\n`) || grammar.accepts(`${body}\n`);
    case 'match':
      return grammar.accepts(`${lineText}\n case _: pass\n`) || grammar.accepts(`${body}\n`);
    case '@':
      return grammar.accepts(`${body}\ndef f(): pass\n`);
    default:
      return grammar.accepts(`${body}\n`);
  }
}

/** The header of a block that cannot be read: completed where that is enough, else one of its kind that the block can follow. */
export function headerReplacement(grammar: Grammar, lineText: string, line: LogicalLine): Replacement {
  const closers = [...line.open].reverse().map((bracket) => closing[bracket as keyof typeof closing]);
  for (const completed of [`${lineText}:`, `${lineText}${closers.join('')}:`]) {
    if (readsAlone(grammar, completed)) return { text: completed, standIn: null };
  }
  const header = headerOfSameKind(lineText);
  return readsAlone(grammar, header.text) ? header : unknownBranch;
}

const closing = { '(': ')', '[': ']', '{': '}' } as const;

/** A branch that may be taken or not; nothing is known of its test. */
export const unknownBranch: Replacement = { text: 'if _:', standIn: 3 };

/** A statement of which nothing is known. */
export const unknownStatement: Replacement = { text: 'pass', standIn: 0 };

function headerOfSameKind(lineText: string): Replacement {
  const name = /^(?:async\s+)?(?:def|class)\s+(\w+)/.exec(lineText)?.[1] ?? '_';
  switch (firstWord(lineText)) {
    case 'def':
      return { text: `def ${name}(*_, **__):`, standIn: null };
    case 'class':
      return { text: `class ${name}:`, standIn: null };
    case 'for': {
      const start = /^(?:async\s+)?for\s+[\w\s,().[\]]+?\s+in\b/.exec(lineText)?.[0] ?? 'for _ in';
      return { text: `${start} _:`, standIn: start.length + 1 };
    }
    case 'while':
      return { text: 'while _:', standIn: 6 };
    case 'elif':
      return { text: 'elif _:', standIn: 5 };
    case 'else':
    case 'try':
    case 'finally':
    case 'except':
      return { text: `${firstWord(lineText)}:`, standIn: null };
    case 'case':
      return { text: 'case _:', standIn: null };
    default:
      return unknownBranch;
  }
}

/** A statement that cannot be read: an assignment keeps its targets and a `return` returns, with an unknown value. */
export function statementReplacement(grammar: Grammar, lineText: string, line: LogicalLine): Replacement {
  const candidates: string[] = [];
  if (line.afterAssign !== null) candidates.push(`${lineText.slice(0, line.afterAssign - line.start)} _`);
  if (firstWord(lineText) === 'return') candidates.push('return _');
  for (const text of candidates) {
    if (readsAlone(grammar, text)) return { text, standIn: text.length - 1 };
  }
  return unknownStatement;
}
