/** What the panel says at each step of the backward pass: what happens there, and what the penalty has to do with it. */
import type { BackwardStep } from '../../protocol.ts';
import type { NamedNode } from './panel-graph.ts';

/** What a sentence speaks of. */
export interface StepSubject {
  readonly node: NamedNode;
  /** What reads the node and hands its gradient back; none for the cost. */
  readonly readers: readonly NamedNode[];
  readonly line: BackwardStep['line'];
  /** How the gradient comes about: see DataPart; `scalar` where the reader is a single number. */
  readonly form: 'plain' | 'same' | 'sum' | 'elementwise' | 'product' | 'scalar';
  /** The other factor of a product. */
  readonly factor: string | null;
  /** Whether the cost has a penalty, and whether it reads this node. */
  readonly penalty: 'none' | 'elsewhere' | 'here';
}

/** The sentences of a step that carries the data's gradient. */
export function dataSentence(subject: StepSubject): string {
  const what = way(subject);
  const penalty = subject.penalty === 'none' ? '' : penaltySentence(subject);
  return penalty === '' ? what : `${what} ${penalty}`;
}

/** The sentences of the step where the penalty comes in. */
export function penaltyStepSentence(name: string, formula: string, hasData: boolean): string {
  const added = hasData ? 'is added to the data part' : 'is all of its gradient';
  return `Here the penalty comes in: it reads \`${name}\` itself, so its own derivative, ${formula}, ${added}. It stops there: a parameter hands no gradient on.`;
}

/** The sentence of a step from the cost towards the penalty. */
export function branchSentence(name: string, penalises: readonly string[]): string {
  const read = penalises.map((each) => `\`${each}\``).join(', ');
  const reached = penalises.length > 0 && penalises.length <= 6 ? read : 'parameters';
  return `The branch of the penalty: \`${name}\` joins the cost at its end. From here the gradient reaches ${reached} and nothing else; no activation lies on this branch.`;
}

function way({ node, readers, form, factor }: StepSubject): string {
  const name = `\`${node.label}\``;
  const reader = `\`${readers[0]?.label ?? ''}\``;
  if (readers.length === 0)
    return `The backward pass starts at ${name}: its derivative with respect to itself is 1.`;
  if (readers.length > 1) {
    return `${listed(readers.map(({ label }) => `\`${label}\``))} read ${name}: what comes back through each of them is added.`;
  }
  switch (form) {
    case 'scalar':
      return node.kind === 'loss'
        ? `The cost is a sum, so its gradient goes on to the data part ${name} unchanged.`
        : `${reader} is one number made of all of ${name}: here the gradient gets a value for each entry.`;
    case 'same':
      return `The gradient of ${reader} goes on to ${name} unchanged.`;
    case 'sum':
      return `${name} is added to every example, so its gradient is the sum over the examples.`;
    case 'elementwise':
      return `Each entry of ${reader} was made of one entry of ${name}, so each entry of the gradient is multiplied by the slope there.`;
    case 'product':
      return `The gradient of ${reader} is multiplied by \`${factor ?? ''}\`, the other factor of the product.`;
    case 'plain':
      return `The gradient of ${reader} comes back to ${name} through \`${readers[0]?.operation ?? ''}\`.`;
  }
}

function penaltySentence({ node, line, penalty }: StepSubject): string {
  const name = `\`${node.label}\``;
  if (penalty === 'here') return 'This is the data part alone; the penalty comes in the next step.';
  switch (line) {
    case 'cost':
      return '';
    case 'output':
      return `No edge leads from ${name} to the penalty: with the weights held fixed, the penalty adds nothing here.`;
    case 'hidden':
      return 'The weights carry the gradient on, but not their penalty: no edge leads from here to it.';
    case 'bias':
    case 'weight':
      return `The penalty does not read ${name}, so this is all of its gradient.`;
    case 'activation':
    case null:
      return '';
  }
}

function listed(names: readonly string[]): string {
  return names.length > 4
    ? `${names.length} variables`
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
