/** Remembers what came of edited sources: while somebody types in a wrong line, its fix leads to one and the same text. */
import type * as ast from '../python/ast.ts';
import type { StepFault } from './steps.ts';

/** What a proof asks of a network in an edited source; statements and lines by their keys. */
export interface EditedNetwork {
  readonly costName: string;
  readonly lines: ReadonlySet<string>;
  readonly guilty: readonly string[];
  /** By the key of its statement, what is the matter with an update step; null where nothing is. */
  readonly steps: ReadonlyMap<string, StepFault | null>;
}

interface Entry {
  readonly trees: readonly ast.Module[];
  readonly start: string;
  readonly networks: readonly EditedNetwork[];
}

const mostEntries = 32;

/** Evaluations of edited sources. An evaluation is decided by its modules and by where it starts, so it need not be repeated. */
export class ProofMemory {
  #entries: readonly Entry[] = [];

  /** The networks of these modules, whose trees are those of an earlier proof, from the same start; null where not known. */
  of(trees: readonly ast.Module[], start: string): readonly EditedNetwork[] | null {
    const found = this.#entries.find((entry) => entry.start === start && sameTrees(entry.trees, trees));
    if (!found) return null;
    // Asked for last, dropped last.
    this.#entries = [...this.#entries.filter((entry) => entry !== found), found];
    return found.networks;
  }

  add(trees: readonly ast.Module[], start: string, networks: readonly EditedNetwork[]): void {
    this.#entries = [...this.#entries, { trees, start, networks }].slice(-mostEntries);
  }
}

function sameTrees(a: readonly ast.Module[], b: readonly ast.Module[]): boolean {
  return a.length === b.length && a.every((tree, at) => tree === b[at]);
}
