/** The words of `npm run corpus` turned into what to do; nothing is read or written here. */
import { parseArgs } from 'node:util';

export interface CorpusRequest {
  readonly kind: 'run';
  /** Folders, Python files and notebooks. */
  readonly paths: readonly string[];
  /** A file list: group, path and note in columns. */
  readonly groups: string | null;
  readonly json: string | null;
  readonly compare: string | null;
  readonly only: string | null;
  readonly cap: number;
  readonly jobs: number;
  readonly verbose: boolean;
}

export type Request =
  | CorpusRequest
  | { readonly kind: 'help' }
  | { readonly kind: 'usage-error'; readonly message: string };

export const usage = `Runs the engine over a corpus and says what it found, verified and could not decide.

Usage: npm run corpus -- [options] [PATH...]

  PATH             a folder (searched recursively), a .py file, an .ipynb file

Options:
  --groups FILE    take the files of this list, one a line: group<TAB>path<TAB>note, or a path alone;
                   a path is relative to the PATH given, else to the list. Sums are given for each group
  --only TEXT      take only files whose path holds TEXT, or whose group is TEXT
  --cap MS         milliseconds of computing for each file (default: 10000); a file that reaches it is marked
  --jobs N         worker threads (default: the number of cores)
  --verbose        every line that is not verified with its reason, and every finding
  --json OUT       store the run
  --compare OLD    say what changed since a stored run; exit status 1 where a verdict was lost or a file fails
  --help
`;

const options = {
  groups: { type: 'string' },
  only: { type: 'string' },
  cap: { type: 'string' },
  jobs: { type: 'string' },
  verbose: { type: 'boolean' },
  json: { type: 'string' },
  compare: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What the words ask for; a wrong word comes back as a usage error that names it. */
export function parseArguments(words: readonly string[], cores: number): Request {
  const parsed = parseWords(words);
  if ('kind' in parsed) return parsed;
  const { values, positionals: paths } = parsed;
  if (values.help) return { kind: 'help' };
  const groups = values.groups ?? null;
  if (paths.length === 0 && groups === null) return wrong('no folder and no list of files given');
  const cap = positiveInteger(values.cap ?? '10000');
  if (cap === null) return wrong(`--cap is a whole number of milliseconds from 1 up, not '${values.cap}'`);
  const jobs = positiveInteger(values.jobs ?? String(cores));
  if (jobs === null) return wrong(`--jobs is a whole number from 1 up, not '${values.jobs}'`);
  return {
    kind: 'run',
    paths,
    groups,
    json: values.json ?? null,
    compare: values.compare ?? null,
    only: values.only ?? null,
    cap,
    jobs,
    verbose: values.verbose ?? false,
  };
}

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

function wrong(message: string): { readonly kind: 'usage-error'; readonly message: string } {
  return { kind: 'usage-error', message };
}

function positiveInteger(word: string): number | null {
  return /^[1-9]\d{0,8}$/.test(word) ? Number(word) : null;
}
