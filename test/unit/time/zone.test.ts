import assert from 'node:assert/strict';
import {
  clockLabel,
  isoInZone,
  isZone,
  localMidnight,
  nextLocalMidnight,
} from '../../../src/time/zone';

const at = (iso: string): number => Date.parse(iso);

describe('zone', () => {
  it('knows zones', () => {
    assert.ok(isZone('Europe/London'));
    for (const name of ['', 'Europe/Nowhere', 'local time']) assert.ok(!isZone(name));
  });

  it('finds the midnights of a day of 23 and of 25 hours', () => {
    const zone = 'Europe/London';
    const spring = at('2026-03-29T12:00:00Z');
    assert.equal(nextLocalMidnight(zone, spring) - localMidnight(zone, spring), 23 * 3_600_000);
    const autumn = at('2026-10-25T12:00:00Z');
    assert.equal(nextLocalMidnight(zone, autumn) - localMidnight(zone, autumn), 25 * 3_600_000);
  });

  it('starts a day whose midnight is skipped at its first instant', () => {
    const noon = at('2025-03-30T12:00:00+03:00');
    assert.equal(localMidnight('Asia/Beirut', noon), at('2025-03-30T01:00:00+03:00'));
  });

  it('treats midnight itself as the start of its day', () => {
    const midnight = at('2026-05-01T00:00:00+02:00');
    assert.equal(localMidnight('Europe/Berlin', midnight), midnight);
    assert.equal(nextLocalMidnight('Europe/Berlin', midnight), at('2026-05-02T00:00:00+02:00'));
  });

  it('writes the offset that held at the instant', () => {
    assert.equal(
      isoInZone('Europe/Berlin', at('2026-10-25T00:30:00Z')),
      '2026-10-25T02:30:00+02:00',
    );
    assert.equal(
      isoInZone('Europe/Berlin', at('2026-10-25T01:30:00Z')),
      '2026-10-25T02:30:00+01:00',
    );
    assert.equal(isoInZone('UTC', at('2026-10-25T01:30:00Z')), '2026-10-25T01:30:00Z');
  });

  it('labels a time of today, of another day, and one within a minute', () => {
    const now = at('2026-11-20T20:00:00Z');
    const label = (iso: string): string => clockLabel('Europe/London', at(iso), now);
    assert.equal(label('2026-11-20T21:30:00Z'), '21:30');
    assert.equal(label('2026-11-21T02:30:00Z'), 'Sat 02:30');
    assert.equal(label('2026-11-20T20:00:20Z'), '20:00:20');
  });
});
