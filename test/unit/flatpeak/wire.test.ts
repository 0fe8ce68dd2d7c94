import assert from 'node:assert/strict';
import type * as wire from '../../../src/flatpeak/wire';

type Kind = keyof ReturnType<typeof wire.schemas>;

/** What becomes of a reply. The schemas are made anew for it, because a process makes its own but once. */
function read(kind: Kind, json: unknown): unknown {
  const path = require.resolve('../../../src/flatpeak/wire');
  delete require.cache[path];
  const { schemas, shaped } = require(path) as typeof wire;
  return shaped(schemas()[kind], json);
}

/** As little as FlatPeak may answer. */
const LEAST: Record<Kind, object> = {
  login: { bearer_token: 'token', expires_in: 3600 },
  location: { id: 'loc_1' },
  locationList: { data: [] },
  locationStatus: {},
  tariffRates: { live_mode: true, location_timezone: 'Europe/London', currency_code: 'GBP' },
  event: { id: 'evt_1', type: 'tariff.expired' },
};
const KINDS = Object.keys(LEAST) as Kind[];

describe('a reply of FlatPeak', () => {
  for (const kind of KINDS) {
    it(`is a ${kind} with what we cannot do without, and keeps what we do not know`, () => {
      const reply = { ...LEAST[kind], later: { more: [1] } };
      assert.deepEqual({ ...Object(read(kind, reply)), ...reply }, read(kind, reply));
    });

    it(`is no ${kind} without it, and says what is missing`, () => {
      for (const field of Object.keys(LEAST[kind])) {
        const { [field]: _, ...rest } = LEAST[kind] as Record<string, unknown>;
        assert.throws(() => read(kind, rest), { verdict: misshapen(field) });
      }
      for (const json of [null, 7, 'no'])
        assert.throws(() => read(kind, json), { verdict: misshapen('reply') });
    });
  }

  it('has usual values for what it leaves out', () => {
    assert.deepEqual(read('login', LEAST.login), { ...LEAST.login, live_mode: true });
    assert.deepEqual(read('locationList', { data: [] }), { data: [], has_more: false });
    assert.deepEqual(read('tariffRates', LEAST.tariffRates), { ...LEAST.tariffRates, data: [] });
  });

  it('brings a token that can be sent, for a time that is one', () => {
    const longest = 'x'.repeat(8192);
    for (const bearer_token of [longest, '!~'])
      assert.ok(read('login', { ...LEAST.login, bearer_token }));
    for (const bearer_token of ['', ' ', 'a b', 'a\n', 'ü', `${longest}x`, 7, null])
      assert.throws(() => read('login', { ...LEAST.login, bearer_token }), {
        verdict: misshapen('bearer_token'),
      });
    for (const expires_in of ['3600', NaN, Infinity, null])
      assert.throws(() => read('login', { ...LEAST.login, expires_in }), {
        verdict: misshapen('expires_in'),
      });
  });

  it('has a zone and a currency that are more than nothing', () => {
    for (const field of ['location_timezone', 'currency_code'])
      assert.throws(() => read('tariffRates', { ...LEAST.tariffRates, [field]: '' }), {
        verdict: misshapen(field),
      });
  });

  it('takes a fact of another type for none where nothing depends on it', () => {
    const odd = { timezone: 7, live_mode: 'yes', postal_address: 'no', customer_id: null };
    assert.deepEqual(read('location', { id: 'loc_1', ...odd }), {
      id: 'loc_1',
      timezone: undefined,
      live_mode: undefined,
      postal_address: undefined,
      customer_id: null,
    });
  });

  it('tells a status in words without blanks around, of a location and of its parts', () => {
    assert.deepEqual(
      read('location', { id: 'loc_1', tariff_status: { commodity_import: 'CONNECTED ' } }),
      { id: 'loc_1', tariff_status: { commodity_import: 'CONNECTED' } },
    );
    const part = {
      status: ' CONNECTED ',
      connection_type: null,
      provider: { id: 7, display_name: 'Octopus' },
      tariff: { structure_type: 'MARKET ', contract_end_date: null },
    };
    for (const category of [
      'commodity_import',
      'commodity_export',
      'non_commodity_import',
      'non_commodity_export',
      'local',
    ]) {
      assert.deepEqual(read('locationStatus', { tariff_status: { [category]: part } }), {
        tariff_status: {
          [category]: {
            status: 'CONNECTED',
            connection_type: null,
            provider: { id: undefined, display_name: 'Octopus' },
            tariff: { structure_type: 'MARKET', contract_end_date: null },
          },
        },
      });
    }
  });

  it('says where it differs, deep inside, and nothing of what it brought', () => {
    for (const [kind, json, where] of [
      ['locationList', { data: [{ id: 'loc_1' }, { id: 7 }] }, 'data[1].id'],
      ['locationList', { data: {} }, 'data'],
      ['locationStatus', { tariff_status: { local: { status: 7 } } }, 'tariff_status.local.status'],
      ['tariffRates', { ...LEAST.tariffRates, data: { secret: 1 } }, 'data'],
    ] as const)
      assert.throws(() => read(kind, json), { verdict: misshapen(where) });
  });
});

function misshapen(detail: string): object {
  return { code: 'bad_response', detail, line: 'reached', retry: 'never' };
}
