import fc from 'fast-check';
import type { RateSlot } from '../../src/rates/series';
import { MINUTE } from '../../src/time/duration';

/** A slot with everything a test does not care about filled in. */
export function slot(
  from: number,
  to: number,
  rate: number | null,
  rest: Partial<RateSlot> = {},
): RateSlot {
  return { from, to, rate, confidence: rate === null ? 0 : 1, carbon: null, updated: 0, ...rest };
}

/** Slots of equal length, one after the other. */
export function row(from: number, length: number, rates: readonly (number | null)[]): RateSlot[] {
  return rates.map((rate, i) => slot(from + i * length, from + (i + 1) * length, rate));
}

/** Any slots: overlapping, with gaps, unsorted, without length, without data, updated at different times. */
export const anySlots = fc.array(
  fc
    .tuple(
      fc.integer({ min: 0, max: 60 }),
      fc.constantFrom(0, 1, 2, 3, 6, 18),
      fc.option(fc.integer({ min: -20, max: 60 }), { freq: 5 }),
      fc.integer({ min: 0, max: 3 }),
    )
    .map(([start, length, rate, updated]) =>
      slot(start * 5 * MINUTE, (start + length) * 5 * MINUTE, rate === null ? null : rate / 100, {
        updated,
      }),
    ),
  { maxLength: 12 },
);
