/** Ties gradient lines to the variables that they are the gradients of: by value, by name, and by their place in the backward pass. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Tensor } from '../autodiff/tensor.ts';
import { totalOf } from './cost.ts';
import { ancestors, dependents } from './dependence.ts';
import type { GradientCandidate } from './gradient-lines.ts';
import { isDeltaName, lastName } from './gradient-names.ts';
import { agreement, isRight, matchOf, vanishes } from './match.ts';
import { layerNumber, roleOf } from './name-hints.ts';
import type { NamedNode } from './names.ts';
import type { Adjoint, GradientLine, Match, Variable } from './network.ts';
import { placeFinder } from './places.ts';
import { beforeClipping, supersededLines } from './superseded.ts';

/** A network before its gradient lines are known. */
export interface Untied {
  readonly tape: readonly TapeNode[];
  readonly cost: NodeId;
  readonly adjoints: ReadonlyMap<NodeId, Adjoint>;
  /** What gradients are owed exactly for. */
  readonly parameters: ReadonlySet<NodeId>;
  readonly variables: readonly Variable[];
  /** The names of the weights that update steps let decay. */
  readonly decaying: ReadonlySet<string>;
}

interface Known extends Untied {
  readonly byNode: ReadonlyMap<NodeId, Variable>;
  /** The variables that a gradient may be of whose name does not say so. */
  readonly byValue: readonly Variable[];
}

function indexed(network: Untied): Known {
  const { tape, variables, parameters } = network;
  const computed = dependents(tape, parameters);
  // The derivative by the labels is that by the prediction with its sign turned.
  const byValue = variables.filter(
    ({ name, node }) => computed[node] === 1 || roleOf(lastName(name)) !== 'labels',
  );
  return { ...network, byNode: new Map(variables.map((variable) => [variable.node, variable])), byValue };
}

/** Ties every gradient candidate to the variable that it is the gradient of: by value where one agrees, else by name. */
export function tieLines(candidates: readonly GradientCandidate[], network: Untied): GradientLine[] {
  const { tape, cost } = network;
  const known = indexed(network);
  const { byNode } = known;
  const placeOf = placeFinder(tape, ancestors(tape, [cost]));
  const tied = candidates.map((candidate) => {
    const whole = tieLine(candidate, known);
    const line = isRight(whole) ? whole : besideDecay(whole, candidate, network);
    // A value that no name holds may agree by chance, as inside of a sigmoid; what the gradient is multiplied with tells.
    const isNamed = line.target !== null && (byNode.has(line.target.node) || line.role === 'parameter');
    if (!isNamed || line.match?.relativeError === Infinity)
      return placedLine(line, candidate, placeOf(line.node), known) ?? line;
    if (isRight(line)) return line;
    // `d_hidden` may be what is multiplied with the inputs, and so the gradient before the activation.
    const placed = line.role === 'intermediate' && placedLine(line, candidate, placeOf(line.node), known);
    if (placed) return placed;
    // Weights may decay in the step without a penalty in the cost; then the gradient beside the decay is judged.
    const beside = candidate.withoutDecay && tieLine(candidate.withoutDecay, known);
    if (beside && isRight(beside)) return { ...line, node: beside.node, match: beside.match };
    return line;
  });
  const superseded = supersededLines(tied, tape);
  return tied.map((line) => ({ ...line, superseded: superseded.has(line) }));
}

/** A line whose name does not say what it is the gradient of, as that of its place in the backward pass; null where it has none. */
function placedLine(
  line: GradientLine,
  { reading }: GradientCandidate,
  place: NodeId | null,
  { tape, adjoints, parameters, byNode }: Known,
): GradientLine | null {
  const user = tape[line.node]?.value;
  const truth = place === null ? null : totalOf(adjoints.get(place));
  if (place === null || !user || !truth || parameters.has(place)) return null;
  const target = byNode.get(place) ?? unnamed(place, reading.of || 'the value before it', tape);
  if (line.match?.relativeError !== Infinity && target.name === line.target?.name) return null;
  return { ...line, target, role: 'intermediate', match: matchOf(user, truth) };
}

/** Where the step lets the weight decay by itself, the penalty's share is there, and the line owes the data part alone. */
function besideDecay(
  line: GradientLine,
  { reading }: GradientCandidate,
  { tape, adjoints, decaying }: Untied,
): GradientLine {
  const user = tape[line.node]?.value;
  const adjoint = line.target ? adjoints.get(line.target.node) : undefined;
  if (line.role !== 'parameter' || !line.target || !user || !adjoint?.data || !adjoint.penalty) return line;
  const names = [reading.of, reading.of.replace(/\d+$/, ''), lastName(line.target.name)];
  if (!names.some((name) => decaying.has(name))) return line;
  const match = matchOf(user, adjoint.data);
  return match.relativeError <= agreement ? { ...line, match } : line;
}

