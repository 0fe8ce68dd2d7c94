import type { NodeAPI } from 'node-red';
import { Shelf, type ShelfOptions } from '../store/shelf';
import { TrustedClock } from '../time/trusted-clock';
import { hostOf, type Host } from './host';
import { hubLog, type HubLog } from './hub-log';

interface HubFile {
  readonly spread: number;
}

/** What belongs to this hub rather than to an account. */
export class Hub {
  /** The time for every room: the machine's, unless FlatPeak's contradicts it. */
  readonly clock: TrustedClock;
  /** This hub's place in a fleet, in `[0, 1)`: kept, so that hundreds of hubs never ask at the same second. */
  spread: number;
  private refused = false;

  constructor(
    readonly host: Host,
    readonly log: HubLog,
  ) {
    this.clock = new TrustedClock(host);
    this.spread = host.random();
    const shelf = this.shelf<HubFile>({ kind: 'hub', owner: 'hub', version: 1, accept: isHubFile });
    void shelf.load().then((kept) => {
      if (kept) this.spread = kept.spread;
      else shelf.save({ spread: this.spread });
    });
  }

  /** A place on disk for one small value. A disk that refuses is warned of once, however many values it refuses. */
  shelf<T>(place: Omit<ShelfOptions<T>, 'files' | 'onRefused'>): Shelf<T> {
    const onRefused = (): void => {
      if (!this.refused) this.log.diskRefused();
      this.refused = true;
    };
    return new Shelf<T>({ ...place, files: this.host.files, onRefused });
  }
}

const hubs = new WeakMap<Host, Hub>();

/** The hub this Node-RED runs on. */
export function hubOf(RED: NodeAPI): Hub {
  const host = hostOf(RED);
  const hub = hubs.get(host) ?? new Hub(host, hubLog(RED));
  hubs.set(host, hub);
  return hub;
}

function isHubFile(value: unknown): value is HubFile {
  const spread = (value as Partial<HubFile> | null | undefined)?.spread;
  return typeof spread === 'number' && spread >= 0 && spread < 1;
}
