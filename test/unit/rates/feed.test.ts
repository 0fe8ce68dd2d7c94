import assert from 'node:assert/strict';
import { FlatPeakError, type ErrorCode } from '../../../src/flatpeak/errors';
import type { RatesQuery, TariffRates } from '../../../src/flatpeak/wire';
import { Feed, type FeedUser, type RatesSource } from '../../../src/rates/feed';
import { isKeptFile, type KeptFile } from '../../../src/rates/kept';
import { Shelf } from '../../../src/store/shelf';
import { DAY, HOUR, MINUTE } from '../../../src/time/duration';
import { memoryFiles, type MemoryFiles } from '../../support/memory-files';
import { ratesReply, wireSlots } from '../../support/rates-reply';
import { SimHost } from '../../support/sim-host';
import { row } from '../../support/slots';

const START = Date.parse('2026-11-20T12:00:00Z');

/** Answers with hourly slots of 0.2 for a day, and asks to be asked again every four hours. */
class Source implements RatesSource {
  readonly asked: { at: number; query: RatesQuery }[] = [];
  failure: ErrorCode | undefined;
  extra: Partial<TariffRates> = {};
  hang = false;
  aborted = 0;

  constructor(readonly host: SimHost) {}

  async rates(
    _location: string,
    query: RatesQuery,
    options: { signal: AbortSignal },
  ): Promise<TariffRates> {
    this.asked.push({ at: this.host.now(), query });
    options.signal.addEventListener('abort', () => this.aborted++);
    if (this.hang) return new Promise(() => undefined);
    if (this.failure) throw new FlatPeakError(this.failure);
    const hour = Math.floor(this.host.now() / HOUR) * HOUR;
    return ratesReply(
      wireSlots(
        row(
          hour,
          HOUR,
          Array.from({ length: 24 }, () => 0.2),
        ),
      ),
      {
        last_updated: new Date(hour).toISOString(),
        next_update: new Date(this.host.now() + 4 * HOUR).toISOString(),
        ...this.extra,
      },
    );
  }
}

function setUp(options: { files?: MemoryFiles; start?: number; spread?: number } = {}) {
  const files = options.files ?? memoryFiles();
  const host = new SimHost(options.start ?? START, { files });
  const source = new Source(host);
  const feed = new Feed({
    source,
    location: 'loc_1',
    direction: 'IMPORT',
    clock: host,
    timers: host.timers,
    spread: () => options.spread ?? 0,
    sample: false,
    shelf: new Shelf<KeptFile>({
      files: host.files,
      kind: 'feed',
      owner: 'loc_1',
      version: 1,
      accept: isKeptFile,
      onRefused: () => undefined,
    }),
  });
  return { files, host, source, feed };
}

function user(rest: Partial<FeedUser> = {}): FeedUser & { calls: number } {
  const one = { calls: 0, changed: () => one.calls++, ...rest };
  return one;
}

