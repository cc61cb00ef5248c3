/** Algorithm 6.4 beside the stepper, with the line marked that the step carries out. */
import type { AlgorithmLine, BackwardStep } from '../../src/protocol.ts';
import { Formula } from '../formula.tsx';

interface Line {
  readonly key: AlgorithmLine | 'loop';
  readonly words: string;
  readonly latex: string;
  /** What the penalty adds on this line. */
  readonly penaltyLatex?: string;
}

/** Source: Goodfellow, Bengio and Courville, Deep Learning (2016), algorithm 6.4; its cost is the last line of algorithm 6.3. */
const lines: readonly Line[] = [
  {
    key: 'cost',
    words: 'The cost of the forward pass',
    latex: String.raw`J = L(\hat y, y)`,
    penaltyLatex: String.raw`+\,\lambda\Omega(\theta)`,
  },
  {
    key: 'output',
    words: 'The gradient at the output',
    latex: String.raw`g \leftarrow \nabla_{\hat y} J = \nabla_{\hat y} L(\hat y, y)`,
  },
  { key: 'loop', words: 'for each layer k, from the last to the first', latex: '' },
  {
    key: 'activation',
    words: 'Before the activation',
    latex: String.raw`g \leftarrow \nabla_{a^{(k)}} J = g \odot f'(a^{(k)})`,
  },
  {
    key: 'bias',
    words: 'Biases',
    latex: String.raw`\nabla_{b^{(k)}} J = g`,
    penaltyLatex: String.raw`+\,\lambda\nabla_{b^{(k)}}\Omega(\theta)`,
  },
  {
    key: 'weight',
    words: 'Weights',
    latex: String.raw`\nabla_{W^{(k)}} J = g\,h^{(k-1)\top}`,
    penaltyLatex: String.raw`+\,\lambda\nabla_{W^{(k)}}\Omega(\theta)`,
  },
  {
    key: 'hidden',
    words: 'The layer before',
    latex: String.raw`g \leftarrow \nabla_{h^{(k-1)}} J = W^{(k)\top} g`,
  },
];

const inLoop: ReadonlySet<Line['key']> = new Set(['activation', 'bias', 'weight', 'hidden']);

/** The algorithm; on a line with a penalty the part that the step is about is marked. */
export function Algorithm({ step }: { step: BackwardStep }) {
  return (
    <section class="algorithm" aria-labelledby="algorithm-heading">
      <h3 id="algorithm-heading">The textbook's algorithm</h3>
      <ol>
        {lines.map((line) => (
          <AlgorithmRow key={line.key} line={line} step={step} />
        ))}
      </ol>
      <p class="note">
        {step.line === null && 'This step has no line of its own there. '}
        Goodfellow, Bengio and Courville, Deep Learning, algorithm 6.4, with a = Wh + b and h = f(a).
      </p>
    </section>
  );
}

function AlgorithmRow({ line, step }: { line: Line; step: BackwardStep }) {
  const current = line.key === step.line;
  const classes = ['algorithm-line'];
  if (inLoop.has(line.key)) classes.push('algorithm-inner');
  if (current) classes.push('algorithm-current');
  const ofPenalty = step.part !== 'data';
  const part = (isPenalty: boolean) =>
    current && line.penaltyLatex && isPenalty === ofPenalty ? 'algorithm-part' : undefined;
  return (
    <li class={classes.join(' ')} aria-current={current ? 'step' : undefined}>
      <span class="algorithm-words">
        {line.words}
        {current && step.layer !== null && inLoop.has(line.key) && `, k = ${layerOf(step)}`}
      </span>
      {line.latex !== '' && (
        <span class="algorithm-formula">
          <span class={part(false)}>
            <Formula latex={line.latex} />
          </span>
          {line.penaltyLatex && (
            <span class={`algorithm-penalty ${part(true) ?? ''}`}>
              <Formula latex={line.penaltyLatex} />
            </span>
          )}
        </span>
      )}
    </li>
  );
}

/** The line for h[k−1] belongs to the pass of the layer above it. */
function layerOf({ layer, line }: BackwardStep): number {
  return (layer ?? 0) + (line === 'hidden' ? 1 : 0);
}
