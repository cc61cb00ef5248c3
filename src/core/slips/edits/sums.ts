/** Edits of sums: the axis, whether it is kept, a mean for a sum, a sum that is missing. */
import type * as ast from '../../python/ast.ts';
import type { Span } from '../../python/source.ts';
import type { Ground } from '../ground.ts';
import { attribute, call, numberOf, type Piece, pieceOf } from '../pieces.ts';
import type { Edit } from './edit.ts';

export function* sumEdits(ground: Ground): Iterable<Edit> {
  for (const { expression: site } of ground.parts) {
    const sum = sumOf(site);
    if (!sum) continue;
    for (const axis of axesTried(sum.axis, site.span)) {
      for (const keepdims of [sum.keepdims, !sum.keepdims]) {
        if (axis === sum.axis && keepdims === sum.keepdims) continue;
        yield { kind: 'sum', site, by: written({ ...sum, axis, keepdims }) };
      }
    }
  }
  yield* missingSums(ground);
}

/** A sum for a mean, or, with `attr` the other way round, a mean for a sum. */
export function* meanEdits(ground: Ground, attr: 'sum' | 'mean'): Iterable<Edit> {
  for (const { expression: site } of ground.parts) {
    if (!sumOf(site) || site.kind !== 'Call' || site.func.kind !== 'Attribute' || site.func.attr === attr)
      continue;
    yield { kind: 'factor', site: site.func, by: attribute(pieceOf(site.func.value), attr) };
  }
}

interface Sum {
  /** `np.sum` or `dZ.sum`. */
  readonly function: Piece;
  /** What is summed, where it is not the object of the method. */
  readonly summed: Piece | null;
  /** Null where all axes are. */
  readonly axis: Piece | null;
  readonly keepdims: boolean;
  readonly keepdimsName: string;
}

function sumOf(site: ast.Expr): Sum | null {
  if (site.kind !== 'Call' || site.func.kind !== 'Attribute') return null;
  const { func } = site;
  if (func.attr !== 'sum' && func.attr !== 'mean') return null;
  const isFunction =
    func.value.kind === 'Name' && ['np', 'numpy', 'cp', 'torch', 'nn'].includes(func.value.id);
  const [first, second] = isFunction ? site.args : [null, site.args[0]];
  if (isFunction && !first) return null;
  const named = (names: readonly string[]): ast.Expr | undefined =>
    site.keywords.find(({ arg }) => arg !== null && names.includes(arg))?.value;
  const axis = named(['axis', 'dim']) ?? second ?? null;
  const keepdims = named(['keepdims', 'keepdim']);
  return {
    function: pieceOf(func),
    summed: first ? pieceOf(first) : null,
    axis: axis ? pieceOf(axis) : null,
    keepdims: keepdims?.kind === 'Constant' && keepdims.value.type === 'bool' && keepdims.value.value,
    keepdimsName: site.keywords.find(({ arg }) => arg?.startsWith('keepdim'))?.arg ?? 'keepdims',
  };
}

function axesTried(own: Piece | null, span: Span): readonly (Piece | null)[] {
  const others = [0, 1].map((axis) => numberOf(axis, span)).filter(({ text }) => text !== own?.text);
  return own ? [own, ...others, null] : [own, ...others];
}

function written({ function: callee, summed, axis, keepdims, keepdimsName }: Sum): Piece {
  const keywords: (readonly [string, Piece])[] = [];
  if (axis) keywords.push(['axis', axis]);
  if (keepdims) keywords.push([keepdimsName, truth(callee.expression.span)]);
  return call(callee, summed ? [summed] : [], keywords);
}

function truth(span: Span): Piece {
  return { expression: { kind: 'Constant', value: { type: 'bool', value: true }, span }, text: 'True' };
}

/** `np.sum(dZ, axis=…)` around what was never summed. */
function* missingSums({ root, parts, numpy }: Ground): Iterable<Edit> {
  if (!numpy) return;
  for (const { expression: site, value } of parts) {
    if (value.shape.length !== 2 || (site !== root && site.kind === 'Attribute')) continue;
    for (const axis of axesTried(null, site.span).slice(1)) {
      for (const keepdims of [true, false]) {
        const by = {
          function: attribute(numpy, 'sum'),
          summed: pieceOf(site),
          axis,
          keepdims,
          keepdimsName: 'keepdims',
        };
        yield { kind: 'sum', site, by: written(by) };
      }
    }
  }
}
