/**
 * Lengths of which some have gone, and how much the shortest or longest of the rest are together.
 * A Fenwick tree over their ranks: every question takes logarithmic time.
 */
export class Ranked {
  private readonly rank: Int32Array;
  private readonly counts: Int32Array;
  private readonly sums: Float64Array;
  private count = 0;
  private sum = 0;

  constructor(private readonly lengths: readonly number[]) {
    const order = [...lengths.entries()].sort(([, a], [, b]) => a - b);
    this.rank = new Int32Array(lengths.length);
    for (const [rank, [index]] of order.entries()) this.rank[index] = rank;
    this.counts = new Int32Array(lengths.length + 1);
    this.sums = new Float64Array(lengths.length + 1);
    for (const index of lengths.keys()) this.add(index, 1);
  }

  remove(index: number): void {
    this.add(index, -1);
  }

  /** The `count` shortest together. */
  shortest(count: number): number {
    return this.descend((counted) => counted <= count).sum;
  }

  /** The `count` longest together; all of them if there are fewer. */
  longest(count: number): number {
    return this.sum - this.shortest(Math.max(0, this.count - count));
  }

  /** How many of the shortest fit into `room`. */
  fitting(room: number): number {
    return this.descend((_, sum) => sum <= room).count;
  }

  private add(index: number, times: 1 | -1): void {
    const length = (this.lengths[index] as number) * times;
    this.count += times;
    this.sum += length;
    for (
      let node = (this.rank[index] as number) + 1;
      node < this.counts.length;
      node += node & -node
    ) {
      this.counts[node] = (this.counts[node] as number) + times;
      this.sums[node] = (this.sums[node] as number) + length;
    }
  }

  /** The longest prefix of the ranks that still `fits`. */
  private descend(fits: (count: number, sum: number) => boolean): { count: number; sum: number } {
    const found = { count: 0, sum: 0 };
    let node = 0;
    for (let step = 2 ** Math.floor(Math.log2(this.counts.length)); step >= 1; step /= 2) {
      const next = node + step;
      const count = found.count + (this.counts[next] ?? Infinity);
      const sum = found.sum + (this.sums[next] ?? Infinity);
      if (next < this.counts.length && fits(count, sum)) {
        node = next;
        found.count = count;
        found.sum = sum;
      }
    }
    return found;
  }
}
