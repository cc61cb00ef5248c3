/** Writes formula trees as Python and as LaTeX, with the parentheses that each needs. */
import { create, parseDependencies } from 'mathjs/number';
import type { FunctionNode, MathNode, OperatorNode, ParenthesisNode, SymbolNode } from 'mathjs';
import { type Expression, type FormulaSymbol, isScalar } from './expression.ts';

/** NumPy code: `dZ1 @ X.T + (lambd / m) * W1`. */
export function textOfExpression(expression: Expression): string {
  return new Writer(python).write(expression);
}

/** What a symbol is called in another notation; null where it keeps its name. */
export type Renaming = (symbol: FormulaSymbol) => string | null;

/**
 * LaTeX, by way of mathjs: `\frac{\partial J}{\partial Z^{[1]}} {X}^{\top} + \frac{\lambda}{m} W^{[1]}`. `renaming` gives
 * symbols other names than their own.
 */
export function latexOfExpression(expression: Expression, renaming: Renaming = () => null): string {
  const marks: string[] = [];
  const source = new Writer(mathjsDialect(marks, renaming)).write(expression);
  return formulaParser()(source).toTex({
    parenthesis: 'keep',
    handler: (node: MathNode, options: object) => latexOfNode(node, options, marks),
  });
}

let parser: ReturnType<typeof createParser> | null = null;

/** mathjs's parser, made when the first formula is written: making it takes longer than many an analysis. */
function formulaParser(): ReturnType<typeof createParser> {
  parser ??= createParser();
  return parser;
}

function createParser() {
  return create({ ...parseDependencies }).parse;
}

type AxisSum = Extract<Expression, { kind: 'axisSum' }>;

/** How a language spells what a formula is made of; operands come with their parentheses. */
interface Dialect {
  symbol(symbol: FormulaSymbol): string;
  transpose(operand: string): string;
  square(operand: string): string;
  sign(operand: string): string;
  axisSum(operand: string, sum: AxisSum): string;
  /** A matrix over a number, where a fraction would be tall. */
  share(matrix: string, divisor: string): string;
  readonly matmul: string;
  readonly elementwise: string;
}

const python: Dialect = {
  symbol: ({ text }) => text,
  transpose: (operand) => `${operand}.T`,
  square: (operand) => `${operand} ** 2`,
  sign: (operand) => `np.sign(${operand})`,
  axisSum: (operand, { axis, keepdims }) =>
    `np.sum(${operand}${axis === null ? '' : `, axis=${axis}`}${keepdims ? ', keepdims=True' : ''})`,
  share: (matrix, divisor) => `${matrix} / ${divisor}`,
  matmul: '@',
  elementwise: '*',
};

/** In mathjs `*` is the matrix product, `.*` the elementwise one and `'` the transpose; symbols stand by number. */
function mathjsDialect(marks: string[], renaming: Renaming): Dialect {
  const mark = (latex: string): string => `mark${marks.push(latex) - 1}`;
  return {
    symbol: (symbol) => mark(renaming(symbol) ?? symbol.latex),
    transpose: (operand) => `${operand}'`,
    square: (operand) => `${operand}^2`,
    sign: (operand) => `${mark('\\operatorname{sign}')}(${operand})`,
    axisSum: (operand, { over }) => `${mark(`\\sum_{${over}}`)}(${operand})`,
    share: (matrix, divisor) => `(1 / ${divisor}) * ${matrix}`,
    matmul: '*',
    elementwise: '.*',
  };
}

const sums = 1;
const products = 2;
const powers = 3;
const atoms = 4;

function precedence(expression: Expression): number {
  switch (expression.kind) {
    case 'sum':
    case 'difference':
    case 'negative':
      return sums;
    case 'product':
    case 'matmul':
    case 'quotient':
      return products;
    case 'square':
      return powers;
    default:
      return atoms;
  }
}

class Writer {
  constructor(private readonly dialect: Dialect) {}

