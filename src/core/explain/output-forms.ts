/** Where the backward pass starts: the gradients that losses give, `A3 - Y` and its relatives. */
import { tensor, type Tensor } from '../autodiff/tensor.ts';
import { difference, type Expression, product, quotient } from './expression.ts';
import { sigmoidSlope, tanhSlope } from './forms.ts';
import { latexOfName } from './notation.ts';
import type { Names } from './names.ts';

/** The prediction, which is the value itself or a variable after it, less the labels; and cross-entropy at its argument. */
export function* outputForms(
  value: Expression,
  after: readonly Expression[],
  names: Names,
): Generator<Expression> {
  for (const prediction of [value, ...after]) {
    for (const labels of labelsFor(prediction, names)) {
      const error = difference(prediction, labels);
      yield error;
      if (prediction !== value) continue;
      yield quotient(labels, prediction);
      yield quotient(error, product(...sigmoidSlope(prediction)));
    }
  }
}

/** The error through the activation of the output, for code that goes both steps in one line. */
export function* outputSlopeForms(after: readonly Expression[], names: Names): Generator<Expression> {
  for (const prediction of after) {
    for (const labels of labelsFor(prediction, names)) {
      const error = difference(prediction, labels);
      yield product(error, ...sigmoidSlope(prediction));
      yield product(error, tanhSlope(prediction));
    }
  }
}

/** Data of the prediction's shape; and classes by number, as the rows that they select. */
function* labelsFor(prediction: Expression, names: Names): Generator<Expression> {
  if (prediction.kind !== 'symbol') return;
  for (const node of names.dataLike(prediction.values[0])) {
    const labels = names.value(node);
    if (labels?.kind === 'symbol') yield labels;
  }
  for (const classes of names.classes) {
    const rows = oneHot(classes, prediction);
    if (rows) yield rows;
  }
}

/** `np.eye(probs.shape[1])[y]`; null where the numbers are no classes of the prediction's rows. */
function oneHot(classes: Expression, prediction: Expression): Expression | null {
  if (classes.kind !== 'symbol' || prediction.kind !== 'symbol') return null;
  const values: Tensor[] = [];
  for (const [draw, wanted] of prediction.values.entries()) {
    const [rows, columns] = wanted.shape;
    const numbers = classes.values[draw]?.data;
    if (rows === undefined || columns === undefined || numbers?.length !== rows) return null;
    const data = new Float64Array(rows * columns);
    for (const [row, column] of numbers.entries()) {
      if (column < 0 || column >= columns) return null;
      data[row * columns + column] = 1;
    }
    values.push(tensor(data, [rows, columns]));
  }
  const text = `np.eye(${prediction.text}.shape[1])[${classes.text}]`;
  return { kind: 'symbol', text, latex: `\\mathbf{1}_{${latexOfName(classes.text)}}`, values };
}
