/** What the mistake does to learning: cost and ‖W‖ over plain gradient descent with each gradient, run by the engine when asked. */
import type { Strength, TrainingRun, TrainingView } from '../../src/protocol.ts';
import { Button } from '../controls.tsx';
import { formatNumber } from '../numbers.ts';
import { sameValues } from '../strength/moved-network.ts';
import { Chart, RunSign } from './chart.tsx';
import { penaltySentence, runName, trainingSentence } from './run-words.ts';

export interface TrainingPanelProps {
  readonly training: TrainingView | null;
  /** The document changed since. */
  readonly outdated: boolean;
  readonly strengths: readonly Strength[];
  /** The strengths as they stand now. */
  readonly values: readonly number[];
  readonly onTrain: () => void;
  readonly onCancel: () => void;
}

export function TrainingPanel(props: TrainingPanelProps) {
  const { training, strengths, values, onTrain, onCancel } = props;
  const running = training?.state === 'running';
  return (
    <div class="training">
      <p class="check-bar">
        {running ? (
          <>
            <progress max={1} value={training.progress} aria-label="Training" />
            <span>{Math.round(training.progress * 100)} %</span>
            <Button onPress={onCancel}>Cancel</Button>
          </>
        ) : (
          <Button onPress={onTrain}>
            {training ? 'Train again' : 'Train 200 steps'}
            {strengths.length > 0 ? ` with ${named(strengths, values)}` : ''}
          </Button>
        )}
        <span role="status">{training ? stateSentence(props) : ''}</span>
      </p>
      {!training && (
        <p class="lead">
          Plain gradient descent from the same weights, with your gradient and with the true one, on the small
          random data of the check.
        </p>
      )}
      {training && training.runs.length > 0 && <Runs training={training} strengths={strengths} />}
    </div>
  );
}

function stateSentence({ training, outdated, values }: TrainingPanelProps): string {
  if (!training) return '';
  if (training.state === 'running') return 'Training…';
  if (training.state === 'cancelled') return 'Cancelled.';
  if (training.state === 'impossible')
    return 'No line of this network gives the gradient of a whole parameter.';
  if (outdated) return 'The file has changed since.';
  return sameValues(training.strengths, values) ? '' : 'λ has been moved since.';
}

function Runs({ training, strengths }: { training: TrainingView; strengths: readonly Strength[] }) {
  const { runs, rate, lent } = training;
  const under = strengths.length > 0 ? `${named(strengths, training.strengths)}, ` : '';
  return (
    <>
      <p class="training-sentence">{trainingSentence(training)}</p>
      <p class="lead">{penaltySentence(training)}</p>
      <ul class="run-legend">
        {runs.map(({ kind }) => (
          <li key={kind} class={`run run-${kind}`}>
            <svg width="34" height="12" aria-hidden="true">
              <path class="run-line" d="M1 6H33" />
              <RunSign kind={kind} x={17} y={6} />
            </svg>
            {runName[kind]}
          </li>
        ))}
      </ul>
      <div class="charts">
        <Chart title="Cost J" quantity="cost" runs={runs} />
        <Chart title="Size of the weights ‖W‖" quantity="norm" runs={runs} />
      </div>
      <p class="note">
        {under}learning rate {formatNumber(rate)}: the largest of a few at which the true gradient lowers the
        cost at every step.
        {lent.length > 0 &&
          ` No line of yours is known to give the gradient of ${lent.join(', ')}: there the true one is used.`}
      </p>
      <RunTable runs={runs} />
    </>
  );
}

const rowsEvery = 20;

function RunTable({ runs }: { runs: readonly TrainingRun[] }) {
  const length = Math.max(...runs.map(({ cost }) => cost.length));
  const rows = Array.from({ length }, (_, step) => step).filter((step) => step % rowsEvery === 0);
  return (
    <details class="twin">
      <summary>The numbers of the training</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label="The numbers of the training">
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                step
              </th>
              {runs.map(({ kind }) => (
                <th key={kind} scope="colgroup" colSpan={2}>
                  {runName[kind]}
                </th>
              ))}
            </tr>
            <tr>
              {runs.flatMap(({ kind }) => [
                <th key={`${kind} J`} scope="col">
                  J
                </th>,
                <th key={`${kind} W`} scope="col">
                  ‖W‖
                </th>,
              ])}
            </tr>
          </thead>
          <tbody>
            {rows.map((step) => (
              <tr key={step}>
                <th scope="row">{step}</th>
                {runs.flatMap(({ kind, cost, norm }) => [
                  <td key={`${kind} J`}>{numberAt(cost, step)}</td>,
                  <td key={`${kind} W`}>{numberAt(norm, step)}</td>,
                ])}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function numberAt(values: readonly number[], step: number): string {
  const value = values[step];
  return value === undefined ? 'run away' : formatNumber(value);
}

function named(strengths: readonly Strength[], values: readonly number[]): string {
  return strengths.map(({ name }, at) => `${name} = ${formatNumber(values[at] ?? 0)}`).join(', ');
}
