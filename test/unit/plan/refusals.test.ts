import assert from 'node:assert/strict';
import { plan } from '../../../src/plan/plan';
import type { PlanRequest, Slot } from '../../../src/plan/types';
import { drawn, hours } from './drawing';

const { HOUR, START } = drawn;
const good = drawn.request('1 2 3', { rule: hours(1) });
const duration = (value: number) => ({ rule: { kind: 'duration', duration: value } });
const before = (fields: object) => ({ before: { on: false, since: START, ...fields } });

describe('plan refuses by name, and says why', () => {
  const cases: [field: string, nonsense: object][] = [
    ['slots', { slots: undefined }],
    ['start', { start: NaN }],
    ['start', { start: -Infinity }],
    ['end', { end: Infinity }],
    ['end', { end: 1e300 }],
    ['end', { end: START - 1 }],
    ['rule.kind', { rule: { kind: 'cheap' } }],
    ['rule.limit', { rule: { kind: 'threshold', limit: NaN } }],
    ['rule.percent', { rule: { kind: 'average', percent: Infinity } }],
    ['rule.percent', { rule: { kind: 'average', percent: 1e300 } }],
    ['rule.share', { rule: { kind: 'share', share: 7 } }],
    ['rule.share', { rule: { kind: 'share', share: 0 } }],
    ['rule.share', { rule: { kind: 'share', share: NaN } }],
    ['rule.duration', duration(-1)],
    ['rule.duration', duration(NaN)],
    ['rule.duration', duration(Infinity)],
    ['rule.duration', duration(1e300)],
    ['seek', { seek: 'cheapest' }],
    ['prefer', { prefer: 'soon' }],
    ['neverAbove', { neverAbove: NaN }],
    ['alwaysBelow', { alwaysBelow: NaN }],
    ['alwaysBelow', { alwaysBelow: 2, neverAbove: 1 }],
    ['alwaysBelow', { alwaysBelow: 1, neverAbove: 2, seek: 'highest' }],
    ['alwaysBelow', { alwaysBelow: 1, rule: { kind: 'duration', duration: 1, continuous: true } }],
    ['minRun', { minRun: -1 }],
    ['minRun', { minRun: NaN }],
    ['minPause', { minPause: -1 }],
    ['maxPause', { maxPause: -1 }],
    ['maxPause', { maxPause: HOUR, rule: { kind: 'threshold', limit: 1 } }],
    ['maxPause', { maxPause: HOUR, rule: { kind: 'average', percent: 1 } }],
    ['maxRuns', { maxRuns: -1 }],
    ['maxRuns', { maxRuns: 1.5 }],
    ['maxRuns', { maxRuns: Infinity }],
    ['before.on', before({ on: 'yes' })],
    ['before.since', before({ since: NaN })],
    ['before.since', before({ since: START + 1 })],
    ['before.starts', before({ starts: -1 })],
  ];
  for (const [field, nonsense] of cases)
    it(`${field}: ${JSON.stringify(nonsense)}`, () => {
      const request: PlanRequest = { ...good, ...nonsense };
      assert.throws(
        () => plan(request),
        (error) =>
          error instanceof RangeError &&
          error.message.startsWith(`${field} `) &&
          /^[a-z ]{9}/.test(error.message.slice(field.length + 1)),
      );
    });

  it('names the words it knows', () => {
    const request = { ...good, seek: 'cheapest' } as unknown as PlanRequest;
    assert.throws(() => plan(request), /lowest or highest/);
  });

  const sense: [what: string, sense: object][] = [
    ['limits that meet', { neverAbove: 1, alwaysBelow: 1 }],
    ['limits that meet, to sell', { neverAbove: 1, alwaysBelow: 1, seek: 'highest' }],
    ['limits apart', { neverAbove: 2, alwaysBelow: 1 }],
    ['limits apart, to sell', { neverAbove: 1, alwaysBelow: 2, seek: 'highest' }],
    ['the largest percentage', { rule: { kind: 'average', percent: 1e6 } }],
    ['the first instant of all', { start: -8.64e15 }],
    ['the last instant of all', { end: 8.64e15 }],
    ['a start of what goes on that is now', before({ since: START })],
  ];
  for (const [what, fields] of sense)
    it(`nothing that makes sense: ${what}`, () => {
      const request: PlanRequest = { ...good, ...fields };
      assert.doesNotThrow(() => plan(request));
    });
});

