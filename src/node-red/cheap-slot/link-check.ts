import type { Node, NodeAPI } from 'node-red';
import { statusMessage, type Say } from '../../messages/status-problems';
import type { Account } from '../account/account';
import { hubOf } from '../hub';
import type { Setup } from './setup';

/** How early the end of a contract explains an estimated tariff. */
const CONTRACT_DAYS = 0;
const TEXTS = 'node-red-contrib-flatpeak/flatpeak-location-status:flatpeak-location-status.';

/** While a tariff is only estimated, FlatPeak may know why: asks once a day for all nodes of a location, and warns of what it says. */
export async function checkLink(
  RED: NodeAPI,
  node: Node,
  account: Account,
  { location, settings: { direction } }: Setup,
  closing: AbortSignal,
): Promise<void> {
  if (!account.mayCheckLink(location)) return;
  const say: Say = (key, params) => RED._(TEXTS + key, { ...params });
  const question = { direction, now: hubOf(RED).clock.now(), contractDays: CONTRACT_DAYS };
  try {
    const status = await account.client.status(location, { signal: closing, background: true });
    const { problems } = statusMessage(status, question, say);
    if (!closing.aborted) for (const { message } of problems) node.warn(message);
  } catch {
    // The status of the switch says already that the tariff is estimated.
  }
}
