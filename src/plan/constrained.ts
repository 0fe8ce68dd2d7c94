import { beginning } from './beginning';
import { cells } from './cells';
import { mostRuns, rows, type Counts, type Course } from './course';
import { coarser, finest, type Grid } from './grid';
import { inCells, limits, type Limits } from './limits';
import { onlyBlock } from './only-block';
import { latest, optimum } from './optimum';
import { joined } from './segments';
import type { Task } from './task';
import type { Plan, PlanRequest, Run } from './types';

/** Above so many states of the dynamic programme the grid gets coarser. */
const MOST_STATES = 2e7;

/**
 * The best plan under `minRun`, `minPause`, `maxPause` and `maxRuns`. Where no plan can keep `maxPause` it is dropped and
 * named; where what was going on `before` leaves none, that no longer binds.
 */
export function constrained(task: Task): Pick<Plan, 'runs' | 'broken'> {
  const runs = attempt(task);
  if (runs) return { runs, broken: [] };
  const { maxPause, ...patient } = task.request;
  const longer = maxPause === undefined ? undefined : attempt({ ...task, request: patient });
  if (longer) return { runs: longer, broken: ['maxPause'] };
  const { before: _, ...unbound } = task.request;
  return constrained({ ...task, request: unbound });
}

function attempt(task: Task): Run[] | undefined {
  const { request, start, end } = task;
  const asked = limits(task);
  const grid = gridFor(task, asked);
  const { origin, step, count } = grid;
  const begins = beginning(task, grid, asked);
  if (!begins) return undefined;
  const counts = inCells(asked, begins.carried, grid);
  const tail = end - (origin + count * step);
  const course: Course = {
    ...counts,
    ...priced(task, grid, counts),
    near: begins.edge,
    far: { min: 0, max: Math.floor((asked.maxPause - tail) / step) },
    empty: begins.empty,
  };
  const late = request.prefer === 'late';
  const best = isBlock(request) ? onlyBlock(course, late) : late ? latest(course) : optimum(course);
  const carried = { from: start, to: start + begins.carried };
  return (
    best &&
    joined([
      carried,
      ...best.map(({ from, to }) => ({ from: origin + from * step, to: origin + to * step })),
    ])
  );
}

function gridFor(task: Task, asked: Limits): Grid {
  const { target = 0, minRun, minPause, maxPause } = asked;
  const durations = [target, minRun, minPause, maxPause].filter(Number.isFinite);
  let grid = finest(task, durations);
  while (states(grid, inCells(asked, 0, grid), task) > MOST_STATES) grid = coarser(grid, task);
  return grid;
}

/** What the dynamic programme would work through. A cell takes as long as some ten states before any is looked at. */
function states({ count }: Grid, counts: Counts, { request }: Task): number {
  if (isBlock(request)) return count;
  return 2 * count * (((counts.target ?? 0) + 1) * rows(count, counts) + 10);
}

/**
 * Prices that put what matters more first: time ON (unless that is counted), then cost, then the number of runs, which
 * the course adds.
 */
function priced(task: Task, grid: Grid, counts: Counts): Pick<Course, 'price' | 'open' | 'target'> {
  const { count } = grid;
  const counted = counts.target !== undefined;
  const perCost = mostRuns(count, counts) + 2;
  const { cost, open } = cells(grid, task.allowed, 2 * perCost * (counted ? 1 : count + 1));
  const perCell = counted ? 0 : perCost * (cost.reduce((sum, c) => sum + Math.abs(c), 0) + 2);
  const room = open.reduce((sum, isOpen) => sum + isOpen, 0);
  return {
    price: cost.map((c) => c * perCost - perCell),
    open,
    target: counts.target === undefined ? undefined : Math.min(counts.target, room),
  };
}

function isBlock({ rule }: PlanRequest): boolean {
  return rule.kind === 'duration' && rule.continuous === true;
}
