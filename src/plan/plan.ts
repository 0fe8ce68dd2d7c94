import { aim } from './aim';
import { block } from './block';
import { check } from './check';
import { constrained } from './constrained';
import { cut, duration, reversed, type Segment } from './segments';
import { spread } from './spread';
import type { Task } from './task';
import type { Plan, PlanRequest, Run } from './types';

/**
 * Chooses when to be ON. Pure and exact: of all legal plans the one with the most of what is asked for, of those the
 * cheapest, of those the one with the fewest runs, of those the one that is ON at the first instant of difference
 * (`prefer: 'late'`: at the last).
 *
 * Without limits on runs it is exact to the millisecond. With `minRun`, `minPause`, `maxPause` or `maxRuns` runs begin and
 * end on a grid: the greatest common divisor of slot edges and durations, at least a minute, durations rounded up to
 * minutes. A run in progress at a `start` within a minute goes on to the next one. Above some 2 * 10^7 states of the
 * dynamic programme (weeks in minutes, say) the grid gets coarser; limits are kept all the same.
 *
 * The span's end cuts nothing short: a run that ends there is a whole run, a pause that reaches it counts toward
 * `maxPause` only. A target shorter than `minRun` gives the empty plan. Where what was going on `before` leaves no legal
 * plan it no longer binds.
 *
 * Costs are compared as whole numbers: values times a power of ten, 10^6 unless sums would then be inexact.
 *
 * @throws RangeError naming the field, for a request that makes no sense. Slots that cannot be used are ignored.
 */
export function plan(request: PlanRequest): Plan {
  check(request);
  const start = Math.ceil(request.start);
  const end = Math.max(start, Math.floor(request.end));
  const segments = cut(request.slots, start, end);
  const task: Task = { request, start, end, segments, ...aim(request, segments) };
  const { runs, broken } = isFree(request) ? { runs: free(task), broken: [] } : constrained(task);
  const time = duration(segments);
  const on = duration(runs);
  const integral = integrate(segments, runs);
  return {
    runs,
    duration: on,
    average: on > 0 ? integral / on : null,
    sum: integral / 3_600_000,
    known: time,
    shortfall: Math.max(0, task.target - on),
    complete: on >= task.target && broken.length === 0,
    provisional: time < end - start || segments.some(({ forecast }) => forecast),
    broken,
  };
}

function isFree({ minRun, minPause, maxPause, maxRuns }: PlanRequest): boolean {
  return !minRun && !minPause && maxPause === undefined && maxRuns === undefined;
}

/** Without constraints on runs: exact to the millisecond. */
function free({ request: { rule, prefer }, allowed, target }: Task): Run[] {
  const fill = rule.kind === 'duration' && rule.continuous ? block : spread;
  return prefer === 'late' ? reversed(fill(reversed(allowed), target)) : fill(allowed, target);
}

/** The integral of the value over the runs, in value times ms. */
function integrate(segments: readonly Segment[], runs: readonly Run[]): number {
  let sum = 0;
  let index = 0;
  for (const run of runs) {
    for (
      let segment = segments[index];
      segment && segment.from < run.to;
      segment = segments[++index]
    ) {
      const time = Math.min(segment.to, run.to) - Math.max(segment.from, run.from);
      if (time > 0) sum += segment.value * time;
      if (segment.to > run.to) break;
    }
  }
  return sum;
}
