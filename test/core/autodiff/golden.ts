/** The golden samples of the operation table: inputs, attributes and the value that NumPy gave. */
import { readFileSync } from 'node:fs';
import type { IndexItem } from '../../../src/core/autodiff/index-items.ts';
import type { Attributes } from '../../../src/core/autodiff/tape.ts';
import type { DType, Tensor } from '../../../src/core/autodiff/tensor.ts';

/** The values that an operation's inputs may take: all, positive only, or inside (−1, 1). */
export type Domain = 'any' | 'positive' | 'unit';

export interface GoldenSample {
  readonly operation: string;
  readonly attributes: Attributes;
  readonly domain: Domain;
  readonly inputs: readonly Tensor[];
  readonly value: Tensor;
}

interface StoredTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** What JSON has no number for is kept as Python prints it: nan, inf, -inf. */
  readonly data: readonly (number | string)[];
}

/** A stored array as a tensor. */
export function revivedTensor(stored: StoredTensor): Tensor {
  const numbers = stored.data.map((entry) =>
    typeof entry === 'number' ? entry : Number(entry.replace('inf', 'Infinity').replace('nan', 'NaN')),
  );
  return { dtype: stored.dtype, shape: stored.shape, data: Float64Array.from(numbers) };
}

/** All samples, read from the committed file. */
export function goldenSamples(): GoldenSample[] {
  const text = readFileSync(new URL('./operations.golden.json', import.meta.url), 'utf8');
  const stored = JSON.parse(text) as (Omit<GoldenSample, 'inputs' | 'value'> & {
    readonly inputs: readonly StoredTensor[];
    readonly value: StoredTensor;
  })[];
  return stored.map((sample) => ({
    ...sample,
    attributes: revivedAttributes(sample.attributes),
    inputs: sample.inputs.map(revivedTensor),
    value: revivedTensor(sample.value),
  }));
}

function revivedAttributes(attributes: Attributes): Attributes {
  const index = attributes['index'] as readonly IndexItem[] | undefined;
  if (index === undefined) return attributes;
  const items = index.map((item) =>
    item.kind === 'array' ? { ...item, values: Float64Array.from(item.values) } : item,
  );
  return { ...attributes, index: items };
}
