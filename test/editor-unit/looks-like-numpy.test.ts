/** Which texts are worth loading the engine for. */
import { expect, test } from 'vitest';
import { looksLikeNumPy } from '../../src/editor/looks-like-numpy.ts';

test.each(['import numpy as np', 'from numpy import dot', 'dW = np.dot(dZ, A.T)', 'np . sum(W)'])(
  '%s is',
  (text) => {
    expect(looksLikeNumPy(text)).toBe(true);
  },
);

test.each(['', 'print("hello")', 'import torch', 'import pandas as pd', 'jnp.dot(a, b)', 'snp = 1'])(
  '%s is not',
  (text) => {
    expect(looksLikeNumPy(text)).toBe(false);
  },
);
