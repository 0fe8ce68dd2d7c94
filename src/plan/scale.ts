import type { Segment } from './segments';

/**
 * Turns values into whole numbers, so that ties are ties whatever the order of summation: times a power of ten, at most
 * 10^6 and small enough for sums to stay exact. `weight` is the most that values are multiplied by, all in all, in a sum.
 */
export function scale(segments: readonly Segment[], weight: number): (value: number) => number {
  const largest = segments.reduce((max, { value }) => Math.max(max, Math.abs(value)), 0);
  const room = Number.MAX_SAFE_INTEGER / Math.max(1, weight);
  let digits = 6;
  while (largest * 10 ** digits + 0.5 > room && digits > -330) digits--;
  return (value) => Math.round(value * 10 ** digits);
}

/** The greatest common divisor; of a number and 0 it is the number. */
export function gcd(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
