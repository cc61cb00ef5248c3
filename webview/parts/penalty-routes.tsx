/** The two derivations that answer "the weight matrix, or the sum of its entries?". */
import type { DerivationRoute } from '../../src/protocol.ts';
import { Formula } from '../formula.tsx';
import { Sentence } from '../prose.tsx';

/** The routes, folded; nothing where the penalty is of another form. */
export function PenaltyRoutes({ routes }: { routes: readonly DerivationRoute[] }) {
  if (routes.length === 0) return null;
  return (
    <details class="routes">
      <summary>Why the weight matrix, and not the sum of its entries?</summary>
      {routes.map((route) => (
        <div key={route.title} role="group" aria-label={route.title}>
          <h3>{route.title}</h3>
          <ol>
            {route.steps.map((step) => (
              <li key={step.latex}>
                <Formula latex={step.latex} size="block" />
                <p>
                  <Sentence text={step.sentence} />
                </p>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </details>
  );
}
