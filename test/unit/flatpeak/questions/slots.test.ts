import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Failure } from '../../../../src/flatpeak/policy/verdict';
import { sift } from '../../../../src/flatpeak/questions/slots';
import { slot } from '../../../support/simulated-flatpeak';
import { runs } from '../../../support/runs';

const GOOD = slot();

/** How many of a good slot and this one are kept. */
function kept(other: unknown, wantsTariff = true): number {
  return sift([GOOD, other], wantsTariff).slots.length - 1;
}

describe('the slots of a reply', () => {
  it('are kept as they are, unknown fields included', () => {
    const full = {
      ...GOOD,
      tariff: { rate: -0.01, confidence: 0, vat: 1 },
      carbon: { intensity: 42, relative: 0.1, confidence: 0.9 },
      later: { more: true },
    };
    assert.deepEqual(sift([full], true), { slots: [full], dropped: 0 });
  });

  it('are dropped and counted when their rate is no finite number', () => {
    const rates = [NaN, Infinity, -Infinity, '0.12', null, undefined, true, {}, [], '', [0.1]];
    for (const rate of rates) assert.equal(kept(slot({ rate })), 0);
    for (const tariff of [undefined, null, 0.1, 'x', []]) assert.equal(kept(slot(tariff ?? 0)), 0);
    assert.equal(kept({ ...GOOD, tariff: undefined }), 0);
    assert.equal(kept(slot({ rate: 0 })), 1);
    assert.equal(sift([GOOD, slot({ rate: NaN }), null], true).dropped, 2);
  });

  it('are dropped when their confidence is there but is no number', () => {
    for (const confidence of ['1', null, NaN, {}]) {
      assert.equal(kept(slot({ rate: 0.1, confidence })), 0);
    }
    assert.equal(kept(slot({ rate: 0.1 })), 1);
  });

  it('are dropped without a start and a later end, both with an offset', () => {
    const times: [unknown, unknown][] = [
      ['2026-05-04T12:00:00', '2026-05-04T12:30:00Z'],
      ['2026-05-04', '2026-05-04T12:30:00Z'],
      ['2026-05-04T12:00:00Z', '2026-05-04T24:00:00Z'],
      ['2026-13-04T12:00:00Z', '2026-13-04T12:30:00Z'],
      ['2026-02-30T12:00:00Z', '2026-03-04T12:30:00Z'],
      ['2026-05-04T12:00:00Z', '2026-05-04T12:00:00Z'],
      ['2026-05-04T12:00:00Z', '2026-05-04T11:00:00Z'],
      ['2026-05-04T12:00:00+02:00', '2026-05-04T09:00:00Z'],
      [1_777_896_000_000, 1_777_897_800_000],
      [undefined, '2026-05-04T12:30:00Z'],
      [null, null],
    ];
    for (const [valid_from, valid_to] of times) {
      assert.equal(kept({ ...GOOD, valid_from, valid_to }), 0);
    }
    const valid_to = '2026-05-04T14:00:00.123456+02:00';
    assert.equal(kept({ ...GOOD, valid_from: '2026-05-04T11:59:59.9Z', valid_to }), 1);
  });

  it('lose a bad carbon figure and keep their price', () => {
    for (const carbon of [
      { intensity: '42' },
      { intensity: NaN },
      null,
      7,
      { intensity: 1, confidence: 'x' },
    ]) {
      assert.deepEqual(sift([{ ...GOOD, carbon }], true).slots, [GOOD]);
    }
  });

  it('may come without a tariff only when none was asked for', () => {
    const { valid_from, valid_to } = GOOD;
    const carbonOnly = { valid_from, valid_to, carbon: { intensity: 42 } };
    assert.equal(kept(carbonOnly, false), 1);
    assert.equal(kept({ ...carbonOnly, tariff: null }, false), 1);
    assert.equal(kept({ ...carbonOnly, tariff: { rate: 'x' } }, false), 0);
    assert.equal(kept(carbonOnly, true), 0);
  });

  it('make the whole reply unusable when there are some and none is good', () => {
    assert.throws(() => sift([null, null], true), Failure);
    assert.deepEqual(sift([], true), { slots: [], dropped: 0 });
  });

  it('never throw anything else, and never let a non-number through', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(NaN, Infinity, -Infinity, undefined),
      fc.record({ rate: fc.anything(), confidence: fc.anything() }),
    );
    const some = fc.oneof(fc.anything(), fc.constant(GOOD), value.map(slot));
    fc.assert(
      fc.property(fc.array(some), (data) => {
        const { slots, dropped } = sift([GOOD, ...data], true);
        assert.equal(slots.length + dropped, data.length + 1);
        for (const { tariff } of slots) {
          assert.ok(Number.isFinite(tariff?.rate));
          assert.ok(tariff?.confidence === undefined || Number.isFinite(tariff.confidence));
        }
        assert.equal(({} as { rate?: unknown }).rate, undefined);
      }),
      { numRuns: runs(1000) },
    );
  });
});
