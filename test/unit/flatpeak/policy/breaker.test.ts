import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Breaker, type Reach } from '../../../../src/flatpeak/policy/breaker';
import { runs } from '../../../support/runs';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** The waits of a breaker that fails again at each end of a wait, from the third failure on. */
function ladder(reach: Reach, chance: number, steps: number): number[] {
  const breaker = new Breaker(() => chance, 3);
  let now = 500;
  breaker.failed(reach, now);
  breaker.failed(reach, now);
  return Array.from({ length: steps }, () => {
    breaker.failed(reach, now);
    const wait = breaker.wait(now);
    now += wait;
    return wait;
  });
}

describe('the breaker', () => {
  it('opens at the third failure in a row', () => {
    const breaker = new Breaker(() => 0, 3);
    breaker.failed('reached', 0);
    breaker.failed('unreached', 0);
    assert.equal(breaker.open, false);
    assert.equal(breaker.wait(0), 0);
    breaker.failed('reached', 0);
    assert.equal(breaker.open, true);
    assert.equal(breaker.wait(0), MINUTE);
    assert.equal(breaker.wait(MINUTE - 1), 1);
    assert.equal(breaker.wait(MINUTE), 0);
    assert.equal(breaker.open, true);
  });

  it('starts counting anew after a success', () => {
    const breaker = new Breaker(() => 0, 3);
    for (let i = 0; i < 5; i++) {
      breaker.failed('reached', 0);
      breaker.failed('reached', 0);
      breaker.succeeded();
    }
    assert.equal(breaker.open, false);
  });

  it('climbs from one to fifteen minutes when FlatPeak is in trouble', () => {
    assert.deepEqual(
      ladder('reached', 0, 7).map((ms) => ms / MINUTE),
      [1, 2, 4, 8, 15, 15, 15],
    );
    assert.deepEqual(
      ladder('reached', 1, 6).map((ms) => ms / MINUTE),
      [1.5, 3, 6, 12, 22.5, 22.5],
    );
  });

  it('climbs from five seconds to a minute when FlatPeak is out of reach', () => {
    assert.deepEqual(
      ladder('unreached', 1, 7).map((ms) => ms / SECOND),
      [5, 10, 20, 40, 60, 60, 60],
    );
    assert.deepEqual(
      ladder('unreached', 0, 6).map((ms) => ms / SECOND),
      [2.5, 5, 10, 20, 30, 30],
    );
  });

  it('goes back to the foot of both ladders after a success', () => {
    const breaker = new Breaker(() => 0, 3);
    for (let i = 0; i < 8; i++) breaker.failed('reached', 0);
    breaker.succeeded();
    for (let i = 0; i < 3; i++) breaker.failed('reached', 0);
    assert.equal(breaker.wait(0), MINUTE);
  });

  it('does not go back to the foot because the line drops in between', () => {
    const breaker = new Breaker(() => 0, 3);
    for (let i = 0; i < 5; i++) breaker.failed('reached', 0);
    assert.equal(breaker.wait(0), 4 * MINUTE);
    breaker.failed('unreached', 0);
    assert.equal(breaker.wait(0), 2.5 * SECOND);
    breaker.failed('reached', 0);
    assert.equal(breaker.wait(0), 8 * MINUTE);
  });

  it('never waits longer than 22.5 minutes, and always a while', () => {
    const event = fc.record({
      reach: fc.constantFrom<Reach>('reached', 'unreached'),
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(event, { minLength: 3 }), (events) => {
        let chance = 0;
        const breaker = new Breaker(() => chance, 3);
        for (const event of events) {
          chance = event.chance;
          breaker.failed(event.reach, 0);
        }
        assert.ok(breaker.wait(0) >= 2500 && breaker.wait(0) <= 22.5 * MINUTE);
      }),
      { numRuns: runs(1000) },
    );
  });
});
