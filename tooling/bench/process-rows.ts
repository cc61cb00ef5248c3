/** The row on a cold start: the command line on one file, against Python with NumPy checking the same gradients. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Peers } from './peers.ts';
import type { Row } from './rows.ts';

export interface ProcessSettings {
  readonly peers: Peers;
  readonly folder: string;
  /** The built command line. */
  readonly program: string;
  /** The course's network with forward pass, cost, backward pass and training. */
  readonly text: string;
  readonly repeats: number;
}

export function processRow({ peers, folder, program, text, repeats }: ProcessSettings): Row {
  return {
    id: 'process',
    what: 'whole process: `check FILE` on the course net, cold',
    peer: '`python3` + NumPy, central-difference check, cold',
    target: 1,
    repeats: 2 * repeats,
    prepare: async () => {
      if (peers.python === null) return { missing: 'there is no Python with NumPy here' };
      const python = peers.python.program;
      const file = join(folder, 'course.py');
      const check = join(folder, 'course_check.py');
      await writeFile(file, text);
      await writeFile(check, checkText);
      return {
        ours: async () => processMilliseconds(process.execPath, [program, 'check', file], [0, 1]),
        theirs: async () => processMilliseconds(python, [check], [0]),
      };
    },
  };
}

/** The milliseconds of one process from its start to its end. Errors: an exit status that is not among the expected. */
export function processMilliseconds(
  program: string,
  words: readonly string[],
  expected: readonly number[],
  cwd?: string,
): number {
  const started = performance.now();
  const { status, error, stderr } = spawnSync(program, words, {
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 2 ** 26,
  });
  const milliseconds = performance.now() - started;
  if (status === null || !expected.includes(status)) {
    throw new Error(
      `${program} ${words.join(' ')} ended with ${status}: ${error?.message ?? stderr.toString()}`,
    );
  }
  return milliseconds;
}

/** What a learner's own check does: every gradient of the network against central differences, the relative error printed. */
const checkText = `import numpy as np

import course

rng = np.random.RandomState(1)
X = rng.randn(2, 211)
Y = (rng.rand(1, 211) < 0.5).astype(float)
lambd = 0.7
parameters = course.initialize_parameters([2, 20, 3, 1])


def cost():
    A3, cache = course.forward_propagation(X, parameters)
    return course.compute_cost(A3, Y, parameters, lambd), cache


grads = course.backward_propagation(X, Y, cost()[1], lambd)
for name, value in parameters.items():
    numerical = np.zeros_like(value)
    for place in np.ndindex(*value.shape):
        old = value[place]
        value[place] = old + 1e-6
        above = cost()[0]
        value[place] = old - 1e-6
        below = cost()[0]
        value[place] = old
        numerical[place] = (above - below) / 2e-6
    given = grads["d" + name]
    error = np.linalg.norm(numerical - given) / (np.linalg.norm(numerical) + np.linalg.norm(given))
    print(name, error)
`;
