/** The backward pass of a network as steps for the panel: at each the upstream gradient, the local derivative, what they make, and why. */
import { reverseSweep } from '../autodiff/sweep.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import type { NetworkEvaluation } from '../network/network.ts';
import type { AlgorithmLine, BackwardStep } from '../../protocol.ts';
import { dataPart, type DataPart, type Factor, partial } from './panel-data-part.ts';
import type { NamedGraph, NamedNode } from './panel-graph.ts';
import { matrixOf } from './panel-matrix.ts';
import { penaltyForm, penaltyLatex } from './panel-penalty-part.ts';
import { backwardOrder } from './panel-step-order.ts';
import { branchSentence, dataSentence, penaltyStepSentence, type StepSubject } from './panel-step-words.ts';
import { symbolOf } from './panel-symbols.ts';

/**
 * The steps from the cost back to the first layer, one for each node that the cost depends on except data and numbers
 * that are given; a parameter that both parts of the cost read has two, the data part and then the penalty. None for a
 * network so large that no one would follow its steps.
 */
export function backwardSteps(network: NetworkEvaluation, graph: NamedGraph): readonly BackwardStep[] {
  if (graph.nodes.length > mostNodes) return [];
  const context = { network, graph, known: new Map(graph.nodes.map((node) => [node.id, node])) };
  return backwardOrder(graph)
    .filter((node) => node.kind !== 'data' && node.kind !== 'hyperparameter')
    .flatMap((node) => stepsOf(node, context));
}

/** Each step costs a small reverse sweep, and its numbers have to reach the page at every pause in typing. */
const mostNodes = 400;

interface Context {
  readonly network: NetworkEvaluation;
  readonly graph: NamedGraph;
  readonly known: ReadonlyMap<string, NamedNode>;
}

type Operand = BackwardStep['operands'][number];

function stepsOf(node: NamedNode, context: Context): BackwardStep[] {
  const adjoint = context.network.adjoints.get(node.node);
  if (!adjoint?.data && !adjoint?.penalty) return [];
  if (node.kind === 'cost') return [costStep(node, context)];
  if (context.graph.penaltyBranch.has(node.id)) return [branchStep(node, context)];
  const steps = [];
  if (adjoint.data) steps.push(dataStep(node, context));
  if (adjoint.penalty) steps.push(penaltyStep(node, context));
  return steps;
}

/** What reads the node on the data's way, or on the penalty's. */
function readersOf(node: NamedNode, { graph, known }: Context, onPenaltyBranch: boolean): NamedNode[] {
  return graph.edges
    .filter((edge) => edge.from === node.id && edge.onPenaltyBranch === onPenaltyBranch)
    .flatMap((edge) => known.get(edge.to) ?? []);
}

function base(node: NamedNode, readers: readonly NamedNode[]) {
  const from = readers.map(({ id }) => id);
  return { id: node.id, nodeId: node.id, from, layer: node.layer };
}

function costStep(node: NamedNode, { network }: Context): BackwardStep {
  const penalty = network.penaltyTerms.length > 0 ? 'elsewhere' : 'none';
  const subject: StepSubject = { node, readers: [], line: 'cost', form: 'scalar', factor: null, penalty };
  return {
    ...base(node, []),
    part: 'data',
    line: 'cost',
    latex: String.raw`\frac{\partial J}{\partial J} = 1`,
    operands: [],
    sign: '=',
    result: { latex: partial('J', node), numbers: { nodeId: node.id, what: 'gradient' } },
    sentence: dataSentence(subject),
  };
}

/** From the cost to the penalty and on to what only the penalty reads. */
function branchStep(node: NamedNode, context: Context): BackwardStep {
  const readers = readersOf(node, context, true);
  const penalised = context.graph.edges
    .filter((edge) => edge.onPenaltyBranch && context.known.get(edge.from)?.kind === 'parameter')
    .map((edge) => context.known.get(edge.from)?.label ?? '');
  return {
    ...base(node, readers),
    part: 'branch',
    line: 'cost',
    ...throughNumber(node, readers, context),
    sentence: branchSentence(node.label, [...new Set(penalised)]),
  };
}

