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
import { RatesApi, type Api } from './questions/automatic';
import type { Generation } from './questions/generation';
import { everyLocation } from './questions/pages';
import { ratesQueries } from './questions/queries';
import * as reads from './questions/reads';
import type { Read } from './questions/reads';
import { joined } from './questions/spans';
import { Session, type Question } from './session';
import type { Transport } from './transport';
import { USER_AGENT } from './user-agent';
import { versionHeader } from './version';
import type {
  FlatPeakEvent,
  Location,
  LocationList,
  LocationsQuery,
  LocationStatus,
  RatesQuery,
  TariffRates,
} from './wire';

export interface ClientOptions {
  readonly accountId: string;
  readonly apiKey: string;
  /** https, or http to this machine. Default: FlatPeak's own. */
  readonly baseUrl?: string;
  /** The generation of the API that tells rates. Default: `automatic`. */
  readonly api?: Api;
  /** API version instead of that generation's own. An empty text leaves the choice to the account's setting at FlatPeak. */
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
  readonly #api: RatesApi;
  readonly #version: string | undefined;

  /** Throws FlatPeakError `bad_input` for a base URL, credentials, generation or version that cannot be used. */
  constructor(options: ClientOptions) {
    const { baseUrl = FLATPEAK, api = 'automatic', version } = options;
    const basic = basicHeader(options.accountId, options.apiKey);
    this.#api = new RatesApi(api);
    this.#version = version;
    this.#versionOf(this.#api.generation);
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
      headers: { accept: 'application/json', 'user-agent': USER_AGENT },
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
    return this.#get(() => reads.location(id), options);
  }

  /** One page. */
  locations(query: LocationsQuery = {}, options?: CallOptions): Promise<LocationList> {
    return this.#get(() => reads.locations(query), options);
  }

  /** Every location on every page, newest first. */
  allLocations(
    query: Omit<LocationsQuery, 'limit'> = {},
    options?: CallOptions,
  ): AsyncGenerator<Location, void, undefined> {
    return everyLocation(query, (page) => this.locations(page, options));
  }

  status(id: string, options?: CallOptions): Promise<LocationStatus> {
    return this.#get(() => reads.status(id), options);
  }

  /** What is longer than FlatPeak answers in one piece is asked in several and joined. */
  rates(id: string, query: RatesQuery, options: CallOptions = {}): Promise<TariffRates> {
    return this.#session.call(options, async (leave) => {
      const location = checkedId(id, 'location_id');
      const parts: TariffRates[] = [];
      for (const part of ratesQueries(query)) parts.push(await this.#part(location, part, leave));
      return joined(parts);
    });
  }

  event(id: string, options?: CallOptions): Promise<FlatPeakEvent> {
    return this.#get(() => reads.event(id), options);
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

  #get<T>(question: () => Read<T>, options: CallOptions = {}): Promise<T> {
    return this.#session.call(options, async (leave) => {
      const asked = this.#getting(question());
      const work = (signal: AbortSignal) => this.#session.read(asked, signal);
      return this.#session.share(asked.path, asked.query, work, leave);
    });
  }

  #part(location: string, query: Record<string, string>, leave: AbortSignal): Promise<TariffRates> {
    const work = (signal: AbortSignal): Promise<TariffRates> => {
      const exists = () => this.#session.read(this.#getting(reads.location(location)), signal);
      const ask = (generation: Generation) =>
        this.#session.read(this.#asking(generation, location, query), signal);
      return this.#api.rates(ask, exists);
    };
    // FlatPeak may refuse carbon and still tell rates.
    const subject = `rates ${location} ${query['direction']} ${query['include_carbon']}`;
    return this.#session.share(subject, query, work, leave);
  }

  #asking(
    generation: Generation,
    location: string,
    query: Record<string, string>,
  ): Question<TariffRates> {
    const read = (json: unknown) => {
      const { rates, dropped } = generation.read(json, query);
      this.#session.counters.droppedSlots += dropped;
      return rates;
    };
    const headers = this.#versionOf(generation);
    return { ...generation.request(location, query), headers, read };
  }

  #getting<T>(read: Read<T>): Question<T> {
    return { method: 'GET', headers: this.#versionOf(this.#api.generation), ...read };
  }

  #versionOf(generation: Generation): Record<string, string> {
    return versionHeader(this.#version ?? generation.version);
  }
}
