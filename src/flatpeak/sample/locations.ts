import type { Call, Generation } from './call';
import { connectionsOf, type Connection } from './connections';
import { SAMPLE_ACCOUNT_ID } from './credentials';
import type { Home } from './home';
import { HOMES, homeById } from './homes';
import { page } from './list';

/** `GET /locations`. */
export function locations({ query, generation }: Call): object {
  const { reference_id: reference, customer_id: customer } = query;
  const found = HOMES.filter(
    (home) =>
      (reference === undefined || home.reference === reference) &&
      (customer === undefined || home.customer === customer),
  );
  const listed = found.map((home) =>
    generation === 'busbar' ? busbarListed(home) : locationOf(home, generation),
  );
  return page('/locations', listed, query);
}

/** `GET /locations/{id}`. */
export function location({ id, generation }: Call): object {
  return locationOf(homeById(id), generation);
}

/** A location on its own, as each generation describes it. */
export function locationOf(home: Home, generation: Generation): Location {
  if (generation === 'busbar') return busbar(home);
  if (generation === 'zero') return zero(home);
  return { ...zero(home), flex_allowed: false, market_sources: marketSources(home) };
}

interface Location {
  readonly id: string;
  readonly [field: string]: unknown;
}

function common(home: Home): Location {
  return {
    id: home.id,
    object: 'location',
    live_mode: false,
    reference_id: home.reference,
    customer_id: home.customer,
    timezone: home.zone,
    currency_code: home.currency,
    postal_address: home.address,
    geo_location: home.place,
    time_created: home.created,
    account_id: SAMPLE_ACCOUNT_ID,
  };
}

function zero(home: Home): Location {
  const connections = connectionsOf(home);
  return {
    ...common(home),
    tariff_status: {
      commodity_import: 'NOT_CONNECTED',
      commodity_export: 'NOT_CONNECTED',
      non_commodity_import: 'NOT_CONNECTED',
      non_commodity_export: 'NOT_SUPPORTED',
      local: 'NOT_SUPPORTED',
      ...Object.fromEntries(connections.map((one) => [one.category, one.tariff.status])),
    },
    tariff_elements: connections.map((one) => one.tariff.id),
  };
}

/** Busbar describes the tariffs of a location one way on its own … */
function busbar(home: Home): Location {
  return {
    ...common(home),
    postal_address_verified: true,
    market_sources: marketSources(home),
    tariff_elements: connectionsOf(home).map((one) => ({
      status: one.tariff.status,
      provider_id: one.provider.id,
      tariff_id: one.tariff.id,
      devices: home.devices,
      type: one.type,
      direction: one.direction,
      temporary: false,
      consents: consentsOf(home),
    })),
    devices: home.devices,
  };
}

/** … and another way in the list. */
function busbarListed(home: Home): Location {
  return {
    ...common(home),
    consents: consentsOf(home),
    tariffs: connectionsOf(home).map((one) => busbarTariff(home, one)),
    devices: home.devices,
  };
}

export function busbarTariff(
  home: Home,
  { tariff, type, direction, provider }: Connection,
): object {
  return {
    tariff_id: tariff.id,
    location_id: home.id,
    type,
    direction,
    status: tariff.status,
    connection_type: tariff.connection,
    display_name: tariff.name,
    is_temporary: false,
    provider,
  };
}

function consentsOf(home: Home): object {
  return {
    provider_tariff: true,
    provider_bills: false,
    provider_postal_address: true,
    provider_grid_meter: false,
    device_telemetry: false,
    device_control: false,
    time_created: home.created,
  };
}

function marketSources(home: Home): object {
  return { import: `mrs_sample_${home.address.country_code}` };
}
