/** Seeded choices for the generator of random programs: equal seeds give equal programs. */
import { type RandomNumbers, randomNumbers } from '../../src/core/evaluator/random-numbers.ts';

export class Draw {
  readonly #numbers: RandomNumbers;

  constructor(seed: number) {
    this.#numbers = randomNumbers(seed);
  }

  /** An integer from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.#numbers.uniform() * (most - least + 1));
  }

  /** True in this share of the draws. */
  chance(share: number): boolean {
    return this.#numbers.uniform() < share;
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.integer(0, choices.length - 1)];
    if (choice === undefined) throw new Error('nothing to choose from');
    return choice;
  }

  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[] {
    const left = [...items];
    const order: T[] = [];
    while (left.length > 0) order.push(...left.splice(this.integer(0, left.length - 1), 1));
    return order;
  }

  /** So many results of `make`. */
  times<T>(count: number, make: (at: number) => T): T[] {
    return Array.from({ length: count }, (_, at) => make(at));
  }
}