function tieLine(candidate: GradientCandidate, network: Known): GradientLine {
  const { parameters } = network;
  const chosen = chooseTarget(candidate, network);
  const base = {
    id: `${candidate.binding.statement.span.start}:${candidate.binding.name}`,
    binding: candidate.binding,
    node: candidate.node,
    superseded: false,
  };
  if (!chosen) return { ...base, target: null, role: 'intermediate', match: null };
  const isOwed = candidate.isStep === true || parameters.has(chosen.variable.node);
  const match = candidate.isRated === false ? withoutRate(chosen.match) : chosen.match;
  return { ...base, target: chosen.variable, role: isOwed ? 'parameter' : 'intermediate', match };
}

/** One positive factor in a step without a known rate is the rate. */
function withoutRate(match: Match): Match {
  return match.scale > 0 ? { ...match, scale: 1, relativeError: match.scaledError } : match;
}

interface Choice {
  readonly variable: Variable;
  readonly match: Match;
}

function chooseTarget(
  candidate: GradientCandidate,
  { tape, adjoints, parameters, byNode, byValue }: Known,
): Choice | null {
  const user = beforeClipping(tape, candidate.node)?.value;
  if (!user) return null;
  const against = (variable: Variable): Choice | null => {
    const adjoint = adjoints.get(variable.node);
    const truth = totalOf(adjoint);
    return adjoint && truth ? { variable, match: againstParts(user, truth, adjoint) } : null;
  };
  const byName: Choice[] = [];
  for (const entry of candidate.targets) {
    const choice = against(byNode.get(entry.node) ?? variableFor(entry, parameters));
    if (!choice) continue;
    // Of many passes of a loop the likeliest variable agrees mostly, and the others need not be compared.
    if (candidate.isStep || choice.match.relativeError <= agreement) return choice;
    byName.push(choice);
  }
  if (candidate.isStep) return null;
  const multiple = byName.find(isScaled(parameters));
  if (multiple) return multiple;
  const named = byName.find((choice) => parameters.has(choice.variable.node));
  // A delta may have as many entries as a weight by chance, and be that of a layer's output.
  if (!named || isDeltaName(lastName(candidate.binding.name))) {
    const found =
      chooseByValue(byValue, against, parameters) ?? chooseUnnamed(user, candidate, adjoints, tape);
    if (found) return found;
  }
  const fitting = byName.find((choice) => Number.isFinite(choice.match.relativeError));
  // A gradient of another shape is that of the variable only where the name says exactly this: dr is none of R.
  return fitting ?? byName.find(({ variable }) => lastName(variable.name) === candidate.reading.of) ?? null;
}

/**
 * A gradient of which the data has no share, as where all classes are one, agrees by its penalty alone: that confirms nothing.
 */
function againstParts(user: Tensor, truth: Tensor, { data, penalty }: Adjoint): Match {
  const match = matchOf(user, truth);
  const isPenaltyAlone = data !== null && penalty !== null && vanishes(data) && !vanishes(penalty);
  return isPenaltyAlone ? { ...match, isTrivial: true } : match;
}

/** An intermediate may carry one constant scale; a parameter's gradient may not. */
function isScaled(parameters: ReadonlySet<NodeId>): (choice: Choice) => boolean {
  return (choice) => !parameters.has(choice.variable.node) && choice.match.scaledError <= agreement;
}

/** For names that do not say what they are the gradient of: the variable whose derivative agrees, if there is one. */
function chooseByValue(
  variables: readonly Variable[],
  against: (variable: Variable) => Choice | null,
  parameters: ReadonlySet<NodeId>,
): Choice | null {
  let scaled: Choice | null = null;
  for (const variable of variables) {
    const choice = against(variable);
    if (!choice || choice.match.scaledError > agreement) continue;
    if (choice.match.relativeError <= agreement) return choice;
    if (isScaled(parameters)(choice)) scaled ??= choice;
  }
  return scaled;
}

/** The last resort for an intermediate: a value of the forward pass that no name holds, such as relu's argument written in place. */
function chooseUnnamed(
  user: Tensor,
  candidate: GradientCandidate,
  adjoints: ReadonlyMap<NodeId, Adjoint>,
  tape: readonly TapeNode[],
): Choice | null {
  if (user.data.length < 2) return null;
  for (const [node, adjoint] of adjoints) {
    const truth = totalOf(adjoint);
    if (!truth || truth.data.length !== user.data.length) continue;
    const match = matchOf(user, truth);
    if (match.scaledError > agreement) continue;
    const name = candidate.reading.of || 'the value before it';
    return { variable: unnamed(node, name, tape), match };
  }
  return null;
}

function unnamed(node: NodeId, name: string, tape: readonly TapeNode[]): Variable {
  return { name, node, kind: 'other', isBias: false, layer: null, span: tape[node]?.span ?? null };
}

function variableFor(entry: NamedNode, parameters: ReadonlySet<NodeId>): Variable {
  return {
    name: entry.text,
    node: entry.node,
    kind: parameters.has(entry.node) ? 'parameter' : 'other',
    isBias: roleOf(entry.name) === 'bias',
    layer: layerNumber(entry.name),
    span: entry.span,
  };
}
