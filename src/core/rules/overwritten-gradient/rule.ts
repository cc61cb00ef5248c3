/** overwritten-gradient: assigned where it must be added to, or added to where it must be assigned. */
import type { Tensor } from '../../autodiff/tensor.ts';
import { relativeError, agreement } from '../../network/match.ts';
import type * as ast from '../../python/ast.ts';
import { isTruth } from '../../slips/trial.ts';
import { replace } from '../edits.ts';
import { type Evidence, inEveryDraw, type Repair, type Rule, shown } from '../rule.ts';
import { slipRule } from '../slip-diagnosis.ts';
import { gradientName, worstEntry } from '../wording.ts';

export const overwrittenGradient: Rule = {
  name: 'overwritten-gradient',
  severity: 'error',
  summary: 'The gradient is assigned where it must be added to, or the reverse.',
  examine(suspect) {
    const isAdded = inEveryDraw(suspect, isRightWhenAssigned);
    if (!isAdded && !inEveryDraw(suspect, isRightWhenAdded)) return leftOut.examine(suspect);
    const evidence = shown(suspect);
    const { guilt } = evidence;
    const name = gradientName(guilt);
    return {
      message: isAdded
        ? `${name} is added to what it held before, which does not belong to this gradient. ${worstEntry(evidence)} Assign it.`
        : `${name} is overwritten in each pass, and the gradient is the sum of all passes. ${worstEntry(evidence)} Add to it.`,
      elaboration:
        `A variable that is used several times, in every time step or for every example, gets a gradient from each use, and ` +
        `the true one is their sum. What is left from another gradient has no place in that sum.`,
      span: guilt.line.binding.statement.span,
      related: [],
      repairs: repairsOf(guilt.line.binding.statement, isAdded, name),
    };
  },
};

/** A gradient that comes another way, as from the next time step, and is not added at all. */
const leftOut = slipRule({
  name: 'overwritten-gradient',
  summary: '',
  message: ({ gradient, own, right }) =>
    `${gradient} lacks a part that comes another way. Write \`${right}\` for \`${own}\`.`,
  elaboration:
    `A value that is used twice, by the output of its own time step and by the next one, gets a gradient from both, and the ` +
    `true one is their sum.`,
});

function isRightWhenAssigned({ guilt }: Evidence): boolean {
  const { binding } = guilt.line;
  const before =
    binding.augmented === '+' ? guilt.network.tape[binding.previousNode ?? -1]?.value : undefined;
  if (!before || before.data.length !== guilt.user.data.length || isZero(before)) return false;
  return isTruth(sum(guilt.user, before, -1), guilt);
}

/** True where the values of all passes together are the truth. */
function isRightWhenAdded({ guilt }: Evidence): boolean {
  const { binding } = guilt.line;
  const { trace, tape } = guilt.network;
  if (binding.augmented !== null || binding.statement.kind !== 'Assign') return false;
  const passes = trace.bindings.filter(
    (other) =>
      other.statement === binding.statement && other.frame === binding.frame && other.text === binding.text,
  );
  const [first] = passes;
  const before = tape[first?.previousNode ?? -1]?.value;
  if (!first || !before || before.data.length !== guilt.user.data.length) return false;
  let total: Tensor = { ...before };
  for (const { node } of passes) {
    const value = tape[node ?? -1]?.value;
    if (!value || value.data.length !== total.data.length) return false;
    total = sum(total, value, 1);
  }
  return !isSame(total, guilt.user) && isTruth(total, guilt);
}

function sum(a: Tensor, b: Tensor, factor: number): Tensor {
  return { ...a, data: a.data.map((entry, at) => entry + factor * (b.data[at] ?? 0)) };
}

function isZero({ data }: Tensor): boolean {
  return data.every((entry) => entry === 0);
}

function isSame(a: Tensor, b: Tensor): boolean {
  return relativeError(a.data, b.data, 1) <= agreement;
}

function repairsOf(statement: ast.Stmt, isAdded: boolean, name: string): Repair[] {
  if (statement.kind !== 'AugAssign' && statement.kind !== 'Assign') return [];
  const target = statement.kind === 'Assign' ? statement.targets[0] : statement.target;
  if (!target || (statement.kind === 'Assign' && statement.targets.length > 1)) return [];
  const span = { ...statement.span, start: target.span.end, end: statement.value.span.start };
  const between = span.source.text.slice(span.start, span.end);
  const newText = isAdded ? between.replace('+=', '=') : between.replace('=', '+=');
  return [{ title: `${isAdded ? 'Assign' : 'Add to'} ${name}`, edits: [replace(span, newText)] }];
}
