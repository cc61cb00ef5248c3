/** The engine: from a document to its analysis. The editor and the command line call this and nothing below it. */
import type { AnalysisOptions, CheckOptions, Engine, ReadWorkspaceFile } from './engine.ts';
import { judge } from './check/judge.ts';
import { ProofMemory } from './check/proof-memory.ts';
import { checkNetworks } from './gradient-check.ts';
import { newStepLimit } from './network/step-limit.ts';
import { mayHoldGradients } from './network/text-test.ts';
import { newAllowance } from './network/plans.ts';
import { survey } from './network/survey.ts';
import { scanProject } from './network/scan.ts';
import { loadProject } from './project/loader.ts';
import { CachingParser } from './project/parse-cache.ts';
import type { DocumentInput, Project } from './project/project.ts';
import type { PythonParser } from './python/parser.ts';
import { createPythonParser } from './python/tree-sitter-parser.ts';
import type { Analysis, Finding, Problem } from './report/analysis.ts';
import { derivationOf } from './report/panel-derivation.ts';
import { gradientReports } from './report/gradient-reports.ts';
import { type Diagnoses, diagnose } from './rules/diagnose.ts';
import { checkerRules } from './rules/registry.ts';
import { withoutSilenced } from './rules/suppressions.ts';

/** The WebAssembly files that the parser needs, as the host read them. */
export interface EngineFiles {
  readonly runtime: Uint8Array | ArrayBuffer;
  readonly language: Uint8Array | ArrayBuffer;
}

/** Starts the engine. Errors: rejects where the WebAssembly files are not what they should be. */
export async function createEngine(files: EngineFiles): Promise<Engine> {
  const parser = new CachingParser(await createPythonParser(files));
  const memory = new ProofMemory();
  return {
    mayHoldGradients,
    analyze: (document, read, options) => analyzeDocument({ parser, memory }, document, read, options),
    check: async (analysis, options: CheckOptions) => checkNetworks(analysis, options),
    derive: derivationOf,
  };
}

/** A pause costs a millisecond or more of waiting; nobody notices that the host is busy for so long. */
const millisecondsBetweenPauses = 10;

/** What one engine keeps from one analysis to the next. Nothing of it changes what an analysis says. */
interface Kept {
  readonly parser: PythonParser;
  readonly memory: ProofMemory;
}

async function analyzeDocument(
  kept: Kept,
  document: DocumentInput,
  read: ReadWorkspaceFile,
  options: AnalysisOptions,
): Promise<Analysis> {
  const project = await loadProject(document, read, kept.parser);
  const steps = analysisSteps(project, kept, options);
  let lastPause = Date.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (Date.now() - lastPause < millisecondsBetweenPauses) continue;
    // The host answers to its user, and hears of a cancellation, between two steps.
    await new Promise((resolve) => setTimeout(resolve, 0));
    lastPause = Date.now();
  }
}

/** The analysis of a loaded project's main document, in steps between which the host may do other work. */
function* analysisSteps(
  project: Project,
  kept: Kept,
  options: AnalysisOptions,
): Generator<undefined, Analysis> {
  const { main } = project;
  const steps = newStepLimit(options.cancelled);
  const { cancelled } = steps;
  const problems: Problem[] = main.problems.map(({ message, span }) => ({ message, span }));
  const allowance = newAllowance();
  const context = { project, scan: scanProject(project), cancelled, allowance };
  const proof = { project, cancelled, ...kept };
  const surveyed = yield* survey(context);
  const judgements = surveyed.networks.map(judge);
  const diagnoses: Diagnoses[] = [];
  for (const judgement of judgements) {
    yield;
    diagnoses.push(diagnose(judgement, proof));
  }
  const ofCheckers: Finding[] = [];
  for (const rule of checkerRules)
    ofCheckers.push(...(yield* rule.examine({ ...context, allowance: newAllowance() }, proof)));
  if (steps.isReached() || allowance.work.left <= 0) problems.push({ message: tooManySteps, span: null });
  const findings = [...diagnoses.flatMap((each) => each.findings), ...ofCheckers].filter(
    (finding) => finding.span.source === main.source,
  );
  const unsilenced = withoutSilenced(withoutRepeats(findings), main.source);
  return {
    source: main.source,
    gradients: gradientReports(
      main.source,
      surveyed,
      judgements.map((judgement, index) => ({
        judgement,
        explained: diagnoses[index]?.explained ?? new Set(),
      })),
    ),
    findings: unsilenced.findings,
    problems: [...problems, ...(cancelled() ? [] : unsilenced.unused)],
    networks: surveyed.networks.flatMap((network) => network.draws.slice(0, 1)),
  };
}

const tooManySteps =
  'The code of this file takes more steps than one analysis may evaluate, so parts of it are not checked.';

/** Several plans may reach one line; what they say of one place is said once. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const kept = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.span.start}:${finding.span.end}:${finding.rule}`;
    const known = kept.get(key);
    if (!known || (known.fix === null && finding.fix !== null)) kept.set(key, finding);
  }
  return [...kept.values()].sort((a, b) => a.span.start - b.span.start);
}
