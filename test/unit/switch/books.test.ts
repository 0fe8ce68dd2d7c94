import assert from 'node:assert/strict';
import { keepBooks } from '../../../src/switch/books';
import { FRESH, isSwitchState, type SwitchState } from '../../../src/switch/state';
import { DAY } from '../../../src/time/duration';
import { slot } from '../../support/slots';

const passed = (from: number, to: number) => ({ from, to, memory: 8 * DAY, slot: undefined });
const told = { configured: '', at: 0 };

describe('books', () => {
  it('write down what ran', () => {
    const on = { ...FRESH, output: { on: true, since: 5 } };
    assert.deepEqual(keepBooks(on, passed(5, 9)).ledger, [{ from: 5, to: 9 }]);
    const off = { ...FRESH, output: { on: false, since: 5 } };
    assert.deepEqual(keepBooks(off, passed(5, 9)).ledger, []);
    assert.deepEqual(keepBooks(FRESH, passed(5, 9)), FRESH);
  });

  const ending: [string, Partial<SwitchState>][] = [
    ['an override', { override: { on: true, until: 10 } }],
    ['a stop', { stopped: { until: 10 } }],
    [
      'a need that was told',
      { told: { need: { ...told, value: { kind: 'duration', duration: 1 }, until: 10 } } },
    ],
    ['a deadline that was told', { told: { readyBy: { ...told, value: '07:00', until: 10 } } }],
  ];
  for (const [name, state] of ending) {
    it(`cross out ${name} when its time is over`, () => {
      const before = { ...FRESH, ...state };
      assert.deepEqual(keepBooks(before, passed(0, 9)), before);
      assert.deepEqual(keepBooks(before, passed(0, 10)), FRESH);
    });
  }

  it('keep what has no end', () => {
    const state: SwitchState = {
      ...FRESH,
      override: { on: false, until: null },
      stopped: { until: null },
      told: {
        limit: { ...told, value: 0.1 },
        need: { ...told, value: { kind: 'duration', duration: 1 } },
      },
    };
    assert.deepEqual(keepBooks(state, passed(0, 1e12)), state);
  });

  it('take nothing for begun in the future', () => {
    const state: SwitchState = {
      ...FRESH,
      output: { on: false, since: 90 },
      asked: { at: 90 },
      told: { need: { ...told, at: 90, value: { kind: 'duration', duration: 1 } } },
      uncertainSince: 90,
    };
    const forecast = slot(0, 100, 0.1, { confidence: 0.5 });
    const {
      output,
      asked,
      told: after,
      uncertainSince,
    } = keepBooks(state, {
      ...passed(5, 9),
      memory: 8 * DAY,
      slot: forecast,
    });
    assert.deepEqual([output?.since, asked?.at, after.need?.at, uncertainSince], [9, 9, 9, 9]);
  });

  it('know since when the rate is a mere forecast', () => {
    const since = (confidence: number, rate: number | null, uncertainSince?: number) =>
      keepBooks(
        { ...FRESH, ...(uncertainSince !== undefined && { uncertainSince }) },
        { ...passed(5, 9), slot: slot(0, 100, rate, { confidence }) },
      ).uncertainSince;
    assert.equal(since(0.9, 0.1), 9);
    assert.equal(since(0.9, 0.1, 3), 3);
    assert.equal(since(1, 0.1, 3), undefined);
    assert.equal(since(0, null), undefined, 'no data is no forecast');
    assert.equal(since(0, null, 3), 3);
  });

  it('are recognised in a file', () => {
    assert.ok(isSwitchState(FRESH));
    for (const other of [undefined, null, 1, 'x', [], {}, { ledger: [] }, { ledger: {}, told: {} }])
      assert.ok(!isSwitchState(other));
  });
});
