/** Formulas with named symbols: one form from which plain text and LaTeX are made. */
import { create, parseDependencies } from 'mathjs/number';
import type { MathNode, OperatorNode, SymbolNode } from 'mathjs';

/** A thing that a formula names. */
export interface FormulaSymbol {
  readonly text: string;
  readonly latex: string;
}

/**
 * A formula in the notation of the operation table (`*` elementwise, `@` the matrix product, `.T` transposed), in which
 * `{0}`, `{1}` … stand for symbols.
 */
export interface Formula {
  readonly template: string;
  readonly symbols: readonly FormulaSymbol[];
}

const { parse } = create({ ...parseDependencies });

export function symbol(text: string, latex: string): Formula {
  return { template: '{0}', symbols: [{ text, latex }] };
}

/** Puts formulas in place of single letters of a table entry's formula; anything but one symbol gets parentheses. */
export function substituted(pattern: string, letters: Readonly<Record<string, Formula>>): Formula {
  const symbols: FormulaSymbol[] = [];
  const template = pattern.replace(/(?<![\w.])[a-z](?![\w(])/g, (letter) => {
    const inserted = letters[letter];
    if (!inserted) return letter;
    const offset = symbols.length;
    symbols.push(...inserted.symbols);
    const moved = inserted.template.replace(/\{(\d+)\}/g, (_, at: string) => `{${Number(at) + offset}}`);
    const isWhole = pattern.trim() === letter || /^\{\d+\}(?:\.T)?$/.test(moved) || /^\w*\([^()]*\)$/.test(moved);
    return isWhole ? moved : `(${moved})`;
  });
  return { template, symbols };
}

/** a + b + …; a single formula stays as it is. */
export function sumOf(formulas: readonly Formula[]): Formula {
  const symbols: FormulaSymbol[] = [];
  const parts = formulas.map((formula) => {
    const offset = symbols.length;
    symbols.push(...formula.symbols);
    return formula.template.replace(/\{(\d+)\}/g, (_, at: string) => `{${Number(at) + offset}}`);
  });
  return { template: parts.join(' + '), symbols };
}

export function textOfFormula(formula: Formula): string {
  return formula.template.replace(/\{(\d+)\}/g, (_, at: string) => formula.symbols[Number(at)]?.text ?? '?');
}

/** LaTeX by mathjs: `@` is its matrix product, `*` its elementwise one. Null for formulas that are words. */
export function latexOfFormula(formula: Formula): string | null {
  const source = formula.template
    .replace(/\*\*/g, '^')
    .replace(/\*/g, '.*')
    .replace(/@/g, '*')
    .replace(/\.T\b/g, "'")
    .replace(/\{(\d+)\}/g, 'symbol$1');
  try {
    return parse(source).toTex({ parenthesis: 'keep', handler: (node: MathNode, options: object) => written(node, options, formula) });
  } catch {
    // The table describes some derivatives in words; those have no LaTeX.
    return null;
  }
}

function written(node: MathNode, options: object, formula: Formula): string | undefined {
  if (node.type === 'SymbolNode') {
    const match = /^symbol(\d+)$/.exec((node as SymbolNode).name);
    return match ? formula.symbols[Number(match[1])]?.latex : undefined;
  }
  if (node.type !== 'OperatorNode') return undefined;
  const { op, args } = node as OperatorNode;
  const [left, right] = args.map((argument) => argument.toTex(options));
  if (op === '*') return `${left}\\, ${right}`;
  if (op === '.*') return `${left} \\odot ${right}`;
  if (op === "'") return `${left}^{\\top}`;
  return undefined;
}
