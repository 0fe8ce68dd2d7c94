import { utcSeconds } from '../../time/instant';
import type { Call } from './call';
import { connectionsOf } from './connections';
import { SAMPLE_ACCOUNT_ID } from './credentials';
import { homeById } from './homes';
import { page } from './list';
import { busbarTariff, locationOf } from './locations';
import { notFound } from './refusal';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Event {
  readonly id: string;
  readonly object: 'event';
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly time_created: string;
}

/** `GET /events`. */
export function events(call: Call): object {
  const { event_type: type, object_id: object } = call.query;
  const found = allEvents(call).filter(
    ({ type: own, data }) =>
      (type === undefined || own === type) &&
      (object === undefined || data['id'] === object || data['location_id'] === object),
  );
  return page('/events', found, call.query);
}

/** `GET /events/{id}`. */
export function event(call: Call): object {
  const found = allEvents(call).find(({ id }) => id === call.id);
  if (!found) throw notFound();
  return found;
}

/** Newest first, and always of the last days: FlatPeak forgets events after 90 days. */
function allEvents({ generation, now }: Call): Event[] {
  const data: [string, Event['data']][] = [
    ['location.update', locationOf(homeById('loc_sample_london'), generation)],
    ['tariff.expiring', aboutTariff('loc_sample_madrid')],
    ['tariff.fetch.failed', aboutTariff('loc_sample_oslo')],
    ['device.create', device()],
    ['connect_session.complete', connectSession()],
  ];
  const today = now - (now % DAY);
  return data.map(([type, data], i) => ({
    id: `evt_sample_${type.replaceAll('.', '_')}`,
    object: 'event',
    type,
    data,
    time_created: utcSeconds(today - (1 + 9 * i) * HOUR),
  }));
}

/** Events about tariffs name the location but are no object themselves. */
function aboutTariff(locationId: string): Event['data'] {
  const home = homeById(locationId);
  return {
    live_mode: false,
    location_id: home.id,
    tariff_id: home.import?.id,
    account_id: SAMPLE_ACCOUNT_ID,
    customer_id: home.customer,
  };
}

function device(): Event['data'] {
  const home = homeById('loc_sample_london');
  return {
    id: home.devices[0],
    object: 'device',
    reference_id: 'SAMPLE-WALLBOX',
    live_mode: false,
    locations: [home.id],
    manufacturer: 'Sample Devices',
    model_code: 'SAMPLE-7',
    model_name: 'Sample Wallbox',
    time_created: home.created,
    account_id: SAMPLE_ACCOUNT_ID,
    properties: { power_rating_kw: 7.2, install_date: home.created },
    last_seen: home.created,
    tariffs: connectionsOf(home).map((one) => busbarTariff(home, one)),
  };
}

function connectSession(): Event['data'] {
  const home = homeById('loc_sample_berlin');
  return {
    id: 'cot_sample_berlin',
    object: 'connect_token',
    live_mode: false,
    location_id: home.id,
    location_reference_id: home.reference,
    customer_id: home.customer,
    is_tariff_processed: true,
    complete_action: 'SAVE',
    time_created: home.created,
    account_id: SAMPLE_ACCOUNT_ID,
  };
}
