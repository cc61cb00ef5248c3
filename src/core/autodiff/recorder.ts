/** Recording: performs an operation of the table, and writes it on the tape. */
import type { Span } from '../python/source.ts';
import type { Attributes, NodeId, TapeNode } from './tape.ts';
import type { Tensor } from './tensor.ts';

/** A tape that is being written. */
export interface Recorder {
  readonly nodes: readonly TapeNode[];
  /** Adds a value that no operation made. */
  leaf(value: Tensor, span: Span | null): NodeId;
  /** Performs a table operation on nodes of this tape. Throws ShapeError with the sizes that clash. */
  apply(operation: string, inputs: readonly NodeId[], attributes: Attributes, span: Span | null): NodeId;
  value(node: NodeId): Tensor;
}
