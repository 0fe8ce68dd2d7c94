import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { RetryBucket } from '../../../../src/flatpeak/policy/bucket';
import { ATTEMPTS, mayRetry, waitAfter } from '../../../../src/flatpeak/policy/retry';
import type { Verdict } from '../../../../src/flatpeak/policy/verdict';
import { runs } from '../../../support/runs';

const later: Verdict = { code: 'unavailable', line: 'reached', retry: 'later' };
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the wait before a retry', () => {
  it('is any time up to 1 s, 2 s, 4 s … 20 s', () => {
    const longest = (attempt: number) => waitAfter(attempt, later, () => 0.999_999_999);
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 9].map(longest).map(Math.round),
      [1000, 2000, 4000, 8000, 16_000, 20_000, 20_000],
    );
    assert.equal(
      waitAfter(3, later, () => 0),
      0,
    );
  });

  it('is nothing for a connection that the other side had given up, once', () => {
    const reset: Verdict = { ...later, retry: 'at once' };
    assert.equal(
      waitAfter(1, reset, () => 0.9),
      0,
    );
    assert.equal(
      waitAfter(2, reset, () => 0.9),
      1800,
    );
  });

  it('is never shorter than FlatPeak asked, and at most a tenth or 30 s longer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 0, max: 86_400_000 }),
        chance,
        (attempt, retryAfter, random) => {
          const wait = waitAfter(attempt, { ...later, retryAfter }, () => random);
          const bound = Math.min(20_000, 1000 * 2 ** (attempt - 1));
          assert.ok(wait >= retryAfter);
          assert.ok(wait <= Math.max(retryAfter, bound) + Math.min(retryAfter / 10, 30_000));
        },
      ),
      { numRuns: runs(1000) },
    );
    assert.equal(
      waitAfter(1, { ...later, retryAfter: 60_000 }, () => 0.5),
      63_000,
    );
    assert.equal(
      waitAfter(1, { ...later, retryAfter: 3_600_000 }, () => 0.5),
      3_615_000,
    );
  });
});

describe('whether to retry', () => {
  it('depends on the attempt, the verdict and the patience', () => {
    assert.equal(ATTEMPTS, 3);
    assert.equal(mayRetry(1, later, 10, 10), true);
    assert.equal(mayRetry(2, later, 10, 10), true);
    assert.equal(mayRetry(3, later, 10, 10), false);
    assert.equal(mayRetry(1, later, 11, 10), false);
    assert.equal(mayRetry(1, { ...later, retry: 'at once' }, 0, 10), true);
    assert.equal(mayRetry(1, { ...later, retry: 'never' }, 0, 10), false);
  });
});

describe('the retry bucket', () => {
  it('pays for ten retries in an outage', () => {
    const bucket = new RetryBucket();
    let paid = 0;
    while (bucket.pay()) paid++;
    assert.equal(paid, 10);
    assert.equal(bucket.pay(), false);
  });

  it('refills by one per success, to its rim', () => {
    const bucket = new RetryBucket();
    bucket.succeeded();
    for (let i = 0; i < 10; i++) assert.ok(bucket.pay());
    assert.equal(bucket.pay(), false);
    bucket.succeeded();
    assert.equal(bucket.pay(), false);
    bucket.succeeded();
    assert.equal(bucket.pay(), true);
    assert.equal(bucket.pay(), false);
  });
});
