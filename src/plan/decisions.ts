import type { Course, Stretch } from './course';

/** What is best in a state, one bit each, because one byte has to do for a cell and a level. */
export const STAY = 1;
export const START = 2;
export const END = 4;
export const JOIN = 8;

/** How the dynamic programme counts: a level is how many cells are still to be ON, and how many runs may still start. */
export interface Levels {
  count: number;
  /** From a level to the one with a cell, or a run, less. */
  perCell: number;
  perRun: number;
}

/** The decisions of a dynamic programme for all cells and levels, of which one way through is the plan. */
export class Decisions {
  /** Bits by cell and level. */
  readonly made: Uint8Array;
  /** With `maxPause`: how long the best pause is, by cell and level. */
  readonly paused: Uint16Array | Uint32Array | undefined;

  constructor(
    private readonly course: Course,
    private readonly levels: Levels,
  ) {
    const size = (course.price.length + 1) * levels.count;
    this.made = new Uint8Array(size);
    if (course.maxPause < Infinity)
      this.paused = course.maxPause < 2 ** 16 ? new Uint16Array(size) : new Uint32Array(size);
  }

  /** Reads the plan: from a `level` at a `cell` in which a run goes on from before (`on`), or the next may start. */
  plan(cell: number, level: number, on: boolean): Stretch[] {
    const { course, levels, made, paused } = this;
    const { minRun, minPause, price } = course;
    const runs: Stretch[] = [];
    const is = (decision: number) =>
      ((made[cell * levels.count + level] as number) & decision) !== 0;
    let from = 0;
    for (let starts = !on; ; starts = true) {
      if (starts) {
        while (cell < price.length && !is(START)) cell++;
        if (cell >= price.length) break;
        from = cell;
        if (is(JOIN)) return [...runs, { from, to: price.length }];
        cell += minRun;
        level -= levels.perRun + minRun * levels.perCell;
      }
      for (; is(STAY); level -= levels.perCell) cell++;
      if (from < cell) runs.push({ from, to: cell });
      if (is(END)) break;
      cell += paused?.[cell * levels.count + level] ?? minPause;
    }
    return runs;
  }
}
