/** Sizes of the probes: dimension variables that meet when a program needs two sizes to be equal. */

/** One unknown size; variables that must be equal are joined, and one that meets a written constant is bound to it. */
export type Dimension = number;

/**
 * Sizes for fresh dimensions, distinct so that a size that shows up in a shape error tells which dimensions clashed.
 * Small, because a probe needs no more, and apart from the 1, 2, 3 and 10 that programs like to write as constants.
 */
const sizePools: readonly (readonly number[])[] = [
  [5, 4, 7, 6, 9, 8, 11, 13, 12, 14, 17, 15, 19, 16, 18, 21, 22, 23, 24, 26],
  [4, 7, 6, 5, 8, 11, 9, 12, 14, 13, 15, 18, 16, 17, 19, 23, 21, 24, 22, 27],
];

/** The sizes of one draw. What is left out must not make two draws alike: then neighbours change places. */
function sizesOf(draw: number, avoid: ReadonlySet<number>): readonly number[] {
  const isFree = (size: number): boolean => !avoid.has(size);
  const [first = [], second = []] = sizePools.map((pool) => pool.filter(isFree));
  if (draw % sizePools.length === 0) return first;
  if (second.every((size, at) => size !== first[at])) return second;
  return first.map((size, at) => first[at % 2 === 0 ? at + 1 : at - 1] ?? size + 1);
}

/** Sizes that a product binds a dimension to stay small. */
const largestBound = 4096;

/** The dimensions of one family of probes. Joins and bindings are kept while the sizes change from draw to draw. */
export class Dimensions {
  private readonly parents: number[] = [];
  private readonly bound = new Map<Dimension, number>();
  private readonly joined = new Set<Dimension>();
  /** Sizes of axes that are cut into parts; they follow the sizes of the parts, so another draw finds its own. */
  private readonly stretched = new Map<Dimension, number>();

  /** The height and width of images, once the program was found to need square ones; null while they differ. */
  imageSide: number | null = null;

  private readonly sizes: readonly number[];

  /**
   * Every draw gives each dimension another size. Sizes to avoid are the numbers that stand in the program: a size that
   * shows up in an error must belong to a dimension or to the program, never to both.
   */
  constructor(
    private readonly draw: number,
    private readonly avoid: ReadonlySet<number>,
  ) {
    this.sizes = sizesOf(draw, avoid);
  }

  /** The same joins and bindings with another draw's sizes. */
  redrawn(draw: number): Dimensions {
    const copy = new Dimensions(draw, this.avoid);
    copy.parents.push(...this.parents);
    for (const [root, size] of this.bound) copy.bound.set(root, size);
    for (const root of this.joined) copy.joined.add(root);
    copy.imageSide = this.imageSide;
    return copy;
  }

  fresh(): Dimension {
    this.parents.push(this.parents.length);
    return this.parents.length - 1;
  }

  private root(dimension: Dimension): Dimension {
    let at = dimension;
    while (this.parents[at] !== at) at = this.parents[at] ?? at;
    return at;
  }

  size(dimension: Dimension): number {
    const root = this.root(dimension);
    return this.bound.get(root) ?? this.stretched.get(root) ?? this.freeSize(root);
  }

  private freeSize(root: Dimension): number {
    return this.sizes[root] ?? 29 + root * 2 + (this.draw % 2);
  }

  /** True where the dimension was never joined with another nor bound to a constant. */
  isFree(dimension: Dimension): boolean {
    const root = this.root(dimension);
    return !this.bound.has(root) && !this.joined.has(root);
  }

  same(a: Dimension, b: Dimension): boolean {
    return this.root(a) === this.root(b);
  }

  /** Dimension whose present size this is; null where no unbound dimension has it. */
  bySize(size: number): Dimension | null {
    for (let at = 0; at < this.parents.length; at++) {
      if (this.isOpen(at) && this.freeSize(at) === size) return at;
    }
    return null;
  }

  /** True for a root whose size nothing has settled but its joins. */
  private isOpen(at: Dimension): boolean {
    return this.parents[at] === at && !this.bound.has(at) && !this.stretched.has(at);
  }

  /** Gives the axis of this size another one, so that all parts that a program cuts it into are whole. */
  stretch(size: number, to: number): boolean {
    const axis = this.parents.findIndex(
      (parent, at) => parent === at && !this.bound.has(at) && this.size(at) === size,
    );
    if (axis < 0 || to > largestBound) return false;
    this.stretched.set(axis, to);
    return true;
  }

