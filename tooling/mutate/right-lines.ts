/** The lines of a right program that slips are put into, with what operators ask about them. */
import { termsAt } from '../../src/core/check/line-terms.ts';
import type { GradientLine, NetworkEvaluation } from '../../src/core/network/network.ts';
import { roleOf } from '../../src/core/network/name-hints.ts';
import type * as ast from '../../src/core/python/ast.ts';
import { contains, textOf } from '../../src/core/python/source.ts';
import type { Analysis } from '../../src/core/report/analysis.ts';
import type { RightLine } from './operator.ts';

/** One for each verified gradient statement of the analysed file. */
export function rightLines(analysis: Analysis): RightLine[] {
  const verified = new Set(
    analysis.gradients
      .filter(({ verdict }) => verdict === 'verified')
      .map(({ span, name }) => `${span.start} ${name}`),
  );
  const found = new Map<string, RightLine>();
  for (const network of analysis.networks) {
    for (const line of network.gradients) {
      const { statement, valueExpression: value } = line.binding;
      const key = `${statement.span.start}`;
      const isTold = [...verified].some((each) => each.startsWith(`${key} `));
      const isOwn =
        statement.span.source === analysis.source && value !== null && contains(statement.span, value.span);
      if (!isTold || !isOwn || !value || !line.target || found.has(key)) continue;
      found.set(key, describe(line, network, statement, value));
    }
  }
  return [...found.values()];
}

function describe(
  line: GradientLine,
  network: NetworkEvaluation,
  statement: ast.Stmt,
  value: ast.Expr,
): RightLine {
  const shapeOf = (expression: ast.Expr): readonly number[] | null => {
    const node = network.trace.expressions.get(expression)?.[0]?.node;
    return node === undefined ? null : (network.tape[node]?.value.shape ?? null);
  };
  const within = line.binding.frame.function?.definition.span ?? null;
  const operands = new Map<string, readonly number[]>();
  const ofVariable: string[] = [];
  for (const [expression, values] of network.trace.expressions) {
    const isRead =
      expression.kind === 'Name' || expression.kind === 'Attribute' || expression.kind === 'Subscript';
    if (!isRead || expression.span.source !== statement.span.source) continue;
    if (within && !contains(within, expression.span)) continue;
    const shape = shapeOf(expression);
    const before = values.some(({ order }) => order <= line.binding.order);
    if (shape && shape.length > 0 && before) operands.set(textOf(expression.span), shape);
    if (values.some(({ node }) => node === line.target?.node)) ofVariable.push(textOf(expression.span));
  }
  const texts = termsAt(network, line.node).flatMap(({ span }) =>
    span && contains(value.span, span) ? [span] : [],
  );
  return {
    line,
    network,
    statement,
    value,
    isParameter: line.role === 'parameter',
    isBias: line.target?.isBias === true,
    terms: line.role === 'parameter' && network.penaltyTerms.length > 0 ? texts : [],
    variable: ofVariable.sort((a, b) => a.length - b.length)[0] ?? '',
    operands,
    shapeOf,
    ...namesInReach(line, network),
  };
}

/** The names in the line's function for m and for λ. */
function namesInReach(
  line: GradientLine,
  network: NetworkEvaluation,
): { count: string | null; strength: string | null } {
  const { frame, order } = line.binding;
  const call = network.trace.calls.find((each) => each.frame === frame);
  const passed = [...(call?.arguments.keys() ?? [])];
  const bound = network.trace.bindings.filter((binding) => binding.frame === frame && binding.order < order);
  const count = bound.find(
    ({ kind, value }) =>
      kind === 'name' &&
      (value.type === 'int' || value.type === 'float') &&
      value.value === network.exampleCount,
  );
  const strength = [...passed, ...bound.map(({ text }) => text)].find((name) => roleOf(name) === 'strength');
  return { count: count?.name ?? null, strength: strength ?? null };
}
