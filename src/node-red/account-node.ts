import type { Node, NodeAPI, NodeDef } from 'node-red';
import { checkedOrigin, FLATPEAK } from '../flatpeak/origin';
import type { Account, AccountSource } from './account';
import { leaseAccount } from './accounts';

export interface AccountCredentials {
  account_id?: string;
  api_key?: string;
}

export interface AccountSettings {
  /** `flatpeak` or `sample`. */
  source?: string;
  baseUrl?: string;
}

export type AccountConfig = NodeDef & AccountSettings;

/** Why an account cannot be used; also the text of a status. */
export type AccountProblem = 'no account' | 'no credentials' | 'bad base URL';

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
  const { account, release } = leaseAccount(RED, source);
  node.flatpeak = account;
  node.on('close', release);
}

/** What a node that names this account works with. A missing or disabled account never becomes sample data. */
export function accountOf(RED: NodeAPI, id: unknown): Account | AccountProblem {
  const node = typeof id === 'string' ? (RED.nodes.getNode(id) as AccountNode | null) : null;
  return node?.flatpeak ?? 'no account';
}

/** Where an account with these settings and credentials gets its rates from, or what is wrong with them. */
export function accountSource(
  settings: AccountSettings,
  credentials: AccountCredentials | undefined,
): AccountSource | AccountProblem {
  if (settings.source === 'sample') return { kind: 'sample' };
  const accountId = credentials?.account_id?.trim();
  const apiKey = credentials?.api_key?.trim();
  if (!accountId || !apiKey) return 'no credentials';
  try {
    return {
      kind: 'flatpeak',
      baseUrl: checkedOrigin(settings.baseUrl?.trim() || FLATPEAK),
      accountId,
      apiKey,
    };
  } catch {
    return 'bad base URL';
  }
}
