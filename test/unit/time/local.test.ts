import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { atWallTime, localDays, wallTime } from '../../../src/time/local';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const ZONES = [
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
  // Clocks go forward at midnight: some days begin at one o'clock.
  'Asia/Beirut',
  'UTC',
];

const arbitraryZone = fc.constantFrom(...ZONES);
const arbitraryInstant = fc.integer({
  min: Date.parse('2010-01-01T00:00:00Z'),
  max: Date.parse('2030-01-01T00:00:00Z'),
});
const SEED = { seed: 7, numRuns: 2000 };

function dayOf(zone: string, at: number) {
  const [day] = localDays(zone, at, at + 1);
  assert.ok(day);
  return day;
}

describe('local days', () => {
  it('follow each other and cover the span', () => {
    fc.assert(
      fc.property(
        arbitraryZone,
        arbitraryInstant,
        fc.integer({ min: 1, max: 9 * DAY }),
        (zone, from, length) => {
          const to = from + length;
          const days = localDays(zone, from, to);
          assert.ok(days[0] && days[0].start <= from && from < days[0].end);
          assert.ok((days.at(-1)?.end ?? 0) >= to && (days.at(-1)?.start ?? to) < to);
          for (const [i, day] of days.entries())
            if (i > 0) assert.equal(day.start, days[i - 1]?.end);
        },
      ),
      SEED,
    );
  });

  it('know their date and weekday', () => {
    fc.assert(
      fc.property(arbitraryZone, arbitraryInstant, (zone, at) => {
        const day = dayOf(zone, at);
        const expected = DateTime.fromMillis(at, { zone });
        assert.equal(new Date(day.date * DAY).toISOString().slice(0, 10), expected.toISODate());
        assert.equal(day.weekday, expected.weekday);
      }),
      SEED,
    );
  });

  it('read the wall clock', () => {
    fc.assert(
      fc.property(arbitraryZone, arbitraryInstant, (zone, at) => {
        const { hour, minute, second, millisecond } = DateTime.fromMillis(at, { zone });
        const wall = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
        assert.equal(wallTime(dayOf(zone, at), at), wall);
      }),
      SEED,
    );
  });

  it('find the first instant at which the wall clock shows a time or more', () => {
    fc.assert(
      fc.property(
        arbitraryZone,
        arbitraryInstant,
        fc.integer({ min: 0, max: 24 * 60 }),
        (zone, at, minutes) => {
          const day = dayOf(zone, at);
          const wall = minutes * 60_000;
          let expected = day.start;
          while (expected < day.end && wallTime(day, expected) < wall) expected += 60_000;
          assert.equal(atWallTime(day, wall), expected);
        },
      ),
      { seed: 7, numRuns: 1000 },
    );
  });

  const changes: [string, string, number, number][] = [
    // zone, instant of the change, hours of that day, what clocks jump
    ['Europe/London', '2026-03-29T01:00:00Z', 23, 1],
    ['Europe/London', '2026-10-25T01:00:00Z', 25, -1],
    ['America/New_York', '2026-11-01T06:00:00Z', 25, -1],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', 23.5, 0.5],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', 24.5, -0.5],
  ];
  for (const [zone, at, hours, jump] of changes) {
    it(`find the clock change of ${zone} at ${at}`, () => {
      const day = dayOf(zone, Date.parse(at));
      assert.equal(new Date(day.change).toISOString().replace('.000', ''), at);
      assert.equal((day.end - day.start) / HOUR, hours);
      assert.equal(day.jump / HOUR, jump);
    });
  }

  const wallTimes: [string, string, number, string][] = [
    // zone, a day, hours on the wall, the instant; 02:30 does not exist or exists twice
    ['Europe/Berlin', '2026-03-29', 1.5, '2026-03-29T00:30:00Z'],
    ['Europe/Berlin', '2026-03-29', 2, '2026-03-29T01:00:00Z'],
    ['Europe/Berlin', '2026-03-29', 2.5, '2026-03-29T01:00:00Z'],
    ['Europe/Berlin', '2026-03-29', 3, '2026-03-29T01:00:00Z'],
    ['Europe/Berlin', '2026-03-29', 3.5, '2026-03-29T01:30:00Z'],
    ['Europe/Berlin', '2026-10-25', 2.5, '2026-10-25T00:30:00Z'],
    ['Europe/Berlin', '2026-10-25', 3, '2026-10-25T02:00:00Z'],
    ['Europe/Berlin', '2026-10-25', 24, '2026-10-25T23:00:00Z'],
    ['Asia/Beirut', '2026-03-29', 0, '2026-03-28T22:00:00Z'],
    ['Asia/Beirut', '2026-03-29', 0.5, '2026-03-28T22:00:00Z'],
    ['Asia/Beirut', '2026-03-29', 1.5, '2026-03-28T22:30:00Z'],
  ];
  for (const [zone, date, hours, expected] of wallTimes) {
    it(`find ${hours} h on the wall of ${zone} on ${date}`, () => {
      const at = atWallTime(dayOf(zone, Date.parse(`${date}T12:00:00Z`)), hours * HOUR);
      assert.equal(new Date(at).toISOString().replace('.000', ''), expected);
    });
  }

  it('of an empty span are none', () => {
    assert.deepEqual(localDays('Europe/Berlin', 1000, 1000 - DAY), []);
  });
});
