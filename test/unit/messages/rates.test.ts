import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RatesReading } from '../../../src/messages/rates';
import { MINUTE } from '../../../src/time/duration';
import { ratesReply, wireSlots } from '../../support/rates-reply';
import { anySlots, row } from '../../support/slots';

describe('a reading of rates', () => {
  it('tells at every moment what one made at that moment tells', () => {
    const moments = fc.array(fc.integer({ min: -10 * MINUTE, max: 400 * MINUTE }), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(anySlots, moments, fc.boolean(), (slots, times, asArray) => {
        const reply = ratesReply(wireSlots(slots));
        const reading = new RatesReading(reply, asArray);
        for (const now of times)
          assert.deepEqual(
            reading.message(now, true),
            new RatesReading(reply, asArray).message(now, true),
          );
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives every slot on as it is, whatever is in it', () => {
    const times = { valid_from: '2026-11-20T12:00:00Z', valid_to: '2026-11-20T13:00:00Z' };
    const tariff = { rate: 0.1, confidence: 1 };
    const reply = ratesReply([
      { ...times, tariff },
      { ...times, tariff: { rate: 0.1 } },
      { ...times, tariff: Object.assign({ more: { deep: 1 } }, tariff) },
      { ...times, tariff, carbon: { intensity: 100 } },
      { ...times, tariff, more: [{ deep: 1 }] },
      times,
    ]);
    const given = structuredClone(reply);
    const { payload } = new RatesReading(reply, false).message(0, false);
    assert.deepEqual(payload, given);
    payload.data.forEach((one) => Object.assign(one.tariff ?? one, { rate: 9 }));
    assert.deepEqual(reply, given);
  });

  it('gives every message a copy of its own', () => {
    const reply = ratesReply(wireSlots(row(0, 30 * MINUTE, [0.1, 0.2])));
    const reading = new RatesReading(reply, false);
    const [first, second] = [reading.message(0, false), reading.message(0, true)];
    assert.deepEqual(second.payload, first.payload);
    assert.notEqual(second.payload, first.payload);
    assert.notEqual(second.summary.now, first.summary.now);
    assert.deepEqual([first.summary.cached, second.summary.cached], [false, true]);
  });
});
