import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { IANAZone } from 'luxon';
import { window } from '../../../src/time/window';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a row expects: UTC start and end and the local date. */
type Row = [
  zone: string,
  from: string,
  to: string,
  now: string,
  expected: [string, string, string],
];

const rows: Record<string, Row[]> = {
  'an ordinary day': [
    [
      'UTC',
      '10:00',
      '15:00',
      '2026-05-01T12:00Z',
      ['2026-05-01T10:00Z', '2026-05-01T15:00Z', '2026-05-01'],
    ],
    [
      'UTC',
      '10:00',
      '15:00',
      '2026-05-01T09:59Z',
      ['2026-05-01T10:00Z', '2026-05-01T15:00Z', '2026-05-01'],
    ],
    [
      'UTC',
      '10:00',
      '15:00',
      '2026-05-01T15:00Z',
      ['2026-05-02T10:00Z', '2026-05-02T15:00Z', '2026-05-02'],
    ],
    [
      'Asia/Kolkata',
      '06:30',
      '07:00',
      '2026-05-01T01:00Z',
      ['2026-05-01T01:00Z', '2026-05-01T01:30Z', '2026-05-01'],
    ],
  ],
  'across midnight': [
    [
      'Europe/Berlin',
      '22:00',
      '06:00',
      '2026-05-01T21:00Z',
      ['2026-05-01T20:00Z', '2026-05-02T04:00Z', '2026-05-01'],
    ],
    [
      'Europe/Berlin',
      '22:00',
      '06:00',
      '2026-05-02T03:59Z',
      ['2026-05-01T20:00Z', '2026-05-02T04:00Z', '2026-05-01'],
    ],
    [
      'Europe/Berlin',
      '22:00',
      '06:00',
      '2026-05-02T04:00Z',
      ['2026-05-02T20:00Z', '2026-05-03T04:00Z', '2026-05-02'],
    ],
    [
      'Europe/Berlin',
      '22:00',
      '00:00',
      '2026-05-01T23:00Z',
      ['2026-05-02T20:00Z', '2026-05-02T22:00Z', '2026-05-02'],
    ],
  ],
  'from equal to to': [
    [
      'Europe/London',
      '00:00',
      '00:00',
      '2026-03-29T12:00Z',
      ['2026-03-29T00:00Z', '2026-03-29T23:00Z', '2026-03-29'],
    ],
    [
      'Europe/London',
      '00:00',
      '00:00',
      '2026-10-25T12:00Z',
      ['2026-10-24T23:00Z', '2026-10-26T00:00Z', '2026-10-25'],
    ],
    [
      'Europe/London',
      '07:00',
      '07:00',
      '2026-10-25T03:00Z',
      ['2026-10-24T06:00Z', '2026-10-25T07:00Z', '2026-10-24'],
    ],
    [
      'Atlantic/Azores',
      '00:00',
      '00:00',
      '2026-10-24T12:00Z',
      ['2026-10-24T00:00Z', '2026-10-25T00:00Z', '2026-10-24'],
    ],
    [
      'Atlantic/Azores',
      '00:00',
      '00:00',
      '2026-10-25T00:30Z',
      ['2026-10-25T00:00Z', '2026-10-26T01:00Z', '2026-10-25'],
    ],
  ],
  'the spring gap': [
    [
      'Europe/Berlin',
      '02:30',
      '06:00',
      '2026-03-29T00:00Z',
      ['2026-03-29T01:00Z', '2026-03-29T04:00Z', '2026-03-29'],
    ],
    [
      'Europe/Berlin',
      '22:00',
      '02:30',
      '2026-03-28T23:00Z',
      ['2026-03-28T21:00Z', '2026-03-29T01:00Z', '2026-03-28'],
    ],
    // Nothing is left of it on the 29th.
    [
      'Europe/Berlin',
      '02:10',
      '02:50',
      '2026-03-28T12:00Z',
      ['2026-03-30T00:10Z', '2026-03-30T00:50Z', '2026-03-30'],
    ],
    [
      'Europe/Berlin',
      '02:00',
      '03:00',
      '2026-03-28T12:00Z',
      ['2026-03-30T00:00Z', '2026-03-30T01:00Z', '2026-03-30'],
    ],
    // Half an hour: 02:00 is followed by 02:30.
    [
      'Australia/Lord_Howe',
      '02:10',
      '03:00',
      '2026-10-03T12:00Z',
      ['2026-10-03T15:30Z', '2026-10-03T16:00Z', '2026-10-04'],
    ],
    // Midnight itself is skipped.
    [
      'Africa/Cairo',
      '00:00',
      '06:00',
      '2026-04-23T20:00Z',
      ['2026-04-23T22:00Z', '2026-04-24T03:00Z', '2026-04-24'],
    ],
  ],
  'the hour that comes twice': [
    [
      'Europe/Berlin',
      '02:30',
      '06:00',
      '2026-10-25T00:00Z',
      ['2026-10-25T00:30Z', '2026-10-25T05:00Z', '2026-10-25'],
    ],
    [
      'Europe/Berlin',
      '22:00',
      '02:30',
      '2026-10-25T01:00Z',
      ['2026-10-24T20:00Z', '2026-10-25T01:30Z', '2026-10-24'],
    ],
    [
      'Europe/Berlin',
      '02:10',
      '02:20',
      '2026-10-25T00:30Z',
      ['2026-10-25T00:10Z', '2026-10-25T01:20Z', '2026-10-25'],
    ],
    [
      'Australia/Lord_Howe',
      '01:45',
      '01:50',
      '2026-04-04T12:00Z',
      ['2026-04-04T14:45Z', '2026-04-04T15:20Z', '2026-04-05'],
    ],
  ],
  'a date the zone never had': [
    [
      'Pacific/Apia',
      '10:00',
      '12:00',
      '2011-12-29T23:00Z',
      ['2011-12-30T20:00Z', '2011-12-30T22:00Z', '2011-12-31'],
    ],
    [
      'Pacific/Apia',
      '00:00',
      '00:00',
      '2011-12-30T10:00Z',
      ['2011-12-30T10:00Z', '2011-12-31T10:00Z', '2011-12-31'],
    ],
    [
      'Pacific/Apia',
      '22:00',
      '06:00',
      '2011-12-30T09:00Z',
      ['2011-12-30T08:00Z', '2011-12-30T10:00Z', '2011-12-29'],
    ],
    [
      'Pacific/Apia',
      '22:00',
      '06:00',
      '2011-12-30T10:00Z',
      ['2011-12-30T10:00Z', '2011-12-30T16:00Z', '2011-12-30'],
    ],
  ],
};

