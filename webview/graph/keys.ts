/** Moving about the graph by arrow keys: which node comes next in a direction. */
import type { GraphLayout, Point } from './layout.ts';

/** The node that a key leads to from `current`; null where the key is none of ours or nothing lies that way. */
export function nodeByKey(layout: GraphLayout, current: string, key: string): string | null {
  const ids = [...layout.centres.keys()];
  if (key === 'Home') return extreme(layout, ids, -1);
  if (key === 'End') return extreme(layout, ids, 1);
  const towards = arrows[key];
  const from = layout.centres.get(current);
  if (!towards || !from) return null;
  let best: string | null = null;
  let least = Infinity;
  for (const [id, to] of layout.centres) {
    const distance = distanceAlong(from, to, towards);
    if (id !== current && distance < least) {
      least = distance;
      best = id;
    }
  }
  return best;
}

const arrows: Readonly<Record<string, Point>> = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
};

/** Infinite for what lies behind; what lies aside counts double, so that a straight neighbour wins. */
function distanceAlong(from: Point, to: Point, towards: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const ahead = dx * towards.x + dy * towards.y;
  const aside = Math.abs(dx * towards.y) + Math.abs(dy * towards.x);
  return ahead <= 1 ? Infinity : ahead + 2 * aside;
}

/** The node where the forward pass begins (sign −1) or ends (+1). */
function extreme(layout: GraphLayout, ids: readonly string[], sign: number): string | null {
  const along = (id: string) => {
    const centre = layout.centres.get(id);
    return sign * ((layout.direction === 'right' ? centre?.x : centre?.y) ?? 0);
  };
  return ids.toSorted((one, other) => along(other) - along(one))[0] ?? null;
}
