import assert from 'node:assert/strict';
import { FlatPeakClient } from '../../../../src/flatpeak/client';
import type { Api } from '../../../../src/flatpeak/questions/automatic';
import { SAMPLE_ACCOUNT_ID, SAMPLE_API_KEY } from '../../../../src/flatpeak/sample/credentials';
import { sampleTransport } from '../../../../src/flatpeak/sample/transport';
import type { HttpRequest } from '../../../../src/flatpeak/transport';
import {
  failure,
  outcome,
  QUERY,
  ratesReply,
  reply,
  SimulatedFlatPeak,
  START,
} from '../../../support/simulated-flatpeak';

const HOUR = 3_600_000;

function price(direction = 'IMPORT') {
  return reply(200, {
    object: 'price',
    live_mode: true,
    location_timezone: 'Europe/Oslo',
    currency_code: 'NOK',
    tariff_direction: direction,
    request: { tariff_direction: direction },
    data: [
      {
        valid_from: '2026-05-04T12:00:00Z',
        valid_to: '2026-05-04T12:15:00Z',
        price: { value: -0.5, confidence: 0.8, vat: 0.1 },
        temporary: false,
      },
      { valid_from: '2026-05-04T12:15:00Z', valid_to: '2026-05-04T12:30:00Z', price: null },
    ],
  });
}

const PATHS: Record<Exclude<Api, 'automatic'>, string> = {
  zero: '/tariffs/rates/loc_1',
  anode: '/prices/loc_1',
  busbar: '/prices',
};

/** An account whose rates are told under one path only. */
function account(generation: keyof typeof PATHS, options = {}) {
  const flatpeak = new SimulatedFlatPeak(options);
  flatpeak.answer = ({ path }) => {
    if (path === '/locations/loc_1') return reply(200, { id: 'loc_1' });
    if (path !== PATHS[generation]) return reply(404, { message: 'Not Found' });
    return generation === 'zero' ? ratesReply() : price();
  };
  const asked = () =>
    flatpeak.requests.map(({ request }) => `${request.method} ${request.path}`).slice(1);
  return { flatpeak, asked };
}

