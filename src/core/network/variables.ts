/** The variables of a network's forward pass: every named value that the cost depends on. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import { readGradientName } from './gradient-names.ts';
import { isCostName, layerNumber, roleOf } from './name-hints.ts';
import { isDifferentiable, type NamedNode } from './names.ts';
import type { Adjoint, Variable, VariableKind } from './network.ts';

/** One variable per node, under the name that says most: a plain name bound where the value was computed. */
export function variablesOf(
  tape: readonly TapeNode[],
  named: readonly NamedNode[],
  adjoints: ReadonlyMap<NodeId, Adjoint>,
  parameters: ReadonlySet<NodeId>,
): Variable[] {
  const chosen = new Map<NodeId, NamedNode>();
  for (const entry of named) {
    if (!adjoints.has(entry.node) || !isDifferentiable(tape[entry.node])) continue;
    if (readGradientName(entry.name) && !parameters.has(entry.node)) continue;
    const known = chosen.get(entry.node);
    if (!known || clarity(entry) > clarity(known)) chosen.set(entry.node, entry);
  }
  return [...chosen.values()].map((entry) => ({
    name: entry.text,
    node: entry.node,
    kind: kindOf(entry, tape[entry.node], parameters),
    isBias: roleOf(entry.name) === 'bias',
    layer: layerNumber(entry.name),
    span: entry.span,
  }));
}

/** Names with a layer's number and a capital letter say more than an argument called `x` in a helper function. */
function clarity(entry: NamedNode): number {
  const numbered = layerNumber(entry.name) !== null ? 4 : 0;
  const bound = entry.binding?.kind === 'name' ? 2 : entry.binding ? 1 : 0;
  const plain = entry.text === entry.name ? 1 : 0;
  return numbered + bound + plain;
}

function kindOf(entry: NamedNode, node: TapeNode | undefined, parameters: ReadonlySet<NodeId>): VariableKind {
  if (parameters.has(entry.node)) return 'parameter';
  const role = roleOf(entry.name);
  if (role === 'strength' || role === 'rate' || role === 'keepProbability') return 'hyperparameter';
  if ((role === 'data' || role === 'labels') && node?.operation === 'leaf') return 'data';
  if (isCostName(entry.name)) return 'other';
  if (/^[zZ]/.test(entry.name)) return 'preactivation';
  if (/^[aAhH]/.test(entry.name)) return 'activation';
  return 'other';
}
