import { checkedOrigin, FLATPEAK } from '../../flatpeak/origin';
import type { Api } from '../../flatpeak/questions/automatic';
import type { Direction } from '../../flatpeak/wire';
import type { Adjustment } from '../../rates/adjust';
import type { AccountProblem } from './node';
import { asNumber, isBlank } from '../fields';

export interface AccountCredentials {
  account_id?: string;
  api_key?: string;
}

/** The fields of an account's dialog, as saved: everything may be missing or a text. */
export interface AccountSettings {
  /** `flatpeak` or `sample`. */
  source?: string;
  baseUrl?: string;
  /** `automatic`, `zero`, `anode` or `busbar`. */
  api?: string;
  /** Text of the version header instead of the generation's own; `none` for no header. */
  apiVersion?: string;
  importFactor?: unknown;
  importOffset?: unknown;
  exportFactor?: unknown;
  exportOffset?: unknown;
}

/** Where rates come from, and how: a FlatPeak account, or the built-in sample. */
export type AccountSource = {
  readonly api: Api;
  readonly adjust: Readonly<Record<Direction, Adjustment>>;
} & (
  | { readonly kind: 'sample' }
  | {
      readonly kind: 'flatpeak';
      /** https; plain http only to this machine. */
      readonly baseUrl: string;
      readonly version?: string;
      readonly accountId: string;
      readonly apiKey: string;
    }
);

/** Where an account with these settings and credentials gets its rates from, or what is wrong with them. */
export function accountSource(
  settings: AccountSettings,
  credentials: AccountCredentials | undefined,
): AccountSource | AccountProblem {
  const manner = mannerOf(settings);
  if (!manner) return 'check account';
  if (settings.source === 'sample') return { kind: 'sample', ...manner };
  const accountId = credentials?.account_id?.trim();
  const apiKey = credentials?.api_key?.trim();
  if (!accountId || !apiKey) return 'no credentials';
  try {
    const baseUrl = checkedOrigin(settings.baseUrl?.trim() || FLATPEAK);
    return { kind: 'flatpeak', baseUrl, accountId, apiKey, ...manner, ...versionOf(settings) };
  } catch {
    return 'bad base URL';
  }
}

const APIS: readonly Api[] = ['automatic', 'zero', 'anode', 'busbar'];

function mannerOf(settings: AccountSettings): Pick<AccountSource, 'api' | 'adjust'> | undefined {
  const api = APIS.find((known) => known === (settings.api || 'automatic'));
  if (!api) return undefined;
  try {
    return {
      api,
      adjust: {
        IMPORT: adjustment(settings.importFactor, settings.importOffset),
        EXPORT: adjustment(settings.exportFactor, settings.exportOffset),
      },
    };
  } catch {
    return undefined;
  }
}

function adjustment(factor: unknown, offset: unknown): Adjustment {
  return {
    factor: isBlank(factor) ? 1 : asNumber(factor, 'factor'),
    offset: isBlank(offset) ? 0 : asNumber(offset, 'offset'),
  };
}

function versionOf({ apiVersion }: AccountSettings): { version?: string } {
  const text = apiVersion?.trim() ?? '';
  if (text === '') return {};
  return { version: text === 'none' ? '' : text };
}
