import type { Counts } from './course';
import type { Grid } from './grid';
import type { Task } from './task';

const MINUTE = 60_000;

/** The constraints in ms, durations rounded up to whole minutes; `Infinity` where there is no limit. */
export interface Limits {
  /** `undefined`: as much as there is (threshold, average). */
  target: number | undefined;
  minRun: number;
  minPause: number;
  maxPause: number;
  maxRuns: number;
}

export function limits({ request, target }: Task): Limits {
  const { rule, before, minRun = 0, minPause = 0 } = request;
  const { maxPause = Infinity, maxRuns = Infinity } = request;
  const minutes = (ms: number) => Math.ceil(ms / MINUTE) * MINUTE;
  return {
    target: rule.kind === 'duration' || rule.kind === 'share' ? minutes(target) : undefined,
    minRun: minutes(minRun),
    minPause: minutes(minPause),
    maxPause: minutes(maxPause),
    maxRuns: Math.max(0, maxRuns - (before?.starts ?? 0)),
  };
}

/** The limits in cells. A coarse grid makes runs and pauses longer and never breaks a limit. `carried`: ms ON before the first cell. */
export function inCells(limits: Limits, carried: number, { step, count }: Grid): Counts {
  const { target, minRun, minPause, maxPause, maxRuns } = limits;
  const least = (ms: number) => Math.min(Math.max(1, Math.ceil(ms / step)), count + 1);
  const most = (ms: number) => Math.min(Math.floor(ms / step), count);
  return {
    target: target === undefined ? undefined : most(target - carried),
    minRun: least(minRun),
    minPause: least(minPause),
    maxPause: maxPause < Infinity ? most(maxPause) : Infinity,
    maxRuns,
  };
}
