import type { Account } from '../account/account';
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
  async at({ sample }: Account, feed: Feed, carbon: boolean, signal: AbortSignal): Promise<void> {
    if (this.isRecent(feed, carbon)) {
      // After a failure one more user would make it ask again.
      return feed.error ? feed.settled() : this.look(feed, carbon, signal);
    }
    const look = (): Promise<void> => {
      this.latest.set(feed, { at: this.clock.monotonic(), carbon });
      return this.look(feed, carbon, signal);
    };
    // What nodes live by is kept up to date anyway, and the sample asks nobody.
    const isFree = sample || (feed.inUse && !feed.error);
    return isFree ? look() : this.gate.passInTurn(look, signal);
  }

  private isRecent(feed: Feed, carbon: boolean): boolean {
    const look = this.latest.get(feed);
    if (!look || (carbon && !look.carbon)) return false;
    return this.clock.monotonic() - look.at < MINUTE;
  }

  /** As long as anybody looks, what was asked is not forgotten. */
  private async look(feed: Feed, carbon: boolean, signal: AbortSignal): Promise<void> {
    const leave = feed.use({ carbon, changed: () => undefined });
    signal.addEventListener('abort', leave, { once: true });
    try {
      await feed.settled();
    } finally {
      leave();
      if (signal.aborted && !feed.inUse) this.latest.delete(feed);
    }
  }
}