describe('window', () => {
  for (const [title, table] of Object.entries(rows))
    for (const [zone, from, to, now, [start, end, date]] of table)
      it(`${title}: ${from} to ${to} in ${zone} at ${now}`, () => {
        assert.deepEqual(window(zone, from, to, undefined, Date.parse(now)), {
          start: Date.parse(start),
          end: Date.parse(end),
          date,
        });
      });

  it('starts on the days asked for, also when it ends on another', () => {
    const now = Date.parse('2026-05-01T12:00Z'); // a Friday
    const date = (days: number[], at = now) => window('UTC', '22:00', '06:00', days, at).date;
    assert.equal(date([5]), '2026-05-01');
    assert.equal(date([6, 7]), '2026-05-02');
    assert.equal(date([4]), '2026-05-07');
    assert.equal(date([4], Date.parse('2026-05-01T05:00Z')), '2026-04-30');
  });

  it('waits for next week when a clock change leaves nothing of the only day', () => {
    const now = Date.parse('2026-03-28T12:00Z');
    assert.equal(window('Europe/Berlin', '02:10', '02:50', [7], now).date, '2026-04-05');
  });

  it('refuses nonsense by name', () => {
    const good: readonly unknown[] = ['Europe/Berlin', '22:00', '06:00', undefined, 0];
    const cases: [number, unknown, RegExp][] = [
      [0, 'Mars/Olympus', /^zone /],
      [0, '', /^zone /],
      [1, '24:00', /^from /],
      [1, '6:00', /^from /],
      [1, '', /^from /],
      [2, '12:60', /^to /],
      [3, [], /^days /],
      [3, [0], /^days /],
      [3, [8], /^days /],
      [3, [1.5], /^days /],
      [4, NaN, /^now /],
      [4, Infinity, /^now /],
      [4, 8.64e15, /^now /],
    ];
    for (const [index, value, message] of cases) {
      const args = good.with(index, value) as unknown as Parameters<typeof window>;
      assert.throws(() => window(...args), { name: 'RangeError', message }, String(value));
    }
  });
});

