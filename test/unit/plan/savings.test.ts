import assert from 'node:assert/strict';
import { savings, type Spending } from '../../../src/plan/savings';

const HOUR = 3_600_000;
const rates = (...list: (number | null)[]) =>
  list.map((rate, hour) => ({ from: hour * HOUR, to: (hour + 1) * HOUR, rate }));
const run = (from: number, to: number) => ({ from: from * HOUR, to: to * HOUR });
const spending: Spending = {
  runs: [run(2, 4)],
  slots: rates(0.5, 0.25, 0.125, 0.125),
  baseline: 'at once',
  start: 0,
  end: 4 * HOUR,
  power: 4,
};

describe('savings', () => {
  it('compares a duration with running at once', () => {
    assert.deepEqual(savings(spending), {
      cost: 1,
      baseline: 3,
      saving: 2,
      percent: 200 / 3,
      perKw: false,
    });
  });

  it('compares other rules with the mean rate', () => {
    assert.deepEqual(savings({ ...spending, baseline: 'mean' }), {
      cost: 1,
      baseline: 2,
      saving: 1,
      percent: 50,
      perKw: false,
    });
  });

  it('is nothing where the whole time is ON', () => {
    for (const baseline of ['at once', 'mean'] as const) {
      const found = savings({ ...spending, runs: [run(0, 4)], baseline });
      assert.deepEqual([found?.cost, found?.saving], [4, 0]);
    }
  });

  it('is unknown where the span has no rates for as long', () => {
    assert.equal(savings({ ...spending, start: 3 * HOUR }), null);
    assert.equal(savings({ ...spending, baseline: 'mean', start: 3 * HOUR }), null);
  });

  it('is per kW where the power is unknown', () => {
    const { power: _, ...unknown } = spending;
    const found = savings(unknown);
    assert.deepEqual([found?.cost, found?.saving, found?.perKw], [0.25, 0.5, true]);
  });

  it('earns more, not less', () => {
    const found = savings({ ...spending, runs: [run(0, 1)], baseline: 'mean', sells: true });
    assert.deepEqual([found?.cost, found?.baseline, found?.saving], [2, 1, 1]);
  });

  it('knows money below zero', () => {
    const found = savings({ ...spending, slots: rates(-0.25, 0, -0.5, -0.5) });
    assert.deepEqual(
      [found?.cost, found?.baseline, found?.saving, found?.percent],
      [-4, -1, 3, 300],
    );
  });

  it('starts at once as soon as there is a rate', () => {
    const found = savings({ ...spending, slots: rates(null, 0.25, 0.125, 0.125) });
    assert.equal(found?.baseline, 1.5);
  });

  it('takes parts of slots', () => {
    const found = savings({ ...spending, runs: [run(1.5, 2.5)] });
    assert.deepEqual([found?.cost, found?.baseline], [0.75, 2]);
  });

  it('is nothing where nothing runs and nothing is known', () => {
    for (const baseline of ['mean', 'at once'] as const) {
      const nothing = savings({ runs: [], slots: [], baseline, start: 0, end: 1 });
      assert.deepEqual([nothing?.cost, nothing?.baseline, nothing?.percent], [0, 0, null]);
    }
  });

  it('is nothing where nothing runs, and unknown where a rate is', () => {
    assert.deepEqual(savings({ ...spending, runs: [] }), {
      cost: 0,
      baseline: 0,
      saving: 0,
      percent: null,
      perKw: false,
    });
    assert.equal(savings({ ...spending, slots: rates(0.5, 0.25, null, 0.125) }), null);
  });
});
