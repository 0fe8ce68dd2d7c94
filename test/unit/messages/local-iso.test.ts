import assert from 'node:assert/strict';
import fc from 'fast-check';
import { localIso } from '../../../src/messages/local-iso';
import { DAY, MINUTE } from '../../../src/time/duration';
import { isoInZone } from '../../../src/time/zone';

const ZONES = ['Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Beirut', 'Asia/Kolkata', 'UTC'];
/** Clocks change: in Berlin and Beirut, in Berlin, on Lord Howe; and a clock that was never set. */
const DATES = ['2026-03-29', '2026-10-25', '2026-10-04', '1970-01-01'].map((date) =>
  Date.parse(date),
);

describe('writing very many local instants', () => {
  it('writes what the zone says', () => {
    const instants = fc
      .tuple(
        fc.constantFrom(...DATES),
        fc.integer({ min: -200 * DAY, max: 200 * DAY }),
        fc.constantFrom(1, 1000, 100),
        fc.constantFrom(1, MINUTE),
      )
      .map(([date, away, nearer, unit]) => Math.floor((date + away / nearer) / unit) * unit);
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instants, (zone, at) => {
        assert.equal(localIso(zone, at), isoInZone(zone, at));
      }),
      { numRuns: 5_000 },
    );
  });
});
