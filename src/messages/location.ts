import type { Location } from '../flatpeak/wire';

/** What get location adds to a message. */
export interface LocationMessage {
  /** FlatPeak's own object, with FlatPeak's own field names. */
  payload: Location;
  /** IANA name of the location's zone, e.g. `Europe/London`; `null` where FlatPeak does not know it. */
  timezone: string | null;
  /** ISO 4217; `null` where FlatPeak does not know it. */
  currency_code: string | null;
}

export function locationMessage(location: Location): LocationMessage {
  return {
    // The client hands the same object to everyone who asked the same; a flow may change its own.
    payload: structuredClone(location),
    timezone: location.timezone ?? null,
    currency_code: location.currency_code ?? null,
  };
}
