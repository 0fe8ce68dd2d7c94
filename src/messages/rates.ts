import type { TariffRates } from '../flatpeak/wire';
import { seriesOf } from '../rates/from-wire';
import { summarise, type RatesSummary } from './summary';

/** What the rates node adds to a message. */
export interface RatesMessage {
  /** FlatPeak's own object, with FlatPeak's own field names. */
  payload: TariffRates;
  summary: RatesSummary;
}

export function ratesMessage(reply: TariffRates, now: number, cached: boolean): RatesMessage {
  const home = {
    timezone: reply.location_timezone,
    currency: reply.currency_code,
    live: reply.live_mode,
  };
  // The client hands the same object to everyone who asked the same; a flow may change its own.
  return {
    payload: structuredClone(reply),
    summary: summarise(seriesOf(reply), home, now, cached),
  };
}
