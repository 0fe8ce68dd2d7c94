import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type RateSlot, slots } from './ask';
import { runs } from '../../../support/runs';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const SLOT = 20 * SECOND;
const THRESHOLD = 0.15;

const arbitraryInstant = fc.integer({
  min: Date.parse('2024-01-01T00:00:00Z'),
  max: Date.parse('2034-01-01T00:00:00Z'),
});

function forEachInstant(check: (now: number) => void): void {
  fc.assert(fc.property(arbitraryInstant, check), { numRuns: runs(1000), seed: 20 });
}

/** The instants at which a threshold switches, seen from `now` on what is known now. */
function switches(known: RateSlot[]): { at: number; on: boolean }[] {
  const states = known.map((slot) => ({ at: slot.from, on: slot.rate <= THRESHOLD }));
  return states.filter(({ on }, i) => i > 0 && states[i - 1]?.on !== on);
}

describe('sample account: the demo home', () => {
  it('has slots of 20 seconds, one hour back and 30 minutes ahead, and nothing else', () => {
    forEachInstant((now) => {
      const current = Math.floor(now / SLOT) * SLOT;
      const found = slots('demo', now - 24 * 60 * MINUTE, now + 24 * 60 * MINUTE, { now });
      assert.equal(found[0]?.from, current - 60 * MINUTE);
      assert.equal(found.at(-1)?.to, current + 30 * MINUTE);
      assert.equal(found.length, 270);
      for (const slot of found) {
        assert.equal(slot.to - slot.from, SLOT);
        assert.equal(slot.confidence, 1);
      }
    });
  });

  it('has no slot at all further away', () => {
    const now = Date.parse('2026-07-15T12:00:00Z');
    assert.deepEqual(slots('demo', now + 30 * MINUTE, now + 60 * MINUTE, { now }), []);
    assert.deepEqual(slots('demo', now - 120 * MINUTE, now - 60 * MINUTE, { now }), []);
  });

  it('turns on within 40 seconds of any instant', () => {
    forEachInstant((now) => {
      const found = slots('demo', now, now + 2 * MINUTE, { now });
      const on = found.find((slot) => slot.rate <= THRESHOLD);
      assert.ok(on && on.from - now <= 40 * SECOND);
    });
  });

  it('switches at least three times in any two minutes', () => {
    forEachInstant((now) => {
      const seen = switches(slots('demo', now, now + 2 * MINUTE, { now }));
      assert.ok(seen.length >= 3, `${seen.length}`);
    });
  });

  it('is below zero in some slots of every three minutes and never near the threshold', () => {
    forEachInstant((now) => {
      const rates = slots('demo', now, now + 3 * MINUTE, { now }).map((slot) => slot.rate);
      assert.ok(rates.some((rate) => rate < 0));
      for (const rate of rates) assert.ok(Math.abs(rate - THRESHOLD) > 0.02);
    });
  });

  it('keeps what it published', () => {
    forEachInstant((now) => {
      const later = now + 30 * MINUTE;
      const before = slots('demo', now, later - MINUTE, { now });
      assert.deepEqual(
        slots('demo', now, later - MINUTE, { now: later }).map((slot) => slot.rate),
        before.map((slot) => slot.rate),
      );
    });
  });
});
