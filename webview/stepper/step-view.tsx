/** One step of the backward pass in full: what happens, the formula, its matrices, and the user's own line. */
import { useState } from 'preact/hooks';
import type { BackwardStep, NetworkView, StepQuantity } from '../../src/protocol.ts';
import { Formula } from '../formula.tsx';
import { largest } from '../gradients/difference.ts';
import { type Band, cellSize, type Entry } from '../gradients/heat-map.tsx';
import { Quantity } from '../gradients/quantity.tsx';
import { entryName, formatNumber } from '../numbers.ts';
import { Sentence } from '../prose.tsx';
import { VerdictMark } from '../verdict.tsx';
import { Algorithm } from './algorithm.tsx';
import { numbersOf } from './step-numbers.ts';

export interface StepViewProps {
  readonly step: BackwardStep;
  readonly network: NetworkView;
  readonly onReveal: (gradientId: string) => void;
}

export function StepView({ step, network, onReveal }: StepViewProps) {
  const at = network.steps.indexOf(step);
  const node = network.nodes.find(({ id }) => id === step.nodeId);
  return (
    <div class="step">
      <div class="step-main">
        <h3>
          Step {at + 1} of {network.steps.length}: <code>{node?.label}</code>
          {step.part === 'penalty' && ', the penalty comes in'}
        </h3>
        <p class="step-sentence" role="status">
          <Sentence text={step.sentence} />
        </p>
        <OwnLine step={step} network={network} onReveal={onReveal} />
        <p class="step-formula">
          <Formula latex={step.latex} size="block" />
        </p>
        <Equation key={step.id} step={step} network={network} />
      </div>
      <Algorithm step={step} />
    </div>
  );
}

/** What the result is, by the sign that makes it. */
function resultWords({ sign, part }: BackwardStep): string {
  if (part === 'penalty') return 'whole gradient';
  return {
    '·': 'product',
    '⊙': 'product',
    '+': 'sum',
    Σ: 'sum over examples',
    '=': 'gradient',
    '→': 'gradient',
  }[sign];
}

const roleWords = {
  upstream: 'upstream gradient g',
  local: 'local derivative',
  share: 'through a reader',
  data: 'data part',
  penalty: 'penalty part',
} as const;

/** Three maps with their signs have to stand side by side in a narrow side bar. */
const widest = 78;

/** The formula again, in numbers: what is put together, and what comes of it. */
function Equation({ step, network }: Pick<StepViewProps, 'step' | 'network'>) {
  const [entry, setEntry] = useState<Entry | null>(null);
  const shown = step.operands.map((operand) => ({ ...operand, matrix: numbersOf(operand, network) }));
  const result = numbersOf(step.result, network);
  const matrices = [...shown.map(({ matrix }) => matrix), result].filter((matrix) => matrix !== null);
  const arrays = matrices.filter(({ values }) => values.length > 1);
  // One size for all, so that rows and columns that belong together are as long.
  const fitting = arrays.map((matrix) => Math.min(cellSize(matrix), widest / matrix.columns));
  const cell = Math.max(1, Math.floor(Math.min(...fitting)));
  // The parts of a sum are compared, so they share a scale; the factors of a product have units of their own.
  const limit = step.sign === '+' ? Math.max(...matrices.map(largest)) : undefined;
  const isProduct = step.sign === '·' && shown.every(({ matrix }) => (matrix?.values.length ?? 0) > 1);
  return (
    <>
      <div class="equation">
        {shown.map((operand, index) => (
          <div key={`${operand.role} ${index}`} class={`operand operand-${operand.role}`}>
            {(index > 0 || step.sign === 'Σ') && <Sign sign={step.sign} />}
            {operand.matrix && (
              <Quantity
                name={roleWords[operand.role]}
                title={<Title words={roleWords[operand.role]} quantity={operand} />}
                matrix={operand.matrix}
                cell={cell}
                limit={limit}
                entry={isProduct || step.sign !== 'Σ' ? entry : null}
                band={isProduct ? (productBands[index] ?? null) : null}
              />
            )}
          </div>
        ))}
        {step.sign === '+' && step.from.length > shown.length && <Sign sign="+ ⋯" />}
        {result && (
          <div class="operand operand-result">
            {shown.length > 0 && <Sign sign={step.sign === '→' ? '→' : '='} />}
            <Quantity
              name="the step's result"
              title={<Title words={resultWords(step)} quantity={step.result} />}
              matrix={result}
              cell={cell}
              limit={limit}
              entry={entry}
              onPoint={setEntry}
            />
          </div>
        )}
      </div>
      <p class="read-out">
        {entry && result
          ? `${entryName('', entry.row, entry.column)} = ${formatNumber(result.values[entry.row * result.columns + entry.column] ?? Number.NaN)}`
          : ''}
      </p>
    </>
  );
}

/** An entry of a product is made of a row on the left and a column on the right. */
const productBands: readonly Band[] = ['row', 'column'];

function Sign({ sign }: { sign: string }) {
  return (
    <span class="sign" aria-hidden="true">
      {sign}
    </span>
  );
}

function Title({ words, quantity }: { words: string; quantity: StepQuantity }) {
  return (
    <>
      <span class="operand-words">{words}</span>
      <Formula latex={quantity.latex} size="large" />
    </>
  );
}

/** The user's line for this gradient, where there is one; it is also lit in the editor. */
function OwnLine({ step, network, onReveal }: StepViewProps) {
  const gradientId = network.nodes.find(({ id }) => id === step.nodeId)?.gradientId ?? null;
  const gradient = network.gradients.find(({ id }) => id === gradientId);
  if (!gradient) return null;
  return (
    <div class="own-line">
      <p>
        Yours:{' '}
        <button type="button" class="link" title={gradient.place} onClick={() => onReveal(gradient.id)}>
          {withoutFunction(gradient.place)}
        </button>{' '}
        <VerdictMark verdict={gradient.verdict} />
      </p>
      <pre class="code-block">{gradient.line}</pre>
      {gradient.findings.slice(0, 1).map(({ rule, message }) => (
        <p key={rule} class="finding-message">
          <Sentence text={message} />
        </p>
      ))}
    </div>
  );
}

/** "backward, line 31" → "line 31": the whole place is the link's title. */
function withoutFunction(place: string): string {
  return /(cell \d+, )?line \d+$/.exec(place)?.[0] ?? place;
}
