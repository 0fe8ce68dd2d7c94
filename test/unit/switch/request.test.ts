import assert from 'node:assert/strict';
import { chosen, latestStart, outlook, stillNeeded, waiting } from '../../../src/switch/outlook';
import { request } from '../../../src/switch/request';
import { durationOf, PLAIN, type Settings } from '../../../src/switch/settings';
import { FRESH, type SwitchState } from '../../../src/switch/state';
import { HOUR, MINUTE } from '../../../src/time/duration';
import { row, slot } from '../../support/slots';

const ZONE = 'UTC';
const MIDNIGHT = Date.parse('2026-01-10T00:00:00Z');
const at = (hour: number): number => MIDNIGHT + hour * HOUR;
const DAY_SPAN = { start: at(0), end: at(24) };

const TWO_HOURS: Settings = {
  ...PLAIN,
  rule: { kind: 'duration', continuous: false },
  need: { kind: 'duration', duration: 2 * HOUR },
};
const BLOCK: Settings = { ...TWO_HOURS, rule: { kind: 'duration', continuous: true } };
const SHARE: Settings = { ...PLAIN, rule: { kind: 'share', share: 0.5 } };
const AVERAGE: Settings = { ...PLAIN, rule: { kind: 'average', percent: 10 } };

/** 24 hours of rates, from 0.00 up to 0.23. */
const RISING = row(
  MIDNIGHT,
  HOUR,
  Array.from({ length: 24 }, (_, hour) => hour / 100),
);

const on = (since: number, rest: Partial<SwitchState> = {}): SwitchState => ({
  ...FRESH,
  output: { on: true, since: at(since) },
  ...rest,
});
const off = (since: number, rest: Partial<SwitchState> = {}): SwitchState => ({
  ...FRESH,
  output: { on: false, since: at(since) },
  ...rest,
});
const ran = (...hours: [number, number][]) => ({
  ledger: hours.map(([from, to]) => ({ from: at(from), to: at(to) })),
});

function taskAt(hour: number, settings: Settings, state: SwitchState = FRESH, series = RISING) {
  return request(settings, series, state, DAY_SPAN, at(hour));
}

/** Runs in hours of the day. */
function runsAt(hour: number, settings: Settings, state = FRESH, series = RISING) {
  const { runs } = outlook(settings, series, state, ZONE, at(hour));
  return runs.map(({ from, to }) => [(from - MIDNIGHT) / HOUR, (to - MIDNIGHT) / HOUR]);
}

