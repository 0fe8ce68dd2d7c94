import { utcSeconds } from '../../time/instant';
import type { Call } from './call';
import { carbonOf } from './carbon';
import { SAMPLE_ACCOUNT_ID } from './credentials';
import { homeById } from './homes';
import { fingerprint } from './noise';
import { slotsOf, tariffFor } from './slots';
import { oneOf, windowOf } from './window';

/** `GET /tariffs/rates/{id}` of Zero. */
export function rates({ id, query, now }: Call): object {
  const home = homeById(id);
  const direction = oneOf('direction', query['direction'], ['IMPORT', 'EXPORT']);
  const withTariff = oneOf('include_tariff', query['include_tariff'], ['true', 'false']) === 'true';
  const withCarbon = oneOf('include_carbon', query['include_carbon'], ['false', 'true']) === 'true';
  const window = windowOf(query['start_time'], query['end_time'], now);
  const tariff = tariffFor(home, direction);
  const { publication, slots } = slotsOf(home, tariff, window, now);
  const request = {
    include_tariff: withTariff,
    include_carbon: withCarbon,
    direction,
    start_time: utcSeconds(window.start),
    end_time: utcSeconds(window.end),
  };
  return {
    id: `rts_sample_${fingerprint(`${id} ${JSON.stringify(request)} ${now}`)}`,
    object: 'tariff_rate',
    live_mode: false,
    location_id: id,
    location_timezone: home.zone,
    currency_code: home.currency,
    direction,
    last_updated: utcSeconds(publication.lastUpdated),
    next_update: utcSeconds(publication.nextUpdate),
    request,
    data: slots.map(({ from, to, price, cell }) => ({
      valid_from: utcSeconds(from),
      valid_to: utcSeconds(to),
      // What was not asked for, or is not known, is left out of the JSON text.
      tariff: withTariff ? price : undefined,
      carbon: withCarbon ? carbonOf(home, cell, now) : undefined,
    })),
    time_created: utcSeconds(now),
    account_id: SAMPLE_ACCOUNT_ID,
  };
}
