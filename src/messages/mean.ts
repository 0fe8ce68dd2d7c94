import type { RateSlot } from '../rates/series';

/** Time-weighted mean of the known rates; `null` where none is known. */
export function meanRate(slots: readonly RateSlot[]): number | null {
  let time = 0;
  let sum = 0;
  for (const { from, to, rate } of slots) {
    if (rate === null) continue;
    time += to - from;
    sum += (to - from) * rate;
  }
  return time === 0 ? null : round(sum / time);
}

/** FlatPeak gives at most five decimals; one more keeps a mean honest without a tail of noise. */
export function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
