import { FlatPeakClient } from '../flatpeak/client';
import { SAMPLE_ACCOUNT_ID, SAMPLE_API_KEY } from '../flatpeak/sample/credentials';
import { sampleTransport } from '../flatpeak/sample/transport';
import type { Direction } from '../flatpeak/wire';
import { Feed } from '../rates/feed';
import { isKeptFile, type KeptFile } from '../rates/kept';
import { Shelf } from '../store/shelf';
import { MINUTE } from '../time/duration';
import type { Host, Line } from './host';
import type { Hub } from './hub';
import { Recent } from './recent';

/** Where rates come from: a FlatPeak account, or the built-in sample. */
export type AccountSource =
  | { readonly kind: 'sample' }
  | {
      readonly kind: 'flatpeak';
      /** https; plain http only to this machine. */
      readonly baseUrl: string;
      readonly accountId: string;
      readonly apiKey: string;
    };

/** How far apart the hubs of one fleet ask after the same recommended instant. */
const SPREAD = 5 * MINUTE;
/** Events may come in swarms; one location's rates are asked for anew at most once in this time. */
const BETWEEN_REFRESHES = 5 * MINUTE;
const LOCATIONS = 1_000;

/** One account as all its nodes share it: one client, and one feed per location and direction. */
export class Account {
  readonly client: FlatPeakClient;
  readonly sample: boolean;
  private readonly line: Line | undefined;
  private readonly feeds = new Map<string, Feed>();
  private readonly refreshed: Recent;

  constructor(
    source: AccountSource,
    private readonly key: string,
    private readonly hub: Hub,
  ) {
    const { host } = hub;
    const shared = {
      clock: host,
      random: () => host.random(),
      sleep: (delay: number, signal: AbortSignal) => sleep(host, delay, signal),
    };
    this.refreshed = new Recent(host, BETWEEN_REFRESHES, LOCATIONS);
    this.sample = source.kind === 'sample';
    if (source.kind === 'sample') {
      this.client = new FlatPeakClient({
        ...shared,
        accountId: SAMPLE_ACCOUNT_ID,
        apiKey: SAMPLE_API_KEY,
        transport: sampleTransport(() => host.now()),
      });
    } else {
      const { kind: _, ...credentials } = source;
      this.line = host.transport(source.baseUrl);
      this.client = new FlatPeakClient({ ...shared, ...credentials, transport: this.line });
    }
  }

  /** The live series of one location and direction, the same for every node that asks. */
  feed(location: string, direction: Direction): Feed {
    const name = `${direction} ${location}`;
    const feed = this.feeds.get(name) ?? this.newFeed(name, location, direction);
    this.feeds.set(name, feed);
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

  private newFeed(name: string, location: string, direction: Direction): Feed {
    const { host, onRefused } = this.hub;
    return new Feed({
      source: this.client,
      location,
      direction,
      clock: host,
      timers: host.timers,
      spread: () => this.hub.spread * SPREAD,
      sample: this.sample,
      shelf: new Shelf<KeptFile>({
        // Sample prices can be made again at any time.
        files: this.sample ? undefined : host.files,
        kind: 'feed',
        owner: `${this.key} ${name}`,
        version: 1,
        accept: isKeptFile,
        onRefused,
      }),
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
