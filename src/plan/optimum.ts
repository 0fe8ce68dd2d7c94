import { gaplessFrom, rows, type Course, type Stretch } from './course';
import { Decisions, END, JOIN, START, STAY } from './decisions';
import { Pauses } from './pauses';

/**
 * The best plan of a course: most time ON up to the target, then least price, then ON at the first cell of difference.
 * `undefined` if there is none.
 *
 * A dynamic programme from the last cell to the first. The state is whether a run is on, how many cells are still to be
 * ON and how many runs may still start (a *level*: each dimension is left out where nothing depends on it). A start
 * jumps over `minRun` and an end over `minPause`, so that no age is part of the state. Only prices of the last few
 * cells are kept, and of all others one byte of decisions, in which ties go to ON: read from the first cell on, they are
 * the plan.
 */
export function optimum(course: Course): Stretch[] | undefined {
  const { target = 0 } = course;
  // States from which the target cannot be met any more are most of all, and seldom needed.
  return new Sweep(course, target).plan() ?? new Sweep(course, 0).plan();
}

/** The same, with ties decided by which is ON at the last cell of difference: the first in a mirror of time. */
export function latest(course: Course): Stretch[] | undefined {
  const { price, open, near, far } = course;
  const mirrored = optimum({
    ...course,
    price: price.toReversed(),
    open: open.toReversed(),
    near: far,
    far: near,
  });
  return mirrored?.map(({ from, to }) => ({ from: price.length - to, to: price.length - from }));
}

class Sweep {
  private readonly count: number;
  /** Levels that differ in the cells still to be ON. */
  private readonly width: number;
  private readonly levels: number;
  /** From a level to the one with a cell, or a run, less. */
  private readonly perCell: number;
  private readonly perRun: number;
  /** The price of all cells before. */
  private readonly until: Float64Array;
  private readonly free: Int32Array;
  /** How many cells from here on may be ON. */
  private readonly room: Int32Array;
  /** The least price from a cell on when a run is on and may end: a ring of cells by level. */
  private readonly on: Float64Array;
  /** The least price when a run may start, here or (without `maxPause`) later: a ring of cells by level. */
  private readonly off: Float64Array;
  /** With `maxPause`: the pauses to choose from. */
  private readonly pauses: Pauses | undefined;
  private readonly decisions: Decisions;
  /** The least price of a whole plan, by cells still to be ON, and the cell of its first start. */
  private readonly total: Float64Array;
  private readonly first: Int32Array;

  /** `least`: how many cells are to be ON at least. */
  constructor(
    private readonly course: Course,
    private readonly least: number,
  ) {
    const { price, open, target, minRun, minPause, maxPause } = course;
    this.count = price.length;
    this.width = (target ?? 0) + 1;
    this.levels = this.width * rows(this.count, course);
    this.perCell = target === undefined ? 0 : 1;
    this.perRun = this.levels > this.width ? this.width : 0;
    this.until = new Float64Array(this.count + 1);
    let sum = 0;
    for (const [cell, cost] of price.entries()) this.until[cell + 1] = sum += cost;
    this.free = gaplessFrom(open);
    this.room = new Int32Array(this.count + 1);
    let room = 0;
    for (let cell = this.count - 1; cell >= 0; cell--)
      this.room[cell] = room += open[cell] as number;
    this.on = new Float64Array((minRun + 1) * this.levels).fill(Infinity);
    this.off = new Float64Array((minPause + 1) * this.levels).fill(Infinity);
    if (maxPause < Infinity)
      this.pauses = new Pauses(this.levels, Math.max(0, maxPause - minPause) + 2);
    const { levels, perCell, perRun } = this;
    this.decisions = new Decisions(course, { count: levels, perCell, perRun });
    this.total = new Float64Array(this.width).fill(Infinity);
    this.first = new Int32Array(this.width);
  }

  plan(): Stretch[] | undefined {
    for (let cell = this.count; cell >= 0; cell--) {
      this.goOn(cell);
      this.start(cell);
      this.conclude(cell);
    }
    for (let cells = this.width - 1; cells >= this.least; cells--)
      if ((this.total[cells] as number) < Infinity) return this.follow(cells);
    return undefined;
  }

  private follow(cells: number): Stretch[] {
    const { near } = this.course;
    const top = this.levels - this.width + cells;
    if (!near.run) return this.decisions.plan(this.first[cells] as number, top, false);
    return this.decisions.plan(near.run.need, top - near.run.need * this.perCell, true);
  }

  /** The fewest cells that may still have to be ON: all before are too few for the rest. */
  private fewest(cell: number, row: number): number {
    const noneYet = this.perRun > 0 && row === this.levels - this.width && !this.course.near.run;
    const before = noneYet ? 0 : (this.room[0] as number) - (this.room[cell] as number);
    return Math.max(0, this.least - before);
  }

  /** The most cells that may still have to be ON: there is room, and runs that have started were no shorter than they may. */
  private most(cell: number, row: number): number {
    const started = (this.levels - this.width - row) / this.width;
    const most = this.width - 1 - started * this.course.minRun * this.perCell;
    return Math.min(most, this.room[cell] as number);
  }

