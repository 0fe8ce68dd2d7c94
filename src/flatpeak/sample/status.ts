import { utcSeconds } from '../../time/instant';
import { localMidnight } from '../../time/zone';
import type { Call } from './call';
import { connectionsOf, type Connection } from './connections';
import { SAMPLE_ACCOUNT_ID } from './credentials';
import type { Home } from './home';
import { homeById } from './homes';

const DAY = 86_400_000;

/** `GET /locations/{id}/status`, the same in every generation. */
export function status({ id, now }: Call): object {
  const home = homeById(id);
  const connected = connectionsOf(home).map((one) => [one.category, describe(one, home, now)]);
  return {
    id,
    object: 'location_status',
    live_mode: false,
    tariff_status: {
      commodity_import: { status: 'NOT_CONNECTED' },
      commodity_export: { status: 'NOT_CONNECTED' },
      non_commodity_import: { status: 'NOT_CONNECTED' },
      non_commodity_export: { status: 'NOT_SUPPORTED' },
      local: { status: 'NOT_SUPPORTED' },
      ...Object.fromEntries(connected),
    },
    time_created: home.created,
    account_id: SAMPLE_ACCOUNT_ID,
  };
}

function describe({ tariff, provider }: Connection, home: Home, now: number): object {
  const { endsInDays } = tariff;
  return {
    status: tariff.status,
    connection_type: tariff.connection,
    provider,
    tariff: {
      id: tariff.id,
      display_name: tariff.name,
      structure_type: tariff.structure,
      contract_end_date:
        endsInDays === undefined
          ? undefined
          : utcSeconds(localMidnight(home.zone, now + endsInDays * DAY)),
    },
  };
}
