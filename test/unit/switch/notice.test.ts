import assert from 'node:assert/strict';
import type { RateSlot } from '../../../src/rates/series';
import { noticeOf } from '../../../src/switch/notice';
import { outlook } from '../../../src/switch/outlook';
import { PLAIN, type Settings } from '../../../src/switch/settings';
import { FRESH } from '../../../src/switch/state';
import { HOUR } from '../../../src/time/duration';
import { row } from '../../support/slots';

const MIDNIGHT = Date.parse('2026-11-20T00:00:00Z');
const NOW = MIDNIGHT + 6 * HOUR;

function notice(
  rates: number[],
  rest: Partial<Settings>,
  before: readonly RateSlot[] = [],
  after: readonly RateSlot[] = [],
) {
  const settings: Settings = { ...PLAIN, rule: { kind: 'threshold', limit: 0.15 }, ...rest };
  const series = [...before, ...row(MIDNIGHT, HOUR, rates), ...after];
  const made = outlook(settings, series, FRESH, 'Europe/London', NOW);
  return noticeOf({ outlook: made, settings, state: FRESH, series }, 'Europe/London', NOW);
}

const day = (rate: number, other = rate): number[] =>
  Array.from({ length: 24 }, (_, hour) => (hour === 3 ? other : rate));

describe('a notice', () => {
  it('tells of a threshold that the whole day passes, or no hour of it', () => {
    assert.deepEqual(notice(day(0.1), {}), { kind: 'always_on' });
    assert.deepEqual(notice(day(0.2), {}), { kind: 'never_on' });
    assert.equal(notice(day(0.2, 0.1), {}), undefined);
  });

  it('turns with what is sought', () => {
    assert.deepEqual(notice(day(0.1), { seek: 'highest' }), { kind: 'never_on' });
    assert.deepEqual(notice(day(0.15), { seek: 'highest' }), { kind: 'always_on' });
    assert.deepEqual(notice(day(0.15), {}), { kind: 'always_on' }, 'at the threshold');
  });

  it('tells of the local day alone, of which nearly all must be known', () => {
    const yesterday = row(MIDNIGHT - HOUR, HOUR, [0.2]);
    const tomorrow = row(MIDNIGHT + 24 * HOUR, HOUR, [0.2]);
    assert.deepEqual(notice(day(0.1), {}, yesterday, tomorrow), { kind: 'always_on' });
    assert.deepEqual(notice(day(0.1).slice(0, 22), {}), { kind: 'always_on' });
    assert.equal(notice(day(0.1).slice(0, 21), {}), undefined);
    assert.equal(notice(day(0.1).slice(0, 21), {}, yesterday, tomorrow), undefined);
  });

  it('says nothing of what runs in a window or when asked', () => {
    assert.equal(notice(day(0.1), { window: { from: '00:00', to: '23:00' } }), undefined);
    assert.equal(notice(day(0.1), { runs: 'asked' }), undefined);
  });

  it('does not call short what is less than a minute, or no promise', () => {
    const settings = (minutes: number) =>
      ({
        rule: { kind: 'duration', continuous: false },
        need: { kind: 'duration', duration: 2 * HOUR + minutes * 60_000 },
        readyBy: '08:00',
      }) as const;
    assert.equal(notice(day(0.1), settings(0.9)), undefined);
    assert.deepEqual(notice(day(0.1), settings(1)), { kind: 'short', missing: 60_000 });
    assert.equal(notice(day(0.1), { rule: { kind: 'share', share: 1 } }), undefined);
  });

  it('says nothing of a day that is not known', () => {
    assert.equal(notice(day(0.1).slice(0, 12), {}), undefined);
    assert.equal(notice([], {}), undefined);
  });

  it('tells how much of a need cannot be met for its limits', () => {
    const settings = {
      rule: { kind: 'duration', continuous: false },
      need: { kind: 'duration', duration: 4 * HOUR },
      readyBy: '08:00',
    } as const;
    assert.deepEqual(notice(day(0.1), settings), { kind: 'short', missing: 2 * HOUR });
    assert.equal(notice(day(0.1), { ...settings, readyBy: '12:00' }), undefined);
  });

  it('does not call short what prices to come may still bring', () => {
    const settings = {
      rule: { kind: 'duration', continuous: false },
      need: { kind: 'duration', duration: 4 * HOUR },
      readyBy: '12:00',
    } as const;
    assert.equal(notice(day(0.1).slice(0, 8), settings), undefined);
  });
});
