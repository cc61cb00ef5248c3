/** The command line from its words to its exit status; what it needs of the process comes from its host. */
import { writeFile } from 'node:fs/promises';
import { jsonReport, keepRules } from '../core/report/json.ts';
import { type RuleDescription, sarifReport } from '../core/report/sarif.ts';
import { textReport } from '../core/report/text.ts';
import { fixFiles } from './apply-fixes.ts';
import { type CheckRequest, parseArguments, usage } from './arguments.ts';
import { type FileOutcome, failedOutcome } from './file-outcome.ts';
import { findFiles, reasonOf } from './find-files.ts';

/** 0: no finding; 1: findings; 2: wrong usage, or a file that could not be read or written. */
export type ExitStatus = 0 | 1 | 2;

export interface CommandLineHost {
  readonly version: string;
  readonly rules: readonly RuleDescription[];
  readonly cores: number;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  /** The outcomes of the files in the order of the paths; it never rejects. */
  readonly analyze: (paths: readonly string[], jobs: number) => Promise<readonly FileOutcome[]>;
}

/** Runs one command. Returns the status to exit with; everything to say has been printed by then. */
export async function runCommandLine(words: readonly string[], host: CommandLineHost): Promise<ExitStatus> {
  const ruleNames = host.rules.map(({ name }) => name);
  const request = parseArguments(words, { ruleNames, cores: host.cores });
  switch (request.kind) {
    case 'help':
      host.print(usage);
      return 0;
    case 'version':
      host.print(`${host.version}\n`);
      return 0;
    case 'usage-error':
      host.complain(`backprop-lens: ${request.message}\nTry 'backprop-lens --help'.\n`);
      return 2;
    case 'check':
      return check(request, host);
    default:
      return request satisfies never;
  }
}

async function check(request: CheckRequest, host: CommandLineHost): Promise<ExitStatus> {
  const found = findFiles(request.paths);
  const analyze = async (paths: readonly string[]) => {
    const outcomes = await host.analyze(paths, request.jobs);
    return outcomes.map((outcome) => ({ ...outcome, report: keepRules(outcome.report, request.keepsRule) }));
  };
  const { outcomes: looked, failures: unwritten } = request.fix
    ? await fixFiles(found.files, analyze)
    : { outcomes: await analyze(found.files), failures: [] };
  const outcomes = [...looked, ...found.failures.map(({ path, message }) => failedOutcome(path, message))];

  const failures = [
    ...outcomes.flatMap(({ report, failure }) => (failure === null ? [] : `${report.path}: ${failure}`)),
    ...unwritten.map(({ path, message }) => `${path}: could not be written: ${message}`),
  ];
  for (const failure of failures) host.complain(`backprop-lens: ${failure}\n`);
  const delivered = await deliver(reportText(request, outcomes, failures.length === 0, host), request, host);
  if (failures.length > 0 || !delivered) return 2;
  return outcomes.some(({ report }) => report.findings.length > 0) ? 1 : 0;
}

function reportText(
  { format, verbose }: CheckRequest,
  outcomes: readonly FileOutcome[],
  complete: boolean,
  { rules, version }: CommandLineHost,
): string {
  const reports = outcomes.map(({ report }) => report);
  switch (format) {
    case 'text':
      return textReport(outcomes, { verbose });
    case 'json':
      return jsonReport(reports, version);
    case 'sarif':
      return sarifReport(reports, { rules, version, complete });
    default:
      return format satisfies never;
  }
}

/** Writes the report where it was asked for. A report that cannot be written is printed, so that no work is lost. */
async function deliver(text: string, { output }: CheckRequest, host: CommandLineHost): Promise<boolean> {
  if (output === null) {
    host.print(text);
    return true;
  }
  try {
    await writeFile(output, text);
    return true;
  } catch (error) {
    host.complain(`backprop-lens: ${output}: could not be written: ${reasonOf(error)}\n`);
    host.print(text);
    return false;
  }
}
