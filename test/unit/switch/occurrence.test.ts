import assert from 'node:assert/strict';
import { occurrence, within } from '../../../src/switch/occurrence';
import { PLAIN, type Settings } from '../../../src/switch/settings';
import { FRESH, type SwitchState } from '../../../src/switch/state';
import { HOUR } from '../../../src/time/duration';

const ZONE = 'Europe/London';

function spanAt(settings: Partial<Settings>, now: string, state: SwitchState = FRESH) {
  const whole: Settings = { ...PLAIN, rule: { kind: 'duration', continuous: false }, ...settings };
  const found = occurrence(whole, state, ZONE, Date.parse(now));
  return found && [found.start, found.end].map((at) => new Date(at).toISOString().slice(0, 16));
}

describe('occurrence', () => {
  const night = { from: '18:00', to: '07:00' };
  const cases: [string, Partial<Settings>, string, [string, string]][] = [
    ['the local day', {}, '2026-06-10T12:00Z', ['2026-06-09T23:00', '2026-06-10T23:00']],
    ['the day of 23 hours', {}, '2026-03-29T12:00Z', ['2026-03-29T00:00', '2026-03-29T23:00']],
    ['the day of 25 hours', {}, '2026-10-25T12:00Z', ['2026-10-24T23:00', '2026-10-26T00:00']],
    [
      'the window that is next',
      { window: night },
      '2026-01-10T12:00Z',
      ['2026-01-10T18:00', '2026-01-11T07:00'],
    ],
    [
      'the window that is running',
      { window: night },
      '2026-01-11T06:59Z',
      ['2026-01-10T18:00', '2026-01-11T07:00'],
    ],
    [
      'the next window at the end of one',
      { window: night },
      '2026-01-11T07:00Z',
      ['2026-01-11T18:00', '2026-01-12T07:00'],
    ],
    [
      'the next window on chosen days',
      { window: { ...night, days: [1] } },
      '2026-01-10T12:00Z',
      ['2026-01-12T18:00', '2026-01-13T07:00'],
    ],
    [
      'a window that a clock change makes shorter',
      { window: night },
      '2026-03-28T20:00Z',
      ['2026-03-28T18:00', '2026-03-29T06:00'],
    ],
    [
      'a window up to its deadline',
      { window: night, readyBy: '05:00' },
      '2026-01-11T01:00Z',
      ['2026-01-10T18:00', '2026-01-11T05:00'],
    ],
    [
      'the next window once the deadline is over',
      { window: night, readyBy: '05:00' },
      '2026-01-11T05:00Z',
      ['2026-01-11T18:00', '2026-01-12T05:00'],
    ],
    [
      'a window whose deadline is later than its end',
      { window: night, readyBy: '09:00' },
      '2026-01-11T01:00Z',
      ['2026-01-10T18:00', '2026-01-11T07:00'],
    ],
    [
      'the 24 hours up to a deadline',
      { readyBy: '07:00' },
      '2026-01-10T12:00Z',
      ['2026-01-10T07:00', '2026-01-11T07:00'],
    ],
    [
      'the next 24 hours at the deadline',
      { readyBy: '07:00' },
      '2026-01-10T07:00Z',
      ['2026-01-10T07:00', '2026-01-11T07:00'],
    ],
    [
      'up to a deadline that comes twice',
      { readyBy: '01:30' },
      '2026-10-25T01:00Z',
      ['2026-10-24T00:30', '2026-10-25T01:30'],
    ],
    [
      'from a deadline that came twice, sharing no time with the one before',
      { readyBy: '01:30' },
      '2026-10-25T01:30Z',
      ['2026-10-25T01:30', '2026-10-26T01:30'],
    ],
    [
      'a look ahead that moves with the time',
      { lookAhead: 6 * HOUR },
      '2026-01-10T12:34Z',
      ['2026-01-10T12:34', '2026-01-10T18:34'],
    ],
  ];
  for (const [name, settings, now, span] of cases) {
    it(`is ${name}`, () => assert.deepEqual(spanAt(settings, now), span));
  }

  describe('when asked', () => {
    const asked = (at: string): SwitchState => ({ ...FRESH, asked: { at: Date.parse(at) } });
    const laundry: Partial<Settings> = { runs: 'asked', readyBy: '07:00', window: night };

    it('is none before anyone asked', () =>
      assert.equal(spanAt(laundry, '2026-01-10T12:00Z'), undefined));

    it('reaches from the start to the deadline', () =>
      assert.deepEqual(spanAt(laundry, '2026-01-10T22:00Z', asked('2026-01-10T20:00Z')), [
        '2026-01-10T20:00',
        '2026-01-11T07:00',
      ]));

    it('is none after the deadline', () =>
      assert.equal(spanAt(laundry, '2026-01-11T07:00Z', asked('2026-01-10T20:00Z')), undefined));

    it('reaches to the next deadline that leaves room for what may not be split', () => {
      const block: Partial<Settings> = {
        ...laundry,
        rule: { kind: 'duration', continuous: true },
        need: { kind: 'duration', duration: 2 * HOUR },
      };
      const endFor = (settings: Partial<Settings>, at: string) =>
        spanAt(settings, at, asked(at))?.[1];
      assert.equal(endFor(block, '2026-01-11T05:00Z'), '2026-01-11T07:00');
      assert.equal(endFor(block, '2026-01-11T05:01Z'), '2026-01-12T07:00');
      assert.equal(endFor(block, '2026-01-11T07:00Z'), '2026-01-12T07:00');
      const split: Partial<Settings> = { ...block, rule: { kind: 'duration', continuous: false } };
      assert.equal(endFor(split, '2026-01-11T06:59Z'), '2026-01-11T07:00');
      assert.equal(endFor(split, '2026-01-11T07:00Z'), '2026-01-12T07:00');
    });

    it('is a day without a deadline', () =>
      assert.deepEqual(spanAt({ runs: 'asked' }, '2026-01-10T22:00Z', asked('2026-01-10T20:00Z')), [
        '2026-01-10T20:00',
        '2026-01-11T20:00',
      ]));
  });

  it('tells daily hours in the local time', () => {
    const hours = { from: '23:00', to: '01:00' };
    const at = (now: string) => within(hours, ZONE, Date.parse(now));
    assert.deepEqual(at('2026-06-10T21:59Z'), {
      inside: false,
      until: Date.parse('2026-06-10T22:00Z'),
    });
    assert.deepEqual(at('2026-06-10T22:00Z'), {
      inside: true,
      until: Date.parse('2026-06-11T00:00Z'),
    });
  });
});