function dataStep(node: NamedNode, context: Context): BackwardStep {
  const { network, graph } = context;
  const readers = readersOf(node, context, false);
  const part = dataPart(node, network, graph);
  const [reader] = readers;
  const ofNumber = readers.length === 1 && reader !== undefined && isNumber(reader, network);
  const line = lineOf(node, readers, part, graph);
  const isPenalised = network.adjoints.get(node.node)?.penalty !== null;
  const subject: StepSubject = {
    node,
    readers,
    line,
    form: ofNumber ? 'scalar' : part.form,
    factor: factorName(part, reader),
    penalty: network.penaltyTerms.length === 0 ? 'none' : isPenalised ? 'here' : 'elsewhere',
  };
  const made = ofNumber ? throughNumber(node, readers, context) : byChainRule(node, readers, part, context);
  return { ...base(node, readers), part: 'data', line, ...made, sentence: dataSentence(subject) };
}

type Made = Pick<BackwardStep, 'latex' | 'operands' | 'sign' | 'result'>;

/** The reader is a single number: its gradient is one too, and the local derivative has the node's own shape. */
function throughNumber(node: NamedNode, readers: readonly NamedNode[], context: Context): Made {
  const [reader] = readers;
  const result = resultOf(node, context.network);
  if (!reader) return { latex: result.latex, operands: [], sign: '=', result };
  const local = localDerivative(node, reader, context);
  const operands: Operand[] = [
    { role: 'upstream', ...resultOf(reader, context.network) },
    { role: 'local', latex: partial(symbolOf(reader), node), numbers: local },
  ];
  const right = operands.map(({ latex }) => latex).join('\\cdot ');
  return { latex: `${result.latex} = ${right}`, operands, sign: '·', result };
}

function byChainRule(node: NamedNode, readers: readonly NamedNode[], part: DataPart, context: Context): Made {
  const result = { latex: partial('L', node), numbers: dataGradient(node) };
  const upstreams = readers.map(
    (reader): Operand => ({
      role: 'upstream',
      latex: partial('L', reader),
      numbers: dataGradient(reader),
    }),
  );
  const [upstream] = upstreams;
  const terms = readers.map((reader) => `${partial('L', reader)}\\,${partial(symbolOf(reader), node)}`);
  const latex = `${result.latex} = ${part.latex === result.latex ? sumOf(terms) : part.latex}`;
  if (readers.length > 1) {
    const shares = readers.slice(0, mostTerms).map(
      (reader, index): Operand => ({
        role: 'share',
        latex: terms[index] ?? '',
        numbers: shareOf(node, reader, context),
      }),
    );
    return { latex, operands: shares, sign: '+', result };
  }
  if (part.form === 'sum') return { latex, operands: upstreams, sign: 'Σ', result };
  if (part.form === 'elementwise' && upstream) {
    const { latex: slope, value } = part.slope;
    const local: Operand = { role: 'local', latex: slope, numbers: matrixOf(value) };
    return { latex, operands: [upstream, local], sign: '⊙', result };
  }
  if (part.form === 'product') {
    const operands = part.factors.map((factor) => operandOf(factor, readers));
    return { latex, operands, sign: '·', result };
  }
  return { latex, operands: upstreams, sign: part.form === 'same' ? '=' : '→', result };
}

/** As many gradients from different readers as are shown side by side. */
const mostTerms = 3;

function sumOf(terms: readonly string[]): string {
  const shown = terms.slice(0, mostTerms).join(' + ');
  return terms.length > mostTerms ? `${shown} + \\cdots` : shown;
}

/** What of the node's gradient comes back through one of its readers. */
function shareOf(node: NamedNode, reader: NamedNode, { network, known }: Context): Operand['numbers'] {
  const seed = network.adjoints.get(reader.node)?.data;
  const share = seed && sweepBetween(node, reader, seed, network, known);
  return share ? matrixOf(share) : null;
}

function operandOf({ latex, node, turned }: Factor, readers: readonly NamedNode[]): Operand {
  const isUpstream = readers.some((reader) => reader.id === node.id);
  return {
    role: isUpstream ? 'upstream' : 'local',
    latex,
    numbers: { nodeId: node.id, what: isUpstream ? 'data' : 'value', turned },
  };
}

