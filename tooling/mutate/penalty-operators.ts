/** Slips of the penalty: in the term of a gradient line, or a term where none belongs. */
import { type Span, textOf } from '../../src/core/python/source.ts';
import type { Operator, RightLine } from './operator.ts';
import { type Edit, replaced } from './operator.ts';

type TermEdit = (term: string, line: RightLine) => string | null;

/** The term of a line written in another way. */
function termOperator(name: string, rules: readonly string[], edit: TermEdit): Operator {
  return {
    name,
    family: 'l2',
    rules,
    *apply(line) {
      const [term] = line.terms;
      if (!term || line.terms.length !== 1) return;
      const newText = edit(textOf(term), line);
      if (newText !== null && newText !== textOf(term)) yield [replaced(term, newText)];
    },
  };
}

/** The weights in the term replaced by something made of them. */
function weightOperator(
  name: string,
  rules: readonly string[],
  wrap: (weights: string) => string | null,
): Operator {
  return termOperator(name, rules, (term, { variable }) => {
    const weights = withElements(term, variable);
    const wrapped = wrap(weights);
    return wrapped === null ? null : term.replace(nameIn(weights), () => wrapped);
  });
}

function withName(text: string, name: string, by: string): string {
  return text.replace(nameIn(name), () => by);
}

function nameIn(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w.])${escaped}(?!\\w)`);
}

/** The weights as the term reads them: `Theta1[:, 1:]` where only a part of `Theta1` is penalised. */
function withElements(term: string, variable: string): string {
  const at = nameIn(variable).exec(term)?.index;
  if (at === undefined) return variable;
  const [elements = ''] = /^(?:\[[^[\]]*\])*/.exec(term.slice(at + variable.length)) ?? [];
  return variable + elements;
}

/** The term with the operator before it: `+ lambd / m * W1`; null where it is the first summand. */
function withOperator(term: Span): Edit | null {
  const before = term.source.text.slice(0, term.start);
  const [operator] = /\s*[+-]\s*\(?\s*$/.exec(before) ?? [];
  if (operator === undefined) return null;
  const isBracketed = operator.includes('(');
  const after = /^\s*\)/.exec(term.source.text.slice(term.end))?.[0] ?? '';
  if (isBracketed !== (after !== '' && isBracketed)) return null;
  return {
    start: term.start - operator.length,
    end: term.end + (isBracketed ? after.length : 0),
    newText: '',
  };
}

const factorRules = ['l2-wrong-factor'];
const sumRules = ['l2-summed-weights'];
const derivativeRules = ['l2-wrong-derivative'];

export const penaltyOperators: readonly Operator[] = [
  {
    name: 'penalty dropped',
    family: 'l2',
    rules: ['l2-missing-term'],
    *apply({ terms: [term, ...others] }) {
      const edit = term && others.length === 0 ? withOperator(term) : null;
      if (edit) yield [edit];
    },
  },
  {
    name: 'penalty subtracted',
    family: 'l2',
    rules: ['l2-wrong-sign'],
    *apply({ terms: [term, ...others] }) {
      const edit = term && others.length === 0 ? withOperator(term) : null;
      if (!edit || !term) return;
      const own = term.source.text.slice(edit.start, edit.end);
      if (/^\s*\+/.test(own)) yield [{ ...edit, newText: own.replace('+', '-') }];
    },
  },
  weightOperator('penalty of np.sum(W)', sumRules, (w) => `np.sum(${w})`),
  weightOperator('penalty of np.sum(W ** 2)', sumRules, (w) => `np.sum(${w} ** 2)`),
  weightOperator('penalty of np.sum(np.square(W))', sumRules, (w) => `np.sum(np.square(${w}))`),
  weightOperator('penalty of W.sum()', sumRules, (w) => `${w}.sum()`),
  weightOperator('penalty of np.mean(W)', [...sumRules, 'l2-wrong-derivative'], (w) => `np.mean(${w})`),
  weightOperator(
    'penalty of np.linalg.norm(W)',
    ['l2-wrong-derivative', 'l2-summed-weights'],
    (w) => `np.linalg.norm(${w})`,
  ),
  weightOperator('penalty of W ** 2', derivativeRules, (w) => `${w} ** 2`),
  weightOperator('penalty of np.abs(W)', derivativeRules, (w) => `np.abs(${w})`),
  weightOperator('penalty of np.sign(W)', derivativeRules, (w) => `np.sign(${w})`),
  termOperator('penalty halved', factorRules, (term) => `0.5 * (${term})`),
  termOperator('penalty divided by 2', factorRules, (term) => `(${term}) / 2`),
  termOperator('penalty doubled', factorRules, (term) => `2 * (${term})`),
  termOperator('penalty times m', factorRules, (term, { count }) => count && `(${term}) * ${count}`),
  termOperator('penalty over m', factorRules, (term, { count }) => count && `(${term}) / ${count}`),
  termOperator('penalty times λ', factorRules, (term, { strength }) => strength && `${strength} * (${term})`),
  termOperator(
    'penalty without λ',
    factorRules,
    (term, { strength }) => strength && withName(term, strength, '1'),
  ),
  termOperator('penalty without 1/m', factorRules, (term, { count }) => count && withName(term, count, '1')),
  termOperator('penalty negated inside', ['l2-wrong-sign'], (term) => `(-(${term}))`),
  {
    name: 'penalty of other weights',
    family: 'l2',
    rules: ['l2-wrong-weights'],
    *apply({ terms: [term, ...others], variable, operands, line, network }) {
      if (!term || others.length > 0) return;
      const shape = network.tape[line.node]?.value.shape ?? [];
      const parameters = new Set(
        [...network.trace.expressions].flatMap(([expression, values]) =>
          values.some(({ node }) => node !== undefined && network.parameterNodes.has(node))
            ? [textOf(expression.span)]
            : [],
        ),
      );
      for (const [text, own] of operands) {
        if (text === variable || own.join() !== shape.join() || !parameters.has(text)) continue;
        const newText = withName(textOf(term), variable, text);
        if (newText !== textOf(term)) yield [replaced(term, newText)];
      }
    },
  },
  {
    name: 'penalty on a bias',
    family: 'l2',
    rules: ['penalty-on-bias'],
    *apply({ isBias, isParameter, value, variable, network, strength }) {
      if (!isBias || !isParameter || !strength || variable === '' || network.penaltyTerms.length === 0)
        return;
      yield [replaced(value.span, `${textOf(value.span)} + ${strength} * ${variable}`)];
    },
  },
  {
    name: 'penalty on a delta',
    family: 'l2',
    rules: ['penalty-on-activation'],
    *apply({ isParameter, value, network, strength, operands }) {
      if (isParameter || !strength || network.penaltyTerms.length === 0) return;
      const weights = [...network.parameterNodes].map((node) => network.tape[node]?.value.shape.join());
      for (const [text, own] of operands) {
        if (own.length !== 2 || !weights.includes(own.join())) continue;
        yield [replaced(value.span, `${textOf(value.span)} + ${strength} * np.sum(${text})`)];
        return;
      }
    },
  },
];
