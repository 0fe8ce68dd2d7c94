import { FlatPeakError } from '../flatpeak/errors';
import type { RatesQuery, TariffRates } from '../flatpeak/wire';
import type { Shelf } from '../store/shelf';
import { Alarm } from '../time/alarm';
import type { Clock } from '../time/clock';
import { DAY, HOUR, MINUTE } from '../time/duration';
import { parseInstant, utcSeconds } from '../time/instant';
import type { Timers } from '../time/timers';
import { isZone, localMidnight } from '../time/zone';
import { seriesOf } from './from-wire';
import { pack, unpack, type Home, type KeptFile } from './kept';
import { nextRefresh, nextTry } from './refresh';
import { between, merge, type Series } from './series';

export type Direction = 'IMPORT' | 'EXPORT';

/** The one call a feed makes; the client is its source. */
export interface RatesSource {
  rates(
    location: string,
    query: RatesQuery,
    options: { signal: AbortSignal; background: boolean },
  ): Promise<TariffRates>;
}

export interface FeedOptions {
  readonly source: RatesSource;
  readonly location: string;
  readonly direction: Direction;
  readonly clock: Clock;
  readonly timers: Timers;
  /** This hub's delay behind a recommended instant, ms. */
  readonly spread: () => number;
  readonly shelf: Shelf<KeptFile>;
}

export interface FeedUser {
  readonly carbon?: boolean;
  /** Called when the series, the home or the error has changed. */
  changed(): void;
}

/** So that time-of-day homes survive a week without internet. */
const HORIZON = 8 * DAY;
const SHORT_HORIZON = 2 * DAY;
/** How much past is kept: the mean of a running window counts slots that have gone by. */
const MEMORY = 2 * DAY;

/**
 * The live series of one location and direction, shared by every node that wants it: started by the first user, stopped by
 * the last. Slots hold until their own end, however long the API is away; a reply without data replaces none.
 */
export class Feed {
  /** Rates known so far. */
  series: Series = [];
  /** Unknown until the first reply ever. */
  home: Home | undefined;
  /** Why the latest call failed; `undefined` after a good one. */
  error: FlatPeakError | undefined;
  /** False until there was an answer of any kind, or a kept one was read. */
  answered = false;

  private readonly users = new Set<FeedUser>();
  private readonly alarm: Alarm;
  private due = 0;
  private answeredAt = Number.NEGATIVE_INFINITY;
  private horizon = HORIZON;
  private asking: AbortController | undefined;
  private restored: Promise<void> | undefined;

  constructor(private readonly options: FeedOptions) {
    this.alarm = new Alarm(options.clock, options.timers, () => this.wake());
  }

  /** Registers a user; the returned function takes it off again. */
  use(user: FeedUser): () => void {
    const wantsMore = user.carbon === true && !this.wantsCarbon();
    this.users.add(user);
    this.restored ??= this.restore();
    if (wantsMore && this.answered) this.due = 0;
    void this.restored.then(() => this.wake());
    return () => {
      this.users.delete(user);
      if (this.users.size === 0) this.stop();
    };
  }

  /** Asks now rather than when it is due, unless the last answer is younger than a minute. */
  refresh(): void {
    if (this.options.clock.monotonic() - this.answeredAt < MINUTE) return;
    this.due = 0;
    this.wake();
  }

  private wantsCarbon(): boolean {
    return [...this.users].some((user) => user.carbon === true);
  }

  private stop(): void {
    this.alarm.clear();
    this.asking?.abort();
    this.asking = undefined;
  }

  private async restore(): Promise<void> {
    const file = await this.options.shelf.load();
    if (!file || this.answered) return;
    const kept = unpack(file);
    this.series = kept.series;
    this.home = kept.home;
    this.due = kept.due;
    this.answered = true;
    this.tell();
  }

  private wake(): void {
    if (this.users.size === 0 || this.asking) return;
    if (this.options.clock.now() >= this.due || this.due - this.options.clock.now() > 2 * DAY)
      void this.ask();
    else this.alarm.set(this.due);
  }

  private async ask(): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    this.alarm.clear();
    const answer = await this.answer(asking.signal);
    if (this.asking !== asking) return;
    this.asking = undefined;
    if (answer instanceof FlatPeakError) this.suffer(answer);
    else this.accept(answer);
    this.answered = true;
    this.answeredAt = this.options.clock.monotonic();
    this.tell();
    this.wake();
  }

  private async answer(signal: AbortSignal): Promise<TariffRates | FlatPeakError> {
    const { source, location } = this.options;
    try {
      const reply = await source.rates(location, this.query(), { signal, background: true });
      if (isZone(reply.location_timezone)) return reply;
      return new FlatPeakError('bad_response', { detail: 'location_timezone' });
    } catch (error) {
      if (!(error instanceof FlatPeakError)) return new FlatPeakError('bad_response');
      if (error.code !== 'bad_input' || this.horizon === SHORT_HORIZON) return error;
      this.horizon = SHORT_HORIZON;
      return this.answer(signal);
    }
  }

  private query(): RatesQuery {
    const { clock, direction } = this.options;
    const now = clock.now();
    // Before the first reply the zone is unknown; 25 hours reach back over every local midnight.
    const start = this.home ? localMidnight(this.home.timezone, now) : now - 25 * HOUR;
    return {
      start_time: utcSeconds(start),
      end_time: utcSeconds(now + this.horizon),
      include_tariff: true,
      include_carbon: this.wantsCarbon(),
      direction,
    };
  }

  private accept(reply: TariffRates): void {
    const now = this.options.clock.now();
    const fresh = seriesOf(reply);
    this.home = {
      timezone: reply.location_timezone,
      currency: reply.currency_code,
      live: reply.live_mode,
    };
    this.series = between(merge(this.series, fresh), now - MEMORY, Number.MAX_SAFE_INTEGER);
    this.error = undefined;
    this.due = nextRefresh({
      now,
      nextUpdate: parseInstant(reply.next_update ?? ''),
      series: this.series,
      timezone: reply.location_timezone,
      spread: this.options.spread(),
    });
    this.options.shelf.save(pack({ home: this.home, series: this.series, due: this.due }));
  }

  private suffer(error: FlatPeakError): void {
    this.error = error;
    this.due = nextTry(error, this.options.clock.now());
  }

  private tell(): void {
    this.users.forEach((user) => user.changed());
  }
}
