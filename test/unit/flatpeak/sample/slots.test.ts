import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { cells } from '../../../../src/flatpeak/sample/cells';
import { atWallTime, localDays } from '../../../../src/time/local';
import { localMidnight, nextLocalMidnight } from '../../../../src/time/zone';
import { ask, DAY, HOUR, type RateSlot, slots } from './ask';
import { runs } from '../../../support/runs';

const MINUTE = 60_000;

const HOMES = [
  { home: 'london', direction: 'IMPORT', zone: 'Europe/London', length: 30 * MINUTE },
  { home: 'london', direction: 'EXPORT', zone: 'Europe/London', length: 30 * MINUTE },
  { home: 'berlin', direction: 'IMPORT', zone: 'Europe/Berlin', length: 60 * MINUTE },
  { home: 'oslo', direction: 'IMPORT', zone: 'Europe/Oslo', length: 15 * MINUTE },
  { home: 'lord_howe', direction: 'IMPORT', zone: 'Australia/Lord_Howe', length: 30 * MINUTE },
  { home: 'madrid', direction: 'IMPORT', zone: 'Europe/Madrid', length: undefined },
  { home: 'new_york', direction: 'IMPORT', zone: 'America/New_York', length: undefined },
  { home: 'new_york', direction: 'EXPORT', zone: 'America/New_York', length: undefined },
];

/** Markets and dynamic tariffs, and the UTC instants around which they publish on a summer Wednesday. */
const PUBLISHED = [
  { home: 'london', zone: 'Europe/London', at: Date.parse('2026-07-15T15:00:00Z') },
  { home: 'berlin', zone: 'Europe/Berlin', at: Date.parse('2026-07-15T11:00:00Z') },
  { home: 'oslo', zone: 'Europe/Oslo', at: Date.parse('2026-07-15T11:00:00Z') },
  { home: 'lord_howe', zone: 'Australia/Lord_Howe', at: Date.parse('2026-07-15T05:30:00Z') },
];

const SEED = { seed: 20260329 };
const arbitraryInstant = fc
  .integer({
    min: Date.parse('2025-01-01T00:00:00Z') / 1000,
    max: Date.parse('2028-01-01T00:00:00Z') / 1000,
  })
  .map((seconds) => seconds * 1000);
const arbitraryHome = fc.constantFrom(...HOMES);

