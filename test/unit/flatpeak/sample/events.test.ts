import assert from 'node:assert/strict';
import { ANODE, ask, assertShape, BUSBAR, DAY, ISO_SECONDS, type Json, NOW, ZERO } from './ask';

const IDS = [
  'evt_sample_location_update',
  'evt_sample_tariff_expiring',
  'evt_sample_tariff_fetch_failed',
  'evt_sample_device_create',
  'evt_sample_connect_session_complete',
];

const list = (query: Record<string, string> = {}) => ask('/events', { query }).body;
const ids = (body: Json) => body['data'].map((one: Json) => one['id']);

describe('sample account: events', () => {
  it('lists them newest first, all of the last 90 days', () => {
    const body = list();
    assert.equal(body['url'], '/events');
    assert.deepEqual(ids(body), IDS);
    const times = body['data'].map((one: Json) => Date.parse(one['time_created']));
    assert.deepEqual(
      times,
      times.toSorted((a: number, b: number) => b - a),
    );
    for (const time of times) assert.ok(time <= NOW && time > NOW - 90 * DAY);
  });

  for (const version of [ZERO, ANODE, BUSBAR]) {
    it(`gives each by its id under ${version}`, () => {
      for (const id of IDS) {
        const { status, body } = ask(`/events/${id}`, { version });
        assert.equal(status, 200);
        assert.equal(body['id'], id);
        assert.equal(body['object'], 'event');
        assert.equal(id, `evt_sample_${body['type'].replaceAll('.', '_')}`);
        assert.match(body['time_created'], ISO_SECONDS);
        assert.equal(body['data'].live_mode, false);
      }
    });
  }

  it('names the location of a tariff event, which is no object itself', () => {
    for (const id of ['evt_sample_tariff_expiring', 'evt_sample_tariff_fetch_failed']) {
      const { data } = ask(`/events/${id}`).body;
      assert.deepEqual(Object.keys(data).sort(), [
        'account_id',
        'customer_id',
        'live_mode',
        'location_id',
        'tariff_id',
      ]);
    }
  });

  it('shows a device as documented', () => {
    const { data } = ask('/events/evt_sample_device_create').body;
    assertShape(data, {
      id: 'string',
      object: 'string',
      live_mode: 'boolean',
      reference_id: 'string',
      time_created: 'string',
      account_id: 'string',
      'properties.power_rating_kw': 'number',
      tariffs: 'array',
    });
  });

  it('shows an updated location as the generation describes it', () => {
    for (const version of [ZERO, ANODE, BUSBAR]) {
      const { data } = ask('/events/evt_sample_location_update', { version }).body;
      assert.deepEqual(data, ask('/locations/loc_sample_london', { version }).body);
    }
  });

  it('filters by type and by object', () => {
    assert.deepEqual(ids(list({ event_type: 'tariff.expiring' })), ['evt_sample_tariff_expiring']);
    assert.deepEqual(ids(list({ object_id: 'loc_sample_oslo' })), [
      'evt_sample_tariff_fetch_failed',
    ]);
    assert.deepEqual(ids(list({ object_id: 'loc_sample_london' })), ['evt_sample_location_update']);
    assert.deepEqual(ids(list({ event_type: 'tariff.expired' })), []);
  });

  it('pages', () => {
    const first = list({ limit: '2' });
    assert.deepEqual(ids(first), IDS.slice(0, 2));
    assert.equal(first['has_more'], true);
    assert.deepEqual(ids(list({ limit: '2', starting_after: IDS[1] ?? '' })), IDS.slice(2, 4));
  });
});
