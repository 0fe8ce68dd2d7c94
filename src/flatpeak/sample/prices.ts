import { utcSeconds } from '../../time/instant';
import type { Call } from './call';
import { SAMPLE_ACCOUNT_ID } from './credentials';
import { homeById } from './homes';
import { fingerprint } from './noise';
import { invalid } from './refusal';
import { slotsOf, tariffFor } from './slots';
import { oneOf, windowOf } from './window';

/** `POST /prices/{id}` of Anode and `POST /prices` of Busbar, which names the location in its body. */
export function prices({ id, body, generation, now }: Call): object {
  const read = reader(body);
  const home = homeById(generation === 'busbar' ? (read('location_id') ?? '') : id);
  const direction = oneOf('tariff_direction', read('tariff_direction'), [
    'IMPORT',
    'EXPORT',
    'LOCAL',
  ]);
  const window = windowOf(read('start_time'), read('end_time'), now);
  const { publication, slots } = slotsOf(home, tariffFor(home, direction), window, now);
  const request = {
    tariff_direction: direction,
    start_time: utcSeconds(window.start),
    end_time: utcSeconds(window.end),
  };
  return {
    id: `prs_sample_${fingerprint(`${home.id} ${JSON.stringify(request)} ${now}`)}`,
    object: 'price',
    live_mode: false,
    location_id: home.id,
    location_timezone: home.zone,
    currency_code: home.currency,
    tariff_direction: direction,
    last_updated: utcSeconds(publication.lastUpdated),
    // Busbar does not say when to come back; JSON leaves it out.
    next_update: generation === 'busbar' ? undefined : utcSeconds(publication.nextUpdate),
    request,
    data: slots.map(({ from, to, price }) => ({
      valid_from: utcSeconds(from),
      valid_to: utcSeconds(to),
      price: { value: price.rate, confidence: price.confidence },
    })),
    time_created: utcSeconds(now),
    account_id: SAMPLE_ACCOUNT_ID,
  };
}

/** Reads text properties of a JSON body. */
function reader(body: string | undefined): (name: string) => string | undefined {
  const fields = new Map<string, unknown>(Object.entries(parse(body ?? '')));
  return (name) => {
    const value = fields.get(name);
    if (value === undefined || typeof value === 'string') return value;
    throw invalid(`${name}_invalid`, `${name} must be text.`);
  };
}

function parse(body: string): object {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Refused below, like JSON that is not an object.
  }
  throw invalid('body_invalid', 'The body must be a JSON object.');
}
