import assert from 'node:assert/strict';
import type { Series } from '../../../src/rates/series';
import { outlook } from '../../../src/switch/outlook';
import { sameFuture } from '../../../src/switch/same-future';
import { PLAIN, type Settings } from '../../../src/switch/settings';
import { FRESH } from '../../../src/switch/state';
import type { Planned } from '../../../src/switch/wire';
import { HOUR } from '../../../src/time/duration';
import { row } from '../../support/slots';

const MIDNIGHT = Date.parse('2026-01-10T00:00:00Z');
const at = (hour: number): number => MIDNIGHT + hour * HOUR;
const PRICES = [0.1, 0.2, 0.1, 0.3, 0.1, 0.4];
const LIMIT: Settings = { ...PLAIN, rule: { kind: 'threshold', limit: 0.15 } };
const need = (hours: number): Settings => ({
  ...PLAIN,
  rule: { kind: 'duration', continuous: false },
  need: { kind: 'duration', duration: hours * HOUR },
});

function planned(settings: Settings, prices = PRICES, made = 0): Planned {
  const series: Series = row(MIDNIGHT, HOUR, prices);
  const foreseen = outlook(settings, series, FRESH, 'UTC', at(made));
  return { outlook: foreseen, settings, state: FRESH, series };
}

describe('two plans have the same future', () => {
  it('when all that differs has gone by', () => {
    const before = planned(LIMIT);
    assert.ok(sameFuture(before, planned(LIMIT), at(0)));
    const since = planned(LIMIT, [0.9, 0.9, ...PRICES.slice(2)]);
    assert.ok(!sameFuture(before, since, at(0)));
    assert.ok(!sameFuture(before, since, at(1.5)), 'the slot that holds still tells them apart');
    assert.ok(sameFuture(before, since, at(2)));
  });

  it('when a run has begun since, and goes on as planned', () => {
    assert.ok(sameFuture(planned(LIMIT), planned(LIMIT, PRICES, 2.5), at(2.5)));
  });

  it('unless they run at other times', () => {
    assert.ok(!sameFuture(planned(need(1)), planned(need(2)), at(0)));
    const go: Settings = { ...need(1), unpriced: 'go' };
    assert.ok(!sameFuture(planned(need(1)), planned(go), at(0)), 'one waits for prices');
  });

  it('unless prices differ, or how sure they are', () => {
    const [one, dearer] = [planned(LIMIT), planned(LIMIT, [...PRICES.slice(0, 5), 0.5])];
    assert.ok(!sameFuture(one, dearer, at(0)));
    const surer = { ...one, series: one.series.map((slot) => ({ ...slot, confidence: 0.5 })) };
    assert.ok(!sameFuture(one, surer, at(0)));
  });

  it('unless more of a need is left over', () => {
    assert.ok(!sameFuture(planned(need(30)), planned(need(31)), at(0)));
  });

  it('though less is left out by a cap as time goes by', () => {
    const capped: Settings = {
      ...LIMIT,
      rule: { kind: 'threshold', limit: 0.5 },
      neverAbove: 0.25,
    };
    assert.ok(sameFuture(planned(capped), planned(capped, PRICES, 4), at(4)));
  });
});
