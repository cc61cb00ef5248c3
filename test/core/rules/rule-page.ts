/** Reads a rule's page: its sections and the two programs that are its tests. */

/** The marked place of the wrong program: line 1-based, columns 1-based with an exclusive end. */
export interface PageMark {
  readonly rule: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  /** False where the page says that no fix is offered. */
  readonly hasFix: boolean;
}

export interface RulePage {
  readonly title: string;
  readonly summary: string;
  readonly sections: readonly string[];
  /** The program with the mistake, without its mark comments. */
  readonly wrong: string;
  readonly right: string;
  readonly marks: readonly PageMark[];
}

/** The parts of a page. Throws with the reason where the page has not the form that every rule's page has. */
export function readRulePage(markdown: string): RulePage {
  const title = /^# (\S+)\n\n/.exec(markdown);
  const summary = /^# .*\n\n([^\n]+)\n\n##/.exec(markdown);
  if (!title?.[1] || !summary?.[1]) throw new Error('The page does not open with its rule and one sentence.');
  const { program, marks } = readMarks(programOf(markdown, 'Wrong'));
  return {
    title: title[1],
    summary: summary[1],
    sections: [...markdown.matchAll(/^## (.+)$/gm)].map((heading) => heading[1] ?? ''),
    wrong: program,
    right: programOf(markdown, 'Right'),
    marks,
  };
}

function programOf(markdown: string, section: string): string {
  const program = new RegExp(`\\n## ${section}\\n\\n\`\`\`python\\n([^]*?)\`\`\`\\n\\n##`).exec(markdown);
  if (!program?.[1]) throw new Error(`The section ${section} does not hold exactly one Python program.`);
  return program[1];
}

/** Takes the comment lines `#   ^^^^ rule-name` out of a program; each marks the line above it. */
function readMarks(text: string): { readonly program: string; readonly marks: readonly PageMark[] } {
  const kept: string[] = [];
  const marks: PageMark[] = [];
  for (const line of text.split('\n')) {
    const mark = /^(#\s+)(\^+) (\S+?)( \(no fix\))?$/.exec(line);
    if (!mark) {
      kept.push(line);
      continue;
    }
    const [, margin = '', carets = '', rule = '', noFix] = mark;
    const column = margin.length + 1;
    const endColumn = column + carets.length;
    marks.push({ rule, line: kept.length, column, endColumn, hasFix: noFix === undefined });
  }
  return { program: kept.join('\n'), marks };
}
