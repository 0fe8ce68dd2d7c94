import assert from 'node:assert/strict';
import { utcSeconds } from '../../../../src/time/instant';
import { ANODE, ask, assertShape, BUSBAR, DAY, HOUR, type Json, NOW, ZERO } from './ask';

const WINDOW = { start_time: utcSeconds(NOW), end_time: utcSeconds(NOW + 5 * HOUR) };

/** The same question in the words of either generation. */
const GENERATIONS = [
  {
    name: 'Anode',
    prices: (home: string, body: Json) =>
      ask(`/prices/loc_sample_${home}`, { method: 'POST', version: ANODE, body }),
  },
  {
    name: 'Busbar',
    prices: (home: string, body: Json) =>
      ask('/prices', {
        method: 'POST',
        version: BUSBAR,
        body: { location_id: `loc_sample_${home}`, ...body },
      }),
  },
];

for (const { name, prices } of GENERATIONS) {
  describe(`sample account: prices of ${name}`, () => {
    it('has every documented field', () => {
      const { status, body } = prices('london', WINDOW);
      assert.equal(status, 200);
      assertShape(body, {
        id: 'string',
        object: 'string',
        live_mode: 'boolean',
        location_id: 'string',
        location_timezone: 'string',
        currency_code: 'string',
        tariff_direction: 'string',
        last_updated: 'string',
        data: 'array',
        time_created: 'string',
        account_id: 'string',
      });
      assert.match(body['id'], /^prs_/);
      assert.equal(body['object'], 'price');
      assert.equal(body['live_mode'], false);
      assert.equal('next_update' in body, name === 'Anode');
      assert.deepEqual(body['request'], { tariff_direction: 'IMPORT', ...WINDOW });
      for (const slot of body['data']) {
        assert.deepEqual(Object.keys(slot), ['valid_from', 'valid_to', 'price']);
        assert.deepEqual(Object.keys(slot.price), ['value', 'confidence']);
      }
    });

    for (const [home, direction] of [
      ['demo', 'IMPORT'],
      ['london', 'IMPORT'],
      ['london', 'EXPORT'],
      ['berlin', 'IMPORT'],
      ['oslo', 'IMPORT'],
      ['madrid', 'IMPORT'],
      ['new_york', 'EXPORT'],
      ['lord_howe', 'IMPORT'],
    ] as const) {
      it(`gives ${home} ${direction} the prices that Zero gives`, () => {
        const window = { ...WINDOW, end_time: utcSeconds(NOW + 6 * DAY) };
        const zero = ask(`/tariffs/rates/loc_sample_${home}`, {
          version: ZERO,
          query: { ...window, direction },
        }).body;
        const { body } = prices(home, { ...window, tariff_direction: direction });
        assert.equal(body['last_updated'], zero['last_updated']);
        assert.deepEqual(
          body['data'].map((one: Json) => [one['valid_from'], one['valid_to'], one['price']]),
          zero['data'].map((one: Json) => [
            one['valid_from'],
            one['valid_to'],
            { value: one['tariff'].rate, confidence: one['tariff'].confidence },
          ]),
        );
      });
    }

    const refused: [string, string, Json, number, string | undefined][] = [
      ['no end', 'london', {}, 400, 'end_time_missing'],
      ['a number as end', 'london', { end_time: NOW }, 400, 'end_time_invalid'],
      ['null as end', 'london', { end_time: null }, 400, 'end_time_invalid'],
      ['a bad start', 'london', { ...WINDOW, start_time: 'x' }, 400, 'start_time_invalid'],
      [
        'a bad direction',
        'london',
        { ...WINDOW, tariff_direction: 'UP' },
        400,
        'tariff_direction_invalid',
      ],
      ['91 days', 'london', { end_time: utcSeconds(NOW + 91 * DAY) }, 400, 'time_range_invalid'],
      [
        'a local direction',
        'london',
        { ...WINDOW, tariff_direction: 'LOCAL' },
        422,
        'no_tariff_connected',
      ],
      ['a home without tariff', 'no_tariff', WINDOW, 422, 'no_tariff_connected'],
      ['a home that is pending', 'pending', WINDOW, 422, 'pending_connect'],
      ['an unknown home', 'nowhere', WINDOW, 404, undefined],
    ];
    for (const [why, home, body, status, code] of refused) {
      it(`refuses ${why}`, () => {
        const reply = prices(home, body);
        assert.equal(reply.status, status);
        assert.equal(reply.body['code'], code);
      });
    }
  });
}

describe('sample account: bodies of prices', () => {
  for (const body of [undefined, '', '{', 'null', '"text"', '7']) {
    it(`refuses ${body}`, () => {
      const reply = ask('/prices/loc_sample_london', { method: 'POST', version: ANODE, body });
      assert.equal(reply.status, 400);
      assert.equal(reply.body['code'], 'body_invalid');
    });
  }

  it('does not know a Busbar price without a location', () => {
    assert.equal(ask('/prices', { method: 'POST', version: BUSBAR, body: WINDOW }).status, 404);
  });
});
