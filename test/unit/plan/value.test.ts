import assert from 'node:assert/strict';
import { valueSlots, type PricedSlot } from '../../../src/plan/value';

const HOUR = 3_600_000;
const slot = (hour: number, fields: Partial<PricedSlot>): PricedSlot => ({
  from: hour * HOUR,
  to: (hour + 1) * HOUR,
  rate: 0.2,
  confidence: 1,
  carbon: 100,
  ...fields,
});
const values = (...args: Parameters<typeof valueSlots>) =>
  valueSlots(...args).map(({ from, value }) => [from / HOUR, value]);

describe('valueSlots', () => {
  it('takes rates, also zero and below, and nothing without confidence', () => {
    const slots = [
      slot(0, { rate: 0 }),
      slot(1, { rate: -0.1 }),
      slot(2, { rate: null }),
      slot(3, { rate: 0, confidence: 0 }),
    ];
    assert.deepEqual(values(slots, { kind: 'rate' }), [
      [0, 0],
      [1, -0.1],
    ]);
  });

  it('marks what is uncertain, and leaves out what is too uncertain', () => {
    const slots = [slot(0, {}), slot(1, { confidence: 0.5 }), slot(2, { confidence: 0.4 })];
    const forecast = valueSlots(slots, { kind: 'rate' }).map((known) => known.forecast);
    assert.deepEqual(forecast, [false, true, true]);
    assert.deepEqual(values(slots, { kind: 'rate' }, 0.5).length, 2);
    assert.deepEqual(values(slots, { kind: 'rate' }, 1).length, 1);
  });

  it('takes carbon whatever the rate', () => {
    const slots = [
      slot(0, { carbon: 0 }),
      slot(1, { carbon: null }),
      slot(2, { rate: null, confidence: 0 }),
    ];
    assert.deepEqual(values(slots, { kind: 'carbon' }), [
      [0, 0],
      [2, 100],
    ]);
    assert.equal(valueSlots(slots, { kind: 'carbon' })[1]?.forecast, false);
  });

  it('caps the rate of carbon', () => {
    const slots = [slot(0, { rate: 0.3 }), slot(1, { rate: 0.2 }), slot(2, { rate: null })];
    assert.deepEqual(values(slots, { kind: 'carbon', neverAbove: 0.2 }), [[1, 100]]);
  });

  it('adds carbon at its price per tonne', () => {
    assert.deepEqual(values([slot(0, { carbon: 250 })], { kind: 'blend', carbonPrice: 80 }), [
      [0, 0.22],
    ]);
  });

  it('takes the time-weighted mean for unknown carbon', () => {
    const slots = [
      slot(0, { carbon: 100 }),
      { ...slot(1, { carbon: 400 }), to: 3 * HOUR },
      slot(3, { carbon: null }),
      slot(4, { rate: null, carbon: null }),
    ];
    assert.deepEqual(values(slots, { kind: 'blend', carbonPrice: 1000 }).at(-1), [3, 0.5]);
    assert.deepEqual(values([slot(0, { carbon: null })], { kind: 'blend', carbonPrice: 80 }), [
      [0, 0.2],
    ]);
  });
});