describe('sample account: slots', () => {
  it('touch each other, fill the window and stay within it', () => {
    fc.assert(
      fc.property(
        arbitraryHome,
        arbitraryInstant,
        fc.integer({ min: 1, max: 4 * 86_400 }),
        fc.integer({ min: -10 * DAY, max: 10 * DAY }),
        ({ home, direction, length }, start, seconds, ago) => {
          const end = start + seconds * 1000;
          const found = slots(home, start, end, { now: start + ago, direction });
          assert.equal(found[0]?.from, start);
          assert.equal(found.at(-1)?.to, end);
          for (const [i, slot] of found.entries()) {
            assert.ok(slot.from < slot.to);
            if (i > 0) assert.equal(slot.from, found[i - 1]?.to);
            if (length !== undefined) assert.ok(slot.to - slot.from <= length);
            assert.equal(slot.rate, Math.round(slot.rate * 1e5) / 1e5);
            assert.ok(slot.confidence >= 0 && slot.confidence <= 1);
            if (slot.confidence === 0) assert.equal(slot.rate, 0);
          }
        },
      ),
      { ...SEED, numRuns: runs(1000) },
    );
  });

  it('cost the same whatever window shows them', () => {
    fc.assert(
      fc.property(
        arbitraryHome,
        arbitraryInstant,
        fc.integer({ min: 0, max: 3 * 86_400 }),
        fc.integer({ min: 1, max: 86_400 }),
        fc.integer({ min: -5 * DAY, max: 5 * DAY }),
        ({ home, direction }, start, skip, seconds, ago) => {
          const asking = { now: start + ago, direction };
          const wide = slots(home, start, start + 4 * DAY, asking);
          const from = start + skip * 1000;
          const narrow = slots(home, from, from + seconds * 1000, asking);
          for (const slot of narrow) {
            const same = wide.find((other) => other.from <= slot.from && slot.from < other.to);
            assert.deepEqual({ ...slot, from: 0, to: 0 }, { ...same, from: 0, to: 0 });
          }
        },
      ),
      { ...SEED, numRuns: runs(1000) },
    );
  });

  it('that are published or past never change', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PUBLISHED),
        arbitraryInstant,
        fc.integer({ min: 0, max: 400 * DAY }),
        ({ home }, now, later) => {
          const [then] = slots(home, now, now + 1000, { now });
          const [after] = slots(home, now, now + 1000, { now: now + later });
          assert.deepEqual(after, then);
          assert.equal(then?.confidence, 1);
        },
      ),
      { ...SEED, numRuns: runs(1000) },
    );
  });

  const clockChanges: [string, string, number, number][] = [
    // home, an instant of the local day, its hours, slots of that day
    ['london', '2026-03-29T12:00:00Z', 23, 46],
    ['london', '2026-10-25T12:00:00Z', 25, 50],
    ['berlin', '2026-03-29T12:00:00Z', 23, 23],
    ['berlin', '2026-10-25T12:00:00Z', 25, 25],
    ['oslo', '2026-03-29T12:00:00Z', 23, 92],
    ['oslo', '2026-10-25T12:00:00Z', 25, 100],
    ['lord_howe', '2026-10-04T00:00:00Z', 23.5, 47],
    ['lord_howe', '2026-04-05T00:00:00Z', 24.5, 49],
    ['madrid', '2026-03-29T12:00:00Z', 23, 1],
    ['madrid', '2026-10-25T12:00:00Z', 25, 1],
    ['new_york', '2026-03-08T12:00:00Z', 23, 1],
    ['new_york', '2026-11-01T12:00:00Z', 25, 1],
    ['berlin', '2026-07-15T12:00:00Z', 24, 24],
  ];
  for (const [home, noon, hours, count] of clockChanges) {
    it(`of ${home} on ${noon.slice(0, 10)}: ${hours} hours in ${count}`, () => {
      const { zone } = HOMES.find((one) => one.home === home)!;
      const start = localMidnight(zone, Date.parse(noon));
      const end = nextLocalMidnight(zone, start);
      assert.equal((end - start) / HOUR, hours);
      assert.equal(slots(home, start, end, { now: end }).length, count);
    });
  }

  it('of the hour that comes twice cost different prices', () => {
    const twice = Date.parse('2026-10-25T00:00:00Z');
    const [first, second] = slots('berlin', twice, twice + 2 * HOUR, { now: twice });
    assert.notEqual(first?.rate, second?.rate);
  });

  it('end with the day, where its length is no whole number of slots', () => {
    const day = Date.parse('2026-10-03T13:30:00Z');
    const hourly = {
      kind: 'pulse',
      slot: HOUR,
      seed: 1,
      rates: [1],
      history: 0,
      ahead: 0,
    } as const;
    const found = cells(hourly, 'Australia/Lord_Howe', day, day + 24 * HOUR);
    assert.deepEqual(
      found.slice(-2).map(({ from, to }) => [(from - day) / HOUR, (to - day) / HOUR]),
      [
        [23, 23.5],
        [23.5, 24.5],
      ],
    );
  });

  it('of a tariff by time of day follow the wall clock through a clock change', () => {
    const rows = (from: string, to: string) =>
      slots('madrid', Date.parse(from), Date.parse(to)).map(({ from, rate }) => [
        new Date(from).toISOString().slice(0, 16),
        rate,
      ]);
    // Friday in winter time, the weekend of the change, Monday in summer time.
    assert.deepEqual(rows('2026-03-26T23:00:00Z', '2026-03-30T22:00:00Z'), [
      ['2026-03-26T23:00', 0.09132],
      ['2026-03-27T07:00', 0.15284],
      ['2026-03-27T09:00', 0.22567],
      ['2026-03-27T13:00', 0.15284],
      ['2026-03-27T17:00', 0.22567],
      ['2026-03-27T21:00', 0.15284],
      ['2026-03-27T23:00', 0.09132],
      ['2026-03-28T23:00', 0.09132],
      ['2026-03-29T22:00', 0.09132],
      ['2026-03-30T06:00', 0.15284],
      ['2026-03-30T08:00', 0.22567],
      ['2026-03-30T12:00', 0.15284],
      ['2026-03-30T16:00', 0.22567],
      ['2026-03-30T20:00', 0.15284],
    ]);
  });

  it('of a fixed tariff all cost the same, for ever', () => {
    const now = Date.parse('2026-07-15T12:00:00Z');
    for (const [direction, rate] of [
      ['IMPORT', 0.2315],
      ['EXPORT', 0.085],
    ] as const) {
      for (const slot of slots('new_york', now - 10 * DAY, now + 70 * DAY, { now, direction })) {
        assert.deepEqual([slot.rate, slot.confidence], [rate, 1]);
      }
    }
  });
});

