import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plan } from '../../../src/plan/plan';
import { HOUR, MINUTE } from '../../../src/time/duration';
import { window } from '../../../src/time/window';
import { runs } from '../../support/runs';

const QUARTER = 15 * MINUTE;

describe('plan on the day of a clock change', () => {
  for (const [zone, date, quarters] of [
    ['Europe/London', '2026-03-29', 92],
    ['Europe/London', '2026-10-25', 100],
    ['Europe/Berlin', '2026-03-29', 92],
    ['Europe/Berlin', '2026-10-25', 100],
    ['America/New_York', '2026-03-08', 92],
    ['America/New_York', '2026-11-01', 100],
    ['Australia/Lord_Howe', '2026-10-04', 94],
    ['Australia/Lord_Howe', '2026-04-05', 98],
    ['Asia/Kolkata', '2026-03-29', 96],
  ] as const) {
    it(`fault 37: ${date} in ${zone} has ${quarters} quarters, and a need is met to the millisecond`, () => {
      // Noon of the day before: it is that date soon, everywhere.
      const before = Date.parse(`${date}T00:00:00Z`) - 14 * HOUR;
      let day = window(zone, '00:00', '00:00', undefined, before);
      while (day.date < date) day = window(zone, '00:00', '00:00', undefined, day.end);
      assert.equal(day.date, date);
      const { start, end } = day;
      assert.equal((end - start) / QUARTER, quarters);
      const price = fc.integer({ min: -50, max: 50 });
      const prices = fc.array(price, { minLength: quarters, maxLength: quarters });
      const length = fc.integer({ min: 0, max: end - start });
      fc.assert(
        fc.property(prices, length, (values, duration) => {
          const slots = values.map((value, i) => ({
            from: start + i * QUARTER,
            to: start + (i + 1) * QUARTER,
            value: value / 100,
          }));
          const found = plan({ slots, start, end, rule: { kind: 'duration', duration } });
          const total = found.runs.reduce((sum, { from, to }) => sum + to - from, 0);
          assert.deepEqual([found.duration, total, found.shortfall], [duration, duration, 0]);
        }),
        { numRuns: runs(120) },
      );
    });
  }
});
