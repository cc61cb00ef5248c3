/** Refinements: shapes of probes that ran through, and that the gradients say were not meant so. */
import type { Dimension } from './dimensions.ts';
import { agreement } from './match.ts';
import { type ProbeRole, roleOf } from './name-hints.ts';
import type { GradientLine, NetworkEvaluation } from './network.ts';
import { sizeIn } from './probe-repairs.ts';
import { lastPart, type ProbeShape, type ProbeSize } from './probe-shapes.ts';
import type { ProbeSpecification, ProbeTable } from './probes.ts';

/** Changes a table where the networks give a reason to, and returns true then. Whether more gradients agree is seen after. */
type Refinement = (networks: readonly NetworkEvaluation[], table: ProbeTable) => boolean;

/**
 * Gives probes the shapes of their gradients where those have the same sizes but for 1s: (n,) for a bias that was taken
 * for (n, 1). Returns true where a shape was changed.
 */
function takeGradientShapes(networks: readonly NetworkEvaluation[], table: ProbeTable): boolean {
  let changed = false;
  for (const { gradients, tape, probePaths } of networks) {
    for (const { target, node, match } of gradients) {
      const path = target ? probePaths.get(target.node) : undefined;
      const specification = path === undefined ? undefined : table.specifications.get(path);
      if (path === undefined || specification?.kind !== 'array' || match?.relativeError !== Infinity)
        continue;
      const wanted = fittedShape(tape[node]?.value.shape ?? [], specification.shape, table);
      if (!wanted) continue;
      table.specifications.set(path, { ...specification, shape: wanted });
      changed = true;
    }
  }
  return changed;
}

/** The gradient's sizes as those of the probe; null where more differs than 1s and sizes that nothing has settled. */
function fittedShape(shape: readonly number[], probed: ProbeShape, table: ProbeTable): ProbeShape | null {
  const long = probed.filter((size) => sizeIn(size, table) !== 1);
  const wanted = shape.filter((size) => size !== 1);
  if (wanted.length !== long.length) return null;
  const fitted: ProbeSize[] = [];
  for (const [at, size] of wanted.entries()) {
    const own = long[at] as ProbeSize;
    const isOpen = typeof own === 'number' && table.dimensions.isFree(own);
    if (size !== sizeIn(own, table) && !isOpen) return null;
    fitted.push(size === sizeIn(own, table) ? own : (table.dimensions.bySize(size) ?? { constant: size }));
  }
  return shape.map((size) => (size === 1 ? { constant: 1 } : (fitted.shift() as ProbeSize)));
}

/**
 * Two batches that one step uses, as of real and generated examples, have as many examples each: a program may divide
 * both by the number of one. Tried where gradients disagree.
 */
function joinBatches(networks: readonly NetworkEvaluation[], table: ProbeTable): boolean {
  if (!parameterLines(networks).some(({ match }) => (match?.scaledError ?? 0) > agreement)) return false;
  return [0, 1].some((axis) => {
    const [first, ...others] = batchDimensions(axis, table);
    return first !== undefined && others.map((other) => table.dimensions.join(first, other)).includes(true);
  });
}

/** The dimensions along an axis of matrices of data that no weights have. */
function batchDimensions(axis: number, table: ProbeTable): readonly Dimension[] {
  const { dimensions } = table;
  const ofWeights = dimensionsOf(table, (role) => role === 'weights' || role === 'bias');
  return dimensionsOf(table, (role) => role === 'data' || role === 'unknown', axis).filter(
    (dimension) => !ofWeights.some((other) => dimensions.same(other, dimension)),
  );
}

/**
 * Where a gradient is off by a factor that holds the size of an axis that only weights and labels have, and no parameter's
 * is right, the network has one output: a mean over examples and outputs divides by the examples alone.
 */
function bindOutput(networks: readonly NetworkEvaluation[], table: ProbeTable): boolean {
  if (parameterLines(networks).some(({ match }) => (match?.relativeError ?? 1) <= agreement)) return false;
  const others = dimensionsOf(table, (role) => role !== 'weights' && role !== 'bias' && role !== 'labels');
  const candidates = dimensionsOf(table, (role) => role === 'weights' || role === 'labels').filter(
    (dimension) => !others.some((other) => table.dimensions.same(other, dimension)),
  );
  const scales = scalesOf(networks);
  const output = candidates.find((dimension) => {
    const size = table.dimensions.size(dimension);
    return size > 1 && scales.some((scale) => isPlain(scale / size, size) || isPlain(scale * size, size));
  });
  return output !== undefined && table.dimensions.bind(output, 1);
}

/** The factors by which gradients are off. */
function scalesOf(networks: readonly NetworkEvaluation[]): readonly number[] {
  return networks.flatMap(({ gradients }) =>
    gradients.flatMap(({ superseded, match }) =>
      match && !superseded && !match.isTrivial && match.scaledError <= agreement ? [match.scale] : [],
    ),
  );
}

/** True for what may be left of a factor without the size: 1, or a number that a slip brings in and that is no size again. */
function isPlain(rest: number, size: number): boolean {
  const magnitude = Math.abs(rest) >= 1 ? Math.abs(rest) : 1 / Math.abs(rest);
  const whole = Math.round(magnitude);
  return whole < size && Math.abs(magnitude - whole) <= agreement * whole;
}

function parameterLines(networks: readonly NetworkEvaluation[]): readonly GradientLine[] {
  return networks
    .flatMap(({ gradients }) => gradients)
    .filter(
      ({ role, superseded, match }) => role === 'parameter' && !superseded && match?.isTrivial === false,
    );
}

/** The dimensions of all probes of some roles, or of one axis of their matrices. */
function dimensionsOf(
  table: ProbeTable,
  isWanted: (role: ProbeRole) => boolean,
  axis: number | null = null,
): readonly Dimension[] {
  const found: Dimension[] = [];
  for (const [path, specification] of table.specifications) {
    if (!isWanted(roleOf(lastPart(path)))) continue;
    const sizes = sizesOf(specification);
    if (axis !== null && sizes.length !== 2) continue;
    for (const size of axis === null ? sizes : sizes.slice(axis, axis + 1))
      if (typeof size === 'number') found.push(size);
  }
  return found;
}

function sizesOf(specification: ProbeSpecification): readonly ProbeSize[] {
  if (specification.kind === 'array') return specification.shape;
  return specification.kind === 'integer' && specification.dimension !== null
    ? [specification.dimension]
    : [];
}

/** In the order in which they are tried. */
export const shapeRefinements: readonly Refinement[] = [takeGradientShapes, bindOutput, joinBatches];
