/** Lines that are steps on the way to a later line, or give a gradient a further name: neither is judged by itself. */
import type { NodeId, TapeNode } from '../autodiff/tape.ts';
import type { Binding } from '../evaluator/trace.ts';
import type { GradientLine } from './network.ts';

/** The lines from which a later line for the same variable is computed: steps on the way to it. */
export function supersededLines(
  lines: readonly GradientLine[],
  tape: readonly TapeNode[],
): ReadonlySet<GradientLine> {
  const groups = new Map<string, GradientLine[]>();
  for (const line of lines) {
    const key = line.target ? `node ${line.target.node}` : `name ${line.binding.name}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  // What an augmented assignment goes on from is a step, whatever variable it was taken for: `dw[j] += …` in a loop.
  const steps = new Set(
    lines.filter(({ binding }) => binding.augmented !== null).map(({ binding }) => binding.previousNode),
  );
  const found = new Set(lines.filter((line) => steps.has(line.node)));
  const continued = new Set(
    lines.filter((line) => line.binding.previousNode !== null).map((line) => line.binding.previousNode),
  );
  const renamed = renamedLines(lines, tape);
  for (const line of renamed) found.add(line);
  // A gradient that a function returns is judged where it is computed, not where a caller gives it a name.
  const returned = new Map(
    lines.filter(({ binding }) => binding.kind === 'returned').map((line) => [line.node, line]),
  );
  for (const line of lines) {
    const source = returned.get(line.node);
    if (source && source !== line && source.target?.node === line.target?.node) found.add(line);
  }
  for (const group of groups.values()) {
    if (group.length === 1 && group[0] && !continued.has(group[0].node)) continue;
    const before = new Uint8Array(tape.length);
    const computed = group.filter((line) => !renamed.has(line));
    for (const line of computed.sort((a, b) => b.binding.order - a.binding.order)) {
      if (before[line.node] === 1) found.add(line);
      markAncestors(tape, line.node, before);
    }
  }
  return found;
}

/**
 * The lines that give a gradient which another line has computed a further name, or only clip it: a caller's `dW, db =
 * backward(…)`, `for param, dparam in zip(…)`. A gradient is judged where it is computed.
 */
function renamedLines(lines: readonly GradientLine[], tape: readonly TapeNode[]): ReadonlySet<GradientLine> {
  const first = new Map<string, GradientLine>();
  const found = new Set<GradientLine>();
  const callers = new Map<Binding['statement'], Set<number>>();
  for (const { binding } of lines) {
    const places = callers.get(binding.statement) ?? new Set<number>();
    callers.set(binding.statement, places.add(binding.frame.callSpan?.start ?? -1));
  }
  for (const line of lines.toSorted((a, b) => a.binding.order - b.binding.order)) {
    const key = `${beforeClipping(tape, line.node)?.id} ${line.role} ${line.target?.node}`;
    const before = first.get(key);
    if (!before) first.set(key, line);
    // A function that is called at several places may be passed something wrong at one of them: then the call is judged.
    const isBlock = before && (callers.get(before.binding.statement)?.size ?? 0) > 1;
    const isElsewhere = before?.binding.frame !== line.binding.frame;
    if (before && line.target && !(isBlock && isElsewhere)) found.add(line);
  }
  return found;
}

/** Marks everything that a node is computed from, what is marked already with it. */
function markAncestors(tape: readonly TapeNode[], node: NodeId, marks: Uint8Array): void {
  const pending = [...(tape[node]?.inputs ?? [])];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (marks[at]) continue;
    marks[at] = 1;
    pending.push(...(tape[at]?.inputs ?? []));
  }
}

/** A gradient that is clipped against explosion is judged as it was before: probes may exceed the limit, training seldom does. */
export function beforeClipping(tape: readonly TapeNode[], node: NodeId): TapeNode | undefined {
  let at = tape[node];
  while (at?.operation === 'clip' && at.inputs[0] !== undefined) at = tape[at.inputs[0]];
  return at;
}
