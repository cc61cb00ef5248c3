/** Slips in functions that gradient lines call, such as the derivative of an activation. */
import type * as ast from '../../src/core/python/ast.ts';
import { contains, textOf } from '../../src/core/python/source.ts';
import { expressionsOf } from '../../src/core/python/walk.ts';
import { eachOnce, type ProgramOperator, replaced, type RightProgram } from './operator.ts';

const slopeRules = ['wrong-activation-derivative', 'missing-activation-derivative', 'wrong-loss-derivative'];
const signedRules = [...slopeRules, 'wrong-sign'];

function helperOperator(
  name: string,
  rules: readonly string[],
  edit: (expression: ast.Expr) => string | null,
): ProgramOperator {
  return {
    name: `${name}, in a helper`,
    family: 'helper',
    rules,
    *apply(program) {
      const edits = resultsOf(program).flatMap((result) =>
        expressionsOf(result).map((expression) => {
          const newText = edit(expression);
          return newText === null ? null : [replaced(expression.span, newText)];
        }),
      );
      yield* eachOnce(edits);
    },
  };
}

/** What is returned or bound in functions that run for gradient lines alone. */
function resultsOf({ networks, source, statements, lines }: RightProgram): readonly ast.Expr[] {
  const found = new Set<ast.Expr>();
  for (const { trace } of networks) {
    const spans = lines.map(({ statement }) => statement.span);
    const fromLines = trace.calls.filter(
      ({ frame: { callSpan } }) => callSpan !== null && spans.some((span) => contains(span, callSpan)),
    );
    for (const statement of statements) {
      const isResult = statement.kind === 'Return' || statement.kind === 'Assign';
      const value = isResult ? statement.value : null;
      const runs = value && trace.expressions.get(value);
      if (!value || !runs?.length || value.span.source !== source) continue;
      const isOfLines = runs.every(({ order }) =>
        fromLines.some(
          (call) =>
            call.startOrder <= order &&
            order <= call.order &&
            contains(call.callee.definition.span, statement.span),
        ),
      );
      if (isOfLines) found.add(value);
    }
  }
  return [...found];
}

const text = (expression: ast.Expr): string => textOf(expression.span);

function isOne(expression: ast.Expr): boolean {
  return /^1(?:\.0?)?$/.test(text(expression));
}

/** The call of one argument by name: `sigmoid(z)`, `np.tanh(z)`. */
function activation(expression: ast.Expr): { readonly call: ast.Call; readonly argument: ast.Expr } | null {
  const [argument] = expression.kind === 'Call' ? expression.args : [];
  return expression.kind === 'Call' && argument && expression.args.length === 1
    ? { call: expression, argument }
    : null;
}

export const helperOperators: readonly ProgramOperator[] = [
  helperOperator('a of a * (1 - a) dropped', slopeRules, (expression) =>
    expression.kind === 'BinOp' && expression.op === '*' && text(expression.right).startsWith('1')
      ? text(expression.right)
      : null,
  ),
  helperOperator('1 - a of a * (1 - a) dropped', slopeRules, (expression) =>
    expression.kind === 'BinOp' && expression.op === '*' && text(expression.right).startsWith('1')
      ? text(expression.left)
      : null,
  ),
  helperOperator('1 + a for 1 - a', signedRules, (expression) =>
    expression.kind === 'BinOp' && expression.op === '-' && isOne(expression.left)
      ? `${text(expression.left)} + ${text(expression.right)}`
      : null,
  ),
  helperOperator('a - 1 for 1 - a', signedRules, (expression) =>
    expression.kind === 'BinOp' && expression.op === '-' && isOne(expression.left)
      ? `${text(expression.right)} - ${text(expression.left)}`
      : null,
  ),
  helperOperator('square dropped', slopeRules, (expression) =>
    expression.kind === 'BinOp' && expression.op === '**' ? text(expression.left) : null,
  ),
  helperOperator('activation applied twice', slopeRules, (expression) => {
    const found = activation(expression);
    return found && `${text(found.call.func)}(${text(expression)})`;
  }),
  helperOperator('activation left out', slopeRules, (expression) => {
    const found = activation(expression);
    return found && text(found.argument);
  }),
  helperOperator('comparison turned', slopeRules, (expression) =>
    expression.kind === 'Compare'
      ? text(expression).replace(/[<>]=?/, (sign) => (sign.startsWith('<') ? '>' : '<'))
      : null,
  ),
];
