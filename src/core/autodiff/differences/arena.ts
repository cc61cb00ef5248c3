/** Memory for the columns of changes, cut from large blocks: one buffer for each would cost the host more than the arithmetic. */

const blockEntries = 1 << 15;

/** Hands out zeroed arrays that live as long as the arena; nothing is taken back. */
export class Arena {
  private floatBlock = new Float64Array(0);
  private floatsUsed = 0;
  private integerBlock = new Int32Array(0);
  private integersUsed = 0;

  floats(count: number): Float64Array {
    if (count > blockEntries / 4) return new Float64Array(count);
    if (this.floatsUsed + count > this.floatBlock.length) {
      this.floatBlock = new Float64Array(blockEntries);
      this.floatsUsed = 0;
    }
    const first = this.floatsUsed;
    this.floatsUsed += count;
    return this.floatBlock.subarray(first, first + count);
  }

  integers(count: number): Int32Array {
    if (count > blockEntries / 4) return new Int32Array(count);
    if (this.integersUsed + count > this.integerBlock.length) {
      this.integerBlock = new Int32Array(blockEntries);
      this.integersUsed = 0;
    }
    const first = this.integersUsed;
    this.integersUsed += count;
    return this.integerBlock.subarray(first, first + count);
  }
}
