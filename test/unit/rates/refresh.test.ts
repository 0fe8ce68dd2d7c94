import assert from 'node:assert/strict';
import { FlatPeakError } from '../../../src/flatpeak/errors';
import { nextRefresh, nextTry } from '../../../src/rates/refresh';
import { DAY, HOUR, MINUTE } from '../../../src/time/duration';
import { row } from '../../support/slots';

const now = Date.parse('2026-11-20T12:00:00Z');
const full = row(
  now - HOUR,
  HOUR,
  Array.from({ length: 40 }, () => 0.2),
);

function refresh(rest: Partial<Parameters<typeof nextRefresh>[0]> = {}): number {
  const at = nextRefresh({
    now,
    nextUpdate: undefined,
    series: full,
    timezone: 'Europe/London',
    spread: 0,
    ...rest,
  });
  return at - now;
}

describe('when to ask again', () => {
  it('follows next_update, behind this hub’s own delay', () => {
    assert.equal(refresh({ nextUpdate: now + 4 * HOUR, spread: 90_000 }), 4 * HOUR + 90_000);
  });

  it('keeps five minutes and a day as bounds, and an hour for the past', () => {
    assert.equal(refresh({ nextUpdate: now + 1000 }), 5 * MINUTE);
    assert.equal(refresh({ nextUpdate: now + 9 * DAY }), DAY);
    assert.equal(refresh({ nextUpdate: now - 1 }), HOUR);
  });

  it('asks hourly without next_update only while the next day has gaps or forecasts', () => {
    assert.equal(refresh({ series: full.slice(0, 20) }), HOUR);
    assert.equal(refresh({ series: full.map((slot) => ({ ...slot, confidence: 0.6 })) }), HOUR);
    assert.equal(refresh(), 6 * HOUR);
  });

  it('looks at 23:00 local, when tomorrow is out by FlatPeak’s word', () => {
    assert.equal(refresh({ timezone: 'Europe/Helsinki' }), 6 * HOUR);
    assert.equal(refresh({ timezone: 'Asia/Tokyo' }), 2 * HOUR);
  });

  it('keeps to a day, its own delay included', () => {
    assert.equal(refresh({ nextUpdate: now + DAY, spread: 90_000 }), DAY);
  });

  it('looks tomorrow when 23:00 has come', () => {
    const late = Date.parse('2026-11-20T23:00:00Z');
    const series = row(
      late,
      HOUR,
      Array.from({ length: 40 }, () => 0.2),
    );
    const at = nextRefresh({
      now: late,
      nextUpdate: undefined,
      series,
      timezone: 'Europe/London',
      spread: 0,
    });
    assert.equal(at, late + 6 * HOUR);
  });

  it('takes the client’s word after a failure, else a pause by kind', () => {
    assert.equal(
      nextTry(new FlatPeakError('unavailable', { retryAt: now + 77_000 }), now),
      now + 77_000,
    );
    assert.equal(nextTry(new FlatPeakError('network'), now), now + MINUTE);
    assert.equal(nextTry(new FlatPeakError('pending'), now), now + 15 * MINUTE);
    assert.equal(nextTry(new FlatPeakError('not_found'), now), now + HOUR);
    assert.equal(nextTry(new FlatPeakError('network', { retryAt: now - DAY }), now), now + 1000);
  });
});
