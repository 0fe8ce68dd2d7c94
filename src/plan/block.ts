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
  const costUntil = integral(segments, length);
  let best: Run | undefined;
  let least = Infinity;
  // Between such candidates the cost is linear, so the optimum is one of them.
  for (const stretch of stretches) {
    const { from: first, to } = stretch;
    const last = to - length;
    const starts = stretch.segments.flatMap((segment) => [segment.from, segment.to - length]);
    for (const from of starts) {
      if (from < first || from > last) continue;
      const cost = costUntil(from + length) - costUntil(from);
      if (cost < least || (cost === least && best && from < best.from)) {
        least = cost;
        best = { from, to: from + length };
      }
    }
  }
  return best ? [best] : [];
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

/** The cost of all segments up to an instant that `block` may ask for, as an exact whole number. */
function integral(segments: readonly Segment[], length: number): (at: number) => number {
  const origin = segments[0]?.from ?? 0;
  const span = (segments.at(-1)?.to ?? origin) - origin;
  const unit = segments.reduce(
    (unit, { from, to }) => gcd(gcd(unit, to - origin), from - origin),
    length,
  );
  const whole = scale(segments, span / unit);
  const sums = new Float64Array(segments.length + 1);
  for (const [index, { from, to, value }] of segments.entries())
    sums[index + 1] = (sums[index] ?? 0) + whole(value) * ((to - from) / unit);
  return (at) => {
    let low = 0;
    let high = segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((segments[middle]?.to ?? Infinity) < at) low = middle + 1;
      else high = middle;
    }
    const segment = segments[low];
    if (!segment || at <= segment.from) return sums[low] ?? 0;
    return (sums[low] ?? 0) + whole(segment.value) * ((at - segment.from) / unit);
  };
}
