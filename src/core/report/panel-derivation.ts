/** The derivation of one of the user's gradients as the panel shows it: formulas, sentences, and the lines that they belong to. */
import type { NodeId } from '../autodiff/tape.ts';
import { derive, type DerivedStep } from '../explain/derivation.ts';
import { latexOfName } from '../explain/notation.ts';
import type { NetworkEvaluation } from '../network/network.ts';
import { textOf } from '../python/source.ts';
import type { Derivation, DerivationStep } from '../../protocol.ts';
import type { Analysis, GradientReport } from './analysis.ts';
import { placeOf } from './panel-gradients.ts';
import { type NamedGraph, type NamedNode, namedGraph } from './panel-graph.ts';
import { courseNotation, textbookNotation } from './panel-notations.ts';
import { penaltyForm, squaresRoutes } from './panel-penalty-part.ts';

/** The derivation of the true gradient that belongs on a line; null where the line's variable is not known. */
export function derivationOf(analysis: Analysis, gradientId: string): Derivation | null {
  const report = analysis.gradients.find(({ id }) => id === gradientId);
  const network = report && analysis.networks[report.network ?? -1];
  const variable = network?.gradients.find(({ id }) => id === gradientId)?.target;
  if (!report || !network || !variable || !network.adjoints.has(variable.node)) return null;
  const subject = subjectOf(network, analysis);
  const steps = derive(variable, network);
  return {
    gradientId,
    name: report.name,
    steps: [costStep(subject), ...steps.map((step) => stepView(step, subject))],
    routes: routesOf(variable.node, subject),
    note: scaleNote(steps, subject),
  };
}

/** What all steps of a derivation look things up in. */
interface Subject {
  readonly network: NetworkEvaluation;
  readonly graph: NamedGraph;
  readonly nodes: ReadonlyMap<NodeId, NamedNode>;
  readonly reports: readonly GradientReport[];
}

function subjectOf(network: NetworkEvaluation, analysis: Analysis): Subject {
  const graph = namedGraph(network);
  return {
    network,
    graph,
    nodes: new Map(graph.nodes.map((node) => [node.node, node])),
    reports: analysis.gradients.filter((each) => analysis.networks[each.network ?? -1] === network),
  };
}

function costStep({ network, graph }: Subject): DerivationStep {
  const cost = graph.nodes.find(({ kind }) => kind === 'cost');
  const hasPenalty = network.penaltyTerms.length > 0;
  return {
    name: cost?.label ?? network.costName,
    formulas: {
      course: hasPenalty ? 'J = L + \\Omega' : 'J = L',
      textbook: hasPenalty ? 'J(\\theta) = L(\\hat{y}, y) + \\Omega(\\theta)' : 'J(\\theta) = L(\\hat{y}, y)',
      code: cost && cost.operation !== cost.name ? `${cost.label} = ${cost.operation}` : '',
    },
    sentence: hasPenalty
      ? 'The cost is a data part and a penalty that reads the parameters alone. They are differentiated apart and added; the way back starts at the data part.'
      : 'The cost has no penalty: the way back starts at it.',
    shapes: '',
    nodeId: cost?.span ? cost.id : null,
    written: null,
  };
}

function stepView(step: DerivedStep, subject: Subject): DerivationStep {
  const { node: id } = step.variable;
  const node = subject.nodes.get(id);
  const [course, textbook] = [courseNotation(subject.graph), textbookNotation(subject.graph)];
  const own = latexOfName(step.variable.name, step.variable.layer);
  const side = (latex: string | null, left: string) => (latex === null ? left : `${left} = ${latex}`);
  return {
    name: node?.label ?? step.variable.name,
    formulas: {
      course: side(step.latex(course), course.gradient(id) ?? `\\frac{\\partial J}{\\partial ${own}}`),
      textbook: side(step.latex(textbook), textbook.gradient(id) ?? `\\nabla_{${own}} J`),
      code: step.code ?? '',
    },
    sentence: [dataSentence(step, subject), penaltySentence(step, subject)].filter(Boolean).join(' '),
    shapes: step.shapes,
    nodeId: node?.span ? node.id : null,
    written: writtenFor(id, subject),
  };
}

