import type { Clock } from '../time/clock';
import { BUDGETS, type Budgets } from './budgets';
import { basicHeader } from './credentials';
import { systemClock, systemRandom, systemSleep, systemTimers } from './defaults';
import type { Diagnostics } from './diagnostics';
import type { FlatPeakError } from './errors';
import { httpTransport } from './http';
import { checkedId } from './ids';
import { FLATPEAK } from './origin';
import type { CallOptions } from './policy/caller';
import { zero } from './questions/generation';
import { everyLocation } from './questions/pages';
import { locationsQuery, ratesQueries } from './questions/queries';
import { joined } from './questions/spans';
import { Session } from './session';
import type { Transport } from './transport';
import { USER_AGENT } from './user-agent';
import { versionHeader, ZERO } from './version';
import {
  schemas,
  shaped,
  type FlatPeakEvent,
  type Location,
  type LocationList,
  type LocationsQuery,
  type LocationStatus,
  type RatesQuery,
  type TariffRates,
} from './wire';

export interface ClientOptions {
  readonly accountId: string;
  readonly apiKey: string;
  /** https, or http to this machine. Default: FlatPeak's own. */
  readonly baseUrl?: string;
  /** API version. An empty text leaves the choice to the account's setting at FlatPeak. */
  readonly version?: string;
  /** Instead of HTTP to `baseUrl`. */
  readonly transport?: Transport;
  readonly clock?: Clock;
  /** In [0, 1). */
  readonly random?: () => number;
  /** Waits between attempts; rejects when the signal ends. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly budgets?: Partial<Budgets>;
  /** Told once when FlatPeak cannot be used any more, with the reason, and once when it can again, without. */
  readonly onLine?: (trouble: FlatPeakError | undefined) => void;
}

/**
 * FlatPeak's API for one account. Made to be shared: identical calls at the same time are one request, with one result
 * object for all to read. Every method rejects with a FlatPeakError and nothing else.
 */
export class FlatPeakClient {
  // Hidden from inspect() and JSON, because it holds the credentials.
  readonly #session: Session;
  readonly #letGo: () => void;

  /** Throws FlatPeakError `bad_input` for a base URL, credentials or version that cannot be used. */
  constructor(options: ClientOptions) {
    const { baseUrl = FLATPEAK, version = ZERO } = options;
    const basic = basicHeader(options.accountId, options.apiKey);
    const headers = {
      accept: 'application/json',
      'user-agent': USER_AGENT,
      ...versionHeader(version),
    };
    const budgets = { ...BUDGETS, ...options.budgets };
    const http = httpTransport(baseUrl, { budgets });
    this.#letGo = () => http.close();
    this.#session = new Session({
      transport: options.transport ?? http,
      clock: options.clock ?? systemClock,
      random: options.random ?? systemRandom,
      sleep: options.sleep ?? systemSleep,
      timers: systemTimers,
      onLine: options.onLine ?? (() => undefined),
      budgets,
      headers,
      basic,
    });
  }

  /** Makes sure that the credentials work. */
  login(options: CallOptions = {}): Promise<{ live_mode: boolean }> {
    return this.#session.call(options, async (leave) => {
      const { live } = await this.#session.token(leave);
      return { live_mode: live };
    });
  }

  location(id: string, options?: CallOptions): Promise<Location> {
    return this.get(options, () => ({
      path: `/locations/${checkedId(id, 'location_id')}`,
      read: (json) => shaped(schemas().location, json),
    }));
  }

  /** One page. */
  locations(query: LocationsQuery = {}, options?: CallOptions): Promise<LocationList> {
    return this.get(options, () => ({
      path: '/locations',
      query: locationsQuery(query),
      read: (json) => shaped(schemas().locationList, json),
    }));
  }

  /** Every location on every page, newest first. */
  allLocations(
    query: Omit<LocationsQuery, 'limit'> = {},
    options?: CallOptions,
  ): AsyncGenerator<Location, void, undefined> {
    return everyLocation(query, (page) => this.locations(page, options));
  }

  status(id: string, options?: CallOptions): Promise<LocationStatus> {
    return this.get(options, () => ({
      path: `/locations/${checkedId(id, 'location_id')}/status`,
      read: (json) => shaped(schemas().locationStatus, json),
    }));
  }

  /** What is longer than FlatPeak answers in one piece is asked in several and joined. */
  rates(id: string, query: RatesQuery, options: CallOptions = {}): Promise<TariffRates> {
    return this.#session.call(options, async (leave) => {
      const location = checkedId(id, 'location_id');
      const parts: TariffRates[] = [];
      for (const part of ratesQueries(query)) parts.push(await this.part(location, part, leave));
      return joined(parts);
    });
  }

  event(id: string, options?: CallOptions): Promise<FlatPeakEvent> {
    return this.get(options, () => ({
      path: `/events/${checkedId(id, 'event_id')}`,
      read: (json) => shaped(schemas().event, json),
    }));
  }

  /** After the user changed something: what FlatPeak refused before is asked again at once. */
  forgive(): void {
    this.#session.forgive();
  }

  /** Counters and states, without secrets and ids. */
  diagnostics(): Diagnostics {
    return this.#session.diagnostics();
  }

  /** Ends every call with `cancelled`, also later ones; no timer and no socket stays. */
  close(): void {
    this.#session.close();
    this.#letGo();
  }

  private get<T>(
    options: CallOptions = {},
    question: () => { path: string; query?: Record<string, string>; read: (json: unknown) => T },
  ): Promise<T> {
    return this.#session.call(options, async (leave) => {
      const { path, query = {}, read } = question();
      return this.#session.ask({ method: 'GET', subject: path, path, query, read }, leave);
    });
  }

  private part(
    location: string,
    query: Record<string, string>,
    leave: AbortSignal,
  ): Promise<TariffRates> {
    const request = zero.request(location, query);
    const read = (json: unknown) => {
      const { rates, dropped } = zero.read(json, query);
      this.#session.counters.droppedSlots += dropped;
      return rates;
    };
    const subject = `rates ${location} ${query['direction']}`;
    return this.#session.ask({ ...request, subject, read }, leave);
  }
}
