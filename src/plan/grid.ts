import { gcd } from './scale';
import type { Task } from './task';

const MINUTE = 60_000;

/** Equal cells from the first to the last time that may be ON. Constrained runs begin and end on their edges. */
export interface Grid {
  /** Where the first cell begins, epoch ms. */
  origin: number;
  /** ms. */
  step: number;
  count: number;
}

/**
 * The coarsest grid on which the optimum lies: its step is the greatest common divisor of the edges and the `durations`,
 * in whole minutes. Edges that are off the minute make it one minute, counted from the slots where they agree (and only
 * the span begins or ends within a minute), else from the span's start.
 */
export function finest(task: Task, durations: readonly number[]): Grid {
  const { segments, start, end } = task;
  const edges = segments.flatMap(({ from, to }) => [from, to]);
  const inner = edges.filter((edge) => edge > start && edge < end);
  const [first = start] = inner;
  const anchor = inner.every((edge) => (edge - first) % MINUTE === 0) ? first : start;
  const distances = [start, end, ...edges].map((edge) => Math.abs(edge - anchor));
  const onMinutes = distances.every((distance) => distance % MINUTE === 0);
  const step = onMinutes ? [...distances, ...durations].reduce(gcd, 0) || MINUTE : MINUTE;
  return grid(anchor, step, task);
}

/** The same with twice the step. */
export function coarser({ origin, step }: Grid, task: Task): Grid {
  return grid(origin, 2 * step, task);
}

function grid(anchor: number, step: number, { allowed, start }: Task): Grid {
  const from = allowed[0]?.from ?? start;
  const to = allowed.at(-1)?.to ?? start;
  const origin = anchor + Math.ceil((from - anchor) / step) * step;
  return { origin, step, count: Math.max(0, Math.floor((to - origin) / step)) };
}
