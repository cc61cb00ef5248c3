/** Answers that follow from a name alone, remembered: evaluations ask for the same few names again and again. */
import { unsliced } from '../python/source.ts';

/** A session meets a few thousand names; where it meets more, the answers are found anew. */
const mostNames = 10_000;

/** The same function with a memory. It must be pure, and its answer must not be changed by whoever gets it. */
export function remembered<Answer>(find: (name: string) => Answer): (name: string) => Answer {
  const known = new Map<string, Answer>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined || known.has(name)) return before as Answer;
    // The answer may be a piece of the name.
    const own = unsliced(name);
    const answer = find(own);
    if (known.size >= mostNames) known.clear();
    known.set(own, answer);
    return answer;
  };
}

/** The same function, asked once for each piece of a syntax tree, which never changes; the memory ends with the tree. */
export function onceForEach<Piece extends object, Answer>(
  find: (piece: Piece) => Answer,
): (piece: Piece) => Answer {
  const known = new WeakMap<Piece, Answer>();
  return (piece) => {
    const before = known.get(piece);
    if (before !== undefined || known.has(piece)) return before as Answer;
    const answer = find(piece);
    known.set(piece, answer);
    return answer;
  };
}
