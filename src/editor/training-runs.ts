/** Trainings for the panel: one at a time, in slices between which the extension host does other work. */
import { networkAt, strengthsOf } from '../core/report/panel-strength.ts';
import { training } from '../core/report/panel-training.ts';
import type { Analysis } from '../core/report/analysis.ts';
import type { TrainingView } from '../protocol.ts';

/** The host is busy no longer than this at a time, in milliseconds. */
const slice = 12;

export class TrainingRuns {
  #running: { cancelled: boolean } | null = null;

  /**
   * Trains one network of an analysis and tells how far it is, and the runs in the end; ends a training that is under
   * way. Nothing is told where there is no such network or the strengths are not its own.
   */
  async run(
    analysis: Analysis,
    index: number,
    strengths: readonly number[],
    tell: (view: TrainingView) => void,
  ): Promise<void> {
    this.cancel();
    const network = analysis.networks[index];
    if (!network || strengthsOf(network).length !== strengths.length) return;
    const run = { cancelled: false };
    this.#running = run;
    const work = training(strengths.length > 0 ? networkAt(network, strengths) : network);
    const blank: TrainingView = { state: 'running', progress: 0, rate: 0, runs: [], lent: [], strengths };
    tell(blank);
    for (let pause = Date.now() + slice; ; ) {
      const step = work.next();
      if (step.done)
        return tell(step.value ? { ...step.value, strengths } : { ...blank, state: 'impossible' });
      if (Date.now() < pause) continue;
      tell({ ...blank, progress: step.value });
      await new Promise((resolve) => setTimeout(resolve, 0));
      // Another training has the page by now, unless this one was ended for itself.
      if (run.cancelled) return this.#running === run ? tell({ ...blank, state: 'cancelled' }) : undefined;
      pause = Date.now() + slice;
    }
  }

  cancel(): void {
    if (this.#running) this.#running.cancelled = true;
  }
}
