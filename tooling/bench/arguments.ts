/** The words of `npm run bench`: which rows, how many repeats, how large a folder. */

export interface BenchRequest {
  readonly kind: 'run';
  /** Rows by name; empty for all, with growth and stages. */
  readonly rows: readonly string[];
  readonly repeats: number;
  readonly files: number;
  readonly install: boolean;
  /** Measures the rows on derivatives by the processor's time on both sides. */
  readonly cpu: boolean;
}

export type ParsedArguments =
  | BenchRequest
  | { readonly kind: 'help' }
  | { readonly kind: 'usage-error'; readonly message: string };

export const usage = `Usage: npm run bench -- [ROW…] [--repeats N] [--files N] [--cpu] [--no-install]

Measures this project and its peers side by side and prints ours / peer for each row.
  ROW            only these rows (see docs/benchmarks.md); also "growth" and "stages"
  --repeats N    repeats of each row, of which the median counts (default 7)
  --files N      files of the generated folder (default 10000)
  --cpu          the rows on derivatives by processor time on both sides, for a machine that is busy
  --no-install   measure against what is installed already
`;

/** Reads the words against the names that there are. */
export function parseArguments(words: readonly string[], names: readonly string[]): ParsedArguments {
  const request = {
    kind: 'run' as const,
    rows: [] as string[],
    repeats: 7,
    files: 10_000,
    install: true,
    cpu: false,
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--help' || word === '-h') return { kind: 'help' };
    if (word === '--no-install') request.install = false;
    else if (word === '--cpu') request.cpu = true;
    else if (word === '--repeats' || word === '--files') {
      const count = Number(words[at + 1]);
      if (!Number.isInteger(count) || count < 1)
        return { kind: 'usage-error', message: `${word} wants a whole number` };
      request[word === '--files' ? 'files' : 'repeats'] = count;
      at += 1;
    } else if (names.includes(word)) request.rows.push(word);
    else return { kind: 'usage-error', message: `there is no row ${word}; rows are ${names.join(', ')}` };
  }
  return request;
}
