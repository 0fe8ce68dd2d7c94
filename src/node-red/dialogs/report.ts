import type { NodeAPI } from 'node-red';
import type { Location } from '../../flatpeak/wire';
import type { Account } from '../account/account';
import { troubleOf, type Trouble } from './trouble';

/** Enough for a list to pick from; a landlord with more types the id. */
const MOST = 300;
const MOST_NAMED = 3;

/** A location as a list shows it. */
export interface Choice {
  readonly id: string;
  /** Its address, else the user's own reference, else its id. */
  readonly label: string;
  readonly timezone: string | null;
  readonly currency: string | null;
}

/** What a connection test found out. */
export type Report = { readonly diagnostics: Work } & (
  | ({ readonly ok: false } & Trouble)
  | ({
      readonly ok: true;
      readonly mode: 'live' | 'test' | 'sample';
      readonly locations: number;
      /** Whether there may be more than were counted. */
      readonly more: boolean;
    } & Missing)
);

/** What FlatPeak still needs before there are prices. */
interface Missing {
  readonly code?: 'no_location' | 'no_tariff';
  /** The same in words. */
  readonly missing?: string;
  /** Which locations lack it, where that is not all there is. */
  readonly names?: string;
}

interface Work {
  /** Requests sent since Node-RED started. */
  readonly calls: number;
  readonly retries: number;
  /** Epoch ms before which FlatPeak is not asked again. */
  readonly next_try: number | null;
  /** What went wrong before this, and when, epoch ms. */
  readonly last_error: { readonly code: string; readonly at: number } | null;
}

/** Logs in and looks around. Never rejects: what went wrong is part of the report. `mended`: so that what was refused is tried again. */
export async function testConnection(
  RED: NodeAPI,
  account: Account,
  mended: boolean,
  signal: AbortSignal,
): Promise<Report> {
  const { client } = account;
  const before = client.diagnostics().lastError ?? null;
  if (mended) account.wake();
  try {
    const { live_mode } = await client.login({ signal });
    const locations = await firstLocations(account, signal);
    return {
      ok: true,
      mode: account.sample ? 'sample' : live_mode ? 'live' : 'test',
      locations: locations.length,
      more: locations.length === MOST,
      // Some homes of the sample account are without a tariff on purpose.
      ...(account.sample ? {} : missing(RED, locations)),
      diagnostics: workOf(account, before),
    };
  } catch (error) {
    return { ok: false, ...troubleOf(RED, error), diagnostics: workOf(account, before) };
  }
}

/** What there is to pick from, newest first. Rejects with a FlatPeakError. */
export async function choices(account: Account, signal: AbortSignal): Promise<Choice[]> {
  const locations = await firstLocations(account, signal);
  return locations.map((location) => ({
    id: location.id,
    label: labelOf(location),
    timezone: location.timezone ?? null,
    currency: location.currency_code ?? null,
  }));
}

async function firstLocations({ client }: Account, signal: AbortSignal): Promise<Location[]> {
  const locations: Location[] = [];
  for await (const location of client.allLocations({}, { signal })) {
    locations.push(location);
    if (locations.length === MOST) break;
  }
  return locations;
}

function missing(RED: NodeAPI, locations: readonly Location[]): Missing {
  if (locations.length === 0)
    return { code: 'no_location', missing: RED._('flatpeak-account.test.no-location') };
  const without = locations.filter((location) => !mayHaveTariff(location));
  if (without.length === 0) return {};
  if (locations.length === 1)
    return { code: 'no_tariff', missing: RED._('flatpeak-account.test.no-tariff') };
  const rest = without.length > MOST_NAMED ? '; …' : '';
  const names = without.slice(0, MOST_NAMED).map(labelOf).join('; ') + rest;
  return {
    code: 'no_tariff',
    names,
    missing: RED._('flatpeak-account.test.no-tariffs', { names }),
  };
}

const UNLINKED = ['NOT_CONNECTED', 'NOT_SUPPORTED'];

/** Each generation tells it in a place of its own; where none does, nothing is claimed. */
function mayHaveTariff({ tariff_status, tariffs, tariff_elements }: Location): boolean {
  if (tariff_status)
    return Object.entries(tariff_status).some(
      ([category, status]) =>
        category.startsWith('commodity_') &&
        typeof status === 'string' &&
        !UNLINKED.includes(status),
    );
  const linked = tariffs ?? tariff_elements;
  return !Array.isArray(linked) || linked.length > 0;
}

function labelOf({ postal_address, reference_id, id }: Location): string {
  const { address_line1, city, post_code } = postal_address ?? {};
  const address = [address_line1, city, post_code].flatMap((part) =>
    typeof part === 'string' && part.trim() !== '' ? [part.trim()] : [],
  );
  return address.join(', ') || reference_id || id;
}

function workOf({ client }: Account, last_error: Work['last_error']): Work {
  const { calls, retries, nextTry = null } = client.diagnostics();
  return { calls, retries, next_try: nextTry, last_error };
}
