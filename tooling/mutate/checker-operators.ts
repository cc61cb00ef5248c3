/** Slips in checks by finite differences that the program itself holds. */
import { quotientsIn } from '../../src/core/check/difference-quotients.ts';
import type * as ast from '../../src/core/python/ast.ts';
import { contains, textOf } from '../../src/core/python/source.ts';
import { expressionsOf } from '../../src/core/python/walk.ts';
import { copied } from './copies.ts';
import { type Edit, eachOnce, type ProgramOperator, replaced, type RightProgram } from './operator.ts';

const rules = ['broken-gradient-check'];

function checkerOperator(
  name: string,
  edit: (checker: Checker) => Iterable<readonly Edit[] | null>,
): ProgramOperator {
  return {
    name: `${name}, in a check`,
    family: 'checker',
    rules,
    *apply(program) {
      yield* eachOnce(checkersOf(program).flatMap((checker) => [...edit(checker)]));
    },
  };
}

/** A function that takes central differences: its quotient, the name of its step, and its statements. */
interface Checker {
  readonly quotient: ast.BinOp;
  readonly step: string;
  readonly statements: readonly ast.Stmt[];
  readonly expressions: readonly ast.Expr[];
}

function checkersOf({ statements }: RightProgram): readonly Checker[] {
  return statements.flatMap((definition): Checker[] => {
    if (definition.kind !== 'FunctionDef') return [];
    const [quotient] = quotientsIn(definition).flatMap(({ whole }) => whole);
    const step = quotient && twiceIn(quotient.right);
    if (!quotient || !step) return [];
    const own = statements.filter((each) => each !== definition && contains(definition.span, each.span));
    return [{ quotient, step, statements: own, expressions: definition.body.flatMap(expressionsOf) }];
  });
}

/** `eps` of `2 * eps`; null for anything else. */
function twiceIn(divisor: ast.Expr): string | null {
  if (divisor.kind !== 'BinOp' || divisor.op !== '*') return null;
  const [left, right] = [textOf(divisor.left.span), textOf(divisor.right.span)];
  if (/^2(?:\.0?)?$/.test(left)) return right;
  return /^2(?:\.0?)?$/.test(right) ? left : null;
}

/** The divisor with its slash and its brackets. */
function divisionOf({ left, span, right }: ast.BinOp): Edit & { readonly text: string } {
  const { text } = span.source;
  const slash = text.indexOf('/', left.span.end);
  const end = Math.max(span.end, right.span.end);
  return { start: slash, end, newText: '', text: text.slice(slash, end) };
}

function edited({ start, end }: Edit, newText: string): readonly Edit[] {
  return [{ start, end, newText }];
}

/** Statements that put an entry back: `theta[i] = old` behind one that moves it. */
function restorations({ statements, step }: Checker): readonly ast.Assign[] {
  return statements.filter((each): each is ast.Assign => {
    const [target] = each.kind === 'Assign' ? each.targets : [];
    if (each.kind !== 'Assign' || target?.kind !== 'Subscript' || each.value.kind !== 'Name') return false;
    return statements.some(
      (other) =>
        other.span.end < each.span.start &&
        other !== each &&
        textOf(other.span).startsWith(textOf(target.span)) &&
        textOf(other.span).includes(step),
    );
  });
}

export const checkerOperators: readonly ProgramOperator[] = [
  checkerOperator('divided by ε', ({ quotient, step }) => [edited(divisionOf(quotient), `/ ${step}`)]),
  checkerOperator('brackets of 2 * ε dropped', ({ quotient }) => {
    const division = divisionOf(quotient);
    return [/^\/\s*\(/.test(division.text) ? edited(division, `/ 2 * ${twiceIn(quotient.right)}`) : null];
  }),
  checkerOperator('divided by 2', ({ quotient }) => [edited(divisionOf(quotient), '/ 2')]),
  checkerOperator('divided by 4 * ε', ({ quotient, step }) => [
    edited(divisionOf(quotient), `/ (4 * ${step})`),
  ]),
  checkerOperator('one side alone', ({ expressions, step }) =>
    expressions.map((each) =>
      each.kind === 'BinOp' && each.op === '-' && textOf(each.right.span) === step
        ? [replaced(each.span, textOf(each.left.span))]
        : null,
    ),
  ),
  checkerOperator('the same side twice', ({ expressions, step }) =>
    expressions.map((each) =>
      each.kind === 'BinOp' && each.op === '-' && textOf(each.right.span) === step
        ? [replaced(each.span, `${textOf(each.left.span)} - 2 * ${step}`)]
        : null,
    ),
  ),
  checkerOperator('entry added for put back', (checker) =>
    restorations(checker).map(({ targets: [target], value }) =>
      target ? [{ start: target.span.end, end: value.span.start, newText: ' += ' }] : null,
    ),
  ),
  checkerOperator('entry not put back', (checker) =>
    restorations(checker).map(({ span }) => [replaced(span, 'pass')]),
  ),
  checkerOperator('second point made from the first', ({ statements }) => {
    const copies = statements.flatMap((each) => {
      const original = each.kind === 'Assign' ? copied(each.value) : null;
      return each.kind === 'Assign' && each.targets[0] && original
        ? [{ name: textOf(each.targets[0].span), original }]
        : [];
    });
    const [first, second] = copies;
    if (!first || !second || textOf(first.original.span) !== textOf(second.original.span)) return [];
    // An entry that is computed from the unchanged array is right in any copy.
    const isMovedFromItself = statements.some(
      (each) =>
        textOf(each.span).startsWith(`${second.name}[`) && textOf(each.span).lastIndexOf(second.name) > 0,
    );
    return [isMovedFromItself ? [replaced(second.original.span, first.name)] : null];
  }),
];