describe('window against a walk through every minute', function () {
  this.timeout(60_000);
  const zones = fc.oneof(
    fc.constantFrom(
      'Europe/London',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'Pacific/Apia',
      'Atlantic/Azores',
      'Africa/Casablanca',
      'America/Havana',
    ),
    fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
  );
  const clock = fc
    .oneof(
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 1439 }) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 240 }) },
    )
    .map(
      (m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`,
    );

  it('is the same', () => {
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: 1975, max: 2037 }),
        fc.nat(365),
        fc.nat(DAY / MINUTE),
        clock,
        clock,
        (zone, year, day, minute, from, to) => {
          fc.pre(!(from === '00:00' && to === '00:00'));
          const middle = changeNear(zone, Date.UTC(year, 0, 1) + day * DAY);
          const now = middle + (minute - 720) * MINUTE;
          assert.deepEqual(window(zone, from, to, undefined, now), walked(zone, from, to, now));
        },
      ),
      { numRuns: 1000, seed: 20260329 },
    );
  });

  it('covers the time without gap or overlap when it lasts the whole local day', () => {
    fc.assert(
      fc.property(zones, fc.integer({ min: 1975, max: 2037 }), fc.nat(365), (zone, year, day) => {
        const now = changeNear(zone, Date.UTC(year, 0, 1) + day * DAY);
        const here = window(zone, '00:00', '00:00', undefined, now);
        const next = window(zone, '00:00', '00:00', undefined, here.end);
        assert.ok(here.start <= now && now < here.end);
        assert.equal(next.start, here.end);
        assert.ok(here.date < next.date);
      }),
      { numRuns: 1000, seed: 20261025 },
    );
  });
});

/** The next clock change within half a year, where mistakes live; else the instant itself. */
function changeNear(zone: string, at: number): number {
  const iana = IANAZone.create(zone);
  const changed = (from: number, days: number) =>
    iana.offset(from) !== iana.offset(from + days * DAY);
  let near = at;
  while (near < at + 180 * DAY && !changed(near, 9)) near += 9 * DAY;
  while (near < at + 190 * DAY && !changed(near, 1)) near += DAY;
  return near < at + 190 * DAY ? near : at;
}

/** The rules, minute by minute: slow and without arithmetic on offsets. */
function walked(zone: string, from: string, to: string, now: number) {
  const times = wallTimes(zone, Math.floor(now / HOUR) * HOUR - 4 * DAY, 9 * DAY);
  const wallOf = (date: number, clock: string) => date + Date.parse(`1970-01-01T${clock}Z`);
  const today = Math.floor((times.findLast(({ at }) => at <= now)?.wall ?? NaN) / DAY) * DAY;
  for (let date = today - 2 * DAY; date < today + 4 * DAY; date += DAY) {
    const opens = wallOf(date, from);
    const closes = wallOf(to > from ? date : date + DAY, to);
    const reached = (wall: number) => times.find((time) => time.wall >= wall)?.at ?? NaN;
    const start = times.find((time) => time.wall === opens)?.at ?? reached(opens);
    const end = times.findLast((time) => time.wall === closes)?.at ?? reached(closes);
    if (end > now && start < end)
      return { start, end, date: new Date(date).toISOString().slice(0, 10) };
  }
  throw new Error('no occurrence in six days');
}

/** What the wall shows at every minute. The zone is asked once for an hour in which nothing changes. */
function wallTimes(zone: string, begin: number, length: number) {
  const iana = IANAZone.create(zone);
  const times: { at: number; wall: number }[] = [];
  for (let hour = begin; hour < begin + length; hour += HOUR) {
    const before = iana.offset(hour);
    const steady = before === iana.offset(hour + HOUR);
    for (let at = hour; at < hour + HOUR; at += MINUTE)
      times.push({ at, wall: at + Math.round((steady ? before : iana.offset(at)) * MINUTE) });
  }
  return times;
}