/** How the data part of the step comes about. */
function dataSentence({ kind, variable, reads }: DerivedStep, { nodes }: Subject): string {
  const name = ticked(nodes.get(variable.node)?.label ?? variable.name);
  const [reader] = reads.flatMap((node) => nodes.get(node)?.label ?? []);
  const next = reader === undefined ? 'the next value' : ticked(reader);
  switch (kind) {
    case 'loss':
      return `The loss differentiated as far as ${name}, with what lies between them taken together.`;
    case 'product':
      return variable.kind === 'parameter'
        ? `${name} is one factor of a matrix product in ${next}: its gradient is that of ${next} times the other factor, transposed so that the sizes meet.`
        : `${name} goes into ${next} by a matrix product: the gradient comes back through the same weights, transposed.`;
    case 'entries':
      return `Entry by entry: the gradient of ${next} times the slope of what makes it from ${name}.`;
    case 'sum':
      return `${name} is added to every example, so the gradients of all of them are added up.`;
    case 'scaled':
      return `${name} goes into ${next} times a number, and so does the gradient on its way back.`;
    case 'same':
      return `${name} goes into ${next} as it is, so both have one gradient.`;
    case 'unknown':
      return `For ${name} there is no short form; its derivative was computed by reverse mode.`;
  }
}

/** What the penalty adds to the step, or why it adds nothing. */
function penaltySentence({ variable, kind }: DerivedStep, { network, nodes }: Subject): string {
  if (network.penaltyTerms.length === 0) return '';
  const [gradient, value] = [
    network.adjoints.get(variable.node)?.penalty,
    network.tape[variable.node]?.value,
  ];
  const name = ticked(nodes.get(variable.node)?.label ?? variable.name);
  if (gradient && value) {
    const form = penaltyForm(gradient, value, network);
    if (form.kind === 'other') return `The penalty reads ${name} itself, so its derivative is added here.`;
    const term = form.kind === 'squares' ? name : `sign(${name})`;
    return `Here the penalty comes in, because it reads ${name} itself: ${form.coefficient.text} · ${term} is added, entry by entry.`;
  }
  if (variable.kind === 'parameter') return `The penalty does not read ${name} and adds nothing.`;
  return kind === 'loss'
    ? `No path leads from ${name} to the penalty, so it adds nothing on the way back.`
    : '';
}

function writtenFor(node: NodeId, { network, reports }: Subject): DerivationStep['written'] {
  for (const line of network.gradients.toReversed()) {
    if (line.target?.node !== node || line.superseded) continue;
    const { span } = line.binding.statement;
    const report =
      reports.find(({ id }) => id === line.id) ??
      reports.find((each) => each.span.source === span.source && each.span.start === span.start);
    if (!report) continue;
    const text = textOf(report.span).replace(/\s+/g, ' ').trim();
    const place = placeOf(report.span, report.functionName);
    return { gradientId: report.id, line: text, place, verdict: report.verdict };
  }
  return null;
}

function routesOf(id: NodeId, { network, graph, nodes }: Subject): Derivation['routes'] {
  const [node, gradient, value] = [nodes.get(id), network.adjoints.get(id)?.penalty, network.tape[id]?.value];
  if (!node || !gradient || !value || value.shape.length < 2) return [];
  const form = penaltyForm(gradient, value, network);
  if (form.kind !== 'squares') return [];
  const weights = graph.nodes.filter(
    (each) => each.kind === 'parameter' && network.adjoints.get(each.node)?.penalty,
  );
  return squaresRoutes(node, form.coefficient, value, weights);
}

/** Lines such as dZ3 = A3 - Y hold a multiple of the derivative; the code's formulas speak of them as they are. */
function scaleNote(steps: readonly DerivedStep[], { network }: Subject): string {
  const scaled = network.gradients.find(
    ({ role, target, match }) =>
      role === 'intermediate' &&
      match &&
      match.scaledError <= 1e-6 &&
      Math.abs(match.scale - 1) > 1e-6 &&
      steps.some(({ variable }) => variable.node === target?.node),
  );
  if (!scaled?.match) return '';
  const factor = String(Number(scaled.match.scale.toPrecision(4)));
  const isCount =
    Math.abs(scaled.match.scale - (network.exampleCount ?? Number.NaN)) <= 1e-6 * scaled.match.scale;
  return `As code the steps speak of your own gradients: ${ticked(scaled.binding.text)} holds ${isCount ? 'm' : factor} times the derivative, and later lines take that out again.`;
}

function ticked(name: string): string {
  return `\`${name}\``;
}