function penaltyStep(node: NamedNode, context: Context): BackwardStep {
  const { network } = context;
  const adjoint = network.adjoints.get(node.node);
  const value = network.tape[node.node]?.value;
  const form = adjoint?.penalty && value ? penaltyForm(adjoint.penalty, value, network) : null;
  const own = form ? penaltyLatex(form, node) : partial('\\Omega', node);
  const hasData = adjoint?.data !== null;
  const data: Operand = {
    role: 'data',
    latex: partial('L', node),
    numbers: dataGradient(node),
  };
  const penalty: Operand = {
    role: 'penalty',
    latex: own,
    numbers: { nodeId: node.id, what: 'penalty' },
  };
  const words =
    form && form.kind === 'squares'
      ? `${form.coefficient.text} times \`${node.label}\``
      : 'the derivative of the penalty';
  return {
    ...base(node, readersOf(node, context, true)),
    id: `${node.id}+Ω`,
    part: 'penalty',
    line: node.variable?.isBias ? 'bias' : 'weight',
    latex: `${partial('J', node)} = ${hasData ? `${data.latex} + ` : ''}${own}`,
    operands: hasData ? [data, penalty] : [penalty],
    sign: hasData ? '+' : '=',
    result: { latex: partial('J', node), numbers: { nodeId: node.id, what: 'gradient' } },
    sentence: penaltyStepSentence(node.label, words, hasData),
  };
}

/** The data part where the gradient has two parts, the gradient itself elsewhere. */
function dataGradient({ id }: NamedNode): Operand['numbers'] {
  return { nodeId: id, what: 'data' };
}

/** Of single numbers the derivative of the whole cost, of arrays that of its data part. */
function resultOf(node: NamedNode, network: NetworkEvaluation): BackwardStep['result'] {
  return { latex: partial(isNumber(node, network) ? 'J' : 'L', node), numbers: dataGradient(node) };
}

/** ∂reader/∂node for a reader that is a single number; null where no way between the two is left. */
function localDerivative(
  node: NamedNode,
  reader: NamedNode,
  { network, known }: Context,
): Operand['numbers'] {
  const local = sweepBetween(node, reader, null, network, known);
  return local ? matrixOf(local) : null;
}

/** The gradient that goes from a reader straight to the node, past no other node of the graph; undefined where none does. */
function sweepBetween(
  node: NamedNode,
  reader: NamedNode,
  seed: Tensor | null,
  { tape }: NetworkEvaluation,
  known: Context['known'],
): Tensor | undefined {
  const others = [...known.values()].filter(({ id }) => id !== reader.id);
  const stopAt = new Set(others.map((other) => other.node));
  const wanted = new Set([node.node]);
  return reverseSweep(tape, reader.node, { stopAt, wanted, ...(seed ? { seed } : {}) }).get(node.node);
}

function isNumber({ node }: NamedNode, { tape }: NetworkEvaluation): boolean {
  return tape[node]?.value.shape.length === 0;
}

function lineOf(
  node: NamedNode,
  readers: readonly NamedNode[],
  { form }: DataPart,
  { nodes, edges }: NamedGraph,
): AlgorithmLine | null {
  if (node.kind === 'parameter') return node.variable?.isBias ? 'bias' : 'weight';
  if (node.kind === 'loss') return 'cost';
  if (readers.some(({ kind }) => kind === 'loss' || kind === 'cost')) return 'output';
  if (form !== 'elementwise' && form !== 'same') return 'hidden';
  const parameters = new Set(nodes.filter(({ kind }) => kind === 'parameter').map(({ id }) => id));
  const isAffine = edges.some(({ from, to }) => to === node.id && parameters.has(from));
  return isAffine ? 'activation' : null;
}

/** The factor that is no gradient, as NumPy writes it. */
function factorName(part: DataPart, reader: NamedNode | undefined): string | null {
  if (part.form !== 'product') return null;
  const factor = part.factors.find(({ node }) => node.id !== reader?.id);
  return factor ? `${factor.node.label}${factor.turned ? '.T' : ''}` : null;
}
