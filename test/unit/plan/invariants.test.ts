import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { plan } from '../../../src/plan/plan';
import type { Plan, PlanRequest, Run, Slot } from '../../../src/plan/types';
import { window } from '../../../src/time/window';
import { caseOn, HOUR, MINUTE, value } from './arbitraries';
import { runs } from '../../support/runs';

const SEED = 20261025;
const ZONES = [
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
];

/** Slots of all lengths, to the second, with gaps, over a local day of a zone: 23, 23.5, 24, 24.5 or 25 hours. */
const day: fc.Arbitrary<{ slots: Slot[]; start: number; end: number }> = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    date: fc.constantFrom(
      '2026-03-28',
      '2026-03-29',
      '2026-04-05',
      '2026-10-04',
      '2026-10-25',
      '2026-11-01',
    ),
    parts: fc.array(
      fc.record({
        length: fc.oneof(
          fc.constantFrom(5, 10, 15, 20, 30, 60, 90).map((minutes) => minutes * MINUTE),
          fc.integer({ min: 1, max: 5400 }).map((seconds) => seconds * 1000),
        ),
        value,
        gap: fc.constantFrom(0, 0, 0, 0, 0, 0, 17 * MINUTE),
      }),
      { minLength: 1, maxLength: 60 },
    ),
  })
  .map(({ zone, date, parts }) => {
    const { start, end } = window(zone, '00:00', '00:00', undefined, Date.parse(`${date}T12:00Z`));
    let at = start - HOUR;
    const slots = parts.map(({ length, value, gap }) => {
      const from = at + gap;
      at = from + length;
      return { from, to: at, value };
    });
    return { slots, start, end };
  });

const amount = fc.oneof(
  fc.integer({ min: 0, max: 26 * 3_600_000 }),
  fc.integer({ min: 0, max: 104 }).map((quarters) => quarters * 15 * MINUTE),
);

function check<T extends unknown[]>(
  name: string,
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  holds: (...values: T) => void,
) {
  it(name, () => {
    fc.assert(
      fc.property(fc.tuple<T>(...arbitraries), (values) => holds(...values)),
      { numRuns: runs(1000), seed: SEED },
    );
  });
}

const time = (runs: readonly Run[]) => runs.reduce((sum, { from, to }) => sum + to - from, 0);
const spent = (request: Omit<PlanRequest, 'rule'>, duration: number, continuous = false): Plan =>
  plan({ ...request, rule: { kind: 'duration', duration, continuous } });
const overlap = (runs: readonly Run[], { from, to }: Run) =>
  runs.reduce((sum, run) => sum + Math.max(0, Math.min(to, run.to) - Math.max(from, run.from)), 0);
/** Time-value of a plan in whole units, free of the order of summation. */
const cost = (slots: readonly Slot[], { runs }: Plan) =>
  slots.reduce((sum, slot) => sum + Math.round(slot.value * 1e5) * overlap(runs, slot), 0);

