import type { Node, NodeAPI } from 'node-red';
import { FlatPeakError } from '../../flatpeak/errors';
import type { Settings } from '../../switch/settings';
import { settingsOf } from './settings';
import type { Values } from './values';
import { asId, isBlank, readField, type Config } from '../fields';
import { problemStatus, type Status } from '../status';

/** A cheap-slot node's fields, read once when it is deployed. */
export interface Setup {
  readonly location: string;
  readonly settings: Settings;
  readonly topic: string;
  readonly onPayload: unknown;
  readonly offPayload: unknown;
}

/** Rejects with `bad_input` naming the field that cannot be used. A blank threshold is one: blank is not 0. */
export async function readSetup(RED: NodeAPI, node: Node, config: Config): Promise<Setup> {
  const values = await readValues(RED, node, config);
  const { location, topic, onPayload, offPayload } = values;
  return {
    // Rates from messages may be of any location.
    location: isBlank(config['account']) && isBlank(location) ? '' : asId(location, 'location_id'),
    settings: settingsOf(values),
    topic: typeof topic === 'string' && topic !== '' ? topic : (node.name ?? ''),
    onPayload: onPayload ?? true,
    offPayload: offPayload ?? false,
  };
}

/** Every field by its name, from its constant or the environment. */
export async function readValues(RED: NodeAPI, node: Node, config: Config): Promise<Values> {
  const read = async (name: string) => [name, await readField(RED, node, config, name)] as const;
  return Object.fromEntries(await Promise.all(Object.keys(config).map(read)));
}

const FIELD_STATUS: Readonly<Record<string, string>> = {
  location_id: 'check location',
  threshold: 'check threshold',
};

/** Which field keeps the node from running. */
export function setupStatus(error: unknown): Status {
  const detail = error instanceof FlatPeakError ? (error.detail ?? '') : '';
  return problemStatus(FIELD_STATUS[detail] ?? 'check settings');
}
