import { FlatPeakError } from '../flatpeak/errors';
import type { RatesQuery, TariffRates } from '../flatpeak/wire';
import { Alarm } from '../time/alarm';
import { DAY, HOUR, MINUTE } from '../time/duration';
import { parseInstant } from '../time/instant';
import { answer, coverage, isFresh, isKnown, widened, type Covered } from './answer';
import type { FeedOptions, FeedUser, ReadOptions } from './feed-options';
import { checked, seriesOf } from './from-wire';
import { pack, unpack, type Home } from './kept';
import { HORIZON, lessMayHelp, question, scopes, WIDEST } from './question';
import { nextRefresh, nextTry } from './refresh';
import { Schedule } from './schedule';
import { between, merge, sameRates, type Series } from './series';

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
  private readonly schedule: Schedule;
  /** What FlatPeak has not refused. */
  private accepted = WIDEST;
  /** Whether the latest scheduled call asked for carbon. */
  private askedCarbon = false;
  private covered: Covered | undefined;
  private asking: AbortController | undefined;
  private answering: Promise<void> | undefined;
  private restored: Promise<void> | undefined;

  constructor(private readonly options: FeedOptions) {
    this.alarm = new Alarm(options.clock, options.timers, () => this.wake());
    this.schedule = new Schedule(options.clock);
  }

  /** Registers a user; the returned function takes it off again. */
  use(user: FeedUser): () => void {
    this.users.add(user);
    // A deploy may follow on a change at FlatPeak, so what was refused is asked again.
    if (this.error) this.schedule.due = 0;
    if (user.carbon === true && !this.accepted.carbon) {
      this.accepted = { ...this.accepted, carbon: true };
      this.askedCarbon = false;
    }
    void this.restore().then(() => this.wake());
    return () => {
      this.users.delete(user);
      if (this.users.size === 0) this.stop();
    };
  }

  get inUse(): boolean {
    return this.users.size > 0;
  }

  /** Whether what is kept is FlatPeak's latest: a question that was answered from it still would be. */
  get isCurrent(): boolean {
    const { covered, schedule } = this;
    const isDoubted = schedule.hurried && schedule.rest() === 0;
    return covered !== undefined && this.options.clock.now() < covered.freshUntil && !isDoubted;
  }

  /** Resolves when nothing is under way: what was kept has been read, and what was asked is answered or has failed. */
  async settled(): Promise<void> {
    await this.restore();
    await this.answering;
  }

  /** Rates are said to have changed: asks as soon as the last answer is old enough, and counts on it no longer than that. */
  refresh(): void {
    this.schedule.hurried = true;
    this.wake();
  }

  /**
   * Rates for one message: from the series while FlatPeak has nothing newer, else from FlatPeak, and while that is away
   * from the series again if it knows them all. The reply is the caller's own.
   */
  async read(
    query: RatesQuery,
    { refresh, signal, asks }: ReadOptions,
  ): Promise<{ reply: TariffRates; cached: boolean }> {
    const { clock } = this.options;
    await this.restore();
    const fresh = this.covered && isFresh(this.covered, query, clock.now());
    const { hurried } = this.schedule;
    const insists = (refresh || hurried) && this.schedule.rest() === 0;
    const kept = fresh && !insists ? this.recall(query) : undefined;
    if (kept) return { reply: kept, cached: true };
    asks?.();
    try {
      const reply = await this.fetch(query, signal);
      if (hurried && this.users.size === 0 && this.isWhole(query)) this.schedule.hurried = false;
      return { reply, cached: false };
    } catch (error) {
      const known = isKnown(this.series, query, clock.now()) ? this.recall(query) : undefined;
      if (known && !signal.aborted) return { reply: known, cached: true };
      throw error;
    }
  }

  /** A message's rates from FlatPeak. */
  private async fetch(query: RatesQuery, signal: AbortSignal): Promise<TariffRates> {
    const { source, location, clock } = this.options;
    const { covered } = this;
    // FlatPeak has nothing newer: it is asked because the window has moved, and that will move on.
    const moves = covered !== undefined && clock.now() < covered.freshUntil;
    const asked = moves ? widened(query) : query;
    const reply = checked(await source.rates(location, asked, { signal, background: false }));
    if (this.isWhole(query)) this.learn(reply, asked, false);
    const part = moves && answer({ ...reply, data: [] }, seriesOf(reply), query, clock.now());
    return part || structuredClone(reply);
  }

  private recall(query: RatesQuery): TariffRates | undefined {
    if (!this.covered) return undefined;
    return answer(this.covered.envelope, this.series, query, this.options.clock.now());
  }

  /** Whether the reply tells all that the series is for: what was not asked must not look like no data. */
  private isWhole({ include_tariff, include_carbon }: RatesQuery): boolean {
    return include_tariff !== false && (include_carbon === true || !this.wantsCarbon());
  }

  private wantsCarbon(): boolean {
    return [...this.users].some((user) => user.carbon === true);
  }

  /** FlatPeak's test mode may make up new prices for every call. */
  private isRandom(): boolean {
    return this.home?.live === false && !this.options.sample;
  }

  private stop(): void {
    this.alarm.clear();
    if (!this.asking) return;
    this.asking.abort();
    this.asking = undefined;
    this.schedule.hurried = true;
  }

  /** Resolves when what an earlier run kept has been read. */
  restore(): Promise<void> {
    this.restored ??= Promise.resolve(this.options.shelf?.load()).then((file) => {
      if (!file || this.answered) return;
      const kept = unpack(file);
      this.series = kept.series;
      this.home = kept.home;
      this.schedule.due = kept.due;
      this.askedCarbon = kept.series.some(({ carbon }) => carbon !== null);
      this.answered = true;
      this.tell();
    });
    return this.restored;
  }

  private wake(): void {
    if (this.users.size === 0 || this.asking) return;
    const lacksCarbon = this.wantsCarbon() && !this.askedCarbon;
    const wait = this.schedule.wait();
    if (lacksCarbon || wait <= 0) this.answering = this.ask();
    else this.alarm.set(this.options.clock.now() + wait);
  }

  private async ask(): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    this.alarm.clear();
    this.schedule.begin();
    const failure = await this.attempt(asking);
    if (this.asking !== asking) return;
    this.asking = undefined;
    if (failure) this.fail(failure);
    this.wake();
  }

  private fail(failure: FlatPeakError): void {
    const isNews = failure.code !== this.error?.code || !this.answered || this.schedule.stepped();
    this.error = failure;
    this.schedule.due = nextTry(failure, this.options.clock.now());
    // It was time to ask, so the last reply is no longer FlatPeak's word.
    if (this.covered) this.covered = { ...this.covered, freshUntil: 0 };
    this.rest();
    if (isNews) this.tell();
  }

  private rest(): void {
    this.answered = true;
    this.schedule.answered(this.isRandom() ? HOUR : MINUTE);
  }

  /** One scheduled call, for less where FlatPeak refuses. The first failure, if all fail. */
  private async attempt(asking: AbortController): Promise<FlatPeakError | undefined> {
    const { source, location, direction, clock } = this.options;
    const wantsCarbon = this.wantsCarbon();
    this.askedCarbon = wantsCarbon;
    let failure: FlatPeakError | undefined;
    for (const scope of scopes(wantsCarbon, this.accepted)) {
      const query = question(scope, direction, this.home, clock.now());
      try {
        const options = { signal: asking.signal, background: true };
        const reply = checked(await source.rates(location, query, options));
        if (this.asking !== asking) return undefined;
        if (failure) this.accepted = { ...scope, carbon: scope.carbon || !wantsCarbon };
        this.learn(reply, query, true);
        return undefined;
      } catch (error) {
        failure ??= error instanceof FlatPeakError ? error : new FlatPeakError('bad_response');
        // A question about another year was refused for its time.
        if (!lessMayHelp(failure.code, scope) || this.schedule.stepped()) return failure;
      }
    }
    return failure;
  }

  /** Takes a reply into the series. That to a scheduled question is what the feed lives by until the next is due. */
  private learn(reply: TariffRates, query: RatesQuery, scheduled: boolean): void {
    const { clock, shelf, spread } = this.options;
    const now = clock.now();
    const { location_timezone: timezone, currency_code: currency, live_mode: live } = reply;
    const [from, to] = [now - MEMORY, now + HORIZON];
    const before = between(this.series, from, to);
    this.home = { timezone, currency, live };
    this.series = between(merge(before, seriesOf(reply)), from, to);
    this.error = undefined;
    const nextUpdate = parseInstant(reply.next_update ?? '');
    const next = nextRefresh({ now, nextUpdate, series: this.series, timezone, spread: spread() });
    const due = this.isRandom() ? Math.max(next, now + HOUR) : next;
    if (scheduled) this.schedule.due = due;
    if (scheduled || this.users.size === 0) {
      const envelope = { ...reply, data: [] };
      this.covered = { ...coverage(query, now, from, to), envelope, freshUntil: due };
    }
    if (!this.answered || !sameRates(before, this.series)) {
      shelf?.save(pack({ home: this.home, series: this.series, due: this.schedule.due }));
    }
    this.rest();
    this.tell();
  }

  private tell(): void {
    this.users.forEach((user) => user.changed());
  }
}
