/** The slider of each regularisation strength: what is below it follows while it is moved. */
import type { Strength } from '../../src/protocol.ts';
import { Button } from '../controls.tsx';
import { formatNumber } from '../numbers.ts';

export interface StrengthSlidersProps {
  readonly strengths: readonly Strength[];
  /** Null while the strengths are those of the probe. */
  readonly moved: readonly number[] | null;
  /** Null puts the probe's strengths back. */
  readonly onMove: (values: readonly number[] | null) => void;
}

/** Steps from one end of a slider to the other. */
const steps = 200;

/** One labelled slider per strength, and a button that puts them back; nothing where there is no strength to move. */
export function StrengthSliders({ strengths, moved, onMove }: StrengthSlidersProps) {
  if (strengths.length === 0) return null;
  const values = moved ?? strengths.map(({ value }) => value);
  return (
    <div class="strengths" role="group" aria-label="Strength of the penalty">
      {strengths.map((strength, index) => (
        <Slider
          key={strength.name}
          strength={strength}
          value={values[index] ?? strength.value}
          onMove={(value) => onMove(values.map((old, at) => (at === index ? value : old)))}
        />
      ))}
      <p class="strengths-note">
        {moved ? (
          <Button onPress={() => onMove(null)}>Back to {strengths.map(probeValue).join(', ')}</Button>
        ) : (
          'Move it: the penalty part follows, the data part stays.'
        )}
      </p>
    </div>
  );
}

interface SliderProps {
  readonly strength: Strength;
  readonly value: number;
  readonly onMove: (value: number) => void;
}

function Slider({ strength, value, onMove }: SliderProps) {
  const { name, most } = strength;
  return (
    <label class="strength">
      <span class="strength-name">
        λ{isLambda(name) ? '' : ' '}
        {!isLambda(name) && <code>{name}</code>}
      </span>
      <input
        type="range"
        min={0}
        max={most}
        step={most / steps}
        value={value}
        aria-label={`Regularisation strength ${name}`}
        aria-valuetext={formatNumber(value)}
        style={{ '--share': `${Math.min(100, (100 * value) / most)}%` }}
        onInput={(event) => onMove(event.currentTarget.valueAsNumber)}
      />
      <output class="strength-value">{formatNumber(value)}</output>
    </label>
  );
}

function isLambda(name: string): boolean {
  return name === 'λ';
}

function probeValue({ value }: Strength): string {
  return formatNumber(value);
}
