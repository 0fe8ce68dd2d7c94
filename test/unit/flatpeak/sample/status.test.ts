import assert from 'node:assert/strict';
import { ANODE, ask, assertShape, BUSBAR, DAY, NOW, ZERO } from './ask';

const status = (home: string, version = ZERO) =>
  ask(`/locations/loc_sample_${home}/status`, { version }).body;

describe('sample account: location status', () => {
  const homes: [string, string, string, string][] = [
    ['demo', 'CONNECTED', 'NOT_CONNECTED', 'NOT_CONNECTED'],
    ['london', 'CONNECTED', 'CONNECTED ', 'NOT_CONNECTED'],
    ['berlin', 'CONNECTED', 'NOT_CONNECTED', 'NOT_CONNECTED'],
    ['oslo', 'CONNECTED', 'NOT_CONNECTED', 'ERROR'],
    ['madrid', 'CONNECTED', 'NOT_CONNECTED', 'NOT_CONNECTED'],
    ['new_york', 'CONNECTED', 'CONNECTED', 'NOT_CONNECTED'],
    ['lord_howe', 'CONNECTED', 'NOT_CONNECTED', 'NOT_CONNECTED'],
    ['no_tariff', 'NOT_CONNECTED', 'NOT_CONNECTED', 'NOT_CONNECTED'],
    ['pending', 'NOT_CONNECTED', 'NOT_CONNECTED', 'NOT_CONNECTED'],
  ];
  for (const [home, imported, exported, fee] of homes) {
    it(`of ${home}`, () => {
      const body = status(home);
      assertShape(body, {
        id: 'string',
        object: 'string',
        live_mode: 'boolean',
        time_created: 'string',
        account_id: 'string',
      });
      assert.equal(body['object'], 'location_status');
      assert.equal(body['live_mode'], false);
      const of = body['tariff_status'];
      assert.equal(of.commodity_import.status, imported);
      assert.equal(of.commodity_export.status, exported);
      assert.equal(of.non_commodity_import.status, fee);
      assert.deepEqual(of.non_commodity_export, { status: 'NOT_SUPPORTED' });
      assert.deepEqual(of.local, { status: 'NOT_SUPPORTED' });
      assert.deepEqual(status(home, ANODE), body);
      assert.deepEqual(status(home, BUSBAR), body);
    });
  }

  it('names an invented provider and the tariff', () => {
    const { provider, tariff, connection_type } =
      status('berlin')['tariff_status'].commodity_import;
    assert.equal(connection_type, 'MARKET');
    assert.equal(provider.display_name, 'Sample Energy');
    assert.deepEqual(tariff, {
      id: 'trf_sample_berlin_import',
      display_name: 'Sample Day Ahead Hourly',
      structure_type: 'MARKET',
    });
  });

  it('lets one contract end ten days ahead', () => {
    const { contract_end_date: end } = status('madrid')['tariff_status'].commodity_import.tariff;
    const days = (Date.parse(end) - NOW) / DAY;
    assert.ok(days > 9 && days <= 10, end);
    assert.equal(end, '2026-07-24T22:00:00Z');
  });
});
