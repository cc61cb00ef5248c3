/** A verdict as a shape and a word, so that no one has to tell it by its colour. */
import type { GradientDetail } from '../src/protocol.ts';

export type Verdict = GradientDetail['verdict'];

/** The sign that stands for a verdict. */
export const verdictSign: Readonly<Record<Verdict, string>> = { verified: '✓', wrong: '✗', undecided: '?' };

/** The word that stands for a verdict. */
export const verdictWord: Readonly<Record<Verdict, string>> = {
  verified: 'right',
  wrong: 'wrong',
  undecided: 'not decided',
};

/** Sign and word. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  return (
    <span class={`verdict verdict-${verdict}`}>
      <span aria-hidden="true">{verdictSign[verdict]}</span> {verdictWord[verdict]}
    </span>
  );
}
