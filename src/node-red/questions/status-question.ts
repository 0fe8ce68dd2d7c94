import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { FlatPeakError } from '../../flatpeak/errors';
import type { StatusQuestion } from '../../messages/status-problems';
import { asDirection, asId, asNumber, readOverridable, type Config } from '../fields';

/** What a message asks the location status node for: its fields, overridden by the message's own properties. */
export async function statusQuestion(
  RED: NodeAPI,
  node: Node,
  config: Config,
  message: NodeMessage,
): Promise<{ location: string } & Omit<StatusQuestion, 'now'>> {
  const read = (name: string, property: string): Promise<unknown> =>
    readOverridable(RED, node, config, name, property, message);
  const location = asId(await read('location', 'location_id'), 'location_id');
  const direction = asDirection(await read('direction', 'direction'));
  const contractDays = asNumber(await read('contractDays', 'contract_days'), 'contract_days');
  if (contractDays < 0) throw new FlatPeakError('bad_input', { detail: 'contract_days' });
  return { location, direction, contractDays };
}
