/** Finds, for the name that a gradient is read to be of, the values whose names are like it. */
import { roleOf } from './name-hints.ts';
import type { NamedNode } from './names.ts';

export interface SimilarName {
  readonly entry: NamedNode;
  /** Where the entry stands among all named values. */
  readonly position: number;
  /** 3: the same name. 2: the same but for case or underscores, or in the plural, as the states `hs[t]` of h. 1: the same letter and role, for `nabla_w` and weights. */
  readonly likeness: 1 | 2 | 3;
}

type Placed = Omit<SimilarName, 'likeness'>;

const generic = /^(?:w|b|weights?|bias(?:es)?)$/i;
const plain = (text: string): string => text.toLowerCase().replace(/_/g, '');

/** Named values by what their names have in common, so that thousands of gradients need not look at all of them. */
export class SimilarNames {
  readonly #byPlainName = new Map<string, Placed[]>();
  readonly #ofRole = { weights: [] as Placed[], bias: [] as Placed[] };
  readonly #genericOfRole = { weights: [] as Placed[], bias: [] as Placed[] };

  constructor(named: readonly NamedNode[]) {
    for (const [position, entry] of named.entries()) {
      const key = plain(entry.name);
      const same = this.#byPlainName.get(key);
      if (same) same.push({ entry, position });
      else this.#byPlainName.set(key, [{ entry, position }]);
      const role = roleOf(entry.name);
      if (role !== 'weights' && role !== 'bias') continue;
      this.#ofRole[role].push({ entry, position });
      if (generic.test(entry.name)) this.#genericOfRole[role].push({ entry, position });
    }
  }

  /** The values with a name like the wanted one, in their order. */
  like(wanted: string): readonly SimilarName[] {
    const key = plain(wanted);
    const singular = this.#byPlainName.get(key) ?? [];
    const plural = this.#byPlainName.get(`${key}s`) ?? [];
    const same = [...singular, ...plural].map(
      (placed): SimilarName => ({ ...placed, likeness: placed.entry.name === wanted ? 3 : 2 }),
    );
    const role = roleOf(wanted);
    if (role !== 'weights' && role !== 'bias') return same.sort((a, b) => a.position - b.position);
    const others = (generic.test(wanted) ? this.#ofRole : this.#genericOfRole)[role]
      .filter(({ entry }) => ![key, `${key}s`].includes(plain(entry.name)))
      .map((placed): SimilarName => ({ ...placed, likeness: 1 }));
    return [...same, ...others].sort((a, b) => a.position - b.position);
  }
}
