import assert from 'node:assert/strict';
import { seriesOf } from '../../../src/rates/from-wire';
import type { TariffRates } from '../../../src/flatpeak/wire';
import { ratesReply } from '../../support/rates-reply';

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

  it('never takes confidence 0 for a price, whatever number stands beside it', () => {
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
});
