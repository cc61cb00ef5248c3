/** The command line's words turned into what to do; nothing is read or written here. */
import { parseArgs } from 'node:util';

export type ReportFormat = 'text' | 'json' | 'sarif';

export interface CheckRequest {
  readonly kind: 'check';
  readonly paths: readonly string[];
  readonly format: ReportFormat;
  /** The report's file; null for standard output. */
  readonly output: string | null;
  /** True where findings of this rule are reported. */
  readonly keepsRule: (rule: string) => boolean;
  readonly fix: boolean;
  readonly jobs: number;
  readonly verbose: boolean;
}

export type Request =
  | CheckRequest
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'usage-error'; readonly message: string };

export const usage = `Checks hand-written backpropagation in Python and NumPy, line by line.

Usage: backprop-lens check [options] PATH...

  PATH                     a .py file, an .ipynb file, or a folder (searched recursively)

Options:
  --format text|json|sarif the report's form (default: text)
  --output FILE            write the report there (default: standard output)
  --select RULE,...        report only these rules
  --ignore RULE,...        report all rules but these
  --fix                    apply every proven fix, then report what is left
  --jobs N                 worker threads (default: the number of cores)
  --verbose                list the undecided gradients with their reasons
  --help, --version

Exit status: 0 no finding, 1 findings, 2 wrong usage or a file that could not be read or written.
`;

const options = {
  format: { type: 'string' },
  output: { type: 'string' },
  select: { type: 'string', multiple: true },
  ignore: { type: 'string', multiple: true },
  fix: { type: 'boolean' },
  jobs: { type: 'string' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** What the words ask for; a wrong word comes back as a usage error that names it. `ruleNames` are the rules that exist. */
export function parseArguments(
  words: readonly string[],
  host: { readonly ruleNames: readonly string[]; readonly cores: number },
): Request {
  const parsed = parseWords(words);
  if ('kind' in parsed) return parsed;
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };

  const [command, ...paths] = positionals;
  if (command === undefined) return wrong('no command given');
  if (command !== 'check') return wrong(`unknown command '${command}'`);
  if (paths.length === 0) return wrong('no path given');

  const format = values.format ?? 'text';
  if (!isFormat(format)) return wrong(`--format is text, json or sarif, not '${format}'`);
  const jobs = values.jobs === undefined ? host.cores : positiveInteger(values.jobs);
  if (jobs === null) return wrong(`--jobs is a whole number from 1 up, not '${values.jobs}'`);

  const selected = ruleList(values.select);
  const ignored = ruleList(values.ignore);
  const unknown = [...(selected ?? []), ...(ignored ?? [])].find((rule) => !host.ruleNames.includes(rule));
  if (unknown !== undefined) return wrong(`there is no rule '${unknown}'`);

  return {
    kind: 'check',
    paths,
    format,
    output: values.output ?? null,
    keepsRule: (rule) => (selected?.has(rule) ?? true) && !ignored?.has(rule),
    fix: values.fix ?? false,
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

function isFormat(word: string): word is ReportFormat {
  return word === 'text' || word === 'json' || word === 'sarif';
}

function positiveInteger(word: string): number | null {
  return /^[1-9]\d{0,3}$/.test(word) ? Number(word) : null;
}

function ruleList(words: readonly string[] | undefined): ReadonlySet<string> | null {
  if (words === undefined) return null;
  return new Set(
    words
      .flatMap((word) => word.split(','))
      .map((rule) => rule.trim())
      .filter((rule) => rule !== ''),
  );
}