describe('plan of next to nothing', () => {
  const constraints = [{}, { minRun: HOUR, minPause: HOUR, maxRuns: 2 }, { maxPause: HOUR }];
  for (const limits of constraints) {
    const title = JSON.stringify(limits);
    it(`no slots ${title}`, () => {
      const found = plan({ ...good, ...limits, slots: [] });
      assert.deepEqual([found.runs, found.known, found.average], [[], 0, null]);
      assert.equal(found.provisional, true);
      assert.equal(found.shortfall, HOUR);
    });

    it(`no span ${title}`, () => {
      const found = plan({ ...good, ...limits, end: START });
      assert.deepEqual([found.runs, found.known, found.provisional], [[], 0, false]);
    });

    it(`only unusable slots ${title}`, () => {
      const slots: Slot[] = [
        { from: START, to: START, value: 1 },
        { from: START + HOUR, to: START, value: 1 },
        { from: NaN, to: START + HOUR, value: 1 },
        { from: START, to: NaN, value: 1 },
        { from: START, to: START + HOUR, value: NaN },
        { from: START, to: START + HOUR, value: -Infinity },
      ];
      assert.equal(plan({ ...good, ...limits, slots }).known, 0);
      assert.deepEqual(
        plan({ ...good, ...limits, slots: [...slots, ...good.slots, ...slots] }),
        plan({ ...good, ...limits }),
      );
    });

    it(`a longer need than there is time ${title}`, () => {
      const found = plan({ ...good, ...limits, rule: { kind: 'duration', duration: 8.64e15 } });
      assert.deepEqual(found.runs, [{ from: START, to: START + 3 * HOUR }]);
    });
  }
});

describe('plan of very much', function () {
  this.timeout(60_000);
  const slots = Array.from({ length: 100_000 }, (_, index) => ({
    from: START + index * HOUR,
    to: START + (index + 1) * HOUR,
    value: ((index * 7919) % 1000) / 1000,
  }));
  const end = START + 100_000 * HOUR;

  it('takes 100,000 slots, in order, shuffled or over each other', () => {
    const found = plan({ ...good, slots, end });
    assert.equal(found.duration, HOUR);
    const mixed = slots.toSorted((a, b) => a.value - b.value);
    assert.deepEqual(plan({ ...good, slots: mixed, end }).runs, found.runs);
    const long = slots.map((slot) => ({ ...slot, to: end }));
    assert.equal(plan({ ...good, slots: long, end }).known, end - START);
  });

  it('takes them under constraints, on a coarser grid, which keeps every limit', () => {
    const limits = { minRun: 3 * HOUR, minPause: 2 * HOUR, maxRuns: 50 };
    const rule = { kind: 'duration', duration: 2000 * HOUR } as const;
    const { runs, duration } = plan({ ...good, slots, end, rule, ...limits });
    assert.ok(runs.length > 0 && runs.length <= 50 && duration <= rule.duration);
    for (const [index, { from, to }] of runs.entries()) {
      assert.ok(to - from >= limits.minRun);
      assert.ok(from - (runs[index - 1]?.to ?? -Infinity) >= limits.minPause);
    }
  });

  it('takes a span of millions of minutes', () => {
    const year = plan({
      ...good,
      slots: [{ from: START, to: START + 1e12 + 1, value: 1 }],
      end: START + 1e12 + 1,
      rule: { kind: 'threshold', limit: 1 },
      minRun: HOUR,
    });
    assert.equal(year.runs.length, 1);
  });

  it('takes a pause of more than 65,536 minutes', () => {
    const [first, last] = [START + 60_000, START + 70_000 * 60_000];
    const runs = [
      { from: START, to: first },
      { from: last - 60_000, to: last },
    ];
    const found = plan({
      slots: [{ from: START, to: last, value: 1 }, ...runs.map((run) => ({ ...run, value: 0 }))],
      start: START,
      end: last,
      rule: { kind: 'duration', duration: 120_000 },
      maxPause: last - START,
    });
    assert.deepEqual(found.runs, runs);
  });
});