describe('plan always', function () {
  this.timeout(120_000);

  check(
    'lies in known time inside the span, in order and apart',
    [day, amount],
    (request, duration) => {
      const { runs, known } = spent(request, duration);
      let last = -Infinity;
      for (const run of runs) {
        assert.ok(run.from > last && run.from < run.to);
        assert.ok(run.from >= request.start && run.to <= request.end);
        assert.equal(overlap(request.slots, run), run.to - run.from);
        last = run.to;
      }
      assert.equal(known, overlap(request.slots, { from: request.start, to: request.end }));
    },
  );

  check('delivers what is asked for or all there is', [day, amount], (request, duration) => {
    const found = spent(request, duration);
    assert.equal(found.duration, Math.min(duration, found.known));
    assert.equal(found.duration, time(found.runs));
    assert.equal(found.shortfall, duration - found.duration);
    const whole = request.slots.length > 0 && found.known === request.end - request.start;
    assert.equal(found.provisional, !whole);
  });

  check('says what it costs', [day, amount], (request, duration) => {
    const found = spent(request, duration);
    assert.ok(Math.abs(found.sum - cost(request.slots, found) / 1e5 / HOUR) < 1e-6);
    if (found.duration === 0) assert.equal(found.average, null);
    else assert.ok(Math.abs((found.average ?? NaN) - (found.sum * HOUR) / found.duration) < 1e-9);
  });

  check('is ON exactly where a threshold passes', [day, value], (request, limit) => {
    const { runs } = plan({ ...request, rule: { kind: 'threshold', limit } });
    for (const slot of request.slots) {
      const inside = overlap([{ from: request.start, to: request.end }], slot);
      assert.equal(overlap(runs, slot), slot.value <= limit ? inside : 0);
    }
  });

  check('grows with a threshold', [day, value, value], (request, a, b) => {
    const at = (limit: number) => plan({ ...request, rule: { kind: 'threshold', limit } }).runs;
    const less = at(Math.min(a, b));
    for (const run of less) assert.equal(overlap(at(Math.max(a, b)), run), run.to - run.from);
  });

  check(
    'costs no more for less, where nothing is below zero',
    [day, amount, amount],
    (request, a, b) => {
      const slots = request.slots.map((slot) => ({ ...slot, value: Math.abs(slot.value) }));
      const costOf = (duration: number) => cost(slots, spent({ ...request, slots }, duration));
      assert.ok(costOf(Math.min(a, b)) <= costOf(Math.max(a, b)));
    },
  );

  check(
    'uses of less only slots that more uses as well, where no two cost the same',
    [day, amount, amount],
    (request, a, b) => {
      const slots = request.slots.map((slot, index) => ({
        ...slot,
        value: slot.value + index / 1e5,
      }));
      fc.pre(new Set(slots.map((slot) => Math.round(slot.value * 1e5))).size === slots.length);
      const used = (duration: number) => {
        const { runs } = spent({ ...request, slots }, duration);
        return slots.map((slot) => overlap(runs, slot));
      };
      const more = used(Math.max(a, b));
      for (const [index, part] of used(Math.min(a, b)).entries())
        assert.ok(part <= (more[index] ?? 0));
    },
  );

  check(
    'does not depend on how the same prices are told',
    [day, amount, fc.boolean(), fc.nat()],
    (request, duration, continuous, salt) => {
      const same = spent(request, duration, continuous);
      const told = (change: Partial<PlanRequest>) =>
        spent({ ...request, ...change }, duration, continuous);
      const { slots } = request;
      const order = (slot: Slot) => (slot.from / 1000 + salt) % 97;
      assert.deepEqual(told({ slots: slots.toSorted((a, b) => order(a) - order(b)) }), same);
      const beyond = [
        { from: request.start - HOUR, to: request.start, value: -9 },
        { from: request.end, to: request.end + HOUR, value: -9 },
      ];
      assert.deepEqual(told({ slots: [...slots, ...slots] }), same);
      assert.deepEqual(told({ slots: [...slots, ...beyond] }), same);
      const halved = slots.flatMap((slot) => {
        const middle = Math.round((slot.from + slot.to) / 2);
        return [
          { ...slot, to: middle },
          { ...slot, from: middle },
        ];
      });
      assert.deepEqual(told({ slots: halved }).runs, same.runs);
      const dearer = slots.map((slot) => ({ ...slot, value: slot.value + 3 }));
      assert.deepEqual(told({ slots: dearer }).runs, same.runs);
      const larger = slots.map((slot) => ({ ...slot, value: slot.value * 7 }));
      assert.deepEqual(told({ slots: larger }).runs, same.runs);
      const shift = ({ from, to }: Run) => ({ from: from + 12_345, to: to + 12_345 });
      const later = told({
        slots: slots.map((slot) => ({ ...slot, ...shift(slot) })),
        start: request.start + 12_345,
        end: request.end + 12_345,
      });
      assert.deepEqual(later.runs, same.runs.map(shift));
    },
  );

  check(
    'late is early in a mirror',
    [day, amount, fc.boolean()],
    (request, duration, continuous) => {
      const flip = <T extends Run>(run: T): T => ({ ...run, from: -run.to, to: -run.from });
      const mirrored = { slots: request.slots.map(flip), start: -request.end, end: -request.start };
      const late = spent({ ...request, prefer: 'late' }, duration, continuous);
      const early = spent(mirrored, duration, continuous);
      assert.deepEqual(late.runs, early.runs.map(flip).toReversed());
    },
  );

  check(
    'selling is buying at prices below zero',
    [day, amount, fc.boolean()],
    (request, duration, continuous) => {
      const slots = request.slots.map((slot) => ({ ...slot, value: -slot.value }));
      const sold = spent({ ...request, seek: 'highest' }, duration, continuous);
      assert.deepEqual(sold.runs, spent({ ...request, slots }, duration, continuous).runs);
    },
  );

  check(
    'finds the cheapest block of all that begin on a second',
    [
      fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: -3, max: 9 })), {
        minLength: 1,
        maxLength: 8,
      }),
      fc.integer({ min: 1, max: 90 }),
    ],
    (parts, length) => {
      const seconds = parts.flatMap(([count, price]) => Array<number>(count).fill(price));
      const slots = seconds.map((value, second) => ({
        from: second * 1000,
        to: second * 1000 + 1000,
        value,
      }));
      const { runs, duration } = spent(
        { slots, start: 0, end: slots.length * 1000 },
        length * 1000,
        true,
      );
      const most = Math.min(length, seconds.length);
      const costs = seconds
        .slice(0, seconds.length - most + 1)
        .map((_, from) => seconds.slice(from, from + most).reduce((sum, price) => sum + price, 0));
      assert.equal(duration, most * 1000);
      assert.deepEqual(runs, [
        {
          from: costs.indexOf(Math.min(...costs)) * 1000,
          to: (costs.indexOf(Math.min(...costs)) + most) * 1000,
        },
      ]);
    },
  );

  check(
    'changes nothing that it is given, and gives the same again',
    [caseOn(8, true)],
    ({ request }) => {
      const copy = JSON.stringify(request);
      const found = plan(request);
      assert.equal(JSON.stringify(request), copy);
      assert.deepEqual(plan(request), found);
    },
  );

  check(
    'keeps every limit on any day, to the minute',
    [
      day,
      amount,
      fc.record({
        minRun: fc.constantFrom(0, 20 * MINUTE, 45 * MINUTE),
        minPause: fc.constantFrom(0, 15 * MINUTE, 100 * MINUTE),
        maxPause: fc.constantFrom(3 * HOUR, 6 * HOUR, 30 * HOUR),
        maxRuns: fc.integer({ min: 0, max: 4 }),
        seconds: fc.nat(200),
        prefer: fc.constantFrom('early' as const, 'late' as const),
      }),
    ],
    (request, duration, { seconds, ...limits }) => {
      const start = request.start + seconds * 1000;
      const found = spent({ ...request, ...limits, start }, duration);
      const { runs, broken, shortfall } = found;
      assert.ok(runs.length <= limits.maxRuns);
      assert.ok(found.duration < duration + MINUTE);
      assert.equal(shortfall, Math.max(0, duration - found.duration));
      for (const [index, { from, to }] of runs.entries()) {
        const pause = from - (runs[index - 1]?.to ?? -Infinity);
        assert.ok(to - from >= limits.minRun);
        assert.ok(pause >= Math.max(1, limits.minPause));
        assert.ok(index === 0 || broken.length > 0 || pause <= limits.maxPause);
        assert.equal(overlap(request.slots, { from, to }), to - from);
      }
      if (broken.length === 0)
        assert.ok(request.end - (runs.at(-1)?.to ?? start) <= limits.maxPause);
    },
  );
});
