import assert from 'node:assert/strict';
import type { Generation } from '../../../../src/flatpeak/questions/generation';
import { anode, busbar } from '../../../../src/flatpeak/questions/prices';
import { ratesReply } from '../../../support/rates-reply';

const QUERY = {
  start_time: '2026-03-29T00:00:00Z',
  end_time: '2026-03-30T00:00:00Z',
  include_tariff: 'true',
  include_carbon: 'false',
  direction: 'EXPORT',
};
const FROM = '2026-03-29T00:00:00Z';
const TO = '2026-03-29T01:00:00Z';
const TARIFF = ratesReply([
  { valid_from: FROM, valid_to: TO, tariff: { rate: 0.2, confidence: 0.5 } },
]);

/** The same as a generation with prices would say it. */
function asPrices(data: unknown): object {
  const { direction, object: _, request: __, ...rest } = TARIFF;
  return { ...rest, object: 'price', tariff_direction: direction, data };
}

const PRICES = asPrices([
  { valid_from: FROM, valid_to: TO, price: { value: 0.2, confidence: 0.5 } },
]);

describe('rates of the generations that have prices', () => {
  for (const [name, generation, path, told] of [
    ['anode', anode, '/prices/loc_1', {}],
    ['busbar', busbar, '/prices', { location_id: 'loc_1' }],
  ] as [string, Generation, string, object][]) {
    describe(name, () => {
      it('are asked for with what it knows, in the body', () => {
        const { body, ...request } = generation.request('loc_1', QUERY);
        assert.deepEqual(request, { method: 'POST', path, query: {} });
        assert.deepEqual(JSON.parse(body ?? ''), {
          ...told,
          start_time: QUERY.start_time,
          end_time: QUERY.end_time,
          tariff_direction: 'EXPORT',
        });
      });

      it('read like rates', () => {
        const { rates, dropped } = generation.read(PRICES, QUERY);
        const { direction: _, include_tariff: __, include_carbon: ___, ...times } = QUERY;
        assert.equal(dropped, 0);
        assert.deepEqual(rates.data, TARIFF.data);
        assert.equal(rates.direction, TARIFF.direction);
        assert.deepEqual(rates.request, {
          include_tariff: true,
          include_carbon: false,
          ...times,
          direction: 'EXPORT',
        });
      });

      it('have slots without a price where none was asked for', () => {
        const slot = { valid_from: FROM, valid_to: TO, carbon: { intensity: 7, confidence: 1 } };
        const carbon = { ...QUERY, include_tariff: 'false', include_carbon: 'true' };
        const { rates } = generation.read(asPrices([slot]), carbon);
        assert.deepEqual(rates.data, [slot]);
        assert.equal(rates.request?.['include_tariff'], false);
      });

      it('fault 24: are bad where they are none', () => {
        for (const json of [undefined, null, 7, 'no', [], {}, asPrices(null), asPrices({ 0: {} })])
          assert.throws(() => generation.read(json, QUERY), /bad_response/);
      });

      it('fault 25: lose the slots that are none', () => {
        const slot = { valid_from: FROM, valid_to: TO };
        const data = [
          null,
          7,
          [],
          slot,
          { ...slot, price: 0.2 },
          { ...slot, price: { value: '1' } },
        ];
        const good = { ...slot, price: { value: 0.3 } };
        const { rates, dropped } = generation.read(asPrices([...data, good]), QUERY);
        assert.equal(dropped, data.length);
        assert.deepEqual(rates.data, [{ ...slot, tariff: { rate: 0.3 } }]);
      });
    });
  }
});
