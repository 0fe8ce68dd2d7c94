import type { TariffRates } from '../../src/flatpeak/wire';
import type { RateSlot } from '../../src/rates/series';

/** A reply of FlatPeak's rates call with the given slots. */
export function ratesReply(
  data: TariffRates['data'],
  rest: Partial<TariffRates> = {},
): TariffRates {
  return {
    id: 'rts_1',
    object: 'tariff_rate',
    live_mode: true,
    location_id: 'loc_1',
    location_timezone: 'Europe/London',
    currency_code: 'GBP',
    direction: 'IMPORT',
    last_updated: '2026-03-28T16:00:00Z',
    next_update: '2026-03-29T16:00:00Z',
    request: {},
    account_id: 'acc_1',
    data,
    ...rest,
  };
}

/** Slots in the form FlatPeak sends them; no data as it says it: rate 0 with confidence 0. */
export function wireSlots(slots: readonly RateSlot[]): TariffRates['data'] {
  return slots.map((slot) => ({
    valid_from: new Date(slot.from).toISOString(),
    valid_to: new Date(slot.to).toISOString(),
    tariff: { rate: slot.rate ?? 0, confidence: slot.confidence },
    ...(slot.carbon !== null && { carbon: { intensity: slot.carbon, confidence: 1 } }),
  }));
}
