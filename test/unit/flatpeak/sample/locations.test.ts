import assert from 'node:assert/strict';
import { ANODE, ask, assertShape, BUSBAR, ISO_SECONDS, type Json, ZERO } from './ask';

const ALL = [
  'loc_sample_demo',
  'loc_sample_london',
  'loc_sample_berlin',
  'loc_sample_oslo',
  'loc_sample_madrid',
  'loc_sample_new_york',
  'loc_sample_lord_howe',
  'loc_sample_no_tariff',
  'loc_sample_pending',
];

const COMMON = {
  id: 'string',
  object: 'string',
  live_mode: 'boolean',
  reference_id: 'string',
  customer_id: 'string',
  timezone: 'string',
  currency_code: 'string',
  'postal_address.address_line1': 'string',
  'postal_address.city': 'string',
  'postal_address.post_code': 'string',
  'postal_address.country_code': 'string',
  'geo_location.lat': 'number',
  'geo_location.lng': 'number',
  time_created: 'string',
  account_id: 'string',
};

const ZERO_SHAPE = {
  ...COMMON,
  'tariff_status.commodity_import': 'string',
  'tariff_status.commodity_export': 'string',
  'tariff_status.non_commodity_import': 'string',
  'tariff_status.non_commodity_export': 'string',
  'tariff_status.local': 'string',
  tariff_elements: 'array',
};

const SHAPES: { version: string; listed: Record<string, string>; alone: Record<string, string> }[] =
  [
    { version: ZERO, listed: ZERO_SHAPE, alone: ZERO_SHAPE },
    {
      version: ANODE,
      listed: { ...ZERO_SHAPE, flex_allowed: 'boolean', 'market_sources.import': 'string' },
      alone: { ...ZERO_SHAPE, flex_allowed: 'boolean', 'market_sources.import': 'string' },
    },
    {
      version: BUSBAR,
      listed: {
        ...COMMON,
        tariffs: 'array',
        devices: 'array',
        'consents.provider_tariff': 'boolean',
      },
      alone: {
        ...COMMON,
        tariff_elements: 'array',
        devices: 'array',
        postal_address_verified: 'boolean',
      },
    },
  ];

function list(query: Record<string, string> = {}, version = ZERO) {
  return ask('/locations', { query, version });
}

const ids = (body: Json) => body['data'].map((one: Json) => one['id']);

describe('sample account: locations', () => {
  it('lists every home, newest first', () => {
    const { body } = list();
    assert.equal(body['object'], 'list');
    assert.equal(body['url'], '/locations');
    assert.equal(body['has_more'], false);
    assert.deepEqual(ids(body), ALL);
    const created = body['data'].map((one: Json) => Date.parse(one['time_created']));
    assert.deepEqual(
      created,
      created.toSorted((a: number, b: number) => b - a),
    );
  });

  for (const { version, listed, alone } of SHAPES) {
    it(`describes each home in the list as ${version} does`, () => {
      for (const home of list({}, version).body['data']) {
        assertShape(home, listed, home.id);
        assert.equal(home.object, 'location');
        assert.equal(home.live_mode, false);
        assert.match(home.id, /^[A-Za-z0-9_-]{1,64}$/);
        assert.match(home.time_created, ISO_SECONDS);
      }
    });

    it(`describes each home alone as ${version} does`, () => {
      for (const id of ALL) {
        const { status, body } = ask(`/locations/${id}`, { version });
        assert.equal(status, 200);
        assertShape(body, alone, id);
        assert.equal(body['id'], id);
        assert.equal(body['live_mode'], false);
      }
    });
  }

  it('gives tariffs as ids, as objects and as tariffs', () => {
    const path = '/locations/loc_sample_oslo';
    const tariffIds = ['trf_sample_oslo_import', 'trf_sample_oslo_grid'];
    assert.deepEqual(ask(path, { version: ZERO }).body['tariff_elements'], tariffIds);
    const alone = ask(path, { version: BUSBAR }).body['tariff_elements'];
    assert.deepEqual(
      alone.map((one: Json) => [one['tariff_id'], one['type'], one['direction'], one['status']]),
      [
        ['trf_sample_oslo_import', 'COMMODITY', 'IMPORT', 'CONNECTED'],
        ['trf_sample_oslo_grid', 'NON_COMMODITY', 'IMPORT', 'ERROR'],
      ],
    );
    const listed = list({ reference_id: 'SAMPLE-OSLO' }, BUSBAR).body['data'][0];
    assert.equal(listed.tariff_elements, undefined);
    assert.equal(listed.tariff_status, undefined);
    assert.deepEqual(
      listed.tariffs.map((one: Json) => one['tariff_id']),
      tariffIds,
    );
  });

  it('filters by reference and customer, together too', () => {
    assert.deepEqual(ids(list({ reference_id: 'SAMPLE-BERLIN' }).body), ['loc_sample_berlin']);
    const jones = { customer_id: 'cus_sample_jones' };
    assert.deepEqual(ids(list(jones).body), ['loc_sample_demo', 'loc_sample_london']);
    assert.deepEqual(ids(list({ ...jones, reference_id: 'SAMPLE-DEMO' }).body), [
      'loc_sample_demo',
    ]);
    assert.deepEqual(ids(list({ ...jones, reference_id: 'SAMPLE-BERLIN' }).body), []);
  });

  for (const limit of [1, 2, 3, 4, 8, 9, 10, 100]) {
    it(`walks forward and back in pages of ${limit}`, () => {
      const forward: string[] = [];
      let page = list({ limit: `${limit}` }).body;
      forward.push(...ids(page));
      while (page['has_more']) {
        assert.equal(ids(page).length, limit);
        page = list({ limit: `${limit}`, starting_after: forward.at(-1) ?? '' }).body;
        assert.notDeepEqual(ids(page), []);
        forward.push(...ids(page));
      }
      assert.deepEqual(forward, ALL);

      const back = [ALL.at(-1) ?? ''];
      do {
        page = list({ limit: `${limit}`, ending_before: back[0] ?? '' }).body;
        assert.notDeepEqual(ids(page), []);
        back.unshift(...ids(page));
      } while (page['has_more']);
      assert.deepEqual(back, ALL);
    });
  }

  const refused: [Record<string, string>, number, string][] = [
    [{ limit: '0' }, 400, 'limit_invalid'],
    [{ limit: '101' }, 400, 'limit_invalid'],
    [{ limit: '-1' }, 400, 'limit_invalid'],
    [{ limit: '' }, 400, 'limit_invalid'],
    [{ limit: '1.5' }, 400, 'limit_invalid'],
    [{ limit: 'ten' }, 400, 'limit_invalid'],
    [{ starting_after: ALL[0] ?? '', ending_before: ALL[2] ?? '' }, 400, 'cursor_invalid'],
  ];
  for (const [query, status, code] of refused) {
    it(`refuses ${JSON.stringify(query)}`, () => {
      const reply = list(query);
      assert.equal(reply.status, status);
      assert.equal(reply.body['code'], code);
    });
  }

  it('does not know a foreign cursor', () => {
    assert.equal(list({ starting_after: 'loc_other' }).status, 404);
    assert.equal(list({ ending_before: 'loc_other' }).status, 404);
  });
});
