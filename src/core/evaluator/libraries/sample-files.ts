/** What stands in files that nobody here has: words made of a few letters, or lines of numbers. The same for one seed. */
import { randomNumbers } from '../random-numbers.ts';

const vowels = 'aeiou';
const consonants = 'bdfglmnprstvz';

/** Lines of words that use few letters, so that arrays over the alphabet stay small. Another seed has another alphabet. */
export function sampleText(seed: number): string {
  const { uniform } = randomNumbers(7919 * seed);
  const below = (limit: number): number => Math.floor(uniform() * limit);
  const letters = (from: string, count: number): string =>
    Array.from({ length: count }, () => from[below(from.length)]).join('');
  const [open, closed] = [letters(vowels, 2 + (seed % 2)), letters(consonants, 4)];
  const syllable = (): string => letters(closed, 1) + letters(open, 1);
  const word = (): string => Array.from({ length: 1 + below(3) }, syllable).join('');
  const line = (): string => `${Array.from({ length: 5 + below(3) }, word).join(' ')}.`;
  return `${Array.from({ length: 16 }, line).join('\n')}\n`;
}

/** Lines of numbers with a point, and a 0 or 1 at the end of each, as the rows of a data set; `separator` between them. */
export function sampleTable(seed: number, separator: string): string {
  const { uniform, normal } = randomNumbers(104_729 * seed);
  const row = (): string => {
    const numbers = Array.from({ length: 4 }, () => (0.3 + normal()).toFixed(3));
    return [...numbers, uniform() < 0.5 ? '0' : '1'].join(separator);
  };
  return `${Array.from({ length: 6 + (seed % 3) }, row).join('\n')}\n`;
}
