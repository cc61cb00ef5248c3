/** The gradients of a network with their verdicts: the list from which one is chosen to look at. */
import { useRef } from 'preact/hooks';
import type { GradientDetail } from '../../src/protocol.ts';
import { formatError } from '../numbers.ts';
import { VerdictMark } from '../verdict.tsx';

export interface GradientListProps {
  readonly gradients: readonly GradientDetail[];
  readonly gradientId: string | null;
  /** A gradient was chosen; `reveal` where its line should be shown too. */
  readonly onChoose: (gradientId: string, reveal: boolean) => void;
}

/** A list box: one stop for Tab, arrow keys choose, Enter shows the line in the editor. */
export function GradientList({ gradients, gradientId, onChoose }: GradientListProps) {
  const list = useRef<HTMLDivElement>(null);
  const chosen = gradients.findIndex((gradient) => gradient.id === gradientId);
  const onKeyDown = (event: KeyboardEvent) => {
    const current = gradients[chosen];
    if (event.key === 'Enter' && current) onChoose(current.id, true);
    const next = gradients[nextIndex(chosen, event.key, gradients.length)];
    if (!next) return;
    event.preventDefault();
    onChoose(next.id, false);
    const options = list.current?.querySelectorAll<HTMLElement>('[role="option"]');
    options?.[gradients.indexOf(next)]?.focus();
  };
  return (
    <div class="gradient-list" role="listbox" aria-label="Gradients" ref={list} onKeyDown={onKeyDown}>
      {gradients.map((gradient, index) => (
        <div
          key={gradient.id}
          class="gradient-option"
          role="option"
          aria-selected={gradient.id === gradientId}
          tabIndex={index === Math.max(0, chosen) ? 0 : -1}
          onClick={() => onChoose(gradient.id, true)}
        >
          <code class="gradient-name">{gradient.name}</code>
          <VerdictMark verdict={gradient.verdict} />
          <span class="gradient-note">{note(gradient)}</span>
        </div>
      ))}
    </div>
  );
}

function nextIndex(current: number, key: string, length: number): number {
  if (key === 'ArrowDown') return Math.min(length - 1, current + 1);
  if (key === 'ArrowUp') return Math.max(0, current - 1);
  if (key === 'Home') return 0;
  return key === 'End' ? length - 1 : -1;
}

/** What there is to say in a few words: the rule that was broken, the reason that the engine gives, how large the error is, or where the line is. */
function note(gradient: GradientDetail): string {
  const rule = gradient.findings[0]?.rule;
  if (rule) return rule;
  if (gradient.reason !== null) return gradient.reason.replaceAll('`', '');
  return gradient.verdict === 'wrong' && gradient.relativeError !== null
    ? `relative error ${formatError(gradient.relativeError)}`
    : gradient.place;
}
