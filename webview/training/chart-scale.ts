/** From steps and values to places in a chart, as pure functions. */
import type { TrainingRun } from '../../src/protocol.ts';

export interface ChartScale {
  readonly top: number;
  readonly bottom: number;
  /** Horizontal place of a step, 0 at the left of the plot. */
  x(step: number): number;
  /** Vertical place of a value, 0 at the top of the plot; what lies above it has a negative place. */
  y(value: number): number;
}

export interface PlotSize {
  readonly width: number;
  readonly height: number;
  /** The step at the right end. */
  readonly steps: number;
}

/** A run that leaves the others behind is shown as far as this many times their own range. */
const mostOvershoot = 1.5;

/**
 * The scale on which all runs of one chart stand. A run that runs away does not flatten the others: the axis ends a
 * little above them, and its line leaves at the top.
 */
export function chartScale(series: readonly (readonly number[])[], size: PlotSize): ChartScale {
  const tamest = Math.min(...series.map((values) => Math.max(...values)));
  const start = Math.max(...series.map((values) => values[0] ?? 0));
  const highest = Math.max(...series.flat());
  const lowest = Math.min(...series.flat());
  const limit = Math.max(tamest, start) + mostOvershoot * (Math.max(tamest, start) - lowest);
  const top = roundedUp(Math.min(highest, limit));
  const bottom = lowest > 0.4 * top ? roundedDown(lowest) : Math.min(0, lowest);
  const range = top - bottom || 1;
  return {
    top,
    bottom,
    x: (step) => (step / size.steps) * size.width,
    y: (value) => ((top - value) / range) * size.height,
  };
}

/** The line of a run as an SVG path. */
export function linePath(values: readonly number[], scale: ChartScale): string {
  return values
    .map((value, step) => `${step === 0 ? 'M' : 'L'}${scale.x(step).toFixed(1)} ${scale.y(value).toFixed(1)}`)
    .join('');
}

/** The steps at which a run's line carries its sign, so that it is told by more than its colour. */
export function markedSteps(run: TrainingRun, every: number): readonly number[] {
  return run.cost.flatMap((_, step) => (step % every === every / 2 ? [step] : []));
}

function roundedUp(value: number): number {
  const unit = unitOf(value);
  return Math.ceil(value / unit) * unit;
}

function roundedDown(value: number): number {
  const unit = unitOf(value);
  return Math.floor(value / unit) * unit;
}

/** A tenth of the power of ten below, so that an axis ends at a number with two digits. */
function unitOf(value: number): number {
  return value === 0 ? 1 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
}
