import type { TariffRates } from '../flatpeak/wire';

/** What a household knows better than its tariff: a tax, a grid fee, a discount. `rate × factor + offset`. */
export interface Adjustment {
  readonly factor: number;
  /** Major currency units per kWh. */
  readonly offset: number;
}

/** The reply with every rate adjusted, to six decimals; what FlatPeak marks as no data stays that. */
export function adjusted(reply: TariffRates, { factor, offset }: Adjustment): TariffRates {
  if (factor === 1 && offset === 0) return reply;
  const data = reply.data.map((slot) => {
    const { tariff } = slot;
    if (!tariff || tariff.confidence === 0) return slot;
    const rate = Math.round((tariff.rate * factor + offset) * 1e6) / 1e6;
    return { ...slot, tariff: { ...tariff, rate } };
  });
  return { ...reply, data };
}
