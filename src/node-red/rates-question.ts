import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { FlatPeakError } from '../flatpeak/errors';
import type { RatesQuery } from '../flatpeak/wire';
import { utcSeconds } from '../time/instant';
import { when } from '../time/when';
import { isZone } from '../time/zone';
import type { Account } from './account';
import { asDirection, asFlag, asId, readOverridable, type Config } from './fields';
import { hostOf } from './host';

/** What a message asks the rates node for: its fields, overridden by the message's own properties. */
export async function ratesQuestion(
  RED: NodeAPI,
  node: Node,
  config: object,
  message: NodeMessage,
  account: Account,
): Promise<{ location: string; query: RatesQuery }> {
  const read = (name: string, property: string): Promise<unknown> =>
    readOverridable(RED, node, config as Config, name, property, message);
  const location = asId(await read('location', 'location_id'), 'location_id');
  const direction = asDirection(await read('direction', 'direction'));
  const includeTariff = asFlag((await read('tariff', 'include_tariff')) ?? true, 'include_tariff');
  const includeCarbon = asFlag(await read('carbon', 'include_carbon'), 'include_carbon');
  const now = hostOf(RED).now();
  const timezone = async (): Promise<string> => {
    const zone =
      account.feed(location, direction).home?.timezone ??
      (await account.client.location(location)).timezone;
    if (zone && isZone(zone)) return zone;
    throw new FlatPeakError('bad_response', { detail: 'timezone' });
  };
  const instant = async (name: string, property: string, end: boolean): Promise<number> => {
    const at = await when(await read(name, property), { now, timezone, end });
    if (at === undefined) throw new FlatPeakError('bad_input', { detail: property });
    return at;
  };
  const start = await instant('start', 'start_time', false);
  const end = await instant('end', 'end_time', true);
  if (end <= start) throw new FlatPeakError('bad_input', { detail: 'end_time' });
  return {
    location,
    query: {
      start_time: utcSeconds(start),
      end_time: utcSeconds(end),
      include_tariff: includeTariff,
      include_carbon: includeCarbon,
      direction,
    },
  };
}
