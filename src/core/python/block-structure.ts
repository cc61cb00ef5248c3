/** Gives lines whose block lost its header an indent that the grammar can read, for the repair. */
import type { LogicalLine } from './logical-lines.ts';

interface Block {
  /** The indent of the block's lines as they were written, and as they are read. */
  readonly indent: number;
  readonly effective: number;
}

/**
 * The indent at which each line is read, in columns. It differs from the written one only where the text has no block for it:
 * a line that is indented too far joins the block around it, and so does one that falls back to an indent never used before.
 */
export function effectiveIndents(
  lines: readonly LogicalLine[],
  opensBlock: (line: LogicalLine) => boolean,
): number[] {
  const blocks: Block[] = [{ indent: 0, effective: 0 }];
  return lines.map((line, index) => {
    let left: Block | undefined;
    while ((blocks.at(-1)?.indent ?? 0) > line.indent) left = blocks.pop();
    const around = blocks.at(-1) ?? { indent: 0, effective: 0 };
    if (around.indent === line.indent) return around.effective;
    const before = lines[index - 1];
    const isInside = left === undefined && before !== undefined && opensBlock(before);
    const joined = left?.effective ?? around.effective;
    const effective = isInside ? Math.max(line.indent, around.effective + 1) : joined;
    blocks.push({ indent: line.indent, effective });
    return effective;
  });
}
