import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isoWriter } from '../../../src/messages/local-iso';
import { DAY, MINUTE } from '../../../src/time/duration';
import { isoInZone } from '../../../src/time/zone';

const ZONES = ['Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Beirut', 'Asia/Kolkata', 'UTC'];
/** Around a change of clocks in Berlin, in Beirut and on Lord Howe, and any time. */
const DATES = ['2026-03-29', '2026-10-24', '2026-10-03'].map((date) => Date.parse(date));
const AROUND = { min: -2 * DAY, max: 2 * DAY };

describe('writing local instants', () => {
  it('writes what the zone says, within its span and without', () => {
    const starts = fc
      .tuple(fc.constantFrom(...DATES), fc.integer(AROUND))
      .map(([date, away]) => date + away);
    const instants = fc.array(fc.integer({ min: -DAY, max: 10 * DAY }), { minLength: 1 });
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        starts,
        fc.integer({ min: 1, max: 9 * DAY }),
        instants,
        fc.boolean(),
        (zone, from, length, offsets, whole) => {
          const write = isoWriter(zone, from, from + length);
          for (const offset of offsets) {
            const at = whole ? Math.floor((from + offset) / MINUTE) * MINUTE : from + offset;
            assert.equal(write(at), isoInZone(zone, at));
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
