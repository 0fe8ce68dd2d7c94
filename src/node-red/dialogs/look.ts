import type { Feed } from '../../rates/feed';
import type { Clock } from '../../time/clock';
import { MINUTE } from '../../time/duration';
import type { Gate } from './gate';

interface Look {
  /** Elapsed ms. */
  readonly at: number;
  readonly carbon: boolean;
}

/** Lets dialogs look at rates. They redraw at every key, so whatever they ask of FlatPeak holds for a minute. */
export class Looks {
  private readonly latest = new WeakMap<Feed, Look>();

  constructor(
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly gate: Gate,
  ) {}

  /** Resolves when the feed knows what there is to know. Rejects with `busy` where too much was asked. */
  async at(feed: Feed, carbon: boolean, signal: AbortSignal): Promise<void> {
    if (this.isRecent(feed, carbon)) return feed.settled();
    const look = (): Promise<void> => this.look(feed, carbon, signal);
    // What nodes live by is kept up to date anyway.
    return feed.inUse && !feed.error ? look() : this.gate.pass(look);
  }

  private isRecent(feed: Feed, carbon: boolean): boolean {
    const look = this.latest.get(feed);
    if (!look || (carbon && !look.carbon)) return false;
    return this.clock.monotonic() - look.at < MINUTE;
  }

  private async look(feed: Feed, carbon: boolean, signal: AbortSignal): Promise<void> {
    const leave = feed.use({ carbon, changed: () => undefined });
    signal.addEventListener('abort', leave, { once: true });
    const look = { at: this.clock.monotonic(), carbon };
    this.latest.set(feed, look);
    try {
      await feed.settled();
    } finally {
      leave();
      if (signal.aborted) this.latest.delete(feed);
    }
  }
}
