import type { Node, NodeAPI } from 'node-red';
import { FlatPeakError } from '../flatpeak/errors';
import { PLAIN, type Settings } from '../switch/settings';
import { asDirection, asId, asNumber, readField, type Config } from './fields';
import { problemStatus, type Status } from './status';

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
  const read = (name: string): Promise<unknown> => readField(RED, node, config, name);
  const topic = await read('topic');
  const limit = asNumber(await read('threshold'), 'threshold');
  return {
    location: asId(await read('location'), 'location_id'),
    settings: {
      ...PLAIN,
      direction: asDirection((await read('direction')) ?? 'IMPORT'),
      rule: { kind: 'threshold', limit },
    },
    topic: typeof topic === 'string' && topic !== '' ? topic : (node.name ?? ''),
    onPayload: (await read('onPayload')) ?? true,
    offPayload: (await read('offPayload')) ?? false,
  };
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
