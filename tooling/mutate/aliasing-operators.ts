/** Slips by which two names hold one array: a copy left out, an edit in place. Only those count that are proven to change something. */
import type * as ast from '../../src/core/python/ast.ts';
import { type Span, textOf } from '../../src/core/python/source.ts';
import { expressionsOf } from '../../src/core/python/walk.ts';
import { copied } from './copies.ts';
import { eachOnce, type ProgramOperator, replaced, type RightProgram } from './operator.ts';

const rules = ['aliased-gradient', 'overwritten-gradient', 'stale-weights', 'broken-gradient-check'];

function aliasingOperator(
  name: string,
  edit: (node: ast.Stmt | ast.Expr) => readonly [Span, string] | null,
): ProgramOperator {
  return {
    name,
    family: 'aliasing',
    rules,
    *apply(program) {
      const nodes = program.statements.filter(isSimple).flatMap((each) => [each, ...expressionsOf(each)]);
      yield* eachOnce(
        nodes.map((node) => {
          const found = edit(node);
          return found && [replaced(...found)];
        }),
      );
    },
  };
}

function isSimple({ kind }: RightProgram['statements'][number]): boolean {
  return kind === 'Assign' || kind === 'AugAssign' || kind === 'Return' || kind === 'Expr';
}

export const aliasingOperators: readonly ProgramOperator[] = [
  aliasingOperator('copy left out', (node) => {
    const array = copied(node);
    return array && [node.span, textOf(array.span)];
  }),
  aliasingOperator('edited in place', (node) => {
    const [target] = node.kind === 'Assign' ? node.targets : [];
    if (node.kind !== 'Assign' || !target || node.value.kind !== 'BinOp') return null;
    const { left, right, op } = node.value;
    if (!'+-*/'.includes(op) || textOf(left.span) !== textOf(target.span)) return null;
    return [node.span, `${textOf(target.span)} ${op}= ${textOf(right.span)}`];
  }),
  aliasingOperator('buffer that is the gradient itself', (node) => {
    if (node.kind !== 'Assign' || node.value.kind !== 'Call') return null;
    const [array] = node.value.args;
    const isZeros = /^np\.zeros_like$/.test(textOf(node.value.func.span));
    return isZeros && array ? [node.value.span, textOf(array.span)] : null;
  }),
];
