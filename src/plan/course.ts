/** What a constrained plan has to keep, counted in cells of one grid. */
export interface Counts {
  /** ON at most; the nearer the better. `undefined`: as long as it lowers the price. */
  target: number | undefined;
  minRun: number;
  /** At least 1: runs that touch are one. */
  minPause: number;
  maxPause: number;
  /** Runs that may start. */
  maxRuns: number;
}

/** A constrained plan to find. */
export interface Course extends Counts {
  /** What a cell ON costs, a whole number. A run costs 1 more, which decides between plans of the same cost. */
  price: Float64Array;
  /** 1 for a cell that may be ON. */
  open: Uint8Array;
  /** What lies before the first cell, and after the last. */
  near: Edge;
  far: Edge;
  /** Whether a plan may do without a run. */
  empty: boolean;
}

/** What the world beyond an end of the grid asks for. */
export interface Edge {
  /** The shortest and the longest pause at this end. */
  min: number;
  max: number;
  /** A run comes across this end. It goes on for `need` cells at least, and is no new start. */
  run?: {
    need: number;
    /** What it costs to go on: 1 where it is one run more in the plan, 0 where it is in the plan already. */
    cost: 0 | 1;
  };
}

/** Cells ON: `[from, to)`. */
export interface Stretch {
  from: number;
  to: number;
}

/** How many runs can start at most. */
export function mostRuns(count: number, { target, minRun, minPause, maxRuns }: Counts): number {
  const byTime = Math.floor((count + minPause) / (minRun + minPause));
  return Math.min(maxRuns, byTime, Math.floor((target ?? Infinity) / minRun));
}

/** How many numbers of runs that may still start have to be told apart. */
export function rows(count: number, counts: Counts): number {
  return counts.maxRuns < mostRuns(count, { ...counts, maxRuns: Infinity })
    ? counts.maxRuns + 1
    : 1;
}

/** How many cells from each on are open without a gap; one entry more than there are cells. */
export function gaplessFrom(open: Uint8Array): Int32Array {
  const free = new Int32Array(open.length + 1);
  let gapless = 0;
  for (let cell = open.length - 1; cell >= 0; cell--) {
    gapless = open[cell] ? gapless + 1 : 0;
    free[cell] = gapless;
  }
  return free;
}