describe('sample account: publication', () => {
  for (const { home, zone, at } of PUBLISHED) {
    const knownUntil = (now: number, certain: (slot: RateSlot) => boolean) => {
      const found = slots(home, now, now + 8 * DAY, { now });
      return found.findLast(certain)?.to;
    };
    const tonight = nextLocalMidnight(zone, at);
    const tomorrow = nextLocalMidnight(zone, tonight);

    it(`of ${home} adds tomorrow to the second`, () => {
      const published = (slot: RateSlot) => slot.confidence === 1;
      assert.equal(knownUntil(at - 1000, published), tonight);
      assert.equal(knownUntil(at, published), tomorrow);
      assert.equal(knownUntil(tonight - 1000, published), tomorrow);
      assert.equal(knownUntil(tonight, published), tomorrow);
    });

    it(`of ${home} is followed by three days of forecast and then by no data`, () => {
      const day = (n: number) => {
        const start = tomorrow + n * DAY;
        return new Set(slots(home, start, start + DAY, { now: at }).map((slot) => slot.confidence));
      };
      assert.deepEqual([0, 1, 2, 3, 6].map(day), [
        new Set([0.6]),
        new Set([0.4]),
        new Set([0.2]),
        new Set([0]),
        new Set([0]),
      ]);
    });

    it(`of ${home} replaces a forecast by something near it`, () => {
      const mean = (now: number) => {
        const rates = slots(home, tonight, tomorrow, { now }).map((slot) => slot.rate);
        return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
      };
      assert.notEqual(mean(at), mean(at - 1000));
      assert.ok(Math.abs(mean(at) - mean(at - 1000)) < 0.2 * Math.abs(mean(at)));
    });
  }

  it('of a forecast counts days, also across a clock change', () => {
    const now = Date.parse('2026-10-23T12:00:00Z');
    const found = slots('berlin', now, now + 8 * DAY, { now });
    const ends = [1, 0.6, 0.4, 0.2].map(
      (confidence) => found.findLast((slot) => slot.confidence === confidence)?.to,
    );
    assert.deepEqual(
      ends.map((end) => new Date(end ?? 0).toISOString().slice(0, 13)),
      ['2026-10-24T22', '2026-10-25T23', '2026-10-26T23', '2026-10-27T23'],
    );
  });
});

