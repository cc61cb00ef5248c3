/** The gradient check: run and cancel, how far it is, and every parameter against reverse mode and central differences. */
import type { CheckRow, CheckView } from '../../src/protocol.ts';
import { Busy, Button } from '../controls.tsx';
import { count, formatError, formatNumber } from '../numbers.ts';
import { Sentence } from '../prose.tsx';
import { VerdictMark } from '../verdict.tsx';

export interface CheckPanelProps {
  readonly check: CheckView | null;
  /** The document changed since the check was run. */
  readonly outdated: boolean;
  readonly onRun: () => void;
  readonly onCancel: () => void;
  readonly onReveal: (gradientId: string) => void;
}

export function CheckPanel({ check, outdated, onRun, onCancel, onReveal }: CheckPanelProps) {
  const running = check?.state === 'running';
  return (
    <div class="check">
      <p class="check-bar">
        {running ? (
          <>
            <Busy />
            <progress max={1} value={check.progress} aria-label="Gradient check" />
            <span>{Math.round(check.progress * 100)} %</span>
            <Button onPress={onCancel}>Cancel</Button>
          </>
        ) : (
          <Button onPress={onRun}>{check ? 'Check again' : 'Check gradients'}</Button>
        )}
        <span role="status">{check ? summary(check, outdated) : ''}</span>
      </p>
      {!check && (
        <p class="lead">
          Every parameter's gradient from your code, from reverse mode, and from central differences (J(θ+ε) −
          J(θ−ε)) / 2ε, entry by entry.
        </p>
      )}
      {check && check.rows.length > 0 && <CheckTable rows={check.rows} onReveal={onReveal} />}
      {check && check.undecided.length > 0 && (
        <ul class="undecided">
          {check.undecided.map(({ name, reason }) => (
            <li key={name}>
              <code>{name}</code> not checked: <Sentence text={reason} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What a screen reader hears when rows come in, and what stands beside the button. */
export function summary(check: CheckView, outdated: boolean): string {
  const wrong = check.rows.filter((row) => row.verdict === 'wrong').length;
  const found = `${count(check.rows.length, 'gradient')} checked, ${wrong === 0 ? 'none' : wrong} wrong`;
  if (check.state === 'running') return check.rows.length === 0 ? 'Checking…' : found;
  const ended = check.state === 'cancelled' ? `Cancelled. ${found}` : found;
  const age = outdated ? ' The file has changed since.' : '';
  return `${ended} (ε = ${formatError(check.epsilon)}).${age}`;
}

function CheckTable({
  rows,
  onReveal,
}: {
  rows: readonly CheckRow[];
  onReveal: (gradientId: string) => void;
}) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Results of the gradient check">
      <table class="check-table">
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              Gradient
            </th>
            <th scope="col" rowSpan={2}>
              Verdict
            </th>
            <th scope="colgroup" colSpan={2}>
              Relative difference
            </th>
            <th scope="colgroup" colSpan={4}>
              Worst entry
            </th>
          </tr>
          <tr>
            <th scope="col">yours, reverse mode</th>
            <th scope="col">reverse, central</th>
            <th scope="col">entry</th>
            <th scope="col">yours</th>
            <th scope="col">reverse</th>
            <th scope="col">central</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.gradientId} class={`check-${row.verdict}`}>
              <th scope="row">
                <button type="button" class="link" onClick={() => onReveal(row.gradientId)}>
                  <code>{row.name}</code>
                </button>{' '}
                <span class="shape">{row.shape}</span>
              </th>
              <td>
                <VerdictMark verdict={row.verdict} />
              </td>
              <td class="number">{formatError(row.userAgainstReverse)}</td>
              <td class="number">{formatError(row.reverseAgainstCentral)}</td>
              <td>
                <code>{row.worst}</code>
              </td>
              <td class="number">{formatNumber(row.user)}</td>
              <td class="number">{formatNumber(row.reverse)}</td>
              <td class="number">{formatNumber(row.central)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
