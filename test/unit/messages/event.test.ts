import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { eventMessage, locationOf } from '../../../src/messages/event';

describe('an event', () => {
  for (const [data, location] of [
    [{ location_id: 'loc_1', tariff_id: 'trf_1' }, 'loc_1'],
    [{ id: 'loc_1', object: 'location' }, 'loc_1'],
    [{ id: 'cot_1', object: 'connect_token', location_id: 'loc_1' }, 'loc_1'],
    [{ id: 'dev_1', object: 'device', locations: ['loc_1'] }, undefined],
    [{ id: 'loc_1' }, undefined],
    [{ object: 'location' }, undefined],
    [{ object: 'location', id: 5 }, undefined],
    [{ location_id: { id: 'loc_1' } }, undefined],
    [{}, undefined],
    [null, undefined],
    [undefined, undefined],
  ] as const) {
    it(`with ${inspect(data)} is about ${location ?? 'no location'}`, () => {
      const event = { id: 'evt_1', type: 'any', ...(data !== undefined && { data }) };
      assert.equal(locationOf(event), location);
    });
  }

  it('becomes a message with a copy of it and its type as topic', () => {
    const event = { id: 'evt_1', type: 'tariff.expired', data: { odd: [1] } };
    const message = eventMessage(event);
    assert.deepEqual(message, { payload: event, topic: 'tariff.expired' });
    assert.notEqual(message.payload.data, event.data);
  });
});