describe('sample account: believable prices', () => {
  const YEAR_START = Date.parse('2026-01-01T00:00:00Z');
  const meanOfHour = (home: string, zone: string, direction = 'IMPORT') => {
    const sums = new Map<number, { sum: number; count: number }>();
    for (let week = 0; week < 52; week++) {
      const start = localMidnight(zone, YEAR_START + week * 7 * DAY + 12 * HOUR);
      for (const slot of slots(home, start, start + DAY, { now: start + 400 * DAY, direction })) {
        const hour = Math.floor((slot.from - start) / HOUR);
        const { sum, count } = sums.get(hour) ?? { sum: 0, count: 0 };
        sums.set(hour, { sum: sum + slot.rate, count: count + 1 });
      }
    }
    return (hour: number) => {
      const { sum, count } = sums.get(hour) ?? { sum: NaN, count: NaN };
      return sum / count;
    };
  };

  for (const { home, zone } of PUBLISHED) {
    it(`of ${home}: cheap nights, a morning and an evening peak, sun at noon`, () => {
      const at = meanOfHour(home, zone);
      assert.ok(at(3) < at(8), 'night below morning');
      assert.ok(at(13) < at(8), 'noon below morning');
      assert.ok(at(8) < at(18), 'morning below evening');
      assert.ok(at(22) < at(18), 'evening falls');
    });
  }

  it('of london are below zero from two to four in every night of the year', () => {
    const days = localDays('Europe/London', YEAR_START, YEAR_START + 365 * DAY);
    assert.equal(days.length, 365);
    for (const day of days) {
      const night = [atWallTime(day, 2 * HOUR), atWallTime(day, 4 * HOUR)] as const;
      for (const slot of slots('london', ...night, { now: day.end })) {
        assert.ok(slot.rate <= -0.01, new Date(slot.from).toISOString());
      }
    }
  });

  it('are dear in winter, which is in July on the southern half', () => {
    const mean = (home: string, month: string) => {
      const start = Date.parse(`2026-${month}-01T00:00:00Z`);
      const rates = slots(home, start, start + 28 * DAY, { now: start + 400 * DAY }).map(
        (slot) => slot.rate,
      );
      return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    };
    assert.ok(mean('berlin', '01') > 1.1 * mean('berlin', '07'));
    assert.ok(mean('lord_howe', '07') > 1.1 * mean('lord_howe', '01'));
  });

  it('of london as export are always above zero', () => {
    const asking = { now: YEAR_START + 400 * DAY, direction: 'EXPORT' };
    for (let quarter = 0; quarter < 4; quarter++) {
      const start = YEAR_START + quarter * 90 * DAY;
      for (const slot of slots('london', start, start + 90 * DAY, asking)) {
        assert.ok(slot.rate > 0, new Date(slot.from).toISOString());
      }
    }
  });

  it('are lower at the weekend', () => {
    const peak = (day: string) => {
      const now = Date.parse(`${day}T00:00:00Z`);
      return Math.max(...slots('oslo', now, now + DAY, { now }).map((slot) => slot.rate));
    };
    const weekdays = ['2026-07-13', '2026-07-14', '2026-07-15', '2026-07-16', '2026-07-17'].map(
      peak,
    );
    const weekend = ['2026-07-11', '2026-07-12', '2026-07-18', '2026-07-19'].map(peak);
    const mean = (values: number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(mean(weekend) < mean(weekdays));
  });
});

describe('sample account: carbon', () => {
  const now = Date.parse('2026-07-15T12:00:00Z');

  it('is certain until now, then forecast for three days, then absent', () => {
    const at = (offset: number) => slots('berlin', now + offset, now + offset + 1000, { now })[0];
    assert.equal(at(-30 * DAY)?.carbon?.confidence, 1);
    assert.equal(at(0)?.carbon?.confidence, 1);
    assert.equal(at(HOUR)?.carbon?.confidence, 0.9);
    assert.equal(at(DAY)?.carbon?.confidence, 0.8);
    assert.equal(at(2 * DAY)?.carbon?.confidence, 0.7);
    assert.equal(at(3 * DAY - HOUR)?.carbon?.confidence, 0.7);
    assert.equal(at(3 * DAY)?.carbon, undefined);
    assert.equal(at(3 * DAY)?.confidence, 0.4);
  });

  it('lies between the cleanest and the dirtiest the grid gets', () => {
    for (const [home, lowest, highest] of [
      ['demo', 40, 290],
      ['london', 40, 290],
      ['berlin', 110, 620],
      ['oslo', 12, 60],
    ] as const) {
      const start = home === 'demo' ? now - HOUR : now - 60 * DAY;
      for (const { carbon } of slots(home, start, now, { now })) {
        assert.ok(carbon && carbon.intensity >= lowest && carbon.intensity <= highest);
        assert.ok(carbon.relative >= 0 && carbon.relative <= 1);
        const share = (carbon.intensity - lowest) / (highest - lowest);
        assert.ok(Math.abs(share - carbon.relative) < 0.02);
      }
    }
  });

  it('does not depend on the tariff being asked for', () => {
    const query = { end_time: '2026-07-16T00:00:00Z', include_carbon: 'true' };
    const path = '/tariffs/rates/loc_sample_london';
    const carbon = (include_tariff: string) =>
      ask(path, { now, query: { ...query, include_tariff } }).body['data'].map(
        (slot: { carbon: object }) => slot.carbon,
      );
    assert.deepEqual(carbon('false'), carbon('true'));
  });
});
