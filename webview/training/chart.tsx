/** One quantity over the steps of all runs, as lines of an SVG; a step is picked by pointer or arrow keys and read out. */
import { useState } from 'preact/hooks';
import type { TrainingRun } from '../../src/protocol.ts';
import { formatNumber } from '../numbers.ts';
import { type ChartScale, chartScale, linePath, markedSteps } from './chart-scale.ts';
import { type RunKind, stepSentence } from './run-words.ts';

export interface ChartProps {
  readonly title: string;
  readonly quantity: 'cost' | 'norm';
  readonly runs: readonly TrainingRun[];
}

const frame = { width: 320, height: 150 };
const plot = { left: 44, top: 8, width: 268, height: 116 };

export function Chart({ title, quantity, runs }: ChartProps) {
  const steps = Math.max(...runs.map((run) => run.cost.length)) - 1;
  const [picked, setPicked] = useState<number | null>(null);
  const scale = chartScale(
    runs.map((run) => run[quantity]),
    { ...plot, steps },
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const next = stepByKey(picked ?? 0, event.key, steps);
    if (next === null) return;
    event.preventDefault();
    setPicked(next);
  };
  const onPointerMove = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const place = ((event.clientX - left) / width) * frame.width - plot.left;
    setPicked(Math.max(0, Math.min(steps, Math.round((place / plot.width) * steps))));
  };
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div
        class="chart-focus"
        role="group"
        tabIndex={0}
        aria-label={`${title} over ${steps} steps. Arrow keys read step by step.`}
        onKeyDown={onKeyDown}
        onFocus={() => setPicked((step) => step ?? 0)}
        onBlur={() => setPicked(null)}
      >
        <svg
          class="chart-drawing"
          viewBox={`0 0 ${frame.width} ${frame.height}`}
          role="img"
          aria-label={`${title} of ${runs.length} runs`}
          onPointerMove={onPointerMove}
          onPointerLeave={() => setPicked(null)}
        >
          <clipPath id={`plot-${quantity}`}>
            <rect x={0} y={-2} width={plot.width} height={plot.height + 4} />
          </clipPath>
          <Axes scale={scale} steps={steps} />
          <g transform={`translate(${plot.left} ${plot.top})`} clip-path={`url(#plot-${quantity})`}>
            {runs.map((run) => (
              <RunLine key={run.kind} run={run} values={run[quantity]} scale={scale} />
            ))}
            {picked !== null && (
              <path class="chart-cursor" d={`M${scale.x(picked)} 0V${plot.height}`} aria-hidden="true" />
            )}
          </g>
        </svg>
      </div>
      <p class="chart-read-out" role="status">
        {picked === null ? '' : stepSentence(runs, quantity, picked)}
      </p>
    </figure>
  );
}

/** Steps between two signs on a line. */
const signEvery = 40;

function RunLine({ run, values, scale }: { run: TrainingRun; values: readonly number[]; scale: ChartScale }) {
  return (
    <g class={`run run-${run.kind}`}>
      <path class="run-line" d={linePath(values, scale)} />
      {markedSteps(run, signEvery).map((step) => (
        <RunSign key={step} kind={run.kind} x={scale.x(step)} y={scale.y(values[step] ?? 0)} />
      ))}
    </g>
  );
}

/** The sign of a run: a cross for the user's, a disc for the true one, a square for the one without penalty. */
export function RunSign({ kind, x, y }: { kind: RunKind; x: number; y: number }) {
  const at = `translate(${x.toFixed(1)} ${y.toFixed(1)})`;
  if (kind === 'true') return <circle class="run-sign" transform={at} r={3} />;
  const path = kind === 'yours' ? 'M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5' : 'M-3 -3H3V3H-3Z';
  return <path class="run-sign" transform={at} d={path} />;
}

function Axes({ scale, steps }: { scale: ChartScale; steps: number }) {
  const bottom = plot.top + plot.height;
  return (
    <g class="chart-axes" aria-hidden="true">
      <path d={`M${plot.left} ${plot.top}V${bottom}H${plot.left + plot.width}`} />
      <text class="chart-tick-y" x={plot.left - 6} y={plot.top + 8}>
        {formatNumber(scale.top)}
      </text>
      <text class="chart-tick-y" x={plot.left - 6} y={bottom}>
        {formatNumber(scale.bottom)}
      </text>
      <text x={plot.left} y={bottom + 15}>
        0
      </text>
      <text class="chart-tick-end" x={plot.left + plot.width} y={bottom + 15}>
        step {steps}
      </text>
    </g>
  );
}

function stepByKey(step: number, key: string, steps: number): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: step - 1,
    ArrowRight: step + 1,
    PageUp: step - 20,
    PageDown: step + 20,
    Home: 0,
    End: steps,
  };
  const next = moves[key];
  return next === undefined ? null : Math.max(0, Math.min(steps, next));
}
