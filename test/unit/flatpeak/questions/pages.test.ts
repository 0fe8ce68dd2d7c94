import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { everyLocation } from '../../../../src/flatpeak/questions/pages';
import type { LocationList, LocationsQuery } from '../../../../src/flatpeak/wire';
import { runs } from '../../../support/runs';

const list = (ids: string[], has_more: boolean): LocationList => ({
  data: ids.map((id) => ({ id })),
  has_more,
});

async function walk(
  query: Omit<LocationsQuery, 'limit'>,
  page: (query: LocationsQuery) => LocationList,
) {
  const asked: LocationsQuery[] = [];
  const ids: string[] = [];
  const pages = everyLocation(query, async (query) => {
    asked.push(query);
    return page(query);
  });
  for await (const { id } of pages) ids.push(id);
  return { ids, asked };
}

describe('every page of a list', () => {
  it('is walked forwards by the last id', async () => {
    const { ids, asked } = await walk({ reference_id: 'r' }, ({ starting_after }) =>
      starting_after === undefined ? list(['a', 'b'], true) : list(['c'], false),
    );
    assert.deepEqual(ids, ['a', 'b', 'c']);
    assert.deepEqual(asked, [
      { reference_id: 'r', limit: 100 },
      { reference_id: 'r', limit: 100, starting_after: 'b' },
    ]);
  });

  it('is walked backwards by the first id', async () => {
    const { ids, asked } = await walk({ ending_before: 'z' }, ({ ending_before }) =>
      ending_before === 'z' ? list(['x', 'y'], true) : list(['w'], false),
    );
    assert.deepEqual(ids, ['x', 'y', 'w']);
    assert.deepEqual(
      asked.map(({ ending_before }) => ending_before),
      ['z', 'x'],
    );
  });

  it('starts where it is told to', async () => {
    const { asked } = await walk({ starting_after: 'k' }, () => list([], false));
    assert.deepEqual(asked, [{ limit: 100, starting_after: 'k' }]);
  });

  it('ends at an empty page, at a cursor seen before, and after a thousand pages', async () => {
    assert.equal((await walk({}, () => list([], true))).asked.length, 1);
    assert.equal((await walk({}, () => list(['a'], true))).asked.length, 2);
    assert.equal((await walk({ starting_after: 'a' }, () => list(['a'], true))).asked.length, 1);
    let n = 0;
    assert.equal((await walk({}, () => list([`id-${n++}`], true))).asked.length, 1000);
  });

  it('ends whatever the server answers, and brings everything there is when it behaves', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer()),
        fc.integer({ min: 1, max: 9 }),
        async (all, size) => {
          const { ids } = await walk({}, ({ starting_after }) => {
            const from = starting_after === undefined ? 0 : all.indexOf(Number(starting_after)) + 1;
            return list(all.slice(from, from + size).map(String), from + size < all.length);
          });
          assert.deepEqual(ids.map(Number), all);
        },
      ),
      { numRuns: runs(1000) },
    );
  });
});
