import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { plan } from '../../../src/plan/plan';
import { caseOn } from './arbitraries';
import { bruteForce } from './brute-force';
import { runs } from '../../support/runs';

describe('plan against brute force', function () {
  this.timeout(300_000);
  const numRuns = runs(Number(process.env.FLATPEAK_PLAN_RUNS ?? 1000));
  const seed = Number(process.env.FLATPEAK_PLAN_SEED ?? 20260328);
  for (const constrained of [false, true])
    it(constrained ? 'is the same under constraints' : 'is the same without constraints', () => {
      fc.assert(
        fc.property(caseOn(9, constrained), ({ request, step }) => {
          const { runs, shortfall, broken, complete } = plan(request);
          const best = bruteForce(request, step);
          assert.deepEqual({ runs, shortfall, broken }, best);
          assert.equal(complete, shortfall === 0 && broken.length === 0);
        }),
        { numRuns, seed },
      );
    });
});
