/** Edits of what an elementwise step of the forward pass leaves behind: its derivative, or the mask of a dropout. */
import { readGradientName } from '../../network/gradient-names.ts';
import type * as ast from '../../python/ast.ts';
import { functionsInReach, type Ground, type Operand } from '../ground.ts';
import { binary, call, compared, nameOf, numberOf, type Piece, pieceOf } from '../pieces.ts';
import type { Edit } from './edit.ts';

/** The derivative of one activation for that of another, or taken at another value. */
export function* derivativeEdits(ground: Ground): Iterable<Edit> {
  yield* otherFunctions(ground);
  for (const { expression: site, value } of ground.parts) {
    if (site.kind === 'Name' || site === ground.root) continue;
    for (const factor of derivativesFitting(value.shape, ground))
      yield { kind: 'derivative', site, by: factor };
  }
}

/** A factor that is missing: a value in reach, as a mask or a slope that was computed before, or the derivative of an activation. */
export function* missingFactorEdits(ground: Ground): Iterable<Edit> {
  const parts = ground.parts.toSorted(
    (a, b) => Number(isGradient(b.expression)) - Number(isGradient(a.expression)),
  );
  for (const { expression: site, value } of parts) {
    const fitting = ground.operands.filter((operand) => sameShape(operand.value.shape, value.shape));
    for (const { piece } of fitting) yield missing(site, piece);
  }
  for (const { expression: site, value } of parts) {
    for (const factor of derivativesFitting(value.shape, ground)) yield missing(site, factor);
  }
}

function isGradient(expression: ast.Expr): boolean {
  return expression.kind === 'Name' && readGradientName(expression.id) !== null;
}

/** `V.T @ dy` → `V.T @ dy + dh_next`: a gradient that comes another way and is left out. */
export function* missingSummandEdits({ root, parts, operands }: Ground): Iterable<Edit> {
  const shape = parts.find(({ expression }) => expression === root)?.value.shape;
  for (const { piece, value } of operands) {
    const isCarried = piece.expression.kind === 'Name' && readGradientName(piece.expression.id) !== null;
    if (!isCarried || !shape || !sameShape(value.shape, shape)) continue;
    yield { kind: 'missing summand', site: root, by: binary(pieceOf(root), '+', piece), mark: null };
  }
}

function missing(site: ast.Expr, factor: Piece): Edit {
  return { kind: 'missing factor', site, by: binary(pieceOf(site), '*', factor), mark: null, factor };
}

/** Factors and summands too many: `a * b` → `a`, `a * b * c` → `a`. */
export function* surplusFactorEdits({ parts }: Ground): Iterable<Edit> {
  for (const { expression: site } of parts) {
    if (site.kind !== 'BinOp' || !'*/+-'.includes(site.op)) continue;
    yield { kind: 'operand', site, by: pieceOf(site.left), mark: site.right };
    if (site.op === '*' || site.op === '+')
      yield { kind: 'operand', site, by: pieceOf(site.right), mark: site.left };
  }
  for (const { expression: site } of parts) {
    if (site.kind !== 'BinOp' || site.op !== '*') continue;
    for (let first = site.left; first.kind === 'BinOp' && first.op === '*'; first = first.left)
      yield { kind: 'operand', site, by: pieceOf(first.left) };
  }
}

/** `>` for `<`, and the like. */
export function* comparisonEdits({ root, parts }: Ground): Iterable<Edit> {
  const sites = new Set(parts.map(({ expression }) => expression));
  for (const site of sites) {
    if (site.kind !== 'Compare' || site === root) continue;
    const [op] = site.ops;
    const [right] = site.comparators;
    if (!op || !right || site.ops.length !== 1) continue;
    for (const other of ['>', '<', '>=', '<='] as const) {
      if (other !== op)
        yield { kind: 'comparison', site, by: compared(pieceOf(site.left), other, pieceOf(right)) };
    }
  }
}

/** The derivatives that the common activations have, and those of the program, at each value of this shape. */
function derivativesFitting(shape: readonly number[], ground: Ground): readonly Piece[] {
  const operands = ground.operands.filter(({ value }) => sameShape(value.shape, shape));
  return operands.flatMap((operand) => derivativesAt(operand, ground));
}

function derivativesAt({ piece }: Operand, ground: Ground): readonly Piece[] {
  const { span } = ground.root;
  const [zero, one, two] = [0, 1, 2].map((value) => numberOf(value, span)) as [Piece, Piece, Piece];
  const calls = derivativeFunctions(ground).map((name) => call(nameOf(name, span), [piece]));
  return [
    ...calls,
    binary(piece, '*', binary(one, '-', piece)),
    binary(one, '-', binary(piece, '**', two)),
    compared(piece, '>', zero),
  ];
}

const derivativeName = /(?:prime|deriv|grad|backward|^d_?[a-z]|_d$|dash)/i;

/** The program's own functions of one argument whose names speak of a derivative. */
function derivativeFunctions(ground: Ground): readonly string[] {
  return functionsInReach(ground)
    .filter(({ name, definition }) => derivativeName.test(name) && definition.args.args.length === 1)
    .map(({ name }) => name);
}

/** Another function of the program for one that is called with one argument. */
function* otherFunctions(ground: Ground): Iterable<Edit> {
  for (const { expression } of ground.parts) {
    if (expression.kind !== 'Call' || expression.func.kind !== 'Name' || expression.args.length === 0)
      continue;
    const site: ast.Expr = expression.func;
    for (const { name, definition } of functionsInReach(ground)) {
      if (name === expression.func.id || definition.args.args.length < expression.args.length) continue;
      yield { kind: 'derivative', site, by: nameOf(name, site.span) };
    }
  }
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
