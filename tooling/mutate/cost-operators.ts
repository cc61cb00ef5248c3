/** Slips of the cost: in its penalty, and in the part that depends on data. The gradients then no longer belong to it. */
import { ancestors, dependents } from '../../src/core/network/dependence.ts';
import type { NetworkEvaluation } from '../../src/core/network/network.ts';
import type * as ast from '../../src/core/python/ast.ts';
import { contains, type Span, textOf } from '../../src/core/python/source.ts';
import { expressionsOf } from '../../src/core/python/walk.ts';
import { type Edit, eachOnce, type ProgramOperator, replaced, type RightProgram } from './operator.ts';
import { countsAround } from './right-program.ts';

type Part = 'penalty' | 'data';

/** A number on the way to the cost that lies in no larger one of its part. */
interface CostPlace {
  readonly whole: ast.Expr;
  readonly network: NetworkEvaluation;
  /** The texts of m there. */
  readonly counts: readonly string[];
}

/** What the edits of a slip are, for each expression of a part of the cost. */
type EditOf = (expression: ast.Expr, place: CostPlace) => readonly (Edit | null)[] | Edit | null;

function costOperator(part: Part, name: string, rules: readonly string[], edit: EditOf): ProgramOperator {
  return {
    name: `${name}, in the cost`,
    family: 'cost',
    rules,
    *apply(program) {
      const edits = placesOf(program, part).flatMap((place) =>
        expressionsOf(place.whole).flatMap((expression) => edit(expression, place)),
      );
      yield* eachOnce(edits.map((each) => each && [each]));
    },
  };
}

function placesOf(program: RightProgram, part: Part): readonly CostPlace[] {
  const found = new Map<string, CostPlace>();
  for (const network of program.networks) {
    if (network.basis !== 'cost') continue;
    const { tape, trace, cost, parameterNodes, dependsOnData } = network;
    const towards = ancestors(tape, [cost.node]);
    const fromParameters = dependents(tape, [...parameterNodes]);
    const isOfPart = (node: number): boolean =>
      towards[node] === 1 &&
      fromParameters[node] === 1 &&
      (dependsOnData[node] === 1) === (part === 'data') &&
      tape[node]?.value.data.length === 1;
    const numbers = [...trace.expressions].flatMap(([expression, values]) =>
      expression.span.source === program.source &&
      isComputed(expression) &&
      values.some(({ node }) => isOfPart(node))
        ? [expression]
        : [],
    );
    for (const whole of numbers) {
      const isInner = numbers.some((other) => other !== whole && contains(other.span, whole.span));
      const key = `${whole.span.start} ${whole.span.end}`;
      if (!isInner && !found.has(key))
        found.set(key, { whole, network, counts: countsAround(program, network, whole.span) });
    }
  }
  return [...found.values()];
}

function isComputed({ kind }: ast.Expr): boolean {
  return kind === 'BinOp' || kind === 'Call' || kind === 'UnaryOp';
}

/** From the end of the left operand to the end of the whole: `) / (2 * m)`. */
function behind({ left, span }: ast.BinOp): { readonly span: Span; readonly text: string } {
  const rest = { ...span, start: left.span.end };
  return { span: rest, text: textOf(rest) };
}

function isTwo(expression: ast.Expr): boolean {
  return textOf(expression.span) === '2' || textOf(expression.span) === '2.0';
}

/** `/ (2 * m)` becomes `/ m`, `/ 2` and `0.5 *` nothing. */
const withoutHalf: EditOf = (expression) => {
  if (expression.kind !== 'BinOp') return null;
  const { left, right } = expression;
  if (expression.op === '*' && /^0?\.5$/.test(textOf(left.span)))
    return { start: left.span.start, end: right.span.start, newText: '' };
  if (expression.op !== '/') return null;
  const rest = behind(expression);
  const [closing = ''] = /^[\s)]*(?=\/)/.exec(rest.text) ?? [];
  if (isTwo(right)) return replaced(rest.span, closing.trimEnd());
  if (right.kind !== 'BinOp' || right.op !== '*') return null;
  const kept = isTwo(right.left) ? right.right : isTwo(right.right) ? right.left : null;
  return kept && replaced(rest.span, `${closing}/ ${textOf(kept.span)}`);
};

