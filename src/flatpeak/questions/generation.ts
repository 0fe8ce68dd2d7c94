import type { HttpRequest } from '../transport';
import { schemas, shaped, type TariffRates } from '../wire';
import { sift } from './slots';

/** How one generation of FlatPeak's API asks for rates. Whatever it answers is brought into the form of TariffRates. */
export interface Generation {
  request(location: string, query: Record<string, string>): Omit<HttpRequest, 'headers'>;
  read(json: unknown, query: Record<string, string>): { rates: TariffRates; dropped: number };
}

/** "Zero", `2024-08-24.zero`. */
export const zero: Generation = {
  request: (location, query) => ({ method: 'GET', path: `/tariffs/rates/${location}`, query }),
  read(json, query) {
    const envelope = shaped(schemas().tariffRates, json);
    const { slots, dropped } = sift(envelope.data, query['include_tariff'] === 'true');
    return { rates: { ...envelope, data: slots }, dropped };
  },
};