  write(expression: Expression): string {
    const { dialect } = this;
    switch (expression.kind) {
      case 'symbol':
        return dialect.symbol(expression);
      case 'number':
        return String(expression.value);
      case 'transpose':
        return dialect.transpose(this.operand(expression.of, atoms));
      case 'square':
        return dialect.square(this.operand(expression.of, atoms));
      case 'negative':
        return `-${this.operand(expression.of, products)}`;
      case 'positive':
        return `(${this.operand(expression.of, sums)} > 0)`;
      case 'sign':
        return dialect.sign(this.write(expression.of));
      case 'axisSum':
        return dialect.axisSum(this.write(expression.of), expression);
      case 'matmul':
        return `${this.factor(expression.left, 'matmul')} ${dialect.matmul} ${this.operand(expression.right, powers)}`;
      case 'quotient':
        return this.quotient(expression.left, expression.right);
      case 'difference':
        return `${this.operand(expression.left, sums)} - ${this.operand(expression.right, products)}`;
      case 'sum':
        return expression.terms.map((term) => this.operand(term, sums)).join(' + ');
      case 'product':
        return this.product(expression.terms);
    }
  }

  private quotient(left: Expression, right: Expression): string {
    const [above, below] = [this.operand(left, products), this.operand(right, powers)];
    const isShare =
      (left.kind === 'matmul' || left.kind === 'product' || left.kind === 'axisSum') &&
      isScalar(right) &&
      !isScalar(left);
    return isShare ? this.dialect.share(above, below) : `${above} / ${below}`;
  }

  private product(terms: readonly Expression[]): string {
    return terms
      .map((term, at) => {
        const written = at === 0 ? this.factor(term, 'product') : this.operand(term, powers);
        const before = terms[at - 1];
        if (!before) return written;
        const isScaling = terms.slice(0, at).every(isScalar);
        return `${isScaling && this.dialect.elementwise !== '*' ? '*' : this.dialect.elementwise} ${written}`;
      })
      .join(' ');
  }

  /** The first factor: one operator after another reads from the left, but `*`, `@` and `/` mixed want parentheses. */
  private factor(expression: Expression, within: Expression['kind']): string {
    return this.operand(expression, expression.kind === within ? products : powers);
  }

  private operand(expression: Expression, least: number): string {
    const written = this.write(expression);
    return precedence(expression) < least ? `(${written})` : written;
  }
}

function latexOfNode(node: MathNode, options: object, marks: readonly string[]): string | undefined {
  switch (node.type) {
    case 'SymbolNode':
      return marked((node as SymbolNode).name, marks);
    case 'FunctionNode':
      return latexOfCall(node as FunctionNode, options, marks);
    case 'ParenthesisNode':
      return latexOfParentheses((node as ParenthesisNode).content, options);
    case 'OperatorNode':
      return latexOfOperator(node as OperatorNode, options);
    default:
      return undefined;
  }
}

function marked(name: string, marks: readonly string[]): string | undefined {
  const index = /^mark(\d+)$/.exec(name)?.[1];
  return index === undefined ? undefined : marks[Number(index)];
}

function latexOfCall(node: FunctionNode, options: object, marks: readonly string[]): string | undefined {
  const [argument] = node.args;
  const name = marked(node.fn.name, marks);
  if (!argument || name === undefined) return undefined;
  const written = argument.toTex(options);
  const isWhole = name.startsWith('\\sum') && argument.type === 'SymbolNode';
  return isWhole ? `${name} ${written}` : `${name}\\left(${written}\\right)`;
}

/** A fraction holds together by itself, and a condition is the indicator of where it is true. */
function latexOfParentheses(content: MathNode, options: object): string {
  const written = content.toTex(options);
  const operator = content.type === 'OperatorNode' ? (content as OperatorNode).op : null;
  if (operator === '/') return written;
  return operator === '>' ? `\\mathbf{1}\\left[${written}\\right]` : `\\left(${written}\\right)`;
}

function latexOfOperator({ op, args }: OperatorNode, options: object): string | undefined {
  const [left, right] = args;
  if (!left) return undefined;
  if (!right) return op === "'" ? `{${left.toTex(options)}}^{\\top}` : undefined;
  const joined = (sign: string): string =>
    `${left.toTex(options)} ${sign}${sign && ' '}${right.toTex(options)}`;
  switch (op as string) {
    case '*':
      return joined('');
    case '.*':
      return joined('\\odot');
    case '+':
    case '-':
    case '>':
      return joined(op);
    case '/':
      return `\\frac{${bare(left).toTex(options)}}{${bare(right).toTex(options)}}`;
    default:
      return undefined;
  }
}

/** A fraction's line stands for the parentheses above and below it. */
function bare(node: MathNode): MathNode {
  return node.type === 'ParenthesisNode' ? (node as ParenthesisNode).content : node;
}
