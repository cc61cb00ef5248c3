/** Full gradient checks: one at a time, with progress and cancel, and their last results for the panel. */
import * as vscode from 'vscode';
import type { GradientCheck, ParameterCheck } from '../core/engine.ts';
import type { CheckRow, CheckView } from '../protocol.ts';
import type { AnalysisService, Analysed } from './analysis-service.ts';

/** The checks of one analysed text, one for each network. */
export interface CheckState {
  readonly key: string;
  readonly revision: number;
  readonly views: readonly CheckView[];
}

export class CheckRuns implements vscode.Disposable {
  readonly #service: AnalysisService;
  readonly #didChange = new vscode.EventEmitter<CheckState>();
  readonly #last = new Map<string, CheckState>();
  readonly #forgetting: vscode.Disposable;
  #running: { cancelled: boolean } | null = null;

  /** Fires with every progress and with the result. */
  readonly onDidChange = this.#didChange.event;

  constructor(service: AnalysisService) {
    this.#service = service;
    this.#forgetting = service.onDidForget(({ key }) => this.#last.delete(key));
  }

  /** The last check of a subject if it was made on this revision. */
  last(key: string, revision: number): CheckState | undefined {
    const state = this.#last.get(key);
    return state?.revision === revision ? state : undefined;
  }

  /** Checks every network of an analysis; ends an earlier check that is still under way. Rejects where the engine fails. */
  async run(
    analysed: Analysed,
    token: vscode.CancellationToken,
    report: (share: number, name: string) => void,
  ): Promise<readonly GradientCheck[]> {
    this.cancel();
    const run = { cancelled: false };
    this.#running = run;
    const networks = analysed.analysis.networks.length;
    this.#publish(analysed, runningViews(networks, 0));
    try {
      const engine = await this.#service.engine();
      const checks = await engine.check(analysed.analysis, {
        cancelled: () => run.cancelled || token.isCancellationRequested,
        progress: (share, name) => {
          report(share, name);
          this.#publish(analysed, runningViews(networks, share));
        },
      });
      this.#publish(analysed, checks.map(viewOf));
      return checks;
    } catch (cause) {
      this.#publish(analysed, []);
      throw cause;
    } finally {
      if (this.#running === run) this.#running = null;
    }
  }

  cancel(): void {
    if (this.#running) this.#running.cancelled = true;
  }

  dispose(): void {
    this.cancel();
    this.#forgetting.dispose();
    this.#didChange.dispose();
  }

  #publish({ subject, revision }: Analysed, views: readonly CheckView[]): void {
    const state: CheckState = { key: subject.key, revision, views };
    this.#last.set(subject.key, state);
    this.#didChange.fire(state);
  }
}

function runningViews(count: number, progress: number): readonly CheckView[] {
  const view: CheckView = { state: 'running', progress, rows: [], undecided: [], epsilon: 0 };
  return Array.from({ length: count }, () => view);
}

function viewOf(check: GradientCheck): CheckView {
  return {
    state: check.cancelled ? 'cancelled' : 'done',
    progress: 1,
    rows: check.rows.map(rowOf),
    undecided: check.undecided,
    epsilon: check.epsilon,
  };
}

function rowOf({ worst, shape, ...row }: ParameterCheck): CheckRow {
  return {
    ...row,
    shape: `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`,
    worst: `${row.of}[${worst.index.join(', ')}]`,
    user: worst.user,
    reverse: worst.reverse,
    central: worst.central,
  };
}
