/** Evaluating an edited expression where the program had another one: what stays as it was keeps the value that it had. */
import { createTape, NotOnTape, TapeBudgetExceeded } from '../autodiff/new-tape.ts';
import type { TapeNode } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import type { Project } from '../project/project.ts';
import type * as ast from '../python/ast.ts';
import { currentTensor, spoiledBy, valueOfNode } from './arrays.ts';
import { language } from './evaluator.ts';
import type { Cancelled } from './interpreter-contract.ts';
import { Machine } from './machine.ts';
import { openScope } from './scopes.ts';
import type { Frame } from './trace.ts';
import { EvaluationStopped, PythonError, type ProbeSource, unknown, type Value } from './values.ts';

/** Where an expression stands: what it sees by its names, and what its parts are known to be. */
export interface Surroundings {
  readonly frame: Frame;
  /** Names whose values differ from those that the frame was left with. */
  readonly names: ReadonlyMap<string, Value | Tensor>;
  /** Sub-expressions that are not evaluated again. */
  readonly known: (expression: ast.Expr) => Tensor | null;
  /** True where arrays are tensors of PyTorch. */
  readonly holdsTensors: boolean;
}

/** Evaluates expressions after the evaluation whose tape it was made with. */
export interface Reevaluation {
  /** The expression's value as an array; null where it raises, is not known, or is no array and no number. */
  valueOf(expression: ast.Expr, surroundings: Surroundings): Tensor | null;
}

/** Steps and array elements of all edits of one line together; each has the size of what it replaces. */
const budget = {
  steps: 400_000,
  arrayElements: 200_000,
  tapeElements: 10_000_000,
  recursionDepth: 40,
  loopPasses: 200,
};

/** `settled` gives what the evaluation took a probe for. */
export function createReevaluation(
  project: Project,
  recorded: readonly TapeNode[],
  settled: (path: string) => Tensor | null,
  cancelled: Cancelled,
): Reevaluation {
  const tape = createTape(budget, recorded);
  let known: Surroundings['known'] = () => null;
  let holdsTensors = false;
  const valueFrom = (tensor: Tensor): Value =>
    valueOfNode(tape.leaf(tensor, null), tape, false, holdsTensors);
  const probes: ProbeSource = {
    settle: (probe, _demand, _evaluation, span) =>
      probes.settled(probe) ?? unknown(`\`${probe.path}\` is not a number or an array`, span),
    settled: ({ path }) => {
      const tensor = settled(path);
      return tensor && valueFrom(tensor);
    },
  };
  const machine: Machine = new Machine(
    { project, tape, probes, budget, seed: 1, cancelled, missing: null },
    {
      ...language,
      expression: (running, part, scope) => {
        const held = known(part);
        if (held) return valueFrom(held);
        const value = language.expression(running, part, scope);
        // Built-in functions belong to the evaluation that made them, and this is another one.
        const own = part.kind === 'Name' ? machine.builtins.names.get(part.id) : undefined;
        return own?.type === 'builtin' && value.type === 'builtin' ? own : value;
      },
    },
  );
  return {
    valueOf: (expression, surroundings) => {
      const { frame, names } = surroundings;
      ({ known, holdsTensors } = surroundings);
      try {
        const own = new Map(
          [...names].map(([name, value]) => [name, 'data' in value ? valueFrom(value) : value]),
        );
        const scope = openScope('comprehension', frame.scope, frame.qualifiedName, own);
        return tensorOf(machine.settled(machine.evaluate(expression, scope)), machine);
      } catch (thrown) {
        // An object may have come to hold what was computed after the network's tape ends.
        if (thrown instanceof TapeBudgetExceeded || thrown instanceof NotOnTape) return null;
        const error = machine.asPythonError(thrown, expression.span);
        if (error instanceof PythonError || error instanceof EvaluationStopped) return null;
        throw thrown;
      }
    },
  };
}

function tensorOf(value: Value, machine: Machine): Tensor | null {
  switch (value.type) {
    case 'array':
      return spoiledBy(value) ? null : currentTensor(value, machine.tape);
    case 'float':
    case 'int':
      return { shape: [], dtype: 'float64', data: Float64Array.of(value.value) };
    default:
      return null;
  }
}
