import assert from 'node:assert/strict';
import { locationsQuery, ratesQueries } from '../../../../src/flatpeak/questions/queries';
import type { LocationsQuery, RatesQuery } from '../../../../src/flatpeak/wire';

const START = '2026-03-29T00:00:00Z';
const END = '2026-03-30T00:00:00Z';
const refused = (detail: string) => ({ code: 'bad_input', detail });

describe('a question for rates', () => {
  it('asks for the import tariff without carbon from now on, unless told otherwise', () => {
    assert.deepEqual(ratesQueries({ end_time: END }), [
      { end_time: END, include_tariff: 'true', include_carbon: 'false', direction: 'IMPORT' },
    ]);
    const query: RatesQuery = {
      start_time: START,
      end_time: END,
      include_tariff: false,
      include_carbon: true,
      direction: 'EXPORT',
    };
    assert.deepEqual(ratesQueries(query), [
      { ...query, include_tariff: 'false', include_carbon: 'true' },
    ]);
  });

  it('goes out in UTC and whole seconds', () => {
    const [query] = ratesQueries({
      start_time: '2026-03-29T02:00:00.999+02:00',
      end_time: '2026-03-29T22:00:00.5-02:00',
    });
    assert.deepEqual([query?.['start_time'], query?.['end_time']], [START, END]);
  });

  it('spans a leap year at most, and forwards', () => {
    const year = { start_time: '2028-01-01T00:00:00Z', end_time: '2029-01-01T00:00:00Z' };
    assert.ok(ratesQueries(year).length > 1);
    for (const query of [
      { ...year, end_time: '2029-01-01T00:00:01Z' },
      { start_time: END, end_time: START },
      { start_time: START, end_time: START },
    ])
      assert.throws(() => ratesQueries(query), refused('end_time'));
  });

  it('is refused by the field that makes no sense', () => {
    for (const [field, value] of [
      ['end_time', 1_774_742_400_000],
      ['end_time', '2026-03-30T00:00:00'],
      ['start_time', 'now'],
      ['start_time', null],
      ['direction', 'import'],
      ['include_tariff', 'true'],
      ['include_carbon', 1],
    ] as const) {
      const query = { start_time: START, end_time: END, [field]: value };
      assert.throws(() => ratesQueries(query), refused(field));
    }
  });
});

describe('a question for locations', () => {
  it('asks for whole pages, from where it is told', () => {
    assert.deepEqual(locationsQuery({}), { limit: '100' });
    for (const query of [
      { starting_after: 'loc_1', reference_id: 'my house', customer_id: 'cus_1' },
      { ending_before: 'loc_9' },
    ])
      assert.deepEqual(locationsQuery({ ...query, limit: 7 }), { ...query, limit: '7' });
  });

  it('takes references of up to 256 characters', () => {
    const reference_id = 'ü'.repeat(256);
    assert.equal(locationsQuery({ reference_id })['reference_id'], reference_id);
  });

  it('is refused by the field that makes no sense', () => {
    for (const [query, field] of [
      [{ limit: 0 }, 'limit'],
      [{ limit: 101 }, 'limit'],
      [{ limit: 1.5 }, 'limit'],
      [{ limit: '7' }, 'limit'],
      [{ reference_id: '' }, 'reference_id'],
      [{ reference_id: 'x'.repeat(257) }, 'reference_id'],
      [{ reference_id: 7 }, 'reference_id'],
      [{ customer_id: '../login' }, 'customer_id'],
      [{ starting_after: 'a b' }, 'starting_after'],
      [{ ending_before: '' }, 'ending_before'],
      [{ starting_after: 'loc_1', ending_before: 'loc_9' }, 'ending_before'],
    ] as const)
      assert.throws(() => locationsQuery(query as LocationsQuery), refused(field));
  });

  it('takes one to a hundred at a time', () => {
    for (const limit of [1, 100]) assert.equal(locationsQuery({ limit })['limit'], String(limit));
  });
});
