/** The backward pass of a regularised network in both notations, line by line: the textbook's and the course's. */
import { Formula } from '../formula.tsx';

interface Line {
  readonly textbook: string;
  readonly course: string;
  readonly sentence: string;
}

/** Source: Goodfellow, Bengio and Courville, Deep Learning (2016), algorithm 6.4; the course's names beside it, without 1/m. */
const lines: readonly Line[] = [
  {
    textbook: String.raw`g \leftarrow \nabla_{\hat y} J = \nabla_{\hat y} L(\hat y, y)`,
    course: String.raw`dA^{[l]} = \frac{\partial L}{\partial A^{[l]}}`,
    sentence:
      'A partial derivative along the graph holds the weights fixed, and no edge leads from ŷ to Ω. So the penalty adds nothing here, whether one calls L alone the loss or lets the loss contain the penalty.',
  },
  {
    textbook: String.raw`g \leftarrow \nabla_{a^{(k)}} J = g \odot f'(a^{(k)})`,
    course: String.raw`dZ^{[k]} = dA^{[k]} \odot f'(Z^{[k]})`,
    sentence: 'From here on for each layer k, from the last to the first.',
  },
  {
    textbook: String.raw`\nabla_{b^{(k)}} J = g + \lambda\nabla_{b^{(k)}}\Omega(\theta)`,
    course: String.raw`db^{[k]} = \sum_{i} dZ^{[k](i)} + \frac{\partial\Omega}{\partial b^{[k]}}`,
    sentence: 'The second part is zero unless the penalty includes the biases.',
  },
  {
    textbook: String.raw`\nabla_{W^{(k)}} J = g\,h^{(k-1)\top} + \lambda\nabla_{W^{(k)}}\Omega(\theta)`,
    course: String.raw`dW^{[k]} = dZ^{[k]} A^{[k-1]\top} + \frac{\partial\Omega}{\partial W^{[k]}}`,
    sentence: 'Only here, at the parameter itself, the penalty comes in.',
  },
  {
    textbook: String.raw`g \leftarrow \nabla_{h^{(k-1)}} J = W^{(k)\top} g`,
    course: String.raw`dA^{[k-1]} = W^{[k]\top} dZ^{[k]}`,
    sentence: 'What goes on to the layer before is g, without the penalty.',
  },
];

/** The comparison, folded. */
export function Textbook() {
  return (
    <details class="routes">
      <summary>The same in the textbook's notation</summary>
      <ol>
        {lines.map((line) => (
          <li key={line.textbook} class="both-notations">
            <Formula latex={line.textbook} size="block" />
            <Formula latex={line.course} size="block" />
            <p>{line.sentence}</p>
          </li>
        ))}
      </ol>
      <p class="note">
        Left: Goodfellow, Bengio and Courville, Deep Learning, algorithm 6.4, with a = Wh + b and h = f(a).
        Right: the names of the course, Z = WA + b and A = f(Z).
      </p>
    </details>
  );
}
