/** Slips of the gradient itself: signs, factors, operands, axes, derivatives, masks, elements. */
import type * as ast from '../../src/core/python/ast.ts';
import { type Span, textOf } from '../../src/core/python/source.ts';
import { expressionsOf } from '../../src/core/python/walk.ts';
import { type Edit, type Operator, replaced, type RightLine } from './operator.ts';

type Edits = Iterable<readonly Edit[]>;

function operator(name: string, rules: readonly string[], apply: (line: RightLine) => Edits): Operator {
  return { name, family: 'general', rules, apply };
}

/** For every expression of the line outside of the penalty, what it becomes; null where the slip has no place there. */
function everywhere(
  name: string,
  rules: readonly string[],
  edit: (expression: ast.Expr, line: RightLine) => string | readonly string[] | null,
): Operator {
  return operator(name, rules, function* (line) {
    for (const expression of expressionsOf(line.value)) {
      if (line.terms.some((term) => overlap(term, expression.span))) continue;
      const found = edit(expression, line) ?? [];
      for (const newText of typeof found === 'string' ? [found] : found)
        yield [replaced(expression.span, newText)];
    }
  });
}

/** True where an expression lies in a term or is it; one that holds the term and more does not count. */
function overlap(term: Span, { start, end }: Span): boolean {
  return term.start < end && start < term.end && !(end - start > term.end - term.start);
}

const scaleRules = [
  'wrong-factor',
  'wrong-batch-factor',
  'wrong-loss-derivative',
  'gradient-of-sum',
  'missing-dropout-mask',
];
const batchRules = ['wrong-batch-factor', 'wrong-loss-derivative', 'gradient-of-sum', 'wrong-factor'];
const signRules = ['wrong-sign', 'wrong-loss-derivative'];
const operandRules = [
  'wrong-operand',
  'wrong-loss-derivative',
  'wrong-activation-derivative',
  'missing-dropout-mask',
];
const derivativeRules = [
  'missing-activation-derivative',
  'wrong-activation-derivative',
  'wrong-loss-derivative',
];
const maskRules = ['missing-dropout-mask', 'wrong-factor'];
const sumRules = ['bias-sum-axis', 'shape-mismatch'];

const text = (expression: ast.Expr): string => textOf(expression.span);

function isLeaf({ kind }: ast.Expr): boolean {
  return kind === 'Name' || kind === 'Attribute' || kind === 'Subscript';
}

/** The data part: the whole value, or what the penalty is added to. */
function dataPart({ value, terms }: RightLine): ast.Expr | null {
  if (terms.length === 0) return value;
  if (value.kind !== 'BinOp' || (value.op !== '+' && value.op !== '-')) return null;
  return terms.some((term) => overlap(term, value.left.span)) ? null : value.left;
}

function onDataPart(
  name: string,
  rules: readonly string[],
  edit: (own: string, line: RightLine) => string | null,
): Operator {
  return operator(name, rules, function* (line) {
    const part = dataPart(line);
    const newText = part && edit(text(part), line);
    if (part && newText) yield [replaced(part.span, newText)];
  });
}

function isProduct(expression: ast.Expr): expression is ast.BinOp {
  return expression.kind === 'BinOp' && expression.op === '*';
}

function productArguments(expression: ast.Expr): readonly [ast.Expr, ast.Expr] | null {
  if (expression.kind === 'BinOp' && expression.op === '@') return [expression.left, expression.right];
  if (expression.kind !== 'Call' || expression.func.kind !== 'Attribute' || expression.func.attr !== 'dot')
    return null;
  const [first, second] = expression.args;
  if (first && second) return [first, second];
  return first ? [expression.func.value, first] : null;
}

const isArrayFactor = (expression: ast.Expr, line: RightLine): boolean =>
  (line.shapeOf(expression)?.length ?? 0) > 0;

