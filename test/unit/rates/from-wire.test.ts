import assert from 'node:assert/strict';
import { seriesOf } from '../../../src/rates/from-wire';
import type { TariffRates } from '../../../src/flatpeak/wire';
import { ratesReply, wireSlots } from '../../support/rates-reply';
import { row } from '../../support/slots';

const from = '2026-03-29T00:00:00Z';
const to = '2026-03-29T00:30:00Z';

function only(slot: object): ReturnType<typeof seriesOf>[number] | undefined {
  return seriesOf(
    ratesReply([{ valid_from: from, valid_to: to, ...slot }] as TariffRates['data']),
  )[0];
}

describe('a reply as a series', () => {
  it('takes rate, confidence and carbon', () => {
    assert.deepEqual(
      only({
        tariff: { rate: -0.02, confidence: 0.6 },
        carbon: { intensity: 42, confidence: 0.9 },
      }),
      {
        from: Date.parse(from),
        to: Date.parse(to),
        rate: -0.02,
        confidence: 0.6,
        carbon: 42,
        updated: Date.parse('2026-03-28T16:00:00Z'),
        wire: {
          valid_from: from,
          valid_to: to,
          tariff: { rate: -0.02, confidence: 0.6 },
          carbon: { intensity: 42, confidence: 0.9 },
        },
      },
    );
  });

  it('fault 26: never takes confidence 0 for a price, whatever number stands beside it', () => {
    assert.equal(only({ tariff: { rate: 0, confidence: 0 } })?.rate, null);
    assert.equal(only({ tariff: { rate: 0.3, confidence: 0 } })?.rate, null);
    assert.equal(only({ carbon: { intensity: 0, confidence: 0 } })?.carbon, null);
  });

  it('takes a rate of zero with confidence for a price', () => {
    assert.equal(only({ tariff: { rate: 0, confidence: 1 } })?.rate, 0);
    assert.equal(only({ tariff: { rate: 0 } })?.rate, 0);
  });

  it('knows no rate where only carbon was sent', () => {
    const slot = only({ carbon: { intensity: 7 } });
    assert.equal(slot?.rate, null);
    assert.equal(slot?.carbon, 7);
  });

  it('fault 30: leaves out a slot whose times are none', () => {
    const tariff = { rate: 0.1 };
    assert.equal(only({ tariff, valid_from: '2026-03-29T00:00:00' }), undefined);
    assert.equal(only({ tariff, valid_to: '2026-13-29T00:00:00Z' }), undefined);
  });

  it('takes a reply that does not say when it was updated for the oldest', () => {
    for (const last_updated of [null, 'yesterday']) {
      const slots = wireSlots(row(Date.parse(from), 60_000, [0.1]));
      const reply = { ...ratesReply(slots), last_updated } as TariffRates;
      assert.equal(seriesOf(reply)[0]?.updated, 0);
    }
  });

  it('fault 29: takes slots of any length, mixed, to the millisecond', () => {
    const minutes = [5, 15, 20, 30, 60, 90];
    const starts = [17.042, 300, 1_200, 2_400, 4_200, 7_800, 13_200];
    const at = (second: number) => Date.parse(from) + second * 1000;
    const slots = minutes.map((_, i) => ({
      valid_from: new Date(at(starts[i] ?? 0)).toISOString(),
      valid_to: new Date(at(starts[i + 1] ?? 0)).toISOString(),
      tariff: { rate: i / 10 },
    }));
    assert.deepEqual(
      seriesOf(ratesReply(slots)).map((slot) => [slot.from, slot.to - slot.from, slot.rate]),
      minutes.map((length, i) => [
        at(starts[i] ?? 0),
        // The first was clipped to the second of the request.
        length * 60_000 - (i === 0 ? 17_042 : 0),
        i / 10,
      ]),
    );
  });
});
