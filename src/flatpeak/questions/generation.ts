import type { HttpRequest } from '../transport';
import { schemas, shaped, type TariffRates } from '../wire';
import { sift } from './slots';

/** How one generation of FlatPeak's API tells rates. Whatever it answers is brought into the form of TariffRates. */
export interface Generation {
  /** For the header that chooses a generation; an empty text leaves the choice to the account. */
  readonly version: string;
  request(location: string, query: Record<string, string>): Omit<HttpRequest, 'headers'>;
  read(json: unknown, query: Record<string, string>): RatesRead;
}

export interface RatesRead {
  readonly rates: TariffRates;
  /** Slots that were unusable. */
  readonly dropped: number;
}

export const zero: Generation = {
  version: '2024-08-24.zero',
  request: (location, query) => ({ method: 'GET', path: `/tariffs/rates/${location}`, query }),
  read(json, query) {
    const envelope = shaped(schemas().tariffRates, json);
    const { slots, dropped } = sift(envelope.data, query['include_tariff'] === 'true');
    return { rates: { ...envelope, data: slots }, dropped };
  },
};