  /** A run is on and may end: it ends, or it stays on for this cell. */
  private goOn(cell: number): void {
    const { course, count, width, levels, perCell, free, on, off, pauses } = this;
    const { made, paused } = this.decisions;
    const { near, far, price, minRun, minPause } = course;
    const here = (cell % (minRun + 1)) * levels;
    const next = ((cell + 1) % (minRun + 1)) * levels - perCell;
    const resumed = ((cell + minPause) % (minPause + 1)) * levels;
    const decided = cell * levels;
    if (pauses || cell + minPause > count) on.fill(Infinity, here, here + levels);
    else on.set(off.subarray(resumed, resumed + levels), here);
    if (pauses && paused && cell + minPause <= count) this.pause(cell, pauses, paused);
    if (far.min <= count - cell && count - cell <= far.max) {
      for (let level = 0; level < levels; level += width) {
        if ((on[here + level] as number) < 0) continue;
        on[here + level] = 0;
        made[decided + level] = END;
      }
    }
    if ((free[cell] as number) === 0) return;
    const stay = (price[cell] as number) + (cell === 0 && near.run?.need === 0 ? near.run.cost : 0);
    for (let row = 0; row < levels; row += width) {
      const last = row + this.most(cell, row);
      for (let level = row + Math.max(this.fewest(cell, row), perCell); level <= last; level++) {
        const staying = stay + (on[next + level] as number);
        if (staying <= (on[here + level] as number)) {
          on[here + level] = staying;
          made[decided + level] = STAY;
        }
      }
    }
  }

  /** A run ends: after a pause that is not too long the next one starts. */
  private pause(cell: number, pauses: Pauses, paused: Uint16Array | Uint32Array): void {
    const { width, levels, on, off } = this;
    const { minRun, minPause, maxPause } = this.course;
    const here = (cell % (minRun + 1)) * levels;
    const earliest = ((cell + minPause) % (minPause + 1)) * levels;
    for (let row = 0; row < levels; row += width) {
      const last = row + this.most(cell, row);
      for (let level = row + this.fewest(cell, row); level <= last; level++) {
        pauses.offer(level, cell + minPause, off[earliest + level] as number);
        paused[cell * levels + level] = pauses.cheapest(level, cell + maxPause) - cell;
        on[here + level] = pauses.least(level);
      }
    }
  }

  /** No run is on and one may start: it starts in this cell, or (without `maxPause`) in a later one. */
  private start(cell: number): void {
    const { course, count, width, levels, perCell, perRun, until, free, on, off } = this;
    const { made } = this.decisions;
    const { minRun, minPause, maxRuns, far } = course;
    const here = (cell % (minPause + 1)) * levels;
    const later = ((cell + 1) % (minPause + 1)) * levels;
    if (this.pauses || cell === count) off.fill(Infinity, here, here + levels);
    else off.copyWithin(here, later, later + levels);
    if (maxRuns > 0 && (free[cell] as number) >= minRun) {
      const jump = 1 + (until[cell + minRun] as number) - (until[cell] as number);
      const reached = ((cell + minRun) % (minRun + 1)) * levels - perRun - minRun * perCell;
      const shortest = minRun * perCell;
      for (let row = perRun; row < levels; row += width) {
        const last = row + this.most(cell, row);
        for (let level = row + Math.max(this.fewest(cell, row), shortest); level <= last; level++) {
          const starting = jump + (on[reached + level] as number);
          if (starting <= (off[here + level] as number)) {
            off[here + level] = starting;
            made[cell * levels + level] = (made[cell * levels + level] as number) | START;
          }
        }
      }
    }
    const rest = count - cell;
    const fits = rest > 0 && free[cell] === rest && rest * perCell < width;
    if (!far.run || !fits || rest < far.run.need) return;
    const joining = (until[count] as number) - (until[cell] as number) + far.run.cost;
    for (let level = rest * perCell; level < levels; level += width) {
      off[here + level] = joining;
      made[cell * levels + level] = (made[cell * levels + level] as number) | START | JOIN;
    }
  }

  /** What whole plans cost of which this cell is the first ON, or the first that a run from before may leave. */
  private conclude(cell: number): void {
    const { course, width, levels, perCell, until, free, on, off, total, first } = this;
    const { near, minRun, minPause, empty } = course;
    const top = levels - width;
    if (near.run) {
      const { need, cost } = near.run;
      if (cell !== need || (free[0] as number) < need) return;
      const jump = (until[need] as number) + (need > 0 ? cost : 0);
      const here = (cell % (minRun + 1)) * levels + top - need * perCell;
      for (let cells = need * perCell; cells < width; cells++)
        total[cells] = jump + (on[here + cells] as number);
      return;
    }
    const here = (cell % (minPause + 1)) * levels + top;
    if (near.min <= cell && cell <= near.max) {
      for (let cells = 0; cells < width; cells++) {
        const starting = off[here + cells] as number;
        if (starting > (total[cells] as number)) continue;
        total[cells] = starting;
        first[cells] = cell;
      }
    }
    if (cell === 0 && empty && (total[0] as number) >= 0) {
      total[0] = 0;
      first[0] = this.count;
    }
  }
}
