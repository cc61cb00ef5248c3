/** Layers: a forward function and the backward function that belongs to it, told by their names. */
import { readGradientName } from './gradient-names.ts';
import { roleOf } from './name-hints.ts';
import type { Variant } from './plan-arguments.ts';
import type { FunctionUnit, ProjectScan } from './scan.ts';

/** A layer by itself: given the gradient of what the forward function returns, the backward function has one right answer. */
export interface LayerPair {
  readonly forward: FunctionUnit;
  readonly backward: FunctionUnit;
}

const backwardWords = new Set(
  (
    'back backward backwards backprop backpropagate backpropagation bprop bwd grad grads gradient gradients deriv ' +
    'derivative derivatives prime'
  ).split(' '),
);
const forwardWords = new Set(
  'forward forwards feed feedforward fprop fwd call predict loss cost fn evaluate output activate'.split(' '),
);
/** Words that say nothing of what a function is for. */
const neutralWords = new Set(
  'prop propagate propagation pass compute get calc calculate do run the'.split(' '),
);

/** The layers of a project: for each backward function with gradient lines the forward function that suits its name best. */
export function layerPairs(scan: ProjectScan): LayerPair[] {
  const pairs: LayerPair[] = [];
  for (const backward of [...scan.functions, ...scan.inherited]) {
    if (!backward.isInMain || takesLabels(backward)) continue;
    const words = wordsOf(backward.definition.name);
    if (!words.some((word) => backwardWords.has(word)) || !leadsToGradients(backward, scan)) continue;
    const forward = forwardOf(backward, words, scan);
    if (forward) pairs.push({ forward, backward });
  }
  return pairs;
}

/** True for a function that is given labels: it computes its cost's gradient itself, and none comes from upstream. */
function takesLabels(unit: FunctionUnit): boolean {
  const names = unit.definition.args.args.map(({ name }) => name);
  return names.some((name) => roleOf(name) === 'labels') && !names.some((name) => readGradientName(name));
}

/** True where the function has gradient lines itself or calls a function of its own class or module that has. */
function leadsToGradients(unit: FunctionUnit, scan: ProjectScan): boolean {
  return partsOf(unit, scan).some((part) => part.gradientStatements.length > 0);
}

/** The function with what it calls by name in its own class, or among the functions of its module. */
export function partsOf(unit: FunctionUnit, scan: ProjectScan): FunctionUnit[] {
  const found = new Set([unit]);
  for (const at of found) {
    for (const other of scan.functions) {
      const isNear =
        other.module === at.module && (other.className === at.className || other.className === null);
      if (isNear && at.calls.has(other.definition.name)) found.add(other);
    }
  }
  return [...found];
}

function forwardOf(
  backward: FunctionUnit,
  words: readonly string[],
  scan: ProjectScan,
): FunctionUnit | undefined {
  const candidates = [...scan.functions, ...scan.inherited].filter(
    (unit) =>
      unit !== backward &&
      unit.module === backward.module &&
      unit.className === backward.className &&
      unit.definition.args.args.length > 0,
  );
  const subject = subjectOf(words, backwardWords);
  const suiting = candidates.flatMap((unit) => {
    const own = wordsOf(unit.definition.name);
    const about = subjectOf(own, forwardWords);
    // `batchnorm_backward_alt` is another way back for `batchnorm_forward`.
    const isSuiting =
      about.every((word) => subject.includes(word)) && (about.length > 0 || subject.length === 0);
    return isSuiting && !own.some((word) => backwardWords.has(word)) ? [{ unit, shared: about.length }] : [];
  });
  suiting.sort((a, b) => b.shared - a.shared || forwardRank(a.unit) - forwardRank(b.unit));
  return suiting[0]?.unit;
}

/** `forward` before `__call__` before `loss`. */
function forwardRank(unit: FunctionUnit): number {
  const words = wordsOf(unit.definition.name);
  const rank = [...forwardWords].findIndex((word) => words.includes(word));
  return rank < 0 ? forwardWords.size : rank;
}

/** What a name is about beside its direction: conv and naive for `conv_backward_naive`. */
function subjectOf(words: readonly string[], direction: ReadonlySet<string>): string[] {
  return words.filter((word) => !direction.has(word) && !neutralWords.has(word));
}

function wordsOf(name: string): string[] {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/_/g, ' ');
  return spaced.toLowerCase().split(' ').filter(Boolean);
}

/** The variants in which a layer is handed something else, by what its functions and its initialiser take. */
export function variantsOf({ forward, backward }: LayerPair, scan: ProjectScan): ReadonlySet<Variant> {
  const initialisers = scan.functions.filter(
    (unit) =>
      unit.className !== null && unit.className === backward.className && unit.definition.name === '__init__',
  );
  const found = new Set<Variant>(['penalised']);
  for (const { definition } of [forward, backward, ...initialisers]) {
    for (const { name } of definition.args.args) {
      const role = roleOf(name);
      if (role === 'strength') found.add('plain');
      if (role === 'keepProbability') found.add('dropped');
      if (role === 'flag') found.add('inverted');
    }
  }
  return found;
}
