import { gcd } from './scale';
import type { Segment } from './segments';

const MINUTE = 60_000;

/** Equal cells between `start` and `end`. Constrained runs begin and end on their edges. Instants and durations in ms. */
export interface Grid {
  /** Where the first cell begins; less than a step after `start`. */
  origin: number;
  step: number;
  count: number;
  /** What is left before `end`, less than a step. */
  tail: number;
}

/**
 * The coarsest grid on which the optimum lies: its step is the greatest common divisor of the edges and the durations,
 * in whole minutes. Edges that are off the minute make it one minute, counted from the slots where they agree (only the
 * span begins or ends within a minute) and else from `start`.
 */
export function finest(
  segments: readonly Segment[],
  start: number,
  end: number,
  durations: readonly number[],
): Grid {
  const edges = segments.flatMap(({ from, to }) => [from, to]);
  const inner = edges.filter((edge) => edge > start && edge < end);
  const agree = inner.every((edge) => (edge - (inner[0] ?? edge)) % MINUTE === 0);
  const anchor = (agree ? inner[0] : undefined) ?? start;
  const distances = [start, end, ...edges].map((edge) => Math.abs(edge - anchor));
  const onMinutes = distances.every((distance) => distance % MINUTE === 0);
  const lengths = [...distances, ...durations.map((ms) => Math.ceil(ms / MINUTE) * MINUTE)];
  return grid(anchor, start, end, onMinutes ? lengths.reduce(gcd, 0) || MINUTE : MINUTE);
}

/** The same with twice the step. */
export function coarser({ origin, step }: Grid, start: number, end: number): Grid {
  return grid(origin, start, end, 2 * step);
}

function grid(anchor: number, start: number, end: number, step: number): Grid {
  const origin = anchor + Math.ceil((start - anchor) / step) * step;
  const count = Math.max(0, Math.floor((end - origin) / step));
  return { origin, step, count, tail: end - origin - count * step };
}