export const gradientOperators: readonly Operator[] = [
  onDataPart('sign turned', [...signRules, 'wrong-factor'], (own) => `-(${own})`),
  onDataPart('doubled', scaleRules, (own) => `2 * (${own})`),
  onDataPart('halved', scaleRules, (own) => `0.5 * (${own})`),
  onDataPart('times three', scaleRules, (own) => `3 * (${own})`),
  onDataPart('over m once more', batchRules, (own, { count }) => count && `(${own}) / ${count}`),
  onDataPart('times m', batchRules, (own, { count }) => count && `(${own}) * ${count}`),
  everywhere('factor over m dropped', batchRules, (expression, { count }) =>
    expression.kind === 'BinOp' && expression.op === '/' && text(expression.right) === count
      ? text(expression.left)
      : null,
  ),
  everywhere('1/m dropped', batchRules, (expression, { count }) =>
    isProduct(expression) &&
    expression.left.kind === 'BinOp' &&
    expression.left.op === '/' &&
    text(expression.left.right) === count
      ? text(expression.right)
      : null,
  ),
  everywhere(
    'number changed',
    [...scaleRules, ...derivativeRules, ...operandRules, ...sumRules],
    (expression) => {
      if (
        expression.kind !== 'Constant' ||
        (expression.value.type !== 'int' && expression.value.type !== 'float')
      )
        return null;
      const { value } = expression.value;
      return value === 0 ? null : String(value + 1);
    },
  ),
  everywhere(
    'minus for plus',
    ['l2-wrong-sign', ...signRules, ...derivativeRules, ...operandRules],
    (expression) =>
      expression.kind === 'BinOp' && expression.op === '+'
        ? `${text(expression.left)} - ${text(expression.right)}`
        : null,
  ),
  everywhere('plus for minus', [...signRules, ...derivativeRules, ...operandRules], (expression) =>
    expression.kind === 'BinOp' && expression.op === '-'
      ? `${text(expression.left)} + ${text(expression.right)}`
      : null,
  ),
  everywhere('difference turned round', [...signRules, ...derivativeRules, ...operandRules], (expression) =>
    expression.kind === 'BinOp' && expression.op === '-'
      ? `${text(expression.right)} - ${text(expression.left)}`
      : null,
  ),
  everywhere('minus dropped', signRules, (expression) =>
    expression.kind === 'UnaryOp' && expression.op === '-' ? text(expression.operand) : null,
  ),
  everywhere('another operand', [...operandRules, ...derivativeRules], (expression, line) => {
    const shape = isLeaf(expression) ? line.shapeOf(expression) : null;
    if (!shape || shape.length === 0) return null;
    return [...line.operands]
      .filter(
        ([name, own]) => name !== text(expression) && own.join() === shape.join() && !name.endsWith('.T'),
      )
      .map(([name]) => name)
      .slice(0, 3);
  }),
  everywhere('transposed', [...operandRules, 'shape-mismatch'], (expression, line) =>
    isLeaf(expression) && (line.shapeOf(expression)?.length ?? 0) === 2 && !text(expression).endsWith('.T')
      ? `${text(expression)}.T`
      : null,
  ),
  everywhere('transpose dropped', [...operandRules, 'shape-mismatch'], (expression) =>
    expression.kind === 'Attribute' && expression.attr === 'T' ? text(expression.value) : null,
  ),
  everywhere('factors of a product exchanged', [...operandRules, 'shape-mismatch'], (expression) => {
    const factors = productArguments(expression);
    if (!factors) return null;
    const [left, right] = factors.map(text);
    if (expression.kind === 'BinOp') return `${right} @ ${left}`;
    return expression.kind === 'Call' && expression.args.length === 2
      ? `${text(expression.func)}(${right}, ${left})`
      : null;
  }),
  everywhere('product turned as a whole', [...operandRules, 'shape-mismatch'], (expression) =>
    productArguments(expression) ? `(${text(expression)}).T` : null,
  ),
  everywhere('next element', operandRules, (expression) =>
    expression.kind === 'Subscript' &&
    expression.index.kind !== 'Tuple' &&
    expression.index.kind !== 'Slice' &&
    expression.index.kind !== 'Constant'
      ? [
          `${text(expression.value)}[${text(expression.index)} + 1]`,
          `${text(expression.value)}[${text(expression.index)} - 1]`,
        ]
      : null,
  ),
  everywhere('summed over the other axis', sumRules, (expression) => {
    const axis = axisOf(expression);
    if (!axis || axis.kind !== 'Constant') return null;
    return text(expression).replace(`axis=${text(axis)}`, `axis=${text(axis) === '0' ? '1' : '0'}`);
  }),
  everywhere('axis dropped', sumRules, (expression) => {
    const axis = axisOf(expression);
    return axis
      ? text(expression).replace(
          new RegExp(`,?\\s*axis=\\s*${escaped(text(axis))}(?:,\\s*keepdims=True)?`),
          '',
        )
      : null;
  }),
  everywhere('keepdims dropped', sumRules, (expression) =>
    axisOf(expression) && text(expression).includes('keepdims')
      ? text(expression).replace(/,\s*keepdims\s*=\s*True/, '')
      : null,
  ),
  everywhere('mean for sum', [...batchRules, ...sumRules], (expression) =>
    axisOf(expression) && /\bsum\(/.test(text(expression))
      ? text(expression).replace(/\bsum\(/, 'mean(')
      : null,
  ),
  everywhere('sum for mean', [...batchRules, ...sumRules], (expression) =>
    axisOf(expression) && /\bmean\(/.test(text(expression))
      ? text(expression).replace(/\bmean\(/, 'sum(')
      : null,
  ),
  everywhere('sum dropped', sumRules, (expression, { isBias }) =>
    isBias &&
    expression.kind === 'Call' &&
    axisOf(expression) &&
    expression.args[0] &&
    expression.func.kind === 'Attribute'
      ? text(expression.args[0])
      : null,
  ),
  everywhere(
    'last factor dropped',
    [...derivativeRules, ...maskRules, ...operandRules],
    (expression, line) =>
      isProduct(expression) && isArrayFactor(expression.right, line) && isArrayFactor(expression.left, line)
        ? text(expression.left)
        : null,
  ),
  everywhere(
    'first factor dropped',
    [...derivativeRules, ...maskRules, ...operandRules],
    (expression, line) =>
      isProduct(expression) && isArrayFactor(expression.right, line) && isArrayFactor(expression.left, line)
        ? text(expression.right)
        : null,
  ),
  everywhere('np.multiply dropped', [...derivativeRules, ...maskRules, ...operandRules], (expression) =>
    expression.kind === 'Call' && /(?:^|\.)multiply$/.test(text(expression.func)) && expression.args[0]
      ? text(expression.args[0])
      : null,
  ),
  everywhere('division dropped', [...maskRules, ...batchRules, ...scaleRules], (expression, { count }) =>
    expression.kind === 'BinOp' && expression.op === '/' && text(expression.right) !== count
      ? text(expression.left)
      : null,
  ),
  everywhere('sigmoid slope for tanh', derivativeRules, (expression) => {
    const [, a] = /^1(?:\.0?)? - ([\w.[\]]+) ?\*\* ?2$/.exec(text(expression)) ?? [];
    return a ? `(${a} * (1 - ${a}))` : null;
  }),
  everywhere('tanh slope for sigmoid', derivativeRules, (expression) => {
    const [, a, b] = /^([\w.[\]]+) \* \(1(?:\.0?)? - ([\w.[\]]+)\)$/.exec(text(expression)) ?? [];
    return a && a === b ? `(1 - ${a} ** 2)` : null;
  }),
  everywhere('square dropped', derivativeRules, (expression) =>
    expression.kind === 'BinOp' && expression.op === '**' ? text(expression.left) : null,
  ),
  everywhere('comparison turned', derivativeRules, (expression) =>
    expression.kind === 'Compare'
      ? text(expression).replace(/[<>]=?/, (sign) => (sign.startsWith('<') ? '>' : '<'))
      : null,
  ),
  everywhere('tanh for a function', [...derivativeRules, ...operandRules], (expression) =>
    expression.kind === 'Call' && expression.func.kind === 'Name' && expression.args.length === 1
      ? `np.tanh(${expression.args.map(text).join()})`
      : null,
  ),
  everywhere('call dropped', [...derivativeRules, ...operandRules], (expression, line) => {
    const [argument] = expression.kind === 'Call' ? expression.args : [];
    if (
      !argument ||
      expression.kind !== 'Call' ||
      expression.func.kind !== 'Name' ||
      expression.args.length !== 1
    )
      return null;
    return isArrayFactor(argument, line) ? text(argument) : null;
  }),
  operator('assigned, not added', ['overwritten-gradient', 'l2-missing-term'], function* ({ statement }) {
    if (statement.kind !== 'AugAssign' || statement.op !== '+') return;
    const between = statement.span.source.text.slice(statement.target.span.end, statement.value.span.start);
    if (!between.includes('+=')) return;
    yield [
      {
        start: statement.target.span.end,
        end: statement.value.span.start,
        newText: between.replace('+=', '='),
      },
    ];
  }),
  operator('subtracted, not added', [...signRules, 'l2-wrong-sign'], function* ({ statement }) {
    if (statement.kind !== 'AugAssign' || statement.op !== '+') return;
    const between = statement.span.source.text.slice(statement.target.span.end, statement.value.span.start);
    yield [
      {
        start: statement.target.span.end,
        end: statement.value.span.start,
        newText: between.replace('+=', '-='),
      },
    ];
  }),
];

function axisOf(expression: ast.Expr): ast.Expr | null {
  if (expression.kind !== 'Call' || !/(?:^|\.)(?:sum|mean)$/.test(text(expression.func))) return null;
  return expression.keywords.find(({ arg }) => arg === 'axis')?.value ?? null;
}

function escaped(pattern: string): string {
  return pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Other ways to write the same: nothing may be found in them. */
const otherWays: readonly Operator[] = [
  everywhere('factors exchanged', [], (expression, line) =>
    isProduct(expression) &&
    isArrayFactor(expression.left, line) &&
    isLeaf(expression.left) &&
    isLeaf(expression.right)
      ? `${text(expression.right)} * ${text(expression.left)}`
      : null,
  ),
  everywhere('@ for np.dot', [], (expression) => {
    const factors = expression.kind === 'Call' ? productArguments(expression) : null;
    return factors ? `((${text(factors[0])}) @ (${text(factors[1])}))` : null;
  }),
  everywhere('np.dot for @', [], (expression) => {
    const factors = expression.kind === 'BinOp' ? productArguments(expression) : null;
    return factors ? `np.dot(${text(factors[0])}, ${text(factors[1])})` : null;
  }),
  everywhere('np.multiply for *', [], (expression, line) =>
    isProduct(expression) && isArrayFactor(expression.left, line) && isArrayFactor(expression.right, line)
      ? `np.multiply(${text(expression.left)}, ${text(expression.right)})`
      : null,
  ),
  everywhere('product of itself for a square', [], (expression) =>
    expression.kind === 'BinOp' &&
    expression.op === '**' &&
    text(expression.right) === '2' &&
    isLeaf(expression.left)
      ? `(${text(expression.left)} * ${text(expression.left)})`
      : null,
  ),
  everywhere('division for a factor', [], (expression, { count }) =>
    isProduct(expression) &&
    expression.left.kind === 'BinOp' &&
    expression.left.op === '/' &&
    text(expression.left.left) === '1' &&
    text(expression.left.right) === count
      ? `${text(expression.right)} / ${count}`
      : null,
  ),
  everywhere('turned product of turned factors', [], (expression) => {
    const factors = productArguments(expression);
    return factors ? `((${text(factors[1])}).T @ (${text(factors[0])}).T).T` : null;
  }),
  everywhere('sum of negatives', [], (expression) =>
    expression.kind === 'BinOp' && expression.op === '-'
      ? `(-(${text(expression.right)}) + ${text(expression.left)})`
      : null,
  ),
  operator('twice halved', [], function* ({ value }) {
    yield [replaced(value.span, `2 * (0.5 * (${text(value)}))`)];
  }),
  operator('one more variable', [], function* ({ statement, value }) {
    if (statement.kind !== 'Assign' && statement.kind !== 'AugAssign') return;
    const { text: source } = statement.span.source;
    const start = source.lastIndexOf('\n', statement.span.start - 1) + 1;
    const margin = source.slice(start, statement.span.start);
    if (margin.trim() !== '' || textOf(statement.span).includes('\n')) return;
    yield [
      { start, end: start, newText: `${margin}computed_here = ${text(value)}\n` },
      replaced(value.span, 'computed_here'),
    ];
  }),
  operator('guarded', [], function* ({ statement, terms: [term, ...others], strength }) {
    const edit = term && others.length === 0 && strength && statement.kind === 'Assign' ? statement : null;
    const [target] = edit?.kind === 'Assign' ? edit.targets : [];
    if (!edit || !target || !term) return;
    const { text: source } = edit.span.source;
    const start = source.lastIndexOf('\n', edit.span.start - 1) + 1;
    const margin = source.slice(start, edit.span.start);
    const before = source.slice(0, term.start);
    const [sign] = /\s*\+\s*$/.exec(before) ?? [];
    if (sign === undefined || margin.trim() !== '' || term.end !== edit.span.end) return;
    yield [
      {
        start: term.start - sign.length,
        end: term.end,
        newText: `\n${margin}if ${strength}:\n${margin}    ${text(target)} += ${textOf(term)}`,
      },
    ];
  }),
];

export const equivalentOperators: readonly Operator[] = otherWays.map((each) => ({
  ...each,
  family: 'equivalent',
}));
