import assert from 'node:assert/strict';
import type { PlanRequest } from '../../../src/plan/types';
import { bruteForce } from './brute-force';
import { drawn, hours, type Fields } from './drawing';

/** Worked out by hand: prices per hour (a dot is a gap), the request, and the plan hour by hour. */
const cases: [title: string, prices: string, fields: Fields, plan: string][] = [
  ['the cheapest hours', '3 1 2 1', { rule: hours(2) }, '.#.#'],
  ['the first of equals', '1 1 1', { rule: hours(1) }, '#..'],
  ['the last of equals', '1 1 1', { rule: hours(1), prefer: 'late' }, '..#'],
  ['fewest runs of equals', '1 2 1 1', { rule: hours(2) }, '..##'],
  ['one block', '1 5 2 2', { rule: hours(2, true) }, '..##'],
  ['no block across a gap', '1 . 1 4', { rule: hours(2, true) }, '..##'],
  ['at or below a threshold', '0 -1 1 2', { rule: { kind: 'threshold', limit: 0 } }, '##..'],
  ['below the mean', '2 4 6', { rule: { kind: 'average', percent: 25 } }, '#..'],
  ['a share of the known', '1 2 . 3 4', { rule: { kind: 'share', share: 0.5 } }, '##...'],
  ['the dearest hours', '3 1 2', { rule: hours(1), seek: 'highest' }, '#..'],
  ['never above', '3 1 2', { rule: hours(3), neverAbove: 2 }, '.##'],
  ['always below', '1 1 2', { rule: hours(0), alwaysBelow: 1 }, '##.'],
  ['a shortest run', '1 9 3 3 9', { rule: hours(2), minRun: 2 }, '..##.'],
  ['a shortest pause', '1 2 1 2', { rule: hours(2), minPause: 2 }, '##..'],
  ['a longest pause', '1 9 9 8', { rule: hours(2), maxPause: 1 }, '#.#.'],
  ['a longest pause nobody can keep', '1 . .', { rule: hours(1), maxPause: 1 }, '#..'],
  ['a limit of runs', '1 5 1 5 1', { rule: hours(3), maxRuns: 1 }, '###..'],
  ['a run in progress', '9 1 1', { rule: hours(2), minRun: 2, before: [true, 1] }, '##.'],
  ['a pause in progress', '1 2 3', { rule: hours(1), minPause: 2, before: [false, 1] }, '.#.'],
  ['starts before', '1 2 3', { rule: hours(1), maxRuns: 1, before: [false, 5, 1] }, '...'],
  ['no new start', '2 1 1', { rule: hours(1), maxRuns: 1, before: [true, 5, 1] }, '#..'],
];

describe('brute force', () => {
  for (const [title, prices, fields, expected] of cases)
    it(title, () => {
      const request: PlanRequest = drawn.request(prices, fields);
      assert.equal(drawn.plan(bruteForce(request, drawn.HOUR).runs, prices), expected);
    });

  it('tells what is short and what is broken', () => {
    const best = bruteForce(drawn.request('1 . .', { rule: hours(2), maxPause: 1 }), drawn.HOUR);
    assert.equal(best.shortfall, drawn.HOUR);
    assert.deepEqual(best.broken, ['maxPause']);
  });
});
