/**
 * The cheapest way to go on after a pause, for every level at once: a sliding minimum over the cells in which the next run
 * may start. Filled from the last cell to the first; of equally cheap starts it keeps the earliest.
 */
export class Pauses {
  private readonly width: number;
  private readonly cost: Float64Array;
  private readonly at: Int32Array;
  private readonly oldest: Int32Array;
  private readonly count: Int32Array;

  constructor(levels: number, width: number) {
    this.width = width;
    this.cost = new Float64Array(levels * width);
    this.at = new Int32Array(levels * width);
    this.oldest = new Int32Array(levels);
    this.count = new Int32Array(levels);
  }

  /** A run may start in `cell`, at this `cost`. What is later and no cheaper will never be chosen again. */
  offer(level: number, cell: number, cost: number): void {
    if (cost === Infinity) return;
    const first = level * this.width;
    const oldest = this.oldest[level] as number;
    let count = this.count[level] as number;
    while (count > 0 && (this.cost[first + ((oldest + count - 1) % this.width)] as number) >= cost)
      count--;
    const place = first + ((oldest + count) % this.width);
    this.cost[place] = cost;
    this.at[place] = cell;
    this.count[level] = count + 1;
  }

  /** The cell in which it is cheapest to start, none after `last`; -1 if there is none. */
  cheapest(level: number, last: number): number {
    const first = level * this.width;
    while ((this.count[level] as number) > 0) {
      const cell = this.at[first + (this.oldest[level] as number)] as number;
      if (cell <= last) return cell;
      this.oldest[level] = ((this.oldest[level] as number) + 1) % this.width;
      this.count[level] = (this.count[level] as number) - 1;
    }
    return -1;
  }

  /** What that costs. */
  least(level: number): number {
    if (this.count[level] === 0) return Infinity;
    return this.cost[level * this.width + (this.oldest[level] as number)] as number;
  }
}
