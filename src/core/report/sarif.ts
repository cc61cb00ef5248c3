/** The report as SARIF 2.1.0, for code-scanning services and editors that read it. */
import type { Severity } from './analysis.ts';
import type { EditEntry, FileReport, FindingEntry, FixEntry, LineRange, ProblemEntry } from './json.ts';

/** What a rule says of itself in the log. */
export interface RuleDescription {
  readonly name: string;
  /** One sentence: the mistake. */
  readonly summary: string;
  readonly severity: Severity;
}

/** What the log says of the run itself. */
export interface SarifRun {
  readonly rules: readonly RuleDescription[];
  readonly version: string;
  /** False where a file could not be looked at. */
  readonly complete: boolean;
}

/**
 * The SARIF log of a run, indented, with a newline at its end.
 * A notebook's lines count within its cells and not within its file, so places in notebooks are given as logical
 * locations (cell and line) without a region, and without machine-applicable fixes.
 * Source: OASIS, Static Analysis Results Interchange Format 2.1.0 (2020), sections 3.14 to 3.57.
 */
export function sarifReport(files: readonly FileReport[], run: SarifRun): string {
  const { rules, version, complete } = run;
  const ruleIndex = new Map(rules.map(({ name }, index) => [name, index]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'backprop-lens', version, rules: rules.map(ruleMetadata) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: complete,
            toolExecutionNotifications: files.flatMap((file) =>
              file.problems.map((problem) => notification(file.path, problem)),
            ),
          },
        ],
        results: files.flatMap((file) =>
          file.findings.map((finding) => result(file.path, finding, ruleIndex)),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleMetadata({ name, summary, severity }: RuleDescription) {
  return { id: name, shortDescription: { text: summary }, defaultConfiguration: { level: level(severity) } };
}

function result(path: string, finding: FindingEntry, ruleIndex: ReadonlyMap<string, number>) {
  const index = ruleIndex.get(finding.rule);
  const replacements = finding.fix && replacementsByFile(finding.fix);
  return {
    ruleId: finding.rule,
    ...(index === undefined ? {} : { ruleIndex: index }),
    level: level(finding.severity),
    message: { text: finding.message },
    locations: [location(path, finding)],
    relatedLocations: finding.related.map((related, id) => ({
      id,
      message: { text: related.message },
      ...location(related.path, related),
    })),
    ...(replacements ? { fixes: [replacements] } : {}),
    properties: { gradient: finding.gradient },
  };
}

function notification(path: string, problem: ProblemEntry) {
  return { level: 'warning', message: { text: problem.message }, locations: [location(path, problem)] };
}

function location(
  path: string,
  { cell, range }: { readonly cell: number | null; readonly range: LineRange },
) {
  const artifactLocation = { uri: uriOf(path) };
  if (cell === null) return { physicalLocation: { artifactLocation, region: region(range) } };
  const name = `cell ${cell}, line ${range.start.line}, column ${range.start.column}`;
  return { physicalLocation: { artifactLocation }, logicalLocations: [{ name, kind: 'cell' }] };
}

function region({ start, end }: LineRange) {
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

function replacementsByFile({ title, edits }: FixEntry) {
  if (edits.some(({ cell }) => cell !== null)) return null;
  const byPath = new Map<string, EditEntry[]>();
  for (const edit of edits) byPath.set(edit.path, [...(byPath.get(edit.path) ?? []), edit]);
  return {
    description: { text: title },
    artifactChanges: [...byPath].map(([path, own]) => ({
      artifactLocation: { uri: uriOf(path) },
      replacements: own.map(({ range, newText }) => ({
        deletedRegion: region(range),
        insertedContent: { text: newText },
      })),
    })),
  };
}

/** A relative path stays a relative reference; an absolute one becomes a file URI. */
function uriOf(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('/')) return `file://${encoded}`;
  return /^[A-Za-z]:\//.test(path)
    ? `file:///${path.slice(0, 2)}${encoded.slice(encoded.indexOf('/'))}`
    : encoded;
}

function level(severity: Severity): 'error' | 'warning' | 'note' {
  switch (severity) {
    case 'error':
      return 'error';
    case 'warning':
      return 'warning';
    case 'information':
      return 'note';
    default:
      return severity satisfies never;
  }
}
