import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { plan } from '../../../src/plan/plan';
import { scale } from '../../../src/plan/scale';
import { runs } from '../../support/runs';
import { drawn, hours } from './drawing';

const { HOUR, START } = drawn;
const segment = (value: number) => ({ from: 0, to: 1, value });

describe('values as whole numbers', () => {
  it('keep six decimals where there is room', () => {
    const whole = scale([segment(0.123_456_7), segment(-2)], 1);
    assert.deepEqual([0.123_456_7, -2, 0].map(whole), [123_457, -2_000_000, 0]);
  });

  const cases: [values: number[], weight: number, scaled: number[]][] = [
    [[9, 1], 1e9, [9e6, 1e6]],
    [[9.1, 1], 1e9, [91e4, 1e5]],
    [[1, -901], 1e12, [1, -901]],
    [[1, -900], 1e12, [10, -9000]],
    [[9006, 6], 1e12, [9006, 6]],
    [[9007, 6], 1e12, [901, 1]],
    [[1e300, 1e299], 1, [1e15, 1e14]],
    [[1, 2], 0, [1e6, 2e6]],
    [[1, 2], 1e17, [0, 0]],
  ];
  for (const [values, weight, scaled] of cases)
    it(`lose decimals rather than exactness: ${values.join(', ')} times ${weight}`, () => {
      assert.deepEqual(values.map(scale(values.map(segment), weight)), scaled);
    });

  it('sum up exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e300, max: 1e300 })),
        fc.integer({ min: 0, max: 1e12 }),
        (values, weight) => {
          const whole = scale(values.map(segment), weight);
          for (const value of values) assert.ok(Number.isSafeInteger(whole(value) * weight));
        },
      ),
      { numRuns: runs(1000) },
    );
  });

  it('keep apart what is largest and what is smallest', () => {
    const huge = [1e308, -1e308, 1].map((value, hour) => ({
      from: START + hour * HOUR,
      to: START + (hour + 1) * HOUR,
      value,
    }));
    const found = plan({ ...drawn.request('1 2 3', { rule: hours(1) }), slots: huge });
    assert.deepEqual(found.runs, [{ from: START + HOUR, to: START + 2 * HOUR }]);
  });
});
