import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ratesQueries } from '../../../../src/flatpeak/questions/queries';
import { joined, spans } from '../../../../src/flatpeak/questions/spans';
import type { TariffRates } from '../../../../src/flatpeak/wire';
import { runs } from '../../../support/runs';

const MONTH = 31 * 86_400_000;

describe('a long span', () => {
  it('is cut into pieces of at most 31 days that meet exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2e12 }),
        fc.integer({ min: 1, max: 366 * 86_400_000 }),
        (start, length) => {
          const pieces = spans(start, start + length);
          assert.equal(pieces[0]?.[0], start);
          assert.equal(pieces.at(-1)?.[1], start + length);
          pieces.forEach(([from, to], i) => {
            assert.ok(to > from && to - from <= MONTH);
            if (i > 0) assert.equal(from, pieces[i - 1]?.[1]);
          });
          assert.equal(pieces.length, Math.ceil(length / MONTH));
        },
      ),
      { numRuns: runs(1000) },
    );
  });

  it('goes out in UTC whole seconds, whatever form it came in', () => {
    const queries = ratesQueries({
      start_time: '2026-05-04T14:00:00.900+02:00',
      end_time: '2026-06-15T12:00:00Z',
      include_carbon: true,
      direction: 'EXPORT',
    });
    const rest = { include_tariff: 'true', include_carbon: 'true', direction: 'EXPORT' };
    assert.deepEqual(queries, [
      { start_time: '2026-05-04T12:00:00Z', end_time: '2026-06-04T12:00:00Z', ...rest },
      { start_time: '2026-06-04T12:00:00Z', end_time: '2026-06-15T12:00:00Z', ...rest },
    ]);
  });

  it('leaves the start to FlatPeak when none is given', () => {
    assert.deepEqual(ratesQueries({ end_time: '2026-05-04T12:00:00Z', include_tariff: false }), [
      {
        end_time: '2026-05-04T12:00:00Z',
        include_tariff: 'false',
        include_carbon: 'false',
        direction: 'IMPORT',
      },
    ]);
  });

  it('is joined to one reply: slots of all, facts of the latest', () => {
    const part = (start: string, end: string, next: string): TariffRates => ({
      live_mode: true,
      location_timezone: 'Europe/London',
      currency_code: 'GBP',
      next_update: next,
      request: { start_time: start, end_time: end, direction: 'IMPORT' },
      data: [{ valid_from: start, valid_to: end, tariff: { rate: 1 } }],
    });
    const parts = [part('a', 'b', '1'), part('b', 'c', '2'), part('c', 'd', '3')];
    const whole = joined(parts);
    assert.deepEqual(
      whole.data,
      parts.flatMap(({ data }) => data),
    );
    assert.equal(whole.next_update, '3');
    assert.deepEqual(whole.request, { start_time: 'a', end_time: 'd', direction: 'IMPORT' });
    assert.equal(joined(parts.slice(0, 1)), parts[0]);
  });
});
