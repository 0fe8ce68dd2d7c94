import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { Account } from './account';
import { accountSource, type AccountCredentials, type AccountSettings } from './source';
import { lazy } from '../../time/lazy';

/** The client and all that it needs is loaded with the first account, not when Node-RED starts. */
const lease = lazy(() => require('./lease') as typeof import('./lease'));

export type AccountConfig = NodeDef & AccountSettings;

/** Why an account cannot be used; also the text of a status. */
export type AccountProblem = 'no account' | 'no credentials' | 'bad base URL' | 'check account';

/** A deployed account node: an account, or what is wrong with it. */
export interface AccountNode extends Node<AccountCredentials> {
  flatpeak?: Account | AccountProblem;
  /** As deployed, with values of the environment in place. */
  settings?: AccountSettings;
}

/** Opens the account of a config node and gives it back when the node closes. */
export function openAccount(RED: NodeAPI, node: AccountNode, config: AccountConfig): void {
  node.settings = config;
  const source = accountSource(config, node.credentials);
  if (typeof source === 'string') {
    node.flatpeak = source;
    return;
  }
  try {
    const { account, release } = lease().leaseAccount(RED, source);
    node.flatpeak = account;
    node.on('close', release);
  } catch {
    // An id or key that no header can carry.
    node.flatpeak = 'check account';
  }
}

/** What a node that names this account works with. A missing or disabled account never becomes sample data. */
export function accountOf(RED: NodeAPI, id: unknown): Account | AccountProblem {
  const node = typeof id === 'string' ? (RED.nodes.getNode(id) as AccountNode | null) : null;
  return node?.flatpeak ?? 'no account';
}
