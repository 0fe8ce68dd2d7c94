import type { NodeAPI } from 'node-red';
import type { AccountNode, AccountProblem } from '../account/node';
import { accountSource } from '../account/source';
import { leaseAccount, type Lease } from '../account/lease';
import { DialogError, type DialogCode } from './trouble';

/** The fields of an account dialog that differ from what is deployed. */
export interface Draft {
  readonly source?: unknown;
  readonly account_id?: unknown;
  readonly api_key?: unknown;
  readonly api?: unknown;
  readonly apiVersion?: unknown;
  readonly importFactor?: unknown;
  readonly importOffset?: unknown;
  readonly exportFactor?: unknown;
  readonly exportOffset?: unknown;
}

/** What a draft may change beside the credentials; the base URL is not among it. */
const MANNER = [
  'api',
  'apiVersion',
  'importFactor',
  'importOffset',
  'exportFactor',
  'exportOffset',
] as const;

const NODE_ID = /^[A-Za-z0-9_.-]{1,64}$/;
/** What the editor shows in place of a secret that it does not know. */
const KEPT = '__PWRD__';
const ENVIRONMENT = /^\$(\{.+\}|\(.+\))$/;

/**
 * The account that a dialog means: the deployed one, with the draft's fields in their place. Its origin is always the
 * deployed one, else FlatPeak's own, so that no request can choose where credentials go.
 */
export function leaseDraft(RED: NodeAPI, id: unknown, draft: Draft): Lease {
  const deployed = deployedAccount(RED, id);
  const { account_id: knownId, api_key: knownKey } = deployed?.credentials ?? {};
  const accountId = given(draft.account_id);
  const apiKey = given(draft.api_key);
  const source = given(draft.source) ?? deployed?.settings?.source;
  if (!deployed && source !== 'sample' && accountId === undefined && apiKey === undefined)
    throw new DialogError('not_deployed');
  const found = accountSource(
    { ...deployed?.settings, ...mannerOf(draft), source: source ?? '' },
    { account_id: accountId ?? knownId ?? '', api_key: apiKey ?? knownKey ?? '' },
  );
  if (typeof found === 'string') throw new DialogError(PROBLEMS[found]);
  return leaseAccount(RED, found);
}

const PROBLEMS: Readonly<Record<AccountProblem, DialogCode>> = {
  'no account': 'not_deployed',
  'no credentials': 'no_credentials',
  'bad base URL': 'bad_base_url',
  'check account': 'bad_settings',
};

function mannerOf(draft: Draft): Partial<Record<(typeof MANNER)[number], string>> {
  return Object.fromEntries(
    MANNER.flatMap((name) => {
      const value = given(draft[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The id comes from a URL and may name any node at all. */
function deployedAccount(RED: NodeAPI, id: unknown): AccountNode | undefined {
  if (typeof id !== 'string' || !NODE_ID.test(id)) return undefined;
  const node = RED.nodes.getNode(id) as AccountNode | null;
  return node?.type === 'flatpeak-account' ? node : undefined;
}

/** What the user typed, if it is not what is deployed anyway. */
function given(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === KEPT) return undefined;
  // Node-RED reads the environment when it deploys, and only then.
  if (ENVIRONMENT.test(value)) throw new DialogError('not_deployed');
  return value;
}
