/** Which gradient lines share one code lens, so that lenses do not pull a backward pass apart. */
import type { PlacedGradient } from './gradient-places.ts';

/**
 * The gradients of each lens, from top to bottom. Gradients of one line stand together, and so do right ones on lines
 * that follow each other. Edits do not change the groups, so that no line moves while one types.
 */
export function lensGroups(placed: readonly PlacedGradient[]): readonly (readonly PlacedGradient[])[] {
  const groups: PlacedGradient[][] = [];
  for (const next of [...placed].sort((one, other) => one.firstLine - other.firstLine)) {
    const last = groups.at(-1);
    if (last && belongsTo(last, next)) last.push(next);
    else groups.push([next]);
  }
  return groups;
}

function belongsTo(group: readonly PlacedGradient[], next: PlacedGradient): boolean {
  const previous = group.at(-1);
  if (!previous) return false;
  if (previous.firstLine === next.firstLine) return true;
  const follows = next.firstLine <= previous.lastLine + 1;
  return follows && [...group, next].every(({ gradient }) => gradient.verdict === 'verified');
}
