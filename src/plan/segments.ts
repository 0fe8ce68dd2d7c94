import type { Run, Slot } from './types';

/** A stretch of the span with one value. Lists of segments are in order and disjoint. */
export interface Segment extends Run {
  value: number;
}

/** Where the span has values. */
export interface Known {
  segments: Segment[];
  /** Part of it may still change. */
  forecast: boolean;
}

/** Cuts the slots to the span. Where slots overlap the later one in the list wins; unusable ones are left out. */
export function known(slots: readonly Slot[], start: number, end: number): Known {
  const usable = slots.flatMap(({ from, to, value, forecast }) => {
    // Half-open over whole milliseconds, so neighbours that meet within one still neither overlap nor leave a gap.
    const slot = {
      from: Math.max(Math.ceil(from), start),
      to: Math.min(Math.ceil(to), end),
      value,
      forecast,
    };
    return Number.isFinite(value) && slot.from < slot.to ? [slot] : [];
  });
  const edges = [...new Set(usable.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const place = new Map(edges.map((edge, index) => [edge, index]));
  const owner = new Int32Array(edges.length).fill(-1);
  const unpainted = Int32Array.from(edges, (_, index) => index);
  // Painted from the last slot to the first, each stretch once: linear however the slots overlap.
  for (let index = usable.length - 1; index >= 0; index--) {
    const slot = usable[index];
    const to = place.get(slot?.to ?? NaN) ?? 0;
    let at = root(unpainted, place.get(slot?.from ?? NaN) ?? 0);
    while (at < to) {
      owner[at] = index;
      unpainted[at] = at + 1;
      at = root(unpainted, at + 1);
    }
  }
  const result: Known = { segments: [], forecast: false };
  for (const [index, from] of edges.entries()) {
    const slot = usable[owner[index] ?? -1];
    if (!slot) continue;
    result.forecast ||= slot.forecast === true;
    result.segments.push({ from, to: edges[index + 1] ?? from, value: slot.value });
  }
  return result;
}

/** Union-find with path halving: the first stretch at or after `at` that nothing covers yet. */
function root(next: Int32Array, at: number): number {
  for (;;) {
    const up = next[at] ?? at;
    if (up === at) return at;
    at = next[at] = next[up] ?? up;
  }
}

/** The time of the runs or segments, ms. */
export function duration(runs: readonly Run[]): number {
  return runs.reduce((sum, { from, to }) => sum + (to - from), 0);
}

/** Sorts runs and joins those that touch. */
export function joined(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (const { from, to } of [...runs].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last?.to === from) last.to = to;
    else if (from < to) result.push({ from, to });
  }
  return result;
}

/** The same in a mirror of time: what comes last comes first. */
export function reversed<T extends Run>(runs: readonly T[]): T[] {
  return runs.map((run) => ({ ...run, from: -run.to, to: -run.from })).reverse();
}
