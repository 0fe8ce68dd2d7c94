import assert from 'node:assert/strict';
import { divided } from '../../../src/plan/segments';

describe('a time in pieces', () => {
  const time = { from: 10, to: 20 };

  it('is cut where an instant lies within it, once and in order', () => {
    assert.deepEqual(divided(time, [15, 5, 12, 15, 25]), [
      { from: 10, to: 12 },
      { from: 12, to: 15 },
      { from: 15, to: 20 },
    ]);
  });

  it('is whole where none does, its own ends included', () => {
    for (const instants of [[], [10, 20], [9, 21]])
      assert.deepEqual(divided(time, instants), [time]);
  });
});