  join(a: Dimension, b: Dimension): boolean {
    const left = this.root(a);
    const right = this.root(b);
    if (left === right) return false;
    const leftBound = this.bound.get(left);
    const rightBound = this.bound.get(right);
    if (leftBound !== undefined && rightBound !== undefined && leftBound !== rightBound) return false;
    const [keep, drop] = left < right ? [left, right] : [right, left];
    this.parents[drop] = keep;
    const stretched = this.stretched.get(left) ?? this.stretched.get(right);
    this.stretched.delete(drop);
    if (stretched !== undefined) this.stretched.set(keep, stretched);
    const size = leftBound ?? rightBound;
    this.bound.delete(drop);
    if (size !== undefined) this.bound.set(keep, size);
    this.joined.add(keep);
    return true;
  }

  bind(dimension: Dimension, size: number): boolean {
    const root = this.root(dimension);
    if (this.bound.has(root)) return false;
    this.bound.set(root, size);
    return true;
  }

  /**
   * Makes two sizes that clashed equal: joins the dimensions that have them, or binds the one to the constant other.
   * Returns false where neither size belongs to a dimension that can still change.
   */
  reconcile(left: number, right: number): boolean {
    // An axis without entries is what a slice gives that begins beyond the end: no dimension is meant to be like it.
    if (left === 0 || right === 0) return false;
    const a = this.bySize(left);
    const b = this.bySize(right);
    if (a !== null && b !== null) return this.join(a, b);
    if (this.joinBeforeIntercept(left, right)) return true;
    if (a !== null) return this.bind(a, right);
    if (b !== null) return this.bind(b, left);
    return this.reconcileFactors(left, right) || this.bindBeside(left, right);
  }

  /** Two sizes that clashed because a column of ones was added to both: the sizes without it are joined. */
  private joinBeforeIntercept(left: number, right: number): boolean {
    const a = this.bySize(left - 1);
    const b = this.bySize(right - 1);
    return a !== null && b !== null && this.isFree(a) && this.isFree(b) && this.join(a, b);
  }

  /**
   * A size clashed with a constant after a column was taken off it, such as the labels, or added to it, such as ones: the
   * size with it is bound.
   */
  private bindBeside(left: number, right: number): boolean {
    for (const [size, constant] of [
      [left, right],
      [right, left],
    ] as const) {
      for (const step of [1, -1]) {
        const dimension = this.bySize(size + step);
        const isWritten = constant > 1 && constant <= largestBound && this.isNoSize(constant);
        if (dimension !== null && isWritten) return this.bind(dimension, constant + step);
      }
    }
    return false;
  }

  /** True for a number that neither a dimension has nor one with a column more or less. */
  private isNoSize(size: number): boolean {
    return [-1, 0, 1].every((step) => this.bySize(size + step) === null);
  }

  /** Two products that clashed, as of flattened images: the one pair of dimensions by which they differ is joined. */
  private reconcileFactors(left: number, right: number): boolean {
    const free = this.parents.filter((_, at) => this.isOpen(at));
    const inLeft = free.filter((at) => left % this.freeSize(at) === 0);
    const inRight = free.filter((at) => right % this.freeSize(at) === 0);
    for (const a of inLeft) {
      for (const b of inRight)
        if (a !== b && left * this.freeSize(b) === right * this.freeSize(a)) return this.join(a, b);
    }
    const needs = [
      ...inLeft.map((at) => ({ at, needed: (right * this.freeSize(at)) / left })),
      ...inRight.map((at) => ({ at, needed: (left * this.freeSize(at)) / right })),
    ].filter(({ needed }) => Number.isInteger(needed) && needed > 0 && needed <= largestBound);
    const [least] = needs.sort((a, b) => a.needed - b.needed);
    if (least !== undefined) return this.bind(least.at, least.needed);
    return this.reconcileSums(left, right);
  }

  /** Two sums that clashed, as of joined arrays: the first pair of dimensions by which they differ is joined. */
  private reconcileSums(left: number, right: number): boolean {
    const free = this.parents.filter((_, at) => this.isOpen(at));
    const sizes = new Set(this.parents.map((_, at) => this.size(at)));
    for (const a of free) {
      for (const b of free) {
        const rest = left - this.freeSize(a);
        if (a !== b && sizes.has(rest) && right === this.freeSize(b) + rest) return this.join(a, b);
      }
    }
    return false;
  }
}

/** Every field of an object as plain data, maps and sets as lists. A field that is added later is among them by itself. */
export function fieldsOf(holder: object): readonly unknown[] {
  return Object.entries(holder).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Map || value instanceof Set ? [...value] : value,
  ]);
}
