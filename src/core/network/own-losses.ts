/**
 * The program's own loss where only its derivative is called: `mse` beside `mse_grad`, `fn` beside `delta` in one class. The
 * loss is called with what its derivative was called with, once for each call.
 */
import type { NodeId } from '../autodiff/tape.ts';
import type { Evaluator } from '../evaluator/interpreter-contract.ts';
import type { CallRecord, LoopPosition } from '../evaluator/trace.ts';
import { EvaluationStopped, PythonError, type Value } from '../evaluator/values.ts';
import { labelForm } from './gradient-functions.ts';
import { isCostFunctionName, roleOf } from './name-hints.ts';
import { isDifferentiable, nodeOfValue } from './names.ts';
import type { FunctionUnit, ProjectScan } from './scan.ts';

/** The loss of one call of its derivative. */
export interface OwnLoss {
  readonly node: NodeId;
  /** The loops around the call. */
  readonly loops: readonly LoopPosition[];
}

const callLimit = 40;
const slopeEnding = /_?(?:grads?|gradients?|prime|deriv|derivatives?|backward|delta|slope)$/i;
const slopeBeginning = /^(?:d_?|grads?_|gradients?_(?:of_)?|deriv(?:ative)?_(?:of_)?)(?=[A-Za-z])/;
const slopeMethod = /^_?(?:delta|grad|gradient|derivative|deriv|prime|backward|input_grad|d_?loss)$/i;
const lossMethod = /^(?:fn|func|f|loss|cost|forward|value|calculate|compute|calc|__call__)$/;

/** The losses of the calls that an evaluation has made of losses' derivatives; empty where none has a loss beside it. */
export function ownLosses(evaluator: Evaluator, scan: ProjectScan): OwnLoss[] {
  const found: OwnLoss[] = [];
  for (const call of [...evaluator.trace.calls].slice(0, 400)) {
    if (found.length >= callLimit) break;
    const slope = scan.functions.find(({ definition }) => definition === call.callee.definition);
    const loss = slope ? lossBeside(slope, scan) : undefined;
    if (!slope || !loss) continue;
    const node = lossOf(loss, slope, call, evaluator);
    const loops = evaluator.trace.bindings.find((binding) => binding.frame === call.frame)?.loops ?? [];
    if (node !== null) found.push({ node, loops });
  }
  return found;
}

/** The loss that a derivative is of, by its name: a function of the module with the rest of the name, or the class's own. */
function lossBeside(slope: FunctionUnit, { functions }: ProjectScan): FunctionUnit | undefined {
  const { name } = slope.definition;
  const isNear = (unit: FunctionUnit): boolean =>
    unit.module === slope.module && unit.className === slope.className && takesNoMore(unit, slope);
  if (!isAboutLoss(slope)) return undefined;
  if (slope.className !== null) {
    if (!slopeMethod.test(name)) return undefined;
    // A network's `backward(x, y)` stands beside its `forward(x)`, which is no loss.
    if (name.endsWith('backward') && !lossWords.test(slope.className)) return undefined;
    return functions.find((unit) => isNear(unit) && lossMethod.test(unit.definition.name));
  }
  const stems = [name.replace(slopeEnding, ''), name.replace(slopeBeginning, '')].filter(
    (stem) => stem !== name,
  );
  return functions.find(
    (unit) => isNear(unit) && (stems.includes(unit.definition.name) || isNamedLoss(unit, stems)),
  );
}

/** `mse_loss` for `mse_grad`. */
function isNamedLoss({ definition: { name } }: FunctionUnit, stems: readonly string[]): boolean {
  return isCostFunctionName(name) && stems.some((stem) => stem !== '' && name.startsWith(`${stem}_`));
}

/** True for a method or function that is given a prediction and labels; a layer's `backward` is handed one gradient. */
function isAboutLoss({ definition, className }: FunctionUnit): boolean {
  const given = definition.args.args
    .map(({ name }) => name)
    .filter((name) => name !== 'self' && name !== 'cls');
  const isNamed = lossWords.test(className ?? definition.name);
  return (
    given.length >= 2 && (isNamed || given.some((name) => roleOf(name) === 'labels' || labelForm.test(name)))
  );
}

const lossWords = /loss|cost|entropy|error|mse|objective|likelihood|squared|hinge/i;

function takesNoMore(loss: FunctionUnit, slope: FunctionUnit): boolean {
  const given = new Set(slope.definition.args.args.map(({ name }) => name));
  const { args, defaults } = loss.definition.args;
  const needed = args.slice(0, args.length - defaults.length);
  return (
    needed.length >= 1 && needed.every(({ name }) => name === 'self' || name === 'cls' || given.has(name))
  );
}

function lossOf(
  loss: FunctionUnit,
  slope: FunctionUnit,
  call: CallRecord,
  evaluator: Evaluator,
): NodeId | null {
  const { definition, module, className } = loss;
  const span = definition.nameSpan;
  const handed = new Map<string, Value>();
  for (const { name } of definition.args.args) {
    const value = call.arguments.get(name);
    if (value && name !== 'self' && name !== 'cls') handed.set(name, value);
  }
  try {
    const namespace = evaluator.runModule(module, { statements: 'definitions' });
    const self = call.arguments.get(slope.definition.args.args[0]?.name ?? '');
    const owner =
      className === null ? namespace : self?.type === 'instance' ? self : namespace.attributes.get(className);
    const callee =
      owner &&
      (owner.type === 'module'
        ? owner.attributes.get(definition.name)
        : evaluator.attribute(owner, definition.name, span));
    if (!callee) return null;
    const node = nodeOfValue(evaluator.call(callee, [], handed, span), evaluator.tape);
    if (node === null || !isDifferentiable(evaluator.tape.nodes[node])) return null;
    return evaluator.tape.value(node).data.length === 1
      ? node
      : evaluator.tape.apply('sum', [node], {}, null);
  } catch (thrown) {
    if (thrown instanceof PythonError || thrown instanceof EvaluationStopped) return null;
    throw thrown;
  }
}
