import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Ranked } from '../../../src/plan/ranked';
import { runs } from '../../support/runs';

const sum = (lengths: readonly number[]) => lengths.reduce((total, length) => total + length, 0);

describe('ranked lengths', () => {
  it('are what a sorted list of the rest says', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 });
    fc.assert(
      fc.property(lengths, fc.nat(60), (lengths, room) => {
        const ranked = new Ranked(lengths);
        for (let gone = 0; gone <= lengths.length; gone++) {
          const rest = lengths.slice(gone).sort((a, b) => a - b);
          for (let count = 0; count <= rest.length; count++) {
            assert.equal(ranked.shortest(count), sum(rest.slice(0, count)));
            assert.equal(ranked.longest(count), sum(rest.slice(rest.length - count)));
          }
          assert.equal(ranked.longest(rest.length + 1), sum(rest));
          const fitting = ranked.fitting(room);
          assert.ok(sum(rest.slice(0, fitting)) <= room);
          assert.ok(fitting === rest.length || sum(rest.slice(0, fitting + 1)) > room);
          if (gone < lengths.length) ranked.remove(gone);
        }
      }),
      { numRuns: runs(1000) },
    );
  });
});
