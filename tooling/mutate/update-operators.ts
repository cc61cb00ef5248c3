/** Slips of update steps. No gradient changes by them, so that their proof is the training of a witness, where there is one. */
import { type UpdateStep, updateSteps } from '../../src/core/check/steps.ts';
import { roleOf } from '../../src/core/network/name-hints.ts';
import type { NetworkEvaluation } from '../../src/core/network/network.ts';
import type * as ast from '../../src/core/python/ast.ts';
import { contains, textOf } from '../../src/core/python/source.ts';
import { expressionsOf } from '../../src/core/python/walk.ts';
import { type Edit, eachOnce, type ProgramOperator, replaced, type RightProgram } from './operator.ts';
import { functionAround } from './right-program.ts';

/** A step of the program in its own statement. */
interface Step {
  readonly step: UpdateStep;
  readonly network: NetworkEvaluation;
  readonly statement: ast.Assign | ast.AugAssign;
  /** The place in the statement where the gradient is read by its name; null where the step computes it. */
  readonly gradient: ast.Expr | null;
}

function stepOperator(
  name: string,
  rules: readonly string[],
  edit: (step: Step, all: readonly Step[], program: RightProgram) => Iterable<readonly Edit[]>,
): ProgramOperator {
  return {
    name,
    family: 'update',
    rules,
    *apply(program) {
      const steps = stepsOf(program);
      yield* eachOnce(steps.flatMap((step) => [...edit(step, steps, program)]));
    },
  };
}

function stepsOf({ networks, source }: RightProgram): readonly Step[] {
  const found = new Map<number, Step>();
  for (const network of networks) {
    for (const step of updateSteps(network)) {
      const { statement } = step.binding;
      const isPlain = statement.kind === 'Assign' || statement.kind === 'AugAssign';
      if (!isPlain || statement.span.source !== source || step.direction === 'mixed') continue;
      if (found.has(statement.span.start)) continue;
      const gradient = expressionsOf(statement.value).find(
        (each) =>
          (each.kind === 'Name' || each.kind === 'Subscript' || each.kind === 'Attribute') &&
          network.trace.expressions.get(each)?.some(({ node }) => node === step.line.node),
      );
      found.set(statement.span.start, { step, network, statement, gradient: gradient ?? null });
    }
  }
  return [...found.values()];
}

function targetOf({ statement }: Step): ast.Expr | null {
  return statement.kind === 'AugAssign' ? statement.target : (statement.targets[0] ?? null);
}

/** The operator of a step: the `-=` of `W -= rate * dW`, the `-` of `W = W - rate * dW`. */
function signOf({ statement }: Step): Edit | null {
  const { value } = statement;
  const [from, to] =
    statement.kind === 'AugAssign'
      ? [statement.target, value]
      : value.kind === 'BinOp'
        ? [value.left, value.right]
        : [];
  if (!from || !to) return null;
  const text = value.span.source.text.slice(from.span.end, to.span.start);
  const at = text.search(/[+-]/);
  if (at < 0) return null;
  const start = from.span.end + at;
  return { start, end: start + 1, newText: text[at] === '+' ? '-' : '+' };
}

/** True where NumPy spreads the gradient of one step over the variable of another, so that the program runs. */
function isSpread(from: Step, over: Step): boolean {
  const shapeOf = ({ network, step }: Step): readonly number[] =>
    network.tape[step.line.node]?.value.shape ?? [];
  const [own, wanted] = [shapeOf(from).toReversed(), shapeOf(over).toReversed()];
  return own.length <= wanted.length && own.every((size, at) => size === 1 || size === wanted[at]);
}

const strayRules = ['wrong-operand', 'update-direction', 'shape-mismatch', 'gradient-mismatch'];

export const updateOperators: readonly ProgramOperator[] = [
  stepOperator('step uphill', ['update-direction', 'wrong-sign'], function* (step) {
    const sign = signOf(step);
    if (sign) yield [sign];
  }),
  stepOperator('step by the gradient of another variable', strayRules, function* (step, all, program) {
    const { gradient, statement } = step;
    if (!gradient) return;
    for (const other of all) {
      const isNear =
        functionAround(program, other.statement.span) === functionAround(program, statement.span);
      if (
        !isNear ||
        !other.gradient ||
        !isSpread(other, step) ||
        textOf(other.gradient.span) === textOf(gradient.span)
      )
        continue;
      yield [replaced(gradient.span, textOf(other.gradient.span))];
    }
  }),
  stepOperator('step of another variable', strayRules, function* (step, all, program) {
    const target = targetOf(step);
    if (step.statement.kind !== 'AugAssign' || !target) return;
    for (const other of all) {
      const own = targetOf(other);
      const isNear =
        functionAround(program, other.statement.span) === functionAround(program, step.statement.span);
      if (!isNear || !own || !isSpread(step, other) || textOf(own.span) === textOf(target.span)) continue;
      yield [replaced(target.span, textOf(own.span))];
    }
  }),
  stepOperator('step assigned', ['update-direction', 'overwritten-gradient'], function* ({ statement }) {
    if (statement.kind !== 'AugAssign') return;
    const { end } = statement.target.span;
    const between = statement.span.source.text.slice(end, statement.value.span.start);
    const at = between.search(/[+-]=/);
    if (at >= 0) yield [{ start: end + at, end: end + at + 2, newText: '=' }];
  }),
  stepOperator('step that lets the weights decay once more', ['l2-applied-twice'], function* (step) {
    const { gradient, network } = step;
    const target = targetOf(step);
    const isPenalised =
      (step.step.line.target && network.adjoints.get(step.step.line.target.node)?.penalty) ?? null;
    if (!gradient || !target || !isPenalised) return;
    const { frame, order } = step.step.binding;
    const strength = network.trace.bindings
      .filter((each) => each.frame === frame && each.order < order)
      .map(({ text }) => text)
      .concat([...(network.trace.calls.find((call) => call.frame === frame)?.arguments.keys() ?? [])])
      .find((name) => roleOf(name) === 'strength');
    if (strength)
      yield [replaced(gradient.span, `(${textOf(gradient.span)} + ${strength} * ${textOf(target.span)})`)];
  }),
  stepOperator('step before the backward pass has ended', ['stale-weights'], function* (step, _, program) {
    const {
      statement,
      step: { line, binding },
    } = step;
    const { text } = statement.span.source;
    const start = text.lastIndexOf('\n', statement.span.start) + 1;
    const margin = text.slice(start, statement.span.start);
    const from = line.binding.statement;
    const fromStart = text.lastIndexOf('\n', from.span.start) + 1;
    const isBeside =
      margin.trim() === '' &&
      text.slice(fromStart, from.span.start) === margin &&
      functionAround(program, from.span) === functionAround(program, statement.span);
    const between = program.statements.filter(
      ({ span }) => span.start > from.span.end && span.end < statement.span.start,
    );
    const target = targetOf(step);
    const isStillRead =
      target !== null &&
      between.some((each) => expressionsOf(each).some(({ span }) => textOf(span) === textOf(target.span)));
    const after = text.indexOf('\n', statement.span.end);
    if (!isBeside || !isStillRead || after < 0 || binding.loops.length !== line.binding.loops.length) return;
    if (between.some((each) => contains(each.span, statement.span))) return;
    yield [
      { start, end: after + 1, newText: '' },
      { start: from.span.end, end: from.span.end, newText: `\n${margin}${textOf(statement.span)}` },
    ];
  }),
];
