/** A right program as operators ask about it: its statements, its functions, and what runs on the way to its cost. */
import type { NetworkEvaluation } from '../../src/core/network/network.ts';
import type * as ast from '../../src/core/python/ast.ts';
import { contains, type Span } from '../../src/core/python/source.ts';
import { walk } from '../../src/core/python/walk.ts';
import type { Analysis } from '../../src/core/report/analysis.ts';
import type { RightProgram } from './operator.ts';
import { rightLines } from './right-lines.ts';

/** The analysed program, with the lines that are verified in it. */
export function rightProgram(analysis: Analysis): RightProgram {
  const found = new Map<string, ast.Stmt>();
  for (const { trace } of analysis.networks) {
    for (const statement of trace.executed) {
      if (statement.span.source !== analysis.source) continue;
      walk(statement, (node) => {
        if (isStatement(node)) found.set(`${node.span.start} ${node.span.end}`, node);
        return undefined;
      });
    }
  }
  return {
    source: analysis.source,
    lines: rightLines(analysis),
    networks: analysis.networks,
    statements: [...found.values()].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end),
  };
}

const statements = new Set(
  (
    'FunctionDef ClassDef Return Delete Assign AugAssign AnnAssign For While If With Raise Try Assert Import ImportFrom ' +
    'Global Nonlocal Expr Pass Break Continue UnsupportedStmt'
  ).split(' '),
);

function isStatement(node: { readonly kind: string }): node is ast.Stmt {
  return statements.has(node.kind);
}

/** The innermost function that holds a place; null at top level. */
export function functionAround(program: RightProgram, span: Span): ast.FunctionDef | null {
  const around = program.statements.filter(
    (each): each is ast.FunctionDef => each.kind === 'FunctionDef' && contains(each.span, span),
  );
  return around.at(-1) ?? null;
}

/** The texts under which the function around a place knows m. */
export function countsAround(
  program: RightProgram,
  network: NetworkEvaluation,
  span: Span,
): readonly string[] {
  const within = functionAround(program, span);
  const names = network.trace.bindings.filter(
    ({ kind, value, frame }) =>
      kind === 'name' &&
      (frame.function?.definition ?? null) === within &&
      (value.type === 'int' || value.type === 'float') &&
      value.value === network.exampleCount,
  );
  return [...new Set(names.map(({ text }) => text))];
}
