import { gcd, scale } from './scale';
import type { Segment } from './segments';
import type { Run } from './types';

/**
 * The cheapest block of `target` ms without a gap, exact to the millisecond, and of equally cheap ones the first.
 * Where no stretch is long enough it is as long as possible.
 */
export function block(segments: readonly Segment[], target: number): Run[] {
  const stretches = contiguous(segments);
  const longest = stretches.reduce((max, { from, to }) => Math.max(max, to - from), 0);
  const length = Math.min(target, longest);
  if (length === 0) return [];
  let best: Run = { from: Infinity, to: Infinity };
  let least = Infinity;
  const cost = costOf(segments, length);
  // From one such start to the next the cost is linear, so one of them is the cheapest.
  for (const start of [(segment: Run) => segment.from, (segment: Run) => segment.to - length]) {
    const until = [cost(), cost()] as const;
    for (const stretch of stretches) {
      for (const segment of stretch.segments) {
        const from = start(segment);
        const to = from + length;
        if (from < stretch.from || to > stretch.to) continue;
        const sum = until[1](to) - until[0](from);
        if (sum > least || (sum === least && best.from <= from)) continue;
        least = sum;
        best = { from, to };
      }
    }
  }
  return [best];
}

/** Segments that touch, as stretches. */
function contiguous(segments: readonly Segment[]): (Run & { segments: Segment[] })[] {
  const result: (Run & { segments: Segment[] })[] = [];
  for (const segment of segments) {
    const last = result.at(-1);
    if (last?.to === segment.from) {
      last.to = segment.to;
      last.segments.push(segment);
    } else result.push({ from: segment.from, to: segment.to, segments: [segment] });
  }
  return result;
}

/**
 * Makes readers of the cost of all segments before an instant, an exact whole number. The instants a reader is asked for
 * must not go back.
 */
function costOf(segments: readonly Segment[], length: number): () => (at: number) => number {
  let unit = length;
  let span = 0;
  let until: number | undefined;
  for (const { from, to } of segments) {
    const gap = from - (until ?? from);
    unit = gcd(gcd(unit, gap), to - from);
    span += gap + to - from;
    until = to;
  }
  const whole = scale(segments, span / unit);
  return () => {
    let index = 0;
    let sum = 0;
    return (at) => {
      let { from, to, value } = segments[index] as Segment;
      while (to < at) {
        sum += whole(value) * ((to - from) / unit);
        ({ from, to, value } = segments[++index] as Segment);
      }
      return sum + whole(value) * (Math.max(0, at - from) / unit);
    };
  };
}