describe('feed', () => {
  it('asks once for all its users, from far enough back to eight days ahead', async () => {
    const { host, source, feed } = setUp();
    const users = [user(), user(), user()];
    users.forEach((one) => feed.use(one));
    await host.idle();
    assert.equal(source.asked.length, 1);
    assert.deepEqual(source.asked[0]?.query, {
      start_time: '2026-11-19T11:00:00Z',
      end_time: '2026-11-28T12:00:00Z',
      include_tariff: true,
      include_carbon: false,
      direction: 'IMPORT',
    });
    assert.deepEqual(feed.home, { timezone: 'Europe/London', currency: 'GBP', live: true });
    assert.equal(feed.series.length, 24);
    users.forEach((one) => assert.ok(one.calls > 0));
  });

  it('asks again at next_update plus this hub’s delay, then from local midnight', async () => {
    const { host, source, feed } = setUp({ spread: 100_000 });
    feed.use(user());
    await host.advance(4 * HOUR + 99_999);
    assert.equal(source.asked.length, 1);
    await host.advance(1);
    assert.equal(source.asked.length, 2);
    assert.equal(source.asked[1]?.query.start_time, '2026-11-20T00:00:00Z');
  });

  it('stops with its last user, aborting what is under way', async () => {
    const { host, source, feed } = setUp();
    source.hang = true;
    const [one, two] = [user(), user()];
    const [leaveOne, leaveTwo] = [feed.use(one), feed.use(two)];
    await host.idle();
    leaveOne();
    assert.equal(source.aborted, 0);
    leaveTwo();
    assert.equal(source.aborted, 1);
    assert.equal(host.timersArmed, 0);
    await host.advance(10 * DAY);
    assert.equal(source.asked.length, 1);
  });

  it('keeps its slots through any outage and comes back within a minute', async () => {
    const { host, source, feed } = setUp();
    feed.use(user());
    await host.idle();
    source.failure = 'network';
    await host.advance(5 * HOUR);
    assert.equal(feed.error?.code, 'network');
    assert.equal(feed.series.length, 24);
    source.failure = undefined;
    await host.advance(MINUTE);
    assert.equal(feed.error, undefined);
    assert.equal(feed.series.length, 29);
  });

  it('asks hourly at most where only a person can help', async () => {
    const { host, source, feed } = setUp();
    source.failure = 'no_tariff';
    feed.use(user());
    await host.advance(DAY);
    assert.ok(source.asked.length <= 25);
    assert.ok(feed.answered);
  });

  it('does not let a reply without data replace data', async () => {
    const { host, source, feed } = setUp();
    feed.use(user());
    await host.idle();
    source.extra = {
      last_updated: new Date(START + DAY).toISOString(),
      data: wireSlots(
        row(
          START,
          HOUR,
          Array.from({ length: 24 }, () => null),
        ),
      ),
    };
    await host.advance(4 * HOUR);
    assert.equal(source.asked.length, 2);
    assert.ok(feed.series.every(({ rate }) => rate === 0.2));
  });

  describe('read for a message', () => {
    const signal = new AbortController().signal;
    const query = {
      start_time: '2026-11-20T12:30:00Z',
      end_time: '2026-11-20T14:15:00Z',
      include_tariff: true,
      include_carbon: false,
      direction: 'IMPORT',
    } as const;

    it('is answered from the series, clipped as FlatPeak clips, with unknown fields kept', async () => {
      const { host, source, feed } = setUp();
      source.extra = {
        data: wireSlots(row(START, HOUR, [0.1, 0.2, 0.3])).map((slot) => ({
          ...slot,
          new_field: 7,
        })),
        id: 'rts_9',
      };
      feed.use(user());
      await host.idle();
      const { reply, cached } = await feed.read(query, { refresh: false, signal });
      assert.equal(cached, true);
      assert.equal(source.asked.length, 1);
      assert.equal(reply.id, 'rts_9');
      assert.deepEqual(reply.request, query);
      assert.deepEqual(
        reply.data.map(({ valid_from, valid_to, tariff, new_field }) => [
          valid_from,
          valid_to,
          tariff?.rate,
          new_field,
        ]),
        [
          ['2026-11-20T12:30:00Z', '2026-11-20T13:00:00Z', 0.1, 7],
          ['2026-11-20T13:00:00Z', '2026-11-20T14:00:00Z', 0.2, 7],
          ['2026-11-20T14:00:00Z', '2026-11-20T14:15:00Z', 0.3, 7],
        ],
      );
    });

    it('shares nothing with the next one', async () => {
      const { feed } = setUp();
      const first = await feed.read(query, { refresh: false, signal });
      const second = await feed.read(query, { refresh: false, signal });
      assert.deepEqual([first.cached, second.cached], [false, true]);
      const third = await feed.read(query, { refresh: false, signal });
      second.reply.data.forEach((slot) => Object.assign(slot, { tariff: null }));
      assert.notEqual(third.reply.data[0]?.tariff, null);
    });

    it('asks FlatPeak for what the series does not cover, and later again', async () => {
      const { host, source, feed } = setUp();
      await feed.read(query, { refresh: false, signal });
      await feed.read({ ...query, end_time: '2026-11-20T18:00:00Z' }, { refresh: false, signal });
      await feed.read({ ...query, include_carbon: true }, { refresh: false, signal });
      assert.equal(source.asked.length, 3);
      await host.advance(5 * HOUR);
      assert.equal(source.asked.length, 3, 'nobody uses the feed, so nothing is scheduled');
      await feed.read({ ...query, include_carbon: true }, { refresh: false, signal });
      assert.equal(source.asked.length, 4);
    });

    it('asks at most once a minute when told to refresh, and once an hour in test mode', async () => {
      const { host, source, feed } = setUp();
      const insist = () => feed.read(query, { refresh: true, signal });
      await insist();
      await insist();
      assert.equal(source.asked.length, 1);
      await host.advance(MINUTE);
      source.extra = { live_mode: false };
      await insist();
      await host.advance(59 * MINUTE);
      await insist();
      assert.equal(source.asked.length, 2);
    });

    it('is answered from the series while FlatPeak is away, if that knows it all', async () => {
      const { host, source, feed } = setUp();
      feed.use(user());
      await host.idle();
      source.failure = 'network';
      await host.advance(5 * HOUR);
      const later = {
        ...query,
        start_time: '2026-11-20T18:00:00Z',
        end_time: '2026-11-20T19:00:00Z',
      };
      assert.equal((await feed.read(later, { refresh: false, signal })).cached, true);
      const beyond = { ...query, end_time: '2026-11-25T19:00:00Z' };
      await assert.rejects(feed.read(beyond, { refresh: false, signal }), { code: 'network' });
    });

    it('does not answer for a past that it has forgotten', async () => {
      const { source, feed } = setUp();
      const past = { ...query, start_time: '2026-11-10T00:00:00Z' };
      await feed.read(past, { refresh: false, signal });
      await feed.read(past, { refresh: false, signal });
      assert.equal(source.asked.length, 2);
    });

    it('teaches the switches of the same home', async () => {
      const { host, source, feed } = setUp();
      const one = user();
      feed.use(one);
      await host.idle();
      const calls = one.calls;
      await host.advance(2 * MINUTE);
      source.extra = { last_updated: '2027-01-01T00:00:00Z' };
      await feed.read(query, { refresh: true, signal });
      assert.ok(one.calls > calls);
    });
  });

  it('asks for two days where eight are refused, and remembers', async () => {
    const { host, source, feed } = setUp();
    feed.use(user());
    source.failure = 'bad_input';
    await host.idle();
    assert.deepEqual(
      source.asked.map(({ query }) => query.end_time),
      ['2026-11-28T12:00:00Z', '2026-11-22T12:00:00Z'],
    );
    source.failure = undefined;
    await host.advance(HOUR);
    assert.equal(source.asked.at(-1)?.query.end_time, '2026-11-22T13:00:00Z');
  });

  it('asks for carbon as soon as one user wants it', async () => {
    const { host, source, feed } = setUp();
    feed.use(user());
    await host.idle();
    feed.use(user({ carbon: true }));
    await host.idle();
    assert.deepEqual(
      source.asked.map(({ query }) => query.include_carbon),
      [false, true],
    );
  });

  it('refreshes on request, at most once a minute', async () => {
    const { host, source, feed } = setUp();
    feed.use(user());
    await host.idle();
    feed.refresh();
    await host.idle();
    assert.equal(source.asked.length, 1);
    await host.advance(MINUTE);
    feed.refresh();
    feed.refresh();
    await host.idle();
    assert.equal(source.asked.length, 2);
  });

  it('restarts from its file without a call until one is due', async () => {
    const first = setUp();
    first.feed.use(user());
    await first.host.idle();
    const later = setUp({ files: first.files, start: START + HOUR });
    later.source.failure = 'network';
    later.feed.use(user());
    await later.host.idle();
    assert.equal(later.source.asked.length, 0);
    assert.deepEqual(
      later.feed.series,
      first.feed.series.map(({ from, to, rate, confidence, carbon, updated }) => ({
        from,
        to,
        rate,
        confidence,
        carbon,
        updated,
      })),
    );
    assert.deepEqual(later.feed.home, first.feed.home);
    await later.host.advance(3 * HOUR);
    assert.equal(later.source.asked.length, 1);
  });

  it('writes its file only when something has changed', async () => {
    const { files, host, feed } = setUp();
    feed.use(user());
    await host.advance(DAY);
    assert.ok(files.writes <= 7);
  });

  it('refuses a reply whose zone this machine does not know', async () => {
    const { host, source, feed } = setUp();
    source.extra = { location_timezone: 'Europe/Nowhere' };
    feed.use(user());
    await host.idle();
    assert.equal(feed.error?.code, 'bad_response');
    assert.equal(feed.home, undefined);
  });
});
