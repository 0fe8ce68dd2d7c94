import assert from 'node:assert/strict';
import type { RateSlot } from '../../../src/rates/series';
import { decide, type Reason } from '../../../src/switch/decide';
import { outlook } from '../../../src/switch/outlook';
import { PLAIN, type Settings } from '../../../src/switch/settings';
import { FRESH, type SwitchState } from '../../../src/switch/state';
import { HOUR } from '../../../src/time/duration';
import { row, slot } from '../../support/slots';

const ZONE = 'UTC';
const MIDNIGHT = Date.parse('2026-01-10T00:00:00Z');
const at = (hour: number): number => MIDNIGHT + hour * HOUR;
const hourOf = (instant: number): number => (instant - MIDNIGHT) / HOUR;

const LIMIT: Settings = { ...PLAIN, rule: { kind: 'threshold', limit: 0.1 } };
const NEED: Settings = {
  ...PLAIN,
  rule: { kind: 'duration', continuous: false },
  need: { kind: 'duration', duration: 2 * HOUR },
};
const SHARE: Settings = { ...PLAIN, rule: { kind: 'share', share: 0.5 } };

/** Cheap from 02:00 to 04:00, dear at 20:00, negative at 22:00, else middling. */
const RATES = row(
  MIDNIGHT,
  HOUR,
  Array.from({ length: 24 }, (_, hour) =>
    hour === 2 || hour === 3 ? 0.05 : hour === 20 ? 0.5 : hour === 22 ? -0.01 : 0.2,
  ),
);
const KNOWN_TILL_NOON = RATES.slice(0, 12);

const on = (since: number): SwitchState => ({ ...FRESH, output: { on: true, since: at(since) } });
const off = (since: number): SwitchState => ({ ...FRESH, output: { on: false, since: at(since) } });
const ran = (from: number, to: number, state: SwitchState): SwitchState => ({
  ...state,
  ledger: [{ from: at(from), to: at(to) }],
});

interface Case {
  settings: Settings;
  hour: number;
  state?: SwitchState;
  series?: readonly RateSlot[];
  starting?: boolean;
  /** When the outlook was made, if not now. */
  planned?: number;
  unknownHome?: boolean;
}

function decided({
  settings,
  hour,
  state = FRESH,
  series = RATES,
  starting = false,
  planned = hour,
  unknownHome = false,
}: Case): [boolean, Reason, number | undefined] {
  const { on, reason, until } = decide({
    settings,
    series,
    state,
    outlook: unknownHome ? undefined : outlook(settings, series, state, ZONE, at(planned)),
    timezone: ZONE,
    now: at(hour),
    starting,
  });
  return [on, reason, until === undefined ? undefined : hourOf(until)];
}

