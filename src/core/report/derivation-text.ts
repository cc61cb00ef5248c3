/** A derivation as text to take along: LaTeX, Markdown, or NumPy code with the reasons as comments. */
import type { Derivation, DerivationStep, NotationName, TextFormat } from '../../protocol.ts';

/** The derivation in a format. LaTeX has no code of its own: there the code's notation is the course's. */
export function derivationText(derivation: Derivation, notation: NotationName, format: TextFormat): string {
  switch (format) {
    case 'latex':
      return latexText(derivation, notation);
    case 'markdown':
      return markdownText(derivation, notation);
    case 'numpy':
      return numpyText(derivation);
  }
}

function latexText({ steps, name, routes }: Derivation, notation: NotationName): string {
  const formulas = steps.map(({ formulas: each }) => (notation === 'textbook' ? each.textbook : each.course));
  const lines = [...formulas, ...routes.flatMap((route) => route.steps.map(({ latex }) => latex))];
  return [
    `% ${name}`,
    '\\begin{align*}',
    lines.map((line) => `  ${aligned(line)}`).join(' \\\\\n'),
    '\\end{align*}',
    '',
  ].join('\n');
}

/** The first sign of equality is where the lines meet. */
function aligned(latex: string): string {
  return latex.includes(' = ') ? latex.replace(' = ', ' &= ') : `& ${latex}`;
}

function markdownText({ steps, name, routes, note }: Derivation, notation: NotationName): string {
  const parts = [`## ${name}`];
  for (const [index, step] of steps.entries()) {
    parts.push(`${index + 1}. ${step.sentence}`, indented(formulaBlock(step, notation)));
    if (step.shapes !== '') parts.push(`   Sizes: ${step.shapes}`);
    if (step.written) parts.push(`   In the code, ${step.written.place}: \`${step.written.line}\``);
  }
  if (notation === 'code' && note !== '') parts.push(note);
  for (const route of routes) {
    parts.push(`### ${route.title}`);
    for (const { latex, sentence } of route.steps) parts.push(display(latex), sentence);
  }
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function formulaBlock({ formulas }: DerivationStep, notation: NotationName): string {
  if (notation !== 'code') return display(formulas[notation]);
  return formulas.code === '' ? display(formulas.course) : `\`\`\`python\n${formulas.code}\n\`\`\``;
}

function display(latex: string): string {
  return `$$\n${latex}\n$$`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '   ');
}

function numpyText({ steps, note }: Derivation): string {
  const parts = steps.map(({ sentence, formulas, shapes }) => {
    const comment = [sentence.replaceAll('`', ''), shapes].filter(Boolean).map((line) => `# ${line}`);
    return [...comment, formulas.code === '' ? '# (no short form)' : formulas.code].join('\n');
  });
  return `${[...(note === '' ? [] : [`# ${note.replaceAll('`', '')}`]), ...parts].join('\n\n')}\n`;
}
