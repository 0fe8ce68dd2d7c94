import { FlatPeakError } from '../flatpeak/errors';
import type { Direction, RatesQuery, TariffRates } from '../flatpeak/wire';
import type { Shelf } from '../store/shelf';
import { Alarm } from '../time/alarm';
import type { Clock } from '../time/clock';
import { DAY, HOUR, MINUTE } from '../time/duration';
import { parseInstant, utcSeconds } from '../time/instant';
import type { Timers } from '../time/timers';
import { isZone, localMidnight } from '../time/zone';
import { answer, coverage, isFresh, isKnown, type Covered } from './answer';
import { seriesOf } from './from-wire';
import { pack, unpack, type Home, type KeptFile } from './kept';
import { nextRefresh, nextTry } from './refresh';
import { between, merge, type Series } from './series';

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
  /** Where the series outlives a restart, if it should. */
  readonly shelf: Shelf<KeptFile> | undefined;
  /** The built-in sample, whose prices are the same at every call; those of a test key may be random. */
  readonly sample: boolean;
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
  /** Epoch ms of the next scheduled call. */
  private due = 0;
  private answeredAt = Number.NEGATIVE_INFINITY;
  private horizon = HORIZON;
  private covered: Covered | undefined;
  private asking: AbortController | undefined;
  private restored: Promise<void> | undefined;

  constructor(private readonly options: FeedOptions) {
    this.alarm = new Alarm(options.clock, options.timers, () => this.wake());
  }

  /** Registers a user; the returned function takes it off again. */
  use(user: FeedUser): () => void {
    const wantsMore = user.carbon === true && !this.wantsCarbon();
    this.users.add(user);
    if (wantsMore && this.answered) this.due = 0;
    void this.restore().then(() => this.wake());
    return () => {
      this.users.delete(user);
      if (this.users.size === 0) this.stop();
    };
  }

  /** Asks now rather than when it is due, unless the last answer is too young. */
  refresh(): void {
    if (!this.mayRefresh()) return;
    this.due = 0;
    this.wake();
  }

  /**
   * Rates for one message: from the series while FlatPeak has nothing newer, else from FlatPeak, and while that is away
   * from the series again if it knows them all. The reply is the caller's own.
   */
  async read(
    query: RatesQuery,
    { refresh, signal }: { readonly refresh: boolean; readonly signal: AbortSignal },
  ): Promise<{ reply: TariffRates; cached: boolean }> {
    const { source, location, clock } = this.options;
    await this.restore();
    const fresh = this.covered && isFresh(this.covered, query, clock.now());
    const kept = fresh && !(refresh && this.mayRefresh()) ? this.recall(query) : undefined;
    if (kept) return { reply: kept, cached: true };
    try {
      const reply = checked(await source.rates(location, query, { signal, background: false }));
      this.learn(reply, query, this.users.size === 0);
      return { reply: structuredClone(reply), cached: false };
    } catch (error) {
      const known = isKnown(this.series, query, clock.now()) ? this.recall(query) : undefined;
      if (known && !signal.aborted) return { reply: known, cached: true };
      throw error;
    }
  }

  private recall(query: RatesQuery): TariffRates | undefined {
    if (!this.covered) return undefined;
    return answer(this.covered.envelope, this.series, query, this.options.clock.now());
  }

  private wantsCarbon(): boolean {
    return [...this.users].some((user) => user.carbon === true);
  }

  private mayRefresh(): boolean {
    const pause = this.isRandom() ? HOUR : MINUTE;
    return this.options.clock.monotonic() - this.answeredAt >= pause;
  }

  /** FlatPeak's test mode may make up new prices for every call. */
  private isRandom(): boolean {
    return this.home?.live === false && !this.options.sample;
  }

  private stop(): void {
    this.alarm.clear();
    this.asking?.abort();
    this.asking = undefined;
  }

  /** Resolves when what an earlier run kept has been read. */
  restore(): Promise<void> {
    this.restored ??= Promise.resolve(this.options.shelf?.load()).then((file) => {
      if (!file || this.answered) return;
      const kept = unpack(file);
      this.series = kept.series;
      this.home = kept.home;
      this.due = kept.due;
      this.answered = true;
      this.tell();
    });
    return this.restored;
  }

  private wake(): void {
    const now = this.options.clock.now();
    if (this.users.size === 0 || this.asking) return;
    // An instant far ahead was set by a clock that has been corrected since.
    if (now >= this.due || this.due - now > 2 * DAY) void this.ask();
    else this.alarm.set(this.due);
  }

  private async ask(): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    this.alarm.clear();
    const failure = await this.attempt(asking);
    if (this.asking !== asking) return;
    this.asking = undefined;
    if (failure) {
      this.error = failure;
      this.due = nextTry(failure, this.options.clock.now());
      this.answered = true;
      this.answeredAt = this.options.clock.monotonic();
      this.tell();
    }
    this.wake();
  }

  /** One scheduled call. The failure, if it is one. */
  private async attempt(asking: AbortController): Promise<FlatPeakError | undefined> {
    const { source, location } = this.options;
    const query = this.query();
    try {
      const options = { signal: asking.signal, background: true };
      const reply = checked(await source.rates(location, query, options));
      if (this.asking === asking) this.due = this.learn(reply, query, true);
      return undefined;
    } catch (error) {
      if (!(error instanceof FlatPeakError)) return new FlatPeakError('bad_response');
      if (error.code !== 'bad_input' || this.horizon === SHORT_HORIZON) return error;
      this.horizon = SHORT_HORIZON;
      return this.attempt(asking);
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

  /** Takes a reply into the series; with `cover` it also stands for what FlatPeak knows. Epoch ms of the next call. */
  private learn(reply: TariffRates, query: RatesQuery, cover: boolean): number {
    const { clock, shelf, spread } = this.options;
    const now = clock.now();
    const { location_timezone: timezone, currency_code: currency, live_mode: live } = reply;
    this.home = { timezone, currency, live };
    this.series = between(merge(this.series, seriesOf(reply)), now - MEMORY, now + HORIZON);
    this.error = undefined;
    const nextUpdate = parseInstant(reply.next_update ?? '');
    const next = nextRefresh({ now, nextUpdate, series: this.series, timezone, spread: spread() });
    const due = this.isRandom() ? Math.max(next, now + HOUR) : next;
    if (cover) {
      const { from, to, carbon } = coverage(query, now);
      const kept = { from: Math.max(from, now - MEMORY), to: Math.min(to, now + HORIZON) };
      this.covered = { ...kept, carbon, envelope: { ...reply, data: [] }, freshUntil: due };
    }
    shelf?.save(pack({ home: this.home, series: this.series, due: cover ? due : this.due }));
    this.answered = true;
    this.answeredAt = clock.monotonic();
    this.tell();
    return due;
  }

  private tell(): void {
    this.users.forEach((user) => user.changed());
  }
}

/** A reply whose zone this machine knows: without it no local day can be told. */
function checked(reply: TariffRates): TariffRates {
  if (isZone(reply.location_timezone)) return reply;
  throw new FlatPeakError('bad_response', { detail: 'location_timezone' });
}
