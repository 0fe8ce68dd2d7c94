import type { Run, Slot } from './types';

/** A stretch of the span with one value. Lists of segments are in order and disjoint. */
export interface Segment extends Run {
  value: number;
}

/** Cuts the slots to the span. Where slots overlap the later one in the list wins; unusable ones are left out. */
export function cut(slots: readonly Slot[], start: number, end: number): Required<Slot>[] {
  const usable: Required<Slot>[] = [];
  let inOrder = true;
  for (const { from, to, value, forecast = false } of slots) {
    // Half-open over whole milliseconds: neighbours that meet within one neither overlap nor leave a gap.
    const slot = {
      from: Math.max(Math.ceil(from), start),
      to: Math.min(Math.ceil(to), end),
      value,
      forecast,
    };
    if (!(slot.from < slot.to) || !Number.isFinite(value)) continue;
    inOrder &&= (usable.at(-1)?.to ?? -Infinity) <= slot.from;
    usable.push(slot);
  }
  return inOrder ? usable : painted(usable);
}

/** Paints from the last slot to the first, each stretch once: linear however the slots overlap. */
function painted(slots: readonly Required<Slot>[]): Required<Slot>[] {
  const edges = Float64Array.from(new Set(slots.flatMap(({ from, to }) => [from, to]))).sort();
  const place = new Map(Array.from(edges, (edge, index) => [edge, index]));
  const owners = Array.from<Required<Slot> | undefined>({ length: edges.length });
  const unpainted = Int32Array.from(edges, (_, index) => index);
  for (const slot of slots.toReversed()) {
    const to = place.get(slot.to) as number;
    for (let at = place.get(slot.from) as number; ; at++) {
      at = root(unpainted, at);
      if (at >= to) break;
      owners[at] = slot;
      unpainted[at] = at + 1;
    }
  }
  return owners.flatMap((slot, index) =>
    slot ? [{ ...slot, from: edges[index] as number, to: edges[index + 1] as number }] : [],
  );
}

/** Union-find with path halving: the first stretch at or after `at` that is not painted yet. */
function root(next: Int32Array, at: number): number {
  for (;;) {
    const up = next[at] as number;
    if (up === at) return at;
    at = next[at] = next[up] as number;
  }
}

/** The time of the runs or segments, ms. */
export function duration(runs: readonly Run[]): number {
  return runs.reduce((sum, { from, to }) => sum + (to - from), 0);
}

/** A time in pieces, cut at those of the instants that lie within it. */
export function divided({ from, to }: Run, instants: readonly number[]): Run[] {
  const inside = instants.filter((at) => at > from && at < to);
  const marks = [...new Set([from, ...inside, to])].sort((a, b) => a - b);
  return marks.slice(1).map((end, i) => ({ from: marks[i] as number, to: end }));
}

/** Sorts runs and joins those that touch. */
export function joined(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (const { from, to } of runs.toSorted((a, b) => a.from - b.from)) {
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