describe('decide', () => {
  const night = { from: '01:00', to: '05:00' };
  const hours = { from: '13:00', to: '14:00' };
  const cases: [string, Case, [boolean, Reason, number | undefined]][] = [
    [
      'an override with its end',
      { settings: LIMIT, hour: 5, state: { ...FRESH, override: { on: true, until: at(7) } } },
      [true, 'override', 7],
    ],
    [
      'an override without an end',
      { settings: LIMIT, hour: 2, state: { ...FRESH, override: { on: false, until: null } } },
      [false, 'override', undefined],
    ],
    [
      'a stop up to the next occurrence',
      { settings: LIMIT, hour: 2, state: { ...FRESH, stopped: { until: at(24) } } },
      [false, 'stopped', 24],
    ],
    [
      'a stop up to the next start',
      { settings: LIMIT, hour: 2, state: { ...FRESH, stopped: { until: null } } },
      [false, 'stopped', undefined],
    ],
    [
      'the fallback off',
      { settings: LIMIT, hour: 13, series: KNOWN_TILL_NOON },
      [false, 'fallback', undefined],
    ],
    [
      'the fallback off, up to the next run that is known',
      { settings: LIMIT, hour: 1, series: RATES.slice(2) },
      [false, 'fallback', 2],
    ],
    [
      'the fallback on',
      { settings: { ...LIMIT, fallback: 'on' }, hour: 13, series: KNOWN_TILL_NOON },
      [true, 'fallback', undefined],
    ],
    [
      'the fallback in its hours',
      { settings: { ...LIMIT, fallback: hours }, hour: 13.5, series: KNOWN_TILL_NOON },
      [true, 'fallback', 14],
    ],
    [
      'the fallback out of its hours',
      { settings: { ...LIMIT, fallback: hours }, hour: 12, series: KNOWN_TILL_NOON },
      [false, 'fallback', 13],
    ],
    [
      'the fallback as long as something is needed',
      { settings: { ...NEED, fallback: 'on' }, hour: 13, series: KNOWN_TILL_NOON },
      [true, 'fallback', 15],
    ],
    [
      'the fallback as long as nothing is known of a share that is needed',
      { settings: { ...SHARE, fallback: 'on' }, hour: 13, series: KNOWN_TILL_NOON },
      [true, 'fallback', undefined],
    ],
    [
      'the fallback beyond a share of what was known: there may be more to come',
      {
        settings: { ...SHARE, fallback: 'on' },
        hour: 13,
        series: KNOWN_TILL_NOON,
        state: ran(2, 8, off(8)),
      },
      [true, 'fallback', undefined],
    ],
    [
      'the fallback off between two runs that are known',
      { settings: LIMIT, hour: 5, series: [...RATES.slice(0, 5), ...RATES.slice(6)], planned: 1 },
      [false, 'fallback', 22],
    ],
    [
      'the fallback for what was asked for where no home is known',
      {
        settings: { ...NEED, runs: 'asked', fallback: 'on' },
        hour: 5,
        series: [],
        unknownHome: true,
        state: { ...FRESH, asked: { at: at(4) } },
      },
      [true, 'fallback', undefined],
    ],
    [
      'the fallback where no home is known',
      { settings: NEED, hour: 13, series: [], unknownHome: true },
      [false, 'fallback', undefined],
    ],
    [
      'a slot that knows nothing is no data',
      { settings: LIMIT, hour: 0.5, series: [slot(at(0), at(1), null)] },
      [false, 'fallback', undefined],
    ],
    [
      'forced at the latest start without prices',
      { settings: NEED, hour: 22, series: KNOWN_TILL_NOON, planned: 5 },
      [true, 'forced', 24],
    ],
    [
      'not forced before the latest start',
      { settings: NEED, hour: 21.9, series: KNOWN_TILL_NOON, planned: 5 },
      [false, 'fallback', undefined],
    ],
    [
      'forced above the cap where being ready wins',
      {
        settings: { ...NEED, readyBy: '21:00', neverAbove: 0.1, deadlineWins: true },
        hour: 20,
        state: ran(-1, 0, off(0)),
      },
      [true, 'forced', 21],
    ],
    [
      'not forced above the cap where the cap wins',
      {
        settings: { ...NEED, readyBy: '21:00', neverAbove: 0.1 },
        hour: 20,
        state: ran(-1, 0, off(0)),
      },
      [false, 'never_above', undefined],
    ],
    [
      'starting while the first rates may still arrive',
      { settings: LIMIT, hour: 13, state: off(0), series: [], unknownHome: true, starting: true },
      [false, 'starting', undefined],
    ],
    [
      'starting with the fallback',
      { settings: { ...LIMIT, fallback: 'on' }, hour: 1, series: [], starting: true },
      [true, 'starting', undefined],
    ],
    [
      'never above the cap',
      { settings: { ...LIMIT, neverAbove: 0.4 }, hour: 20 },
      [false, 'never_above', 22],
    ],
    [
      'never above a cap on the rate while carbon is kept low, with data all the same',
      {
        settings: { ...NEED, value: { kind: 'carbon' }, neverAbove: 0.4, fallback: 'on' },
        hour: 0.5,
        series: [slot(at(0), at(1), 0.5, { carbon: 10 }), slot(at(1), at(3), 0.1, { carbon: 90 })],
      },
      [false, 'never_above', undefined],
    ],
    [
      'never below the least price to sell at',
      {
        settings: {
          ...LIMIT,
          seek: 'highest',
          rule: { kind: 'threshold', limit: 0.4 },
          neverAbove: 0.3,
        },
        hour: 5,
      },
      [false, 'never_above', 20],
    ],
    [
      'a run that is too short to end',
      { settings: { ...LIMIT, minRun: 3 * HOUR }, hour: 4, state: on(2) },
      [true, 'min_run', 5],
    ],
    [
      'a run that is too short to end though its need is met',
      { settings: { ...NEED, minRun: 3 * HOUR }, hour: 4, state: ran(2, 4, on(2)) },
      [true, 'min_run', 5],
    ],
    [
      'a run that is too short to end though data is gone',
      {
        settings: { ...LIMIT, minRun: 3 * HOUR },
        hour: 12,
        series: KNOWN_TILL_NOON,
        state: on(11),
      },
      [true, 'min_run', 14],
    ],
    [
      'a run that is too short to end though no home is known',
      {
        settings: { ...LIMIT, minRun: 3 * HOUR },
        hour: 12,
        series: [],
        unknownHome: true,
        state: on(11),
      },
      [true, 'min_run', 14],
    ],
    [
      'a run that is too short to end though its window has',
      {
        settings: { ...LIMIT, minRun: 3 * HOUR, window: { from: '01:00', to: '03:00' } },
        hour: 3,
        state: on(2),
      },
      [true, 'min_run', 5],
    ],
    [
      'a block that goes on without data',
      {
        settings: { ...NEED, rule: { kind: 'duration', continuous: true } },
        hour: 12,
        series: KNOWN_TILL_NOON,
        state: ran(11, 12, on(11)),
      },
      [true, 'min_run', 13],
    ],
    [
      'a pause that is too short to end',
      { settings: { ...LIMIT, minPause: 2 * HOUR }, hour: 2, state: off(1) },
      [false, 'min_pause', 3],
    ],
    [
      'a pause that is too short to end for a need',
      {
        settings: { ...NEED, minPause: 2 * HOUR, readyBy: '04:00' },
        hour: 2,
        state: off(1),
      },
      [false, 'min_pause', 3],
    ],
    [
      'a pause that is too short to end for the fallback',
      {
        settings: { ...LIMIT, minPause: 2 * HOUR, fallback: 'on' },
        hour: 12,
        series: KNOWN_TILL_NOON,
        state: off(11),
      },
      [false, 'min_pause', 13],
    ],
    [
      'a pause that is too short to end for a price that is low enough now, but not for long',
      { settings: { ...LIMIT, minPause: 2 * HOUR, minRun: 2 * HOUR }, hour: 2, state: off(1) },
      [false, 'min_pause', undefined],
    ],
    [
      'a price too high, whether or not a pause has to be kept',
      { settings: { ...LIMIT, minPause: 2 * HOUR }, hour: 5, state: off(4) },
      [false, 'above_threshold', 22],
    ],
    [
      'a price that is low enough out of the window, whether or not a pause has to be kept',
      { settings: { ...LIMIT, minPause: 2 * HOUR, window: hours }, hour: 2, state: off(1) },
      [false, 'outside_window', undefined],
    ],
    [
      'a run of the plan, though it is too short to end anyway',
      { settings: { ...NEED, minRun: 3 * HOUR }, hour: 3, state: ran(2, 3, on(2)) },
      [true, 'in_plan', 5],
    ],
    [
      'always below a price, to the very price',
      {
        settings: { ...LIMIT, rule: { kind: 'threshold', limit: -1 }, alwaysBelow: -0.01 },
        hour: 22,
      },
      [true, 'always_below', 23],
    ],
    [
      'always above a price, to sell',
      {
        settings: {
          ...LIMIT,
          seek: 'highest',
          rule: { kind: 'threshold', limit: 0.6 },
          alwaysBelow: 0.5,
        },
        hour: 20,
      },
      [true, 'always_below', 21],
    ],
    [
      'not always above a price that is not reached',
      { settings: { ...LIMIT, seek: 'highest', alwaysBelow: 0.6 }, hour: 20 },
      [true, 'below_threshold', 22],
    ],
    [
      'always below a price, beyond the need',
      { settings: { ...NEED, alwaysBelow: 0 }, hour: 22, state: ran(2, 4, off(4)) },
      [true, 'always_below', 23],
    ],
    [
      'always below a price, beyond the threshold',
      { settings: { ...LIMIT, rule: { kind: 'threshold', limit: -1 }, alwaysBelow: 0 }, hour: 22 },
      [true, 'always_below', 23],
    ],
    [
      'a need that is met',
      { settings: NEED, hour: 5, state: ran(2, 4, off(4)) },
      [false, 'need_met', undefined],
    ],
    [
      'a need that is met, where data is gone: no fallback runs it twice',
      {
        settings: { ...NEED, fallback: 'on' },
        hour: 13,
        series: KNOWN_TILL_NOON,
        state: ran(2, 4, off(4)),
      },
      [false, 'need_met', undefined],
    ],
    [
      'before the window, with the first run in it',
      { settings: { ...NEED, window: night }, hour: 0.5 },
      [false, 'outside_window', 2],
    ],
    [
      'after the window, for a threshold that passes',
      { settings: { ...LIMIT, window: night }, hour: 22 },
      [false, 'outside_window', undefined],
    ],
    [
      'nothing asked for, with or without data',
      {
        settings: { ...NEED, runs: 'asked', fallback: 'on' },
        hour: 5,
        series: [],
        unknownHome: true,
      },
      [false, 'outside_window', undefined],
    ],
    [
      'what was asked for is over',
      {
        settings: { ...NEED, runs: 'asked', readyBy: '04:00', fallback: 'on' },
        hour: 5,
        series: [],
        state: { ...FRESH, asked: { at: at(1) } },
      },
      [false, 'outside_window', undefined],
    ],
    ['at or below the threshold', { settings: LIMIT, hour: 2 }, [true, 'below_threshold', 4]],
    ['above the threshold', { settings: LIMIT, hour: 5 }, [false, 'above_threshold', 22]],
    [
      'below the average',
      { settings: { ...PLAIN, rule: { kind: 'average', percent: 10 } }, hour: 3.5 },
      [true, 'below_threshold', 4],
    ],
    ['in the plan', { settings: { ...NEED, readyBy: '05:00' }, hour: 3 }, [true, 'in_plan', 5]],
    [
      'not in the plan',
      { settings: { ...NEED, readyBy: '05:00' }, hour: 0 },
      [false, 'not_in_plan', 2],
    ],
  ];
  for (const [name, one, expected] of cases) {
    it(`${expected[1]}: ${name}`, () => assert.deepEqual(decided(one), expected));
  }

  it('gives every reason', () => {
    const reasons = new Set(cases.map(([, , [, reason]]) => reason));
    assert.equal(reasons.size, 15);
  });

  describe('gives the first reason that applies', () => {
    const overridden = { override: { on: true, until: null } } as const;
    const stopped = { stopped: { until: null } } as const;
    const capped: Settings = { ...NEED, readyBy: '21:00', neverAbove: 0.1 };
    const pairs: [Reason, Reason, Case][] = [
      [
        'override',
        'stopped',
        { settings: LIMIT, hour: 2, state: { ...FRESH, ...overridden, ...stopped } },
      ],
      [
        'stopped',
        'fallback',
        { settings: LIMIT, hour: 2, series: [], state: { ...FRESH, ...stopped } },
      ],
      ['fallback', 'forced', { settings: { ...NEED, fallback: 'on' }, hour: 23, series: [] }],
      ['forced', 'starting', { settings: NEED, hour: 23, series: [], starting: true }],
      [
        'forced',
        'never_above',
        { settings: { ...capped, deadlineWins: true }, hour: 20, state: ran(-1, 0, off(0)) },
      ],
      [
        'never_above',
        'min_run',
        { settings: { ...capped, minRun: 2 * HOUR }, hour: 20, state: on(19) },
      ],
      [
        'never_above',
        'min_pause',
        { settings: { ...capped, minPause: 2 * HOUR }, hour: 20, state: off(19) },
      ],
      ['never_above', 'need_met', { settings: capped, hour: 20, state: ran(2, 4, off(4)) }],
      [
        'min_run',
        'need_met',
        { settings: { ...NEED, minRun: 3 * HOUR }, hour: 4, state: ran(2, 4, on(2)) },
      ],
      [
        'always_below',
        'need_met',
        { settings: { ...NEED, alwaysBelow: 0 }, hour: 22, state: ran(2, 4, off(4)) },
      ],
      ['always_below', 'below_threshold', { settings: { ...LIMIT, alwaysBelow: 0 }, hour: 22 }],
      [
        'need_met',
        'outside_window',
        {
          settings: {
            ...NEED,
            need: { kind: 'duration', duration: 0 },
            window: { from: '10:00', to: '12:00' },
          },
          hour: 5,
        },
      ],
      [
        'outside_window',
        'above_threshold',
        { settings: { ...LIMIT, window: { from: '10:00', to: '12:00' } }, hour: 5 },
      ],
    ];
    for (const [first, second, one] of pairs) {
      it(`${first} before ${second}`, () => assert.equal(decided(one)[1], first));
    }
  });

  it('tells the slot that holds, with a rate', () => {
    const slotAt = (series: readonly RateSlot[]) =>
      decide({
        settings: LIMIT,
        series,
        state: FRESH,
        outlook: undefined,
        timezone: ZONE,
        now: at(2),
        starting: false,
      }).slot;
    assert.equal(slotAt(RATES), RATES[2]);
    assert.equal(slotAt([slot(at(2), at(3), null)]), undefined);
    assert.equal(slotAt([]), undefined);
  });
});
