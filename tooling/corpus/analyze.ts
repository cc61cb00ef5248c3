/** Takes one file of the corpus through the command line's analysis, with a watch on its time, for the tool's threads. */
import { fileAnalyzer, partsOf } from '../../src/cli/analyze-file.ts';
import type { Engine } from '../../src/core/engine.ts';
import type { DocumentInput } from '../../src/core/project/project.ts';
import type { GradientEntry } from '../../src/core/report/json.ts';
import type { SourcePart } from '../../src/core/report/text.ts';
import type { CorpusFile } from './run.ts';
import { ThreadWatch } from './thread-clock.ts';

/** What the analysis says of a file; group and note are the file list's to say. */
export type AnalyzedFile = Omit<CorpusFile, 'group' | 'note'>;

/** A function that analyses the file at a path for at most `cap` milliseconds of computing. It never rejects. */
export function corpusAnalyzer(engine: Engine, cap: number): (path: string) => Promise<AnalyzedFile> {
  return async (path) => {
    const watch = new ThreadWatch(cap);
    const watched = new WatchedEngine(engine, watch);
    const { report, failure } = await fileAnalyzer(watched)(path);
    const milliseconds = Math.round(watch.elapsed());
    const { parts, passesTextTest, capReached, defect } = watched;
    return {
      path,
      gradients: report.gradients.map((entry) => ({ ...entry, text: textAt(parts, entry) })),
      findings: report.findings.map((entry) => ({ ...entry, text: textAt(parts, entry) })),
      problems: report.problems,
      passesTextTest,
      milliseconds,
      capReached,
      failure: defect ?? failure,
    };
  };
}

/** What is known of a file whose thread died, or that could not be found. */
export function failedFile(path: string, failure: string): AnalyzedFile {
  const nothing = { gradients: [], findings: [], problems: [] };
  return { path, ...nothing, passesTextTest: false, milliseconds: 0, capReached: false, failure };
}

/** The engine for one file: it remembers what the report leaves out, and ends an analysis that reaches the cap. */
class WatchedEngine implements Engine {
  readonly #engine: Engine;
  readonly #watch: ThreadWatch;
  parts: readonly SourcePart[] = [];
  passesTextTest = false;
  capReached = false;
  /** The stack of an exception, which is a defect of the engine. */
  defect: string | null = null;

  constructor(engine: Engine, watch: ThreadWatch) {
    this.#engine = engine;
    this.#watch = watch;
  }

  mayHoldGradients(text: string): boolean {
    this.passesTextTest = this.#engine.mayHoldGradients(text);
    return this.passesTextTest;
  }

  async analyze(document: DocumentInput, read: Parameters<Engine['analyze']>[1]) {
    this.parts = partsOf(document);
    const cancelled = () => {
      this.capReached ||= this.#watch.hasRunOut();
      return this.capReached;
    };
    try {
      return await this.#engine.analyze(document, read, { cancelled });
    } catch (error) {
      this.defect = error instanceof Error ? (error.stack ?? error.message) : String(error);
      throw error;
    }
  }

  check: Engine['check'] = (analysis, options) => this.#engine.check(analysis, options);
  derive: Engine['derive'] = (analysis, gradientId) => this.#engine.derive(analysis, gradientId);
}

/** The text of an entry's range; '' where the text is not known. */
function textAt(
  parts: readonly SourcePart[],
  { cell, range }: Pick<GradientEntry, 'cell' | 'range'>,
): string {
  const lines = parts.find((part) => part.cell === cell)?.text.split(/\r\n|\r|\n/) ?? [];
  const { start, end } = range;
  const covered = lines.slice(start.line - 1, end.line);
  const last = covered.length - 1;
  return covered
    .map((line, index) =>
      line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : line.length),
    )
    .join('\n');
}
