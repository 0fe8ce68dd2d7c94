import { FlatPeakClient } from '../../flatpeak/client';
import type { FlatPeakError } from '../../flatpeak/errors';
import { httpDate } from '../../flatpeak/policy/http-date';
import { SAMPLE_ACCOUNT_ID, SAMPLE_API_KEY } from '../../flatpeak/sample/credentials';
import { sampleTransport } from '../../flatpeak/sample/transport';
import type { Transport } from '../../flatpeak/transport';
import type { Direction } from '../../flatpeak/wire';
import { adjusted } from '../../rates/adjust';
import { Feed } from '../../rates/feed';
import type { RatesSource } from '../../rates/feed-options';
import { isKeptFile, type KeptFile } from '../../rates/kept';
import { DAY, MINUTE } from '../../time/duration';
import type { AccountSource } from './source';
import type { Host, Line } from '../host';
import type { Hub } from '../hub';
import { Recent } from '../recent';

/** How far apart the hubs of one fleet ask after the same recommended instant. */
const SPREAD = 5 * MINUTE;
/** Events may come in swarms; one location's rates are asked for anew at most once in this time. */
const BETWEEN_REFRESHES = 5 * MINUTE;
const BETWEEN_CHECKS = DAY;
const LOCATIONS = 1_000;
/** Messages can name any number of locations; of those that no node lives by, this many are remembered. */
const IDLE_FEEDS = 100;

/** One account as all its nodes share it: one client, and one feed per location and direction. */
export class Account {
  readonly client: FlatPeakClient;
  readonly sample: boolean;
  /** Questions about rates that needed no request. */
  cached = 0;
  private readonly line: Line | undefined;
  private readonly feeds = new Map<string, Feed>();
  private readonly refreshed: Recent;
  private readonly checked: Recent;

  constructor(
    private readonly source: AccountSource,
    private readonly key: string,
    private readonly hub: Hub,
  ) {
    const { host, clock } = hub;
    const shared = {
      clock,
      api: source.api,
      random: () => host.random(),
      onLine: (trouble: FlatPeakError | undefined) => hub.log.lineChanged(trouble),
      sleep: (delay: number, signal: AbortSignal) => sleep(host, delay, signal),
    };
    this.refreshed = new Recent(clock, BETWEEN_REFRESHES, LOCATIONS);
    this.checked = new Recent(clock, BETWEEN_CHECKS, LOCATIONS);
    this.sample = source.kind === 'sample';
    if (source.kind === 'sample') {
      this.client = new FlatPeakClient({
        ...shared,
        accountId: SAMPLE_ACCOUNT_ID,
        apiKey: SAMPLE_API_KEY,
        transport: sampleTransport(() => clock.now()),
      });
    } else {
      const { kind: _, adjust: __, ...credentials } = source;
      const line = host.transport(source.baseUrl);
      this.line = line;
      const transport: Transport = async (request, limits) => {
        const reply = await line(request, limits);
        const served = httpDate(reply.headers['date'] ?? '', host.now());
        if (served !== undefined) clock.hear(served);
        return reply;
      };
      this.client = new FlatPeakClient({ ...shared, ...credentials, transport });
    }
  }

  /** The live series of one location and direction, the same for every node that asks. */
  feed(location: string, direction: Direction): Feed {
    const name = `${direction} ${location}`;
    const feed = this.feeds.get(name) ?? this.newFeed(name, location, direction);
    // Last in the map: the one asked for most recently.
    this.feeds.delete(name);
    this.feeds.set(name, feed);
    this.forgetOldest();
    return feed;
  }

  /** Something changed at a location: where nodes use its rates, they are asked for anew. */
  refresh(location: string): void {
    const feeds = (['IMPORT', 'EXPORT'] as const).flatMap(
      (direction) => this.feeds.get(`${direction} ${location}`) ?? [],
    );
    if (feeds.length === 0 || this.refreshed.has(location)) return;
    this.refreshed.add(location);
    for (const feed of feeds) feed.refresh();
  }

  /** Whether it is time to ask what FlatPeak says of an estimated tariff: once a day, whoever asks first. */
  mayCheckLink(location: string): boolean {
    if (this.checked.has(location)) return false;
    this.checked.add(location);
    return true;
  }

  /** A deploy: what FlatPeak refused before is tried again at once, because someone may have mended it. */
  wake(): void {
    this.client.forgive();
  }

  /** Lets the sockets go; the token and the series stay for the next deploy. */
  rest(): void {
    this.line?.close();
  }

  close(): void {
    this.client.close();
  }

  private forgetOldest(): void {
    const idle = [...this.feeds].filter(([, feed]) => !feed.inUse);
    for (const [name] of idle.slice(0, -IDLE_FEEDS)) this.feeds.delete(name);
  }

  private newFeed(name: string, location: string, direction: Direction): Feed {
    const { host, clock } = this.hub;
    const { client, sample } = this;
    const adjustment = this.source.adjust[direction];
    const source: RatesSource = {
      rates: async (...question) => adjusted(await client.rates(...question), adjustment),
    };
    const place = { kind: 'feed', owner: `${this.key} ${name}`, version: 1, accept: isKeptFile };
    return new Feed({
      source,
      location,
      direction,
      clock,
      timers: host.timers,
      spread: () => this.hub.spread * SPREAD,
      sample,
      // Sample prices can be made again at any time.
      shelf: sample ? undefined : this.hub.shelf<KeptFile>(place),
    });
  }
}

function sleep(host: Host, delay: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      cancel();
      reject(new Error('aborted'));
    };
    const cancel = host.timers.after(delay, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
