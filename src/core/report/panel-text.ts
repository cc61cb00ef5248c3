/** The panel's picture in words: the network's values, what each is made from, and both parts of every derivative. Markdown. */
import type { GraphNode, NetworkView, NodeKind, PartsRow } from '../../protocol.ts';

const kindWords: Readonly<Record<NodeKind, string>> = {
  data: 'data',
  parameter: 'parameter',
  layer: 'layer',
  activation: 'activation',
  loss: 'data part L of the cost',
  penalty: 'penalty Ω',
  cost: 'cost J',
  hyperparameter: 'hyper-parameter',
};

/** What the graph and the table of parts show of one network. */
export function networkText(network: NetworkView): string {
  return [
    `## ${escaped(network.title)}`,
    wayOfPenalty(network),
    '### From the data to the cost',
    network.nodes.map((node, index) => `${index + 1}. ${nodeText(node, network)}`).join('\n'),
    ...(network.parts.length > 0
      ? ['### Both parts of every derivative', network.parts.map(partsText).join('\n')]
      : []),
  ].join('\n\n');
}

function wayOfPenalty({ hasPenalty, edges, nodes }: NetworkView): string {
  if (!hasPenalty) return 'The cost has no penalty.';
  const penalties = new Set(nodes.filter(({ kind }) => kind === 'penalty').map(({ id }) => id));
  const read = edges.filter(({ to, from }) => penalties.has(to) && kindOf(from, nodes) === 'parameter');
  const names = [...new Set(read.map(({ from }) => code(labelOf(from, nodes))))];
  return names.length === 0
    ? 'The penalty is a branch of its own: it leads from the parameters straight to the cost and touches no activation.'
    : `The penalty is a branch of its own: it leads from ${names.join(', ')} straight to the cost and touches no activation.`;
}

function nodeText(node: GraphNode, { edges, nodes, gradients }: NetworkView): string {
  const inputs = edges.filter(({ to }) => to === node.id).map(({ from }) => code(labelOf(from, nodes)));
  const made = node.operation === node.label || inputs.length === 0 ? '' : ` = ${code(node.operation)}`;
  const size = node.shape === '()' ? valueText(node) : `, shape ${node.shape}`;
  const from = inputs.length === 0 ? '' : `, made from ${inputs.join(', ')}`;
  const branch = node.onPenaltyBranch && node.kind !== 'penalty' ? ', on the penalty’s branch' : '';
  const gradient = gradients.find(({ id }) => id === node.gradientId);
  const verdict = gradient ? `. Its gradient ${code(gradient.name)} is ${verdictWord[gradient.verdict]}` : '';
  return `${code(node.label)}${made}: ${kindWords[node.kind]}${size}${from}${branch}${verdict}.`;
}

const verdictWord = { verified: 'right', wrong: 'wrong', undecided: 'not decided' } as const;

function valueText({ value }: GraphNode): string {
  const number = value?.values[0];
  return number === undefined ? '' : `, ${Number(number.toPrecision(4))}`;
}

function partsText({ variable, data, penalty, reason }: PartsRow): string {
  const share = penalty.isZero ? 'zero' : `up to ${Number(penalty.largest.toPrecision(3))}`;
  return `- ${code(variable)}: data part up to ${Number(data.largest.toPrecision(3))}, penalty part ${share}. ${reason}`;
}

function labelOf(id: string, nodes: readonly GraphNode[]): string {
  return nodes.find((node) => node.id === id)?.label ?? id;
}

function kindOf(id: string, nodes: readonly GraphNode[]): NodeKind | null {
  return nodes.find((node) => node.id === id)?.kind ?? null;
}

/** A name or an expression of the user's as code, whatever backticks it holds. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~]/g, '\\$&');
}
