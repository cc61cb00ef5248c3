/** How the true gradient is worked out: step by step, each with its formula, its reason, and the code lines that it belongs to. */
import { useEffect, useState } from 'preact/hooks';
import type { Derivation, DerivationStep, NotationName, TextFormat } from '../../src/protocol.ts';
import { Button } from '../controls.tsx';
import { Formula } from '../formula.tsx';
import { PenaltyRoutes } from '../parts/penalty-routes.tsx';
import { Sentence } from '../prose.tsx';
import { VerdictMark } from '../verdict.tsx';

export interface DerivationViewProps {
  /** The gradient's name: dW1. */
  readonly name: string;
  /** Null until the editor has answered; may be that of an earlier version of the file. */
  readonly derivation: Derivation | null;
  /** True while what is shown is not of this gradient in this version of the file. */
  readonly isAwaited: boolean;
  readonly onAsk: () => void;
  readonly onCopy: (notation: NotationName, format: TextFormat) => void;
  readonly onRevealNode: (nodeId: string) => void;
  readonly onRevealGradient: (gradientId: string) => void;
}

/** Folded until it is wanted: only then the editor is asked for it. */
export function DerivationView(props: DerivationViewProps) {
  const { name, derivation, isAwaited, onAsk } = props;
  const [open, setOpen] = useState(false);
  const [notation, setNotation] = useState<NotationName>('course');
  useEffect(() => {
    if (open && isAwaited) onAsk();
  }, [open, isAwaited, name]);
  return (
    <details class="derivation" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The derivation of {name}, step by step</summary>
      {open && derivation && (
        <>
          <div class="derivation-bar">
            <NotationSwitch notation={notation} onChoose={setNotation} />
            <CopyButtons onCopy={(format) => props.onCopy(notation, format)} />
          </div>
          <ol class="derivation-steps">
            {derivation.steps.map((step, index) => (
              <Step key={index} step={step} notation={notation} {...props} />
            ))}
          </ol>
          {notation === 'code' && derivation.note !== '' && (
            <p class="note">
              <Sentence text={derivation.note} />
            </p>
          )}
          <PenaltyRoutes routes={derivation.routes} />
        </>
      )}
    </details>
  );
}

const notations: readonly { readonly name: NotationName; readonly title: string; readonly label: string }[] =
  [
    { name: 'course', label: 'Course', title: 'Z, A, ∂J/∂W' },
    {
      name: 'textbook',
      label: 'Textbook',
      title: 'a, h, ∇J: Goodfellow, Bengio and Courville, Deep Learning',
    },
    { name: 'code', label: 'Code', title: 'NumPy, in your own names' },
  ];

/** Radio buttons side by side: arrow keys choose. */
function NotationSwitch({
  notation,
  onChoose,
}: {
  notation: NotationName;
  onChoose: (notation: NotationName) => void;
}) {
  return (
    <fieldset class="switch">
      <legend class="switch-legend">Notation</legend>
      {notations.map(({ name, label, title }) => (
        <label key={name} class="switch-option" title={title}>
          <input type="radio" name="notation" checked={name === notation} onChange={() => onChoose(name)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

const formats: readonly { readonly format: TextFormat; readonly label: string }[] = [
  { format: 'latex', label: 'LaTeX' },
  { format: 'markdown', label: 'Markdown' },
  { format: 'numpy', label: 'NumPy' },
];

function CopyButtons({ onCopy }: { onCopy: (format: TextFormat) => void }) {
  return (
    <p class="copy-buttons">
      <span aria-hidden="true">Copy as</span>
      {formats.map(({ format, label }) => (
        <Button key={format} label={`Copy the derivation as ${label}`} onPress={() => onCopy(format)}>
          {label}
        </Button>
      ))}
    </p>
  );
}

interface StepProps extends Pick<DerivationViewProps, 'onRevealNode' | 'onRevealGradient'> {
  readonly step: DerivationStep;
  readonly notation: NotationName;
}

function Step({ step, notation, onRevealNode, onRevealGradient }: StepProps) {
  const { name, sentence, shapes, nodeId, written } = step;
  return (
    <li>
      <StepFormula step={step} notation={notation} />
      <p class="derivation-reason">
        <Sentence text={sentence} />
        {shapes !== '' && (
          <>
            {' '}
            <span class="derivation-shapes">{shapes}</span>
          </>
        )}
      </p>
      <p class="derivation-lines">
        {written && (
          <span>
            <VerdictMark verdict={written.verdict} />{' '}
            <button
              type="button"
              class="link"
              aria-label={`${written.line}, your line in ${written.place}`}
              title={written.place}
              onClick={() => onRevealGradient(written.gradientId)}
            >
              <code>{written.line}</code>
            </button>
          </span>
        )}
        {nodeId !== null && (
          <button type="button" class="link" onClick={() => onRevealNode(nodeId)}>
            Where <code>{name}</code> is made
          </button>
        )}
      </p>
    </li>
  );
}

function StepFormula({ step: { formulas }, notation }: Pick<StepProps, 'step' | 'notation'>) {
  if (notation === 'code' && formulas.code !== '') return <pre class="code-block">{formulas.code}</pre>;
  const latex = notation === 'textbook' ? formulas.textbook : formulas.course;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Formula">
      <Formula latex={latex} size="block" />
    </div>
  );
}