describe('the generations of the API', () => {
  it('are told apart by who answers, once', async () => {
    const expected = {
      zero: ['GET /tariffs/rates/loc_1'],
      anode: ['GET /tariffs/rates/loc_1', 'GET /locations/loc_1', 'POST /prices/loc_1'],
      busbar: [
        'GET /tariffs/rates/loc_1',
        'GET /locations/loc_1',
        'POST /prices/loc_1',
        'POST /prices',
      ],
    };
    for (const generation of ['zero', 'anode', 'busbar'] as const) {
      const { flatpeak, asked } = account(generation);
      await flatpeak.rates();
      assert.deepEqual(asked(), expected[generation]);
      await flatpeak.rates();
      assert.deepEqual(asked().slice(expected[generation].length), expected[generation].slice(-1));
    }
  });

  it('are asked directly when the user knows', async () => {
    for (const api of ['zero', 'anode', 'busbar'] as const) {
      const { flatpeak, asked } = account(api, { api });
      await flatpeak.rates();
      assert.equal(asked().length, 1);
      const other = account(api === 'zero' ? 'anode' : 'zero', { api });
      assert.equal(await outcome(other.flatpeak.rates()), 'not_found');
      assert.equal(other.asked().length, 1);
    }
  });

  it('are not looked for when the location does not exist, or the account is known', async () => {
    const { flatpeak, asked } = account('zero');
    assert.equal(await outcome(flatpeak.rates('loc_2')), 'not_found');
    assert.deepEqual(asked(), ['GET /tariffs/rates/loc_2', 'GET /locations/loc_2']);
    await flatpeak.rates();
    assert.equal(await outcome(flatpeak.rates('loc_3')), 'not_found');
    assert.deepEqual(asked().slice(3), ['GET /tariffs/rates/loc_3']);
  });

  it('are looked for at most once an hour when none answers', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = ({ path }) =>
      path === '/locations/loc_1' ? reply(200, { id: 'loc_1' }) : reply(404, '');
    const { code, retryAt = 0 } = await failure(flatpeak.rates());
    assert.equal(code, 'not_found');
    for (let i = 0; i < 100; i++) assert.equal(await outcome(flatpeak.rates()), 'not_found');
    assert.equal(flatpeak.reads, 4);
    assert.ok(retryAt >= START + HOUR);
    flatpeak.elapsed = retryAt - START;
    assert.equal(await outcome(flatpeak.rates()), 'not_found');
    assert.equal(flatpeak.reads, 8);
  });

  it('have other refusals, which end the search', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = ({ path }) => {
      if (path === '/locations/loc_1') return reply(200, { id: 'loc_1' });
      if (path === PATHS.anode) return reply(422, { code: 'no_tariff_connected' });
      return reply(404, '');
    };
    assert.equal(await outcome(flatpeak.rates()), 'no_tariff');
    assert.equal(flatpeak.reads, 3);
  });

  it('send their own version, or the one the user chose', async () => {
    const versions = async (options: object) => {
      const { flatpeak } = account('busbar', options);
      await flatpeak.rates();
      return flatpeak.requests.slice(1).map(({ request }) => request.headers['flatpeak-version']);
    };
    const zero = '2024-08-24.zero';
    assert.deepEqual(await versions({}), [zero, zero, '2025-09-14.anode', undefined]);
    assert.deepEqual(await versions({ version: 'x' }), ['x', 'x', 'x', 'x']);
    assert.deepEqual(await versions({ version: '' }), [undefined, undefined, undefined, undefined]);
  });

  it('are asked in their own words', async () => {
    const bodies: Record<string, unknown> = {
      anode: { start_time: QUERY.start_time, end_time: QUERY.end_time, tariff_direction: 'EXPORT' },
      busbar: {
        location_id: 'loc_1',
        start_time: QUERY.start_time,
        end_time: QUERY.end_time,
        tariff_direction: 'EXPORT',
      },
    };
    for (const api of ['anode', 'busbar'] as const) {
      const { flatpeak } = account(api, { api });
      await flatpeak.client.rates('loc_1', { ...QUERY, direction: 'EXPORT' });
      const sent = flatpeak.requests.at(-1)?.request as HttpRequest;
      assert.deepEqual(JSON.parse(sent.body ?? ''), bodies[api]);
      assert.equal(sent.headers['content-type'], 'application/json');
      assert.deepEqual(sent.query, {});
    }
  });

  it('all answer in the form of rates, with what was asked', async () => {
    const { flatpeak } = account('anode');
    const answer = await flatpeak.client.rates('loc_1', { ...QUERY, include_carbon: true });
    assert.deepEqual(answer, {
      object: 'tariff_rate',
      live_mode: true,
      location_timezone: 'Europe/Oslo',
      currency_code: 'NOK',
      direction: 'IMPORT',
      request: { include_tariff: true, include_carbon: true, direction: 'IMPORT', ...QUERY },
      data: [
        {
          valid_from: '2026-05-04T12:00:00Z',
          valid_to: '2026-05-04T12:15:00Z',
          tariff: { rate: -0.5, confidence: 0.8, vat: 0.1 },
          temporary: false,
        },
      ],
    });
    assert.equal(flatpeak.client.diagnostics().droppedSlots, 1);
  });

  it('are none but these', () => {
    for (const api of ['yotta', '', 'toString', null, 7]) {
      assert.throws(() => new SimulatedFlatPeak({ api: api as Api }), {
        code: 'bad_input',
        detail: 'api',
      });
    }
  });

  it('tell the same rates of the sample account', async () => {
    const answers = ['zero', 'anode'].map((api) => {
      const client = new FlatPeakClient({
        accountId: SAMPLE_ACCOUNT_ID,
        apiKey: SAMPLE_API_KEY,
        api: api as Api,
        transport: sampleTransport(() => START),
        clock: { now: () => START, monotonic: () => 0 },
      });
      return client.rates('loc_sample_london', QUERY);
    });
    const [zero, anode] = await Promise.all(answers);
    assert.ok(zero && zero.data.length > 0);
    assert.deepEqual(anode?.data, zero.data);
    assert.equal(anode?.currency_code, zero.currency_code);
  });
});