/** `/ (2 * m)` without its brackets multiplies by m. */
const withoutBrackets: EditOf = (expression) => {
  if (expression.kind !== 'BinOp' || expression.op !== '/') return null;
  const { right } = expression;
  if (right.kind !== 'BinOp' || right.op !== '*') return null;
  const rest = behind(expression);
  const [, before, inner] = /^([\s)]*\/\s*)\((.*)\)$/s.exec(rest.text) ?? [];
  return before !== undefined && inner !== undefined && !inner.includes(')')
    ? replaced(rest.span, before + inner)
    : null;
};

/** m left out of a divisor. */
const withoutCount: EditOf = (expression, { counts }) => {
  if (expression.kind !== 'BinOp' || expression.op !== '/') return null;
  const { right } = expression;
  const isCount = (each: ast.Expr): boolean => counts.includes(textOf(each.span));
  const rest = behind(expression);
  const [closing = ''] = /^[\s)]*(?=\/)/.exec(rest.text) ?? [];
  if (isCount(right)) return replaced(rest.span, closing.trimEnd());
  if (right.kind !== 'BinOp' || right.op !== '*') return null;
  const kept = isCount(right.right) ? right.left : isCount(right.left) ? right.right : null;
  return kept && replaced(rest.span, `${closing}/ ${textOf(kept.span)}`);
};

const onWhole =
  (newText: (text: string, place: CostPlace) => string | null): EditOf =>
  (expression, place) => {
    if (expression !== place.whole) return null;
    const text = newText(textOf(expression.span), place);
    return text === null ? null : replaced(expression.span, text);
  };

/** One parameter of the penalty named where another one stands. */
const anotherLayer: EditOf = (expression, { whole, network }) => {
  const isParameter = (each: ast.Expr): boolean =>
    each.kind !== 'Call' &&
    each.kind !== 'BinOp' &&
    (network.trace.expressions.get(each) ?? []).some(({ node }) => network.parameterNodes.has(node));
  if (!isParameter(expression)) return null;
  const own = textOf(expression.span);
  const others = expressionsOf(whole).filter((each) => isParameter(each) && textOf(each.span) !== own);
  return others.map((other) => replaced(expression.span, textOf(other.span)));
};

const averaged =
  (from: string, to: string): EditOf =>
  (expression) => {
    if (expression.kind !== 'Call' || expression.func.kind !== 'Attribute' || expression.func.attr !== from)
      return null;
    const { end } = expression.func.span;
    return { start: end - from.length, end, newText: to };
  };

const penaltyFactor = ['l2-wrong-factor'];
const penaltyTerms = ['l2-wrong-factor', 'l2-missing-term', 'l2-extra-term', 'l2-wrong-weights'];
const dataFactor = [
  'gradient-of-sum',
  'wrong-batch-factor',
  'wrong-loss-derivative',
  'wrong-factor',
  'l2-wrong-factor',
];

export const costOperators: readonly ProgramOperator[] = [
  costOperator('penalty', '½ of the penalty dropped', penaltyFactor, withoutHalf),
  costOperator('penalty', 'brackets of λ / (2 * m) dropped', penaltyFactor, withoutBrackets),
  costOperator('penalty', 'm of the penalty dropped', penaltyFactor, withoutCount),
  costOperator(
    'penalty',
    'penalty doubled',
    penaltyFactor,
    onWhole((text) => `2 * (${text})`),
  ),
  costOperator(
    'penalty',
    'penalty over m once more',
    penaltyFactor,
    onWhole((text, { counts: [count] }) => (count === undefined ? null : `(${text}) / ${count}`)),
  ),
  costOperator(
    'penalty',
    'penalty subtracted',
    ['l2-wrong-sign'],
    onWhole((text) => `(-(${text}))`),
  ),
  costOperator(
    'penalty',
    'penalty dropped',
    ['l2-extra-term'],
    onWhole(() => '0.0'),
  ),
  costOperator('penalty', 'one layer twice and another never', penaltyTerms, anotherLayer),
  costOperator('data', '½ of the data part dropped', dataFactor, withoutHalf),
  costOperator('data', 'brackets of 1 / (2 * m) dropped', dataFactor, withoutBrackets),
  costOperator('data', 'm of the data part dropped', dataFactor, withoutCount),
  costOperator('data', 'sum for mean', dataFactor, averaged('mean', 'sum')),
  costOperator('data', 'mean for sum', dataFactor, averaged('sum', 'mean')),
  costOperator(
    'data',
    'minus dropped',
    ['wrong-loss-derivative', 'wrong-sign', 'update-direction'],
    (expression) =>
      expression.kind === 'UnaryOp' && expression.op === '-' && expression.operand.kind !== 'Constant'
        ? { start: expression.span.start, end: expression.operand.span.start, newText: '' }
        : null,
  ),
];