describe('request', () => {
  describe('what is still needed', () => {
    const cases: [string, number, Settings, SwitchState, number | undefined][] = [
      ['the whole need at first', 0, TWO_HOURS, FRESH, 2],
      ['less what ran', 6, TWO_HOURS, off(3, ran([2, 3])), 1],
      ['less what ran in this occurrence only', 6, TWO_HOURS, off(0.5, ran([-1, 0.5])), 1.5],
      ['nothing when more ran', 6, TWO_HOURS, off(5, ran([1, 5])), 0],
      ['nothing below a minute', 6, TWO_HOURS, off(5, ran([1, 3 - 0.9 / 60])), 0],
      [
        'what was not delivered since a start',
        6,
        TWO_HOURS,
        off(5, { ...ran([1, 2], [4, 5]), asked: { at: at(3) } }),
        1,
      ],
      [
        'what was not delivered since a need was told',
        6,
        TWO_HOURS,
        off(5, {
          ...ran([1, 2], [4, 5]),
          told: { need: { value: { kind: 'duration', duration: 0 }, configured: '', at: at(4.5) } },
        }),
        1.5,
      ],
      ['a whole run at least', 6, { ...TWO_HOURS, minRun: 1.5 * HOUR }, off(3, ran([2, 3])), 1.5],
      [
        'less for a run that goes on',
        3,
        { ...TWO_HOURS, minRun: HOUR },
        on(1.5, ran([1.5, 3])),
        0.5,
      ],
      [
        'a whole run where the one going on ends in time that is forbidden',
        3,
        { ...TWO_HOURS, minRun: HOUR, neverAbove: 0.02 },
        on(1.5, ran([1.5, 3])),
        1,
      ],
      ['a minute, and no less than one', 6, TWO_HOURS, off(5, ran([1, 3 - 1 / 60])), 1 / 60],
      ['a share of the whole day, past included', 12, SHARE, off(11, ran([0, 11])), 1],
      ['no amount for an average', 12, AVERAGE, FRESH, undefined],
    ];
    for (const [name, hour, settings, state, hours] of cases) {
      it(`is ${name}`, () => {
        const { remaining } = taskAt(hour, settings, state);
        assert.equal(remaining, hours === undefined ? undefined : Math.round(hours * HOUR));
      });
    }

    it('is nothing where the dialog names no need', () => {
      const { need: _, ...blank } = { ...BLOCK, lookAhead: 8 * HOUR };
      const { remaining, heldUntil } = taskAt(3, blank, on(2));
      assert.deepEqual([remaining, heldUntil], [0, undefined]);
    });

    it('is a whole run where the one going on is not of this occurrence', () => {
      const later = { start: at(10), end: at(20) };
      const settings: Settings = {
        ...TWO_HOURS,
        need: { kind: 'duration', duration: HOUR },
        minRun: 2 * HOUR,
      };
      const remaining = (hour: number) =>
        request(settings, RISING, on(9.5), later, at(hour)).remaining;
      assert.equal(remaining(9.75), 2 * HOUR);
      assert.equal(remaining(10), 1.5 * HOUR);
    });

    it('is a share of the time that is known', () =>
      assert.equal(taskAt(0, SHARE, FRESH, RISING.slice(0, 10)).remaining, 5 * HOUR));

    it('comes from energy, power and efficiency', () => {
      assert.equal(durationOf({ kind: 'energy', energy: 9, power: 5, efficiency: 0.9 }), 2 * HOUR);
      const never = durationOf({ kind: 'energy', energy: 9, power: 1e-300, efficiency: 0.9 });
      assert.ok(never < 1e12, 'so long a need must not leave the range of instants');
    });
  });

  it('measures an average over the whole occurrence, past slots included', () => {
    for (const hour of [0, 12, 23])
      assert.deepEqual(runsAt(hour, AVERAGE), hour <= 11 ? [[hour, 11]] : []);
    const dear = { ...AVERAGE, seek: 'highest' } as const;
    assert.deepEqual(runsAt(0, dear), [[13, 24]]);
  });

  it('takes a flat price for its own average', () => {
    const flat = row(
      MIDNIGHT,
      HOUR,
      Array.from({ length: 24 }, () => 0.1),
    );
    assert.deepEqual(
      runsAt(7, { ...AVERAGE, rule: { kind: 'average', percent: 0 } }, FRESH, flat),
      [[7, 24]],
    );
  });

  describe('a started block', () => {
    const cases: [string, number, Settings, SwitchState, number | undefined][] = [
      ['is none while off', 3, BLOCK, off(2), undefined],
      ['is none for a split need', 3, TWO_HOURS, on(2, ran([2, 3])), undefined],
      ['goes on until the need is met', 3, BLOCK, on(2, ran([2, 3])), 4],
      ['goes on no longer than its occurrence', 23.5, BLOCK, on(23, ran([23, 23.5])), 24],
      ['goes on to its shortest length', 3, { ...TWO_HOURS, minRun: 2 * HOUR }, on(2), 4],
      [
        'goes on to its shortest length after the need was met',
        3,
        { ...TWO_HOURS, minRun: 4 * HOUR },
        on(1, ran([1, 3])),
        5,
      ],
      ['has no length to reach any more', 5, { ...TWO_HOURS, minRun: 2 * HOUR }, on(2), undefined],
      [
        'ends where it costs too much',
        3,
        { ...BLOCK, need: { kind: 'duration', duration: 9 * HOUR }, neverAbove: 0.05 },
        on(2, ran([2, 3])),
        6,
      ],
      [
        'ends at once where it costs too much already',
        3,
        { ...BLOCK, neverAbove: 0.01 },
        on(2),
        undefined,
      ],
      ['of before the occurrence is not one of its own', 3, BLOCK, on(-2), undefined],
      ['begins with its occurrence', 1, BLOCK, on(0, ran([0, 1])), 2],
      [
        'in a moving window lasts as long as the need',
        3,
        { ...BLOCK, lookAhead: 8 * HOUR },
        on(2),
        4,
      ],
    ];
    for (const [name, hour, settings, state, until] of cases) {
      it(name, () =>
        assert.equal(
          taskAt(hour, settings, state).heldUntil,
          until === undefined ? undefined : at(until),
        ),
      );
    }

    it('is not cut by what cost too much before', () => {
      const falling = RISING.map((slot, hour) => ({ ...slot, rate: (23 - hour) / 100 }));
      const capped: Settings = { ...BLOCK, neverAbove: 0.1 };
      assert.equal(taskAt(14, capped, on(13, ran([13, 14])), falling).heldUntil, at(15));
      assert.equal(taskAt(13, capped, on(13), falling).heldUntil, at(15));
    });

    it('is cut by the rate where carbon is kept low', () => {
      const series = [0.1, 0.1, 0.4].map((rate, i) =>
        slot(at(i), at(i + 1), rate, { carbon: 100 }),
      );
      const green: Settings = { ...BLOCK, value: { kind: 'carbon' }, neverAbove: 0.3 };
      assert.equal(taskAt(1, green, on(0.5), series).heldUntil, at(2));
    });
  });

  describe('what is going on', () => {
    const { minPause: _, ...rest } = { ...TWO_HOURS, minPause: HOUR };
    const cases: [string, number, Settings, SwitchState, object | undefined][] = [
      ['is nothing before the first output', 3, rest, FRESH, undefined],
      ['is a run', 3, rest, on(2, ran([2, 3])), { on: true, since: at(2), starts: 1 }],
      ['is a pause', 3, rest, off(2, ran([1, 2])), { on: false, since: at(2), starts: 1 }],
      [
        'counts no starts of another occurrence',
        3,
        rest,
        off(2, ran([-1, 2])),
        { on: false, since: at(2), starts: 0 },
      ],
      [
        'is a run that is held',
        3,
        { ...rest, minRun: 2 * HOUR },
        on(2, ran([2, 3])),
        { on: true, since: at(2), starts: 1 },
      ],
    ];
    for (const [name, hour, settings, state, before] of cases) {
      it(name, () => assert.deepEqual(taskAt(hour, settings, state).request.before, before));
    }

    it('is a pause that may end now for a new appliance, where pauses are limited', () => {
      const limited = { ...rest, minPause: HOUR, maxPause: 4 * HOUR };
      assert.deepEqual(taskAt(3, limited).request.before, { on: false, since: at(2) });
    });

    it('is a pause where the run ends before the occurrence begins', () => {
      const later = { start: at(10), end: at(20) };
      const task = (minRun: number) =>
        request({ ...TWO_HOURS, minRun }, RISING, on(7), later, at(8)).request.before;
      assert.deepEqual(task(0), { on: false, since: at(8), starts: 0 });
      assert.deepEqual(task(2 * HOUR), { on: false, since: at(9), starts: 0 });
      assert.deepEqual(task(4 * HOUR), { on: true, since: at(7), starts: 0 });
    });
  });

  it('caps the rate, not the grams, where carbon is kept low', () => {
    const series = [
      slot(at(0), at(1), 0.5, { carbon: 10 }),
      slot(at(1), at(2), 0.1, { carbon: 50 }),
      slot(at(2), at(3), 0.1, { carbon: 90 }),
    ];
    const green: Settings = {
      ...TWO_HOURS,
      need: { kind: 'duration', duration: HOUR },
      value: { kind: 'carbon' },
      unpriced: 'go',
    };
    assert.deepEqual(runsAt(0, green, FRESH, series), [[0, 1]]);
    assert.deepEqual(runsAt(0, { ...green, neverAbove: 0.3 }, FRESH, series), [[1, 2]]);
  });

  it('tells what a rule cannot mind to none', () => {
    const pauses = { maxPause: HOUR, alwaysBelow: 0.02 };
    assert.deepEqual(runsAt(0, { ...AVERAGE, ...pauses }), [[0, 11]]);
    assert.deepEqual(runsAt(0, { ...BLOCK, alwaysBelow: 0.02 }), [[0, 2]]);
  });

  it('takes a flat price for its own average, also to sell', () => {
    const flat = RISING.map((slot) => ({ ...slot, rate: 0.1 }));
    const sells = { ...AVERAGE, rule: { kind: 'average', percent: 0 }, seek: 'highest' } as const;
    assert.deepEqual(runsAt(7, sells, FRESH, flat), [[7, 24]]);
  });

  it('forbids what is below the least price to sell at, and nothing at it', () => {
    const { forbidden } = taskAt(0, { ...TWO_HOURS, seek: 'highest', neverAbove: 0.05 });
    assert.deepEqual([forbidden.length, forbidden.at(-1)?.to], [5, at(5)]);
    assert.deepEqual(taskAt(0, TWO_HOURS).forbidden, []);
  });

  it('knows what to sell', () => {
    const sells: Settings = { ...TWO_HOURS, direction: 'EXPORT', seek: 'highest' };
    assert.deepEqual(runsAt(0, sells), [[22, 24]]);
    assert.deepEqual(runsAt(0, { ...sells, neverAbove: 0.23 }), [[23, 24]]);
  });
});

