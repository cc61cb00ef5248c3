/** What the page shows while there is no network to show: what it is for, and where to begin. */
import { Button } from './controls.tsx';
import { Formula } from './formula.tsx';

export function Empty({ onOpenExample }: { onOpenExample: () => void }) {
  return (
    <main class="empty">
      <h1>Backpropagation of your own code</h1>
      <p>
        Open a Python file or a notebook with a backward pass written by hand in NumPy. Backprop Lens
        evaluates it, works out the true gradients of your cost and compares them with yours, line by line.
        Nothing is run by Python.
      </p>
      <figure class="sample">
        <pre class="code-block">
          {'dW1 = 1/m * np.dot(dZ1, X.T) + (lambd * '}
          <span class="sample-wrong">np.sum(W1)</span>
          {') / m'}
        </pre>
        <figcaption>
          <span class="verdict verdict-wrong">✗ wrong</span> The sum is one number, and it shifts every entry
          of dW1. The penalty's derivative is the matrix:{' '}
          <Formula
            latex={String.raw`\frac{\partial}{\partial W}\,\frac{\lambda}{2m}\lVert W\rVert_F^2 = \frac{\lambda}{m}\,W`}
          />
        </figcaption>
      </figure>
      <p>Here you will see</p>
      <ul>
        <li>the graph of your network, with the penalty as a branch of its own,</li>
        <li>both parts of every gradient, and why the penalty leaves dA, dZ and db alone,</li>
        <li>your line beside the true one, with a fix that has been proven.</li>
      </ul>
      <Button kind="primary" onPress={onOpenExample}>
        Open the example
      </Button>
    </main>
  );
}
