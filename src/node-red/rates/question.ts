import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { FlatPeakError } from '../../flatpeak/errors';
import type { RatesQuery } from '../../flatpeak/wire';
import type { Feed } from '../../rates/feed';
import { utcSeconds } from '../../time/instant';
import { when } from '../../time/when';
import { isZone } from '../../time/zone';
import type { Account } from '../account/account';
import { asDirection, asFlag, asId, readOverridable, type Config } from '../fields';

/** What a message asks the rates node for: its fields, overridden by the message's own properties. */
export interface RatesQuestion {
  /** The same for questions in the same words, whenever they are asked. */
  readonly words: string;
  readonly feed: Feed;
  readonly carbon: boolean;
  /** Insists on a call to FlatPeak. */
  readonly refresh: boolean;
  /** The times as they are meant at `now`. Local days may need the location's zone, which may need a call. */
  readonly query: (now: number, signal: AbortSignal) => Promise<RatesQuery>;
}

const PROPERTIES = [
  'location_id',
  'direction',
  'include_tariff',
  'include_carbon',
  'refresh',
  'start_time',
  'end_time',
];

/** Whether a message leaves everything to the dialog. */
export function isPlain(message: NodeMessage): boolean {
  return !PROPERTIES.some((name) => Object.hasOwn(message, name));
}

/** Whether the fields of the dialog mean the same for every message. */
export function isConstant(config: Config): boolean {
  return Object.entries(config).every(([name, value]) => !name.endsWith('Type') || value === 'str');
}

export async function ratesQuestion(
  RED: NodeAPI,
  node: Node,
  config: Config,
  message: NodeMessage,
  account: Account,
): Promise<RatesQuestion> {
  const read = (name: string, property: string): Promise<unknown> =>
    readOverridable(RED, node, config, name, property, message);
  const location = asId(await read('location', 'location_id'), 'location_id');
  const direction = asDirection(await read('direction', 'direction'));
  const tariff = asFlag((await read('tariff', 'include_tariff')) ?? true, 'include_tariff');
  const carbon = asFlag(await read('carbon', 'include_carbon'), 'include_carbon');
  const refresh = Object.hasOwn(message, 'refresh') && asFlag(message['refresh'], 'refresh');
  const [from, to] = [await read('start', 'start_time'), await read('end', 'end_time')];
  const words = JSON.stringify([location, direction, tariff, carbon, refresh, from, to]);
  const feed = account.feed(location, direction);

  async function query(now: number, signal: AbortSignal): Promise<RatesQuery> {
    let zone: Promise<string> | undefined;
    const timezone = (): Promise<string> => (zone ??= zoneOf(signal));
    const start = await when(from, { now, timezone, end: false });
    if (start === undefined) throw new FlatPeakError('bad_input', { detail: 'start_time' });
    const end = await when(to, { now, timezone, end: true });
    if (end === undefined || end <= start)
      throw new FlatPeakError('bad_input', { detail: 'end_time' });
    return {
      start_time: utcSeconds(start),
      end_time: utcSeconds(end),
      include_tariff: tariff,
      include_carbon: carbon,
      direction,
    };
  }

  async function zoneOf(signal: AbortSignal): Promise<string> {
    const zone =
      feed.home?.timezone ?? (await account.client.location(location, { signal })).timezone;
    if (zone && isZone(zone)) return zone;
    throw new FlatPeakError('bad_response', { detail: 'timezone' });
  }

  return { words, feed, carbon, refresh, query };
}
