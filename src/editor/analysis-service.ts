/** The one place that runs the engine for the editor: schedules, cancels and remembers analyses for every surface. */
import * as vscode from 'vscode';
import type { Engine } from '../core/engine.ts';
import type { DocumentInput } from '../core/project/project.ts';
import type { Analysis } from '../core/report/analysis.ts';
import { inputOf, openSubject, type Subject } from './documents.ts';
import { EditTracker } from './edit-tracker.ts';
import type { LoadEngine } from './engine-loader.ts';
import { looksLikeNumPy } from './looks-like-numpy.ts';
import { workspaceReader } from './workspace-files.ts';

/** A finished analysis, tied to the texts that it read. */
export interface Analysed {
  readonly subject: Subject;
  readonly analysis: Analysis;
  /** Grows with every analysis of the session. */
  readonly revision: number;
  /** Every URI that the imports of the subject led to, found or not. */
  readonly dependencies: ReadonlySet<string>;
}

/** What came of a request for an analysis. */
export type Outcome =
  | { readonly kind: 'analysed'; readonly analysed: Analysed }
  /** The text holds nothing that looks like a gradient. */
  | { readonly kind: 'nothing' }
  /** The text was changed or closed meanwhile. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'failed'; readonly message: string };

export type SubjectState = 'unknown' | 'checking' | 'analysed' | 'failed';

interface Run {
  readonly key: string;
  cancelled: boolean;
}

export class AnalysisService implements vscode.Disposable {
  readonly edits = new EditTracker();
  readonly #loadEngine: LoadEngine;
  readonly #log: vscode.LogOutputChannel;
  readonly #analysed = new Map<string, Analysed>();
  readonly #failures = new Map<string, string>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #didAnalyze = new vscode.EventEmitter<Analysed>();
  readonly #didBecomeStale = new vscode.EventEmitter<string>();
  readonly #didForget = new vscode.EventEmitter<Subject>();
  readonly #didChangeState = new vscode.EventEmitter<string>();
  #queue: Promise<unknown> = Promise.resolve();
  #running: Run | null = null;
  #revision = 0;

  /** Fires after each analysis that ran to its end on the newest text. */
  readonly onDidAnalyze = this.#didAnalyze.event;
  /** Fires with the key of an analysed subject whose text, or the text of one of its imports, has changed. */
  readonly onDidBecomeStale = this.#didBecomeStale.event;
  /** Fires when a subject was closed or holds no gradient code any more. */
  readonly onDidForget = this.#didForget.event;
  /** Fires with the key of a subject whose state may have changed. */
  readonly onDidChangeState = this.#didChangeState.event;

  constructor(loadEngine: LoadEngine, log: vscode.LogOutputChannel) {
    this.#loadEngine = loadEngine;
    this.#log = log;
  }

  stateOf(key: string): SubjectState {
    if (this.#running?.key === key || this.#timers.has(key)) return 'checking';
    if (this.#failures.has(key)) return 'failed';
    return this.#analysed.has(key) ? 'analysed' : 'unknown';
  }

  /** Every subject's last analysis. */
  get all(): readonly Analysed[] {
    return [...this.#analysed.values()];
  }

  /** The last analysis of a subject, which may be out of date. */
  last(key: string): Analysed | undefined {
    return this.#analysed.get(key);
  }

  /** The last analysis of a subject if nothing that it read has changed since. */
  current(subject: Subject): Analysed | undefined {
    const last = this.#analysed.get(subject.key);
    return last?.subject.stamp === subject.stamp ? last : undefined;
  }

  /** Analyses the subject `delay` milliseconds from now, counted anew at every call. */
  schedule(key: string, delay: number): void {
    this.#stopTimer(key);
    if (this.#running?.key === key) this.#running.cancelled = true;
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      void this.#enqueue(key);
    }, delay);
    this.#timers.set(key, timer);
    this.#didChangeState.fire(key);
  }

  /** The analysis of the subject's newest text; made at once, without waiting for a pause, if there is none yet. */
  async analyzeNow(subject: Subject): Promise<Outcome> {
    const analysed = this.current(subject);
    if (analysed) return { kind: 'analysed', analysed };
    this.#stopTimer(subject.key);
    return this.#enqueue(subject.key);
  }

  /** The engine itself, for work on a finished analysis. */
  engine(): Promise<Engine> {
    return this.#loadEngine();
  }

  /** Tells every surface that what is shown of a subject may be out of date. */
  markStale(key: string): void {
    if (this.#analysed.has(key)) this.#didBecomeStale.fire(key);
  }

  /** Lets the next request analyse the subject again although its own text is the same. */
  invalidate(key: string): void {
    const known = this.#analysed.get(key);
    if (!known) return;
    this.#analysed.set(key, { ...known, subject: { ...known.subject, stamp: 'out of date' } });
    this.#didBecomeStale.fire(key);
  }

  forget(key: string): void {
    this.#stopTimer(key);
    if (this.#running?.key === key) this.#running.cancelled = true;
    this.#drop(key);
  }

  dispose(): void {
    for (const key of this.#timers.keys()) this.#stopTimer(key);
    if (this.#running) this.#running.cancelled = true;
    this.#didAnalyze.dispose();
    this.#didBecomeStale.dispose();
    this.#didForget.dispose();
    this.#didChangeState.dispose();
  }

  /** Runs stand in one queue: the engine keeps one thread busy, and an outdated run ends early. */
  #enqueue(key: string): Promise<Outcome> {
    const outcome = this.#queue.then(() => this.#run(key));
    this.#queue = outcome;
    return outcome;
  }

  async #run(key: string): Promise<Outcome> {
    const subject = openSubject(key);
    if (!subject) return { kind: 'superseded' };
    const analysed = this.current(subject);
    if (analysed) return { kind: 'analysed', analysed };
    const run: Run = { key, cancelled: false };
    this.#running = run;
    this.#didChangeState.fire(key);
    try {
      return await this.#analyze(subject, run);
    } catch (cause) {
      return this.#fail(subject, cause);
    } finally {
      this.#running = null;
      this.#didChangeState.fire(key);
    }
  }

  async #analyze(subject: Subject, run: Run): Promise<Outcome> {
    const input = inputOf(subject);
    if (!looksLikeNumPy(wholeText(input))) return this.#holdsNothing(subject);
    const engine = await this.#loadEngine();
    if (!engine.mayHoldGradients(wholeText(input))) return this.#holdsNothing(subject);
    const started = Date.now();
    const dependencies = new Set<string>();
    const analysis = await engine.analyze(input, workspaceReader(dependencies), {
      cancelled: () => run.cancelled,
    });
    if (run.cancelled || openSubject(subject.key)?.stamp !== subject.stamp) return { kind: 'superseded' };
    this.#revision += 1;
    const analysed: Analysed = { subject, analysis, revision: this.#revision, dependencies };
    this.#failures.delete(subject.key);
    this.#analysed.set(subject.key, analysed);
    this.edits.forget(subject.documents);
    this.#log.debug(
      `${subject.name}: ${analysis.gradients.length} gradients, ${analysis.findings.length} findings, ${Date.now() - started} ms`,
    );
    this.#didAnalyze.fire(analysed);
    return { kind: 'analysed', analysed };
  }

  #holdsNothing(subject: Subject): Outcome {
    this.#drop(subject.key);
    return { kind: 'nothing' };
  }

  #fail(subject: Subject, cause: unknown): Outcome {
    const message = cause instanceof Error ? cause.message : String(cause);
    this.#log.error(`${subject.name} could not be analysed.`, cause);
    this.#failures.set(subject.key, message);
    return { kind: 'failed', message };
  }

  #drop(key: string): void {
    this.#failures.delete(key);
    const known = this.#analysed.get(key);
    if (!known) return;
    this.edits.forget(known.subject.documents);
    this.#analysed.delete(key);
    this.#didForget.fire(known.subject);
  }

  #stopTimer(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }
}

function wholeText(input: DocumentInput): string {
  if (input.kind === 'file') return input.text;
  return input.cells
    .filter((cell) => cell.language === 'python')
    .map((cell) => cell.text)
    .join('\n');
}
