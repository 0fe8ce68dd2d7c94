import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  between,
  knownUntil,
  merge,
  normalise,
  slotAt,
  type RateSlot,
  type Series,
} from '../../../src/rates/series';
import { MINUTE } from '../../../src/time/duration';
import { anySlots, row, slot } from '../../support/slots';
import { runs } from '../../support/runs';

const PROBES = Array.from({ length: 90 }, (_, i) => (i - 2) * 5 * MINUTE + 1);

/** What must hold at `at`, straight from the words: known before unknown, then updated later, then later in the list. */
function oracle(slots: readonly RateSlot[], at: number): number | null | undefined {
  const covering = slots.filter(({ from, to }) => from <= at && at < to);
  const known = covering.filter(({ rate }) => rate !== null);
  const pool = known.length > 0 ? known : covering;
  const latest = Math.max(...pool.map(({ updated }) => updated));
  return pool.findLast(({ updated }) => updated === latest)?.rate;
}

function assertSeries(series: Series): void {
  series.forEach((one, i) => {
    assert.ok(one.from < one.to);
    const before = series[i - 1];
    if (before) assert.ok(before.to <= one.from);
  });
}

describe('series', () => {
  it('fault 28: is sorted, disjoint, and holds at every instant what the words say', () => {
    fc.assert(
      fc.property(anySlots, (slots) => {
        const series = normalise(slots);
        assertSeries(series);
        for (const at of PROBES) assert.equal(slotAt(series, at)?.rate, oracle(slots, at));
      }),
      { numRuns: runs(2000) },
    );
  });

  it('is the same when normalised again', () => {
    fc.assert(
      fc.property(anySlots, (slots) => {
        const series = normalise(slots);
        assert.deepEqual(normalise(series), series);
      }),
    );
  });

  it('does not depend on the order of slots updated at different times', () => {
    fc.assert(
      fc.property(anySlots, fc.infiniteStream(fc.nat()), (slots, numbers) => {
        const distinct = slots.map((one, i) => ({ ...one, updated: i }));
        const shuffled = distinct
          .map((one) => ({ one, key: numbers.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        assert.deepEqual(normalise(shuffled), normalise(distinct));
      }),
    );
  });

  it('merges in any grouping', () => {
    fc.assert(
      fc.property(anySlots, anySlots, anySlots, (a, b, c) => {
        const [x, y, z] = [a, b, c].map(normalise) as [Series, Series, Series];
        const left = merge(merge(x, y), z);
        const right = merge(x, merge(y, z));
        for (const at of PROBES) assert.equal(slotAt(left, at)?.rate, slotAt(right, at)?.rate);
      }),
    );
  });

  it('never lets no data replace data', () => {
    const known = row(0, 60, [0.1, 0.2]);
    const empty = row(0, 60, [null, null]).map((one) => ({ ...one, updated: 9 }));
    assert.deepEqual(merge(known, empty), known);
  });

  it('lets the later update win, even inside a slot', () => {
    const merged = merge([slot(0, 100, 0.1)], [slot(40, 60, 0.5, { updated: 1 })]);
    assert.deepEqual(
      merged.map(({ from, to, rate }) => [from, to, rate]),
      [
        [0, 40, 0.1],
        [40, 60, 0.5],
        [60, 100, 0.1],
      ],
    );
  });

  it('drops what has no length or no finite edge', () => {
    assert.deepEqual(
      normalise([slot(5, 5, 1), slot(9, 3, 1), slot(0, Infinity, 1), slot(NaN, 4, 1)]),
      [],
    );
  });

  it('cuts a part out without changing a rate in it', () => {
    fc.assert(
      fc.property(anySlots, fc.nat(60), fc.nat(60), (slots, a, b) => {
        const series = normalise(slots);
        const [from, to] = [a * 5 * MINUTE, (a + b) * 5 * MINUTE];
        const part = between(series, from, to);
        assertSeries(part);
        for (const at of PROBES) {
          const expected = from <= at && at < to ? slotAt(series, at)?.rate : undefined;
          assert.equal(slotAt(part, at)?.rate, expected);
        }
      }),
    );
  });

  it('knows until when it knows', () => {
    const series = [...row(0, 10, [1, 2, 0]), slot(30, 40, null), ...row(40, 10, [3])];
    assert.equal(knownUntil(series, 0), 30);
    assert.equal(knownUntil(series, 29), 30);
    assert.equal(knownUntil(series, 30), 30);
    assert.equal(knownUntil(series, 45), 50);
    assert.equal(knownUntil(series, 99), 99);
  });

  it('stays quick with 8,640 slots merged over themselves', () => {
    const long = row(
      0,
      MINUTE,
      Array.from({ length: 8640 }, (_, i) => i % 7),
    );
    const later = long.map((one) => ({ ...one, updated: 1 }));
    assert.deepEqual(merge(long, later), later);
  });
});
