/** The networks that are differentiated, as Python text that NumPy, autograd, torch and this project's evaluator all run. */

/** One network: the text of its cost, and arrays by the names of the cost's arguments. */
export interface Net {
  readonly name: string;
  readonly text: string;
  readonly arrays: ReadonlyMap<string, NetArray>;
  /** The arguments that the cost is differentiated by. */
  readonly parameters: readonly string[];
}

export interface NetArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** The course's network: three layers, examples in columns, cross-entropy with L2. */
export function courseNet(sizes: readonly number[] = [2, 20, 3, 1], examples = 211): Net {
  const random = randomNumbers(1);
  const layers = sizes.length - 1;
  const arrays = new Map<string, NetArray>([
    ['X', filledArray([sizes[0] ?? 1, examples], random.normal)],
    ['Y', filledArray([1, examples], () => (random.uniform() < 0.5 ? 0 : 1))],
  ]);
  for (let layer = 1; layer <= layers; layer++) {
    const [rows, columns] = [sizes[layer] ?? 1, sizes[layer - 1] ?? 1];
    arrays.set(
      `W${layer}`,
      filledArray([rows, columns], () => random.normal() / Math.sqrt(columns)),
    );
    arrays.set(
      `b${layer}`,
      filledArray([rows, 1], () => 0.1 * random.normal()),
    );
  }
  return {
    name: `course-${sizes.join('-')}-${examples}`,
    text: courseText(layers),
    arrays,
    parameters: names(layers),
  };
}

function names(layers: number): string[] {
  return Array.from({ length: layers }, (_, i) => [`W${i + 1}`, `b${i + 1}`]).flat();
}

function courseText(layers: number): string {
  const hidden = Array.from({ length: layers - 1 }, (_, i) => [
    `    Z${i + 1} = np.dot(W${i + 1}, ${i === 0 ? 'X' : `A${i}`}) + b${i + 1}`,
    `    A${i + 1} = np.maximum(0, Z${i + 1})`,
  ]).flat();
  const squares = Array.from({ length: layers }, (_, i) => `np.sum(np.square(W${i + 1}))`);
  return `import numpy as np


def cost(X, Y, ${names(layers).join(', ')}):
    m = X.shape[1]
${hidden.join('\n')}
    Z${layers} = np.dot(W${layers}, ${layers === 1 ? 'X' : `A${layers - 1}`}) + b${layers}
    A${layers} = 1 / (1 + np.exp(-Z${layers}))
    cross_entropy = -np.sum(Y * np.log(A${layers}) + (1 - Y) * np.log(1 - A${layers})) / m
    L2 = 0.7 / (2 * m) * (${squares.join(' + ')})
    return cross_entropy + L2
`;
}

/** The CS231n course's network: two layers, examples in rows, softmax loss with L2; a share of its inputs is 0. */
export function classifierNet(
  inputs: number,
  hidden: number,
  classes: number,
  examples: number,
  zeros: number,
): Net {
  const random = randomNumbers(2);
  const small = (): number => 0.1 * random.normal();
  return {
    name: `classifier-${inputs}-${hidden}-${classes}-${examples}-${zeros}`,
    text: classifierText,
    arrays: new Map([
      ['X', filledArray([examples, inputs], () => (random.uniform() < zeros ? 0 : random.uniform()))],
      ['y', filledArray([examples], () => Math.floor(classes * random.uniform()))],
      ['W1', filledArray([inputs, hidden], small)],
      ['b1', filledArray([hidden], small)],
      ['W2', filledArray([hidden, classes], small)],
      ['b2', filledArray([classes], small)],
    ]),
    parameters: names(2),
  };
}

const classifierText = `import numpy as np


def cost(X, y, W1, b1, W2, b2):
    N = X.shape[0]
    hidden = np.maximum(0, X.dot(W1) + b1)
    scores = hidden.dot(W2) + b2
    shifted = scores - np.max(scores, axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    probabilities = exponentials / np.sum(exponentials, axis=1, keepdims=True)
    data_loss = np.sum(-np.log(probabilities[np.arange(N), y.astype(int)])) / N
    return data_loss + 0.05 * (np.sum(W1 * W1) + np.sum(W2 * W2))
`;

function filledArray(shape: readonly number[], draw: () => number): NetArray {
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Float64Array.from({ length: count }, draw) };
}

/** Seeded draws: uniform in [0, 1), and normal by Box and Muller. Source: the generator mulberry32. */
export function randomNumbers(seed: number): { uniform: () => number; normal: () => number } {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
