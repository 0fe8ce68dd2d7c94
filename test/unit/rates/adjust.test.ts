import assert from 'node:assert/strict';
import { adjusted } from '../../../src/rates/adjust';
import { ratesReply, wireSlots } from '../../support/rates-reply';
import { row } from '../../support/slots';

const rates = (factor: number, offset: number) =>
  adjusted(ratesReply(wireSlots(row(0, 60_000, [0.1, -0.2, 0, null]))), {
    factor,
    offset,
  }).data.map(({ tariff }) => tariff?.rate);

describe('an adjustment', () => {
  it('changes every rate, negative and zero ones too', () => {
    assert.deepEqual(rates(1.2, 0.05).slice(0, 3), [0.17, -0.19, 0.05]);
  });

  it('leaves no data what it is', () => {
    assert.equal(rates(1.2, 0.05)[3], 0);
  });

  it('by one and nothing is none', () => {
    const reply = ratesReply([]);
    assert.equal(adjusted(reply, { factor: 1, offset: 0 }), reply);
  });

  it('takes no carbon away', () => {
    const reply = ratesReply([
      {
        valid_from: '2026-01-01T00:00:00Z',
        valid_to: '2026-01-01T01:00:00Z',
        carbon: { intensity: 9 },
      },
    ]);
    assert.deepEqual(adjusted(reply, { factor: 2, offset: 1 }).data, reply.data);
  });
});