describe('outlook', () => {
  /** Known up to 20:00, so that four hours have no price. */
  const EVENING = RISING.slice(0, 20);
  const need = (hours: number, rest: Partial<Settings> = {}): Settings => ({
    ...TWO_HOURS,
    need: { kind: 'duration', duration: hours * HOUR },
    ...rest,
  });

  const waits: [string, Settings, number[][]][] = [
    ['waits with what fits into the time without a price', need(4), []],
    ['runs what would not fit', need(6), [[12, 14]]],
    ['goes by what is known if it is to', need(4, { unpriced: 'go' }), [[12, 16]]],
    ['leaves room for a pause', need(4, { minPause: HOUR }), [[12, 13]]],
    ['runs no less than a whole run', need(5, { minRun: 2 * HOUR }), [[12, 14]]],
    ['leaves nothing to time too short for a run', need(6, { minRun: 5 * HOUR }), [[12, 18]]],
    [
      'leaves to time just long enough for a run what fits',
      need(6, { minRun: 4 * HOUR }),
      [[12, 16]],
    ],
    ['keeps a block in one piece', { ...need(5), rule: BLOCK.rule }, [[12, 17]]],
    ['lets a whole block wait', { ...need(4), rule: BLOCK.rule }, []],
    ['splits no run that may start but once', need(6, { maxRuns: 1 }), [[12, 18]]],
    [
      'does not wait longer than a pause may be',
      need(2, { minRun: HOUR, maxPause: 4 * HOUR }),
      [
        [14, 15],
        [19, 20],
      ],
    ],
    [
      'waits with no share, which is one of known time',
      { ...SHARE, rule: { kind: 'share', share: 0.1 } },
      [[12, 14]],
    ],
  ];
  for (const [name, settings, runs] of waits) {
    it(name, () => assert.deepEqual(runsAt(12, settings, FRESH, EVENING), runs));
  }

  it('does not wait for prices of time that has passed by tomorrow’s', () => {
    const gap = [...EVENING, ...row(at(24), HOUR, [0.1, 0.1])];
    assert.deepEqual(runsAt(12, need(4), FRESH, gap), []);
  });

  it('runs no more than is needed where the last price holds beyond the deadline', () => {
    assert.deepEqual(runsAt(0, need(2, { readyBy: '07:30' })), [[0, 2]]);
  });

  it('shows a block that is under way as one run with what follows it, and apart from what does not', () => {
    const held = { ...PLAIN, rule: { kind: 'threshold', limit: 0.1 }, minRun: 2 * HOUR } as const;
    const later = (...rates: number[]) => row(at(2), HOUR, rates);
    const runs = (series: typeof RISING) => runsAt(3, held, on(2), series);
    assert.deepEqual(runs(later(0.1, 0.2, 0.1, 0.1, 0.2)), [[3, 6]]);
    assert.deepEqual(runs(later(0.1, 0.2, 0.2, 0.1, 0.1)), [
      [3, 4],
      [5, 7],
    ]);
    assert.deepEqual(runs(later(0.1, 0.2, 0.2)), [[3, 4]]);
    assert.deepEqual(runsAt(3, held, off(2), later(0.2, 0.2, 0.1, 0.1)), [[4, 6]]);
  });

  it('shows the whole need while it waits', () => {
    const { plan, runs } = outlook(need(4), EVENING, FRESH, ZONE, at(12));
    assert.deepEqual([plan?.duration, plan?.provisional, runs], [4 * HOUR, true, []]);
  });

  it('tells what is chosen, with a block under way, and what of it would wait', () => {
    const hours = (runs: readonly { from: number; to: number }[]) =>
      runs.map(({ from, to }) => [(from - MIDNIGHT) / HOUR, (to - MIDNIGHT) / HOUR]);
    const waits = outlook(need(4), EVENING, FRESH, ZONE, at(12));
    assert.deepEqual(hours(waiting(waits)), hours(chosen(waits)));
    const tight = outlook(need(8), EVENING, FRESH, ZONE, at(12));
    const certain = tight.runs.reduce((sum, { from, to }) => sum + to - from, 0);
    const later = waiting(tight).reduce((sum, { from, to }) => sum + to - from, 0);
    assert.ok(certain > 0 && later > 0);
    assert.equal(certain + later, tight.plan?.duration);
    assert.deepEqual(waiting(outlook(need(4), RISING, FRESH, ZONE, at(12))), []);
    const idle = outlook(need(1, { runs: 'asked' }), RISING, FRESH, ZONE, at(12));
    assert.deepEqual([waiting(idle), chosen(idle)], [[], []]);
    const held = { ...TWO_HOURS, minRun: 2 * HOUR };
    const begun = outlook(held, RISING, on(11, ran([11, 12])), ZONE, at(12));
    assert.deepEqual(hours(chosen(begun)), [[12, 13]]);
  });

  it('looks as far as rates go for a plain threshold', () => {
    const plain: Settings = { ...PLAIN, rule: { kind: 'threshold', limit: 0.15 } };
    const { occurrence } = outlook(plain, RISING, FRESH, ZONE, at(3));
    assert.deepEqual(occurrence, { start: at(3), end: at(24) });
    const bounds: Partial<Settings>[] = [
      { window: { from: '01:00', to: '05:00' } },
      { readyBy: '05:00' },
      { lookAhead: 2 * HOUR },
    ];
    for (const bound of bounds) {
      const { occurrence } = outlook({ ...plain, ...bound }, RISING, FRESH, ZONE, at(3));
      assert.equal(occurrence?.end, at(5));
    }
    assert.equal(
      outlook({ ...plain, runs: 'asked' }, RISING, FRESH, ZONE, at(3)).occurrence,
      undefined,
    );
  });

  it('looks again at the next slot where the window moves', () => {
    const moving = need(1, { lookAhead: 4 * HOUR });
    assert.equal(outlook(moving, RISING, FRESH, ZONE, at(3) + MINUTE).until, at(4));
    assert.equal(outlook(moving, [], FRESH, ZONE, at(3)).until, Infinity);
  });

  it('knows what is still needed, and from when on it must run', () => {
    const made = outlook(need(3), RISING, FRESH, ZONE, at(0));
    const state = off(2, ran([1, 2]));
    assert.equal(stillNeeded(made, state, at(5)), 2 * HOUR);
    assert.equal(latestStart(made, state, at(5)), at(22));
    assert.equal(latestStart(made, off(4, ran([1, 4])), at(5)), undefined);
    const average = outlook(AVERAGE, RISING, FRESH, ZONE, at(0));
    assert.equal(stillNeeded(average, FRESH, at(5)), undefined);
    assert.equal(latestStart(average, FRESH, at(5)), undefined);
    const long = outlook(need(30), RISING, FRESH, ZONE, at(0));
    assert.equal(latestStart(long, FRESH, at(0)), at(0));
  });

  it('counts nothing that ran before its time', () => {
    const night = need(3, { window: { from: '10:00', to: '20:00' } });
    const made = outlook(night, RISING, FRESH, ZONE, at(0));
    assert.equal(stillNeeded(made, off(3, ran([1, 3])), at(5)), 3 * HOUR);
  });
});
