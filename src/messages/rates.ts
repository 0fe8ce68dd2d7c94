import type { TariffRates } from '../flatpeak/wire';
import { seriesOf } from '../rates/from-wire';
import { slotMessage, type SlotMessage } from './slot';
import { summarise, type RatesSummary } from './summary';

/** What the rates node adds to a message. */
export interface RatesMessage {
  /** FlatPeak's own object with FlatPeak's own field names, or, for charts, its priced slots as a plain array. */
  payload: TariffRates | SlotMessage[];
  summary: RatesSummary;
}

export interface RatesFacts {
  /** Epoch ms (UTC). */
  readonly now: number;
  /** No call was made for this answer. */
  readonly cached: boolean;
  readonly asArray: boolean;
}

export function ratesMessage(
  reply: TariffRates,
  { now, cached, asArray }: RatesFacts,
): RatesMessage {
  const home = {
    timezone: reply.location_timezone,
    currency: reply.currency_code,
    live: reply.live_mode,
  };
  const series = seriesOf(reply);
  return {
    payload: asArray ? series.flatMap((slot) => slotMessage(slot, home) ?? []) : reply,
    summary: summarise(series, home, now, cached),
  };
}
