import type { Edge } from './course';
import type { Grid } from './grid';
import type { Limits } from './limits';
import type { Task } from './task';

/** What was going on before the first cell of a grid. */
export interface Beginning {
  edge: Edge;
  /** Whether a plan may do without a run. */
  empty: boolean;
  /** ms ON between the span's start and the first cell. */
  carried: number;
}

/** `undefined` where what was going on leaves no legal plan. */
export function beginning(task: Task, grid: Grid, limits: Limits): Beginning | undefined {
  const { start, end, request } = task;
  const { before } = request;
  const { minRun, maxPause } = limits;
  if (!before)
    return { edge: { min: 0, max: Infinity }, empty: end - start <= maxPause, carried: 0 };
  if (!before.on) return pausing(before.since, task, grid, limits);
  const lead = grid.origin - start;
  const carried = lead > 0 && mayGoOn(task, lead, limits) ? lead : 0;
  const owed = minRun - (start - before.since) - carried;
  if (lead > carried) return owed > 0 ? undefined : pausing(start, task, grid, limits);
  const need = Math.max(0, Math.ceil(owed / grid.step));
  const { edge, empty } = pausing(grid.origin, task, grid, limits);
  // A pause of no length would be no end of the run.
  const min = need > 0 ? Infinity : Math.max(1, edge.min);
  return {
    edge: { ...edge, min, run: { need, cost: carried > 0 ? 0 : 1 } },
    empty: need === 0 && empty,
    carried,
  };
}

/** A pause has been going on `since` an instant. */
function pausing(since: number, { end }: Task, grid: Grid, limits: Limits): Beginning {
  const { origin, step } = grid;
  const min = Math.max(0, Math.ceil((since + limits.minPause - origin) / step));
  const max = Math.floor((since + limits.maxPause - origin) / step);
  return { edge: { min, max }, empty: end - since <= limits.maxPause, carried: 0 };
}

/**
 * No run ends off the grid, for the sake of less than a step: at a `start` off the grid a run in progress goes on to the
 * first cell, if it is allowed there and still needed.
 */
function mayGoOn({ start, allowed }: Task, lead: number, { target = Infinity }: Limits): boolean {
  const covered = allowed.reduce(
    (sum, { from, to }) => sum + Math.max(0, Math.min(to, start + lead) - from),
    0,
  );
  return covered === lead && lead <= target;
}
