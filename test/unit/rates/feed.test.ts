import assert from 'node:assert/strict';
import { FlatPeakError, type ErrorCode } from '../../../src/flatpeak/errors';
import type { RatesQuery, TariffRates } from '../../../src/flatpeak/wire';
import { Feed } from '../../../src/rates/feed';
import type { FeedUser, RatesSource } from '../../../src/rates/feed-options';
import { isKeptFile, type KeptFile } from '../../../src/rates/kept';
import { Shelf } from '../../../src/store/shelf';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/time/duration';
import { memoryFiles, type MemoryFiles } from '../../support/memory-files';
import { ratesReply, wireSlots } from '../../support/rates-reply';
import { SimHost } from '../../support/sim-host';
import { row, slot } from '../../support/slots';

const START = Date.parse('2026-11-20T12:00:00Z');

/** Answers with hourly slots of 0.2 for a day, and asks to be asked again every four hours. */
class Source implements RatesSource {
  readonly asked: { at: number; query: RatesQuery }[] = [];
  failure: ErrorCode | undefined;
  /** Refuses some questions. */
  refuses: (query: RatesQuery) => ErrorCode | undefined = () => undefined;
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
    const failure = this.failure ?? this.refuses(query);
    if (failure) throw new FlatPeakError(failure);
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

  it('is settled once what was asked is answered, or has failed', async () => {
    const { host, source, feed } = setUp();
    feed.use(user());
    await feed.settled();
    assert.equal(feed.series.length, 24);
    source.failure = 'network';
    await host.advance(4 * HOUR);
    await feed.settled();
    assert.equal(feed.error?.code, 'network');
    const idle = setUp();
    await idle.feed.settled();
    assert.deepEqual([idle.source.asked.length, idle.feed.answered], [0, false]);
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

  it('tells its users of an outage once, and of its end', async () => {
    const { host, source, feed } = setUp();
    const one = user();
    feed.use(one);
    await host.idle();
    source.failure = 'network';
    await host.advance(4 * HOUR + 10 * MINUTE);
    assert.equal(one.calls, 2);
    source.failure = 'unavailable';
    await host.advance(30 * MINUTE);
    assert.equal(one.calls, 3);
    source.failure = undefined;
    await host.advance(30 * MINUTE);
    assert.equal(one.calls, 4);
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
        data: wireSlots(row(START, HOUR, [0.1, 0.2, 0.3])).map((one) => ({
          ...one,
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

    it('tells before it asks FlatPeak, and only then', async () => {
      const { source, feed } = setUp();
      const before: number[] = [];
      const asks = (): void => void before.push(source.asked.length);
      for (let i = 0; i < 2; i++) await feed.read(query, { refresh: false, signal, asks });
      assert.deepEqual(before, [0]);
    });

    it('shares nothing with the next one', async () => {
      const { feed } = setUp();
      const first = await feed.read(query, { refresh: false, signal });
      const second = await feed.read(query, { refresh: false, signal });
      assert.deepEqual([first.cached, second.cached], [false, true]);
      const third = await feed.read(query, { refresh: false, signal });
      second.reply.data.forEach((one) => Object.assign(one, { tariff: null }));
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

    it('takes what was not asked neither for an answer nor for no data', async () => {
      const { host, source, feed } = setUp();
      const partial = { ...query, include_tariff: false, include_carbon: true };
      await feed.read(partial, { refresh: false, signal });
      assert.equal((await feed.read(query, { refresh: false, signal })).cached, false);
      feed.use(user({ carbon: true }));
      source.extra = {
        data: wireSlots([slot(START, START + HOUR, 0.1, { carbon: 50 })]),
        last_updated: '2026-11-20T12:00:00Z',
      };
      await host.advance(MINUTE);
      source.extra = { ...source.extra, data: wireSlots([slot(START, START + HOUR, 0.3)]) };
      await feed.read(query, { refresh: true, signal });
      assert.deepEqual(
        feed.series.filter(({ carbon }) => carbon !== null).map(({ carbon }) => carbon),
        [50],
      );
    });

    it('asks hourly at most for a window that moves with the clock', async () => {
      const { host, source, feed } = setUp();
      for (let minute = 0; minute < 180; minute++) {
        const now = host.now();
        const moving = {
          ...query,
          start_time: new Date(now).toISOString(),
          end_time: new Date(now + 2 * HOUR).toISOString(),
        };
        const { reply } = await feed.read(moving, { refresh: false, signal });
        assert.ok(Date.parse(reply.data[0]?.valid_from ?? '') <= now);
        assert.ok(Date.parse(reply.data.at(-1)?.valid_to ?? '') >= now + 2 * HOUR);
        await host.advance(MINUTE);
      }
      assert.ok(source.asked.length <= 5, `${source.asked.length} calls`);
      assert.equal(source.asked[0]?.query.end_time, '2026-11-20T14:00:00.000Z', 'first as asked');
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

  it('asks again within the hour where FlatPeak does not say when', async () => {
    const { host, source, feed } = setUp();
    source.extra = { next_update: null };
    feed.use(user());
    await host.advance(DAY);
    assert.ok(source.asked.length > 1 && source.asked.length <= 26);
  });

  it('takes a source that breaks for a bad reply', async () => {
    const { host, source, feed } = setUp();
    source.refuses = () => {
      throw new TypeError('broken');
    };
    feed.use(user());
    await host.idle();
    assert.equal(feed.error?.code, 'bad_response');
  });

  it('asks for two days where eight are refused, and remembers', async () => {
    const { host, source, feed } = setUp();
    feed.use(user());
    source.refuses = ({ end_time }) =>
      Date.parse(end_time) > host.now() + 7 * DAY ? 'bad_input' : undefined;
    await host.advance(4 * HOUR);
    assert.deepEqual(
      source.asked.map(({ query }) => query.end_time),
      ['2026-11-28T12:00:00Z', '2026-11-22T12:00:00Z', '2026-11-22T16:00:00Z'],
    );
    assert.equal(feed.error, undefined);
  });

  it('blames the eight days only where two are not refused', async () => {
    const { host, source, feed } = setUp();
    feed.use(user());
    source.failure = 'bad_input';
    await host.advance(HOUR - 1);
    assert.equal(source.asked.length, 2);
    assert.equal(feed.error?.code, 'bad_input');
    source.failure = undefined;
    await host.advance(1);
    assert.equal(source.asked.length, 3);
    assert.equal(source.asked[2]?.query.end_time, '2026-11-28T13:00:00Z');
  });

  describe('carbon', () => {
    const carbons = ({ asked }: Source) => asked.map(({ query }) => query.include_carbon);

    it('is asked for as soon as one user wants it', async () => {
      const { host, source, feed } = setUp();
      feed.use(user());
      await host.idle();
      feed.use(user({ carbon: true }));
      await host.idle();
      assert.deepEqual(carbons(source), [false, true]);
    });

    it('is asked for at once by who comes while a call without it is under way', async () => {
      const { host, source, feed } = setUp();
      feed.use(user());
      const rates = source.rates.bind(source);
      let answer = (): void => undefined;
      const held = new Promise<void>((resolve) => (answer = resolve));
      source.rates = async (...question) => {
        const reply = await rates(...question);
        await held;
        return reply;
      };
      await host.idle();
      feed.use(user({ carbon: true }));
      answer();
      await host.idle();
      assert.deepEqual(carbons(source), [false, true]);
    });

    it('costs no call when its only user is deployed again', async () => {
      const { host, source, feed } = setUp();
      const leave = feed.use(user({ carbon: true }));
      await host.idle();
      leave();
      feed.use(user({ carbon: true }));
      await host.idle();
      assert.deepEqual(carbons(source), [true]);
    });

    for (const code of ['bad_input', 'not_found', 'tariff_lost'] as const) {
      it(`is left out where it is refused for good (${code}), until it is wanted anew`, async () => {
        const { host, source, feed } = setUp();
        source.refuses = ({ include_carbon }) => (include_carbon ? code : undefined);
        feed.use(user({ carbon: true }));
        await host.advance(4 * HOUR);
        assert.deepEqual(carbons(source), [true, false, false]);
        assert.equal(source.asked.at(-1)?.query.end_time, '2026-11-28T16:00:00Z');
        assert.equal(feed.error, undefined);
        feed.use(user({ carbon: true }));
        await host.idle();
        assert.deepEqual(carbons(source), [true, false, false, true, false]);
      });
    }

    it('is not blamed for what fails without it, or for a line that is down', async () => {
      for (const [code, calls] of [
        ['tariff_lost', [true, false]],
        ['network', [true]],
        ['no_tariff', [true]],
      ] as const) {
        const { host, source, feed } = setUp();
        source.failure = code;
        feed.use(user({ carbon: true }));
        await host.idle();
        assert.deepEqual(carbons(source), calls);
        source.failure = undefined;
        await host.advance(HOUR);
        assert.equal(carbons(source).at(-1), true);
      }
    });
  });

  it('asks at once after a deploy what was refused before', async () => {
    const { host, source, feed } = setUp();
    source.failure = 'no_tariff';
    const leave = feed.use(user());
    await host.advance(10 * SECOND);
    leave();
    source.failure = undefined;
    feed.use(user());
    await host.idle();
    assert.equal(source.asked.length, 2);
    assert.equal(feed.error, undefined);
  });

  describe('told that rates have changed', () => {
    const signal = new AbortController().signal;
    const query = {
      start_time: '2026-11-20T12:30:00Z',
      end_time: '2026-11-20T14:15:00Z',
      include_tariff: true,
      direction: 'IMPORT',
    } as const;

    it('is current until then, or until FlatPeak has something newer by its own word', async () => {
      const { host, feed } = setUp();
      const { signal } = new AbortController();
      const current = [feed.isCurrent];
      await feed.read(query, { refresh: false, signal });
      host.suspend(4 * HOUR - 1);
      current.push(feed.isCurrent);
      host.suspend(1);
      current.push(feed.isCurrent);
      await feed.read(query, { refresh: false, signal });
      feed.refresh();
      host.suspend(MINUTE - 1);
      current.push(feed.isCurrent);
      host.suspend(1);
      current.push(feed.isCurrent);
      assert.deepEqual(current, [false, true, false, true, false]);
    });

    it('asks as soon as the last answer is a minute old, once', async () => {
      const { host, source, feed } = setUp();
      feed.use(user());
      await host.advance(10 * SECOND);
      feed.refresh();
      feed.refresh();
      await host.advance(50 * SECOND - 1);
      assert.equal(source.asked.length, 1);
      await host.advance(1);
      assert.equal(source.asked.length, 2);
      await host.advance(3 * HOUR);
      assert.equal(source.asked.length, 2);
      feed.refresh();
      await host.idle();
      assert.equal(source.asked.length, 3);
    });

    it('asks again after a call that was under way, whose reply may be older', async () => {
      const { host, source, feed } = setUp();
      source.rates = async function (this: Source, ...question) {
        const first = this.asked.length === 0;
        const reply = await Source.prototype.rates.apply(this, question);
        if (first) feed.refresh();
        return reply;
      };
      feed.use(user());
      await host.advance(MINUTE);
      assert.equal(source.asked.length, 2);
      await host.advance(HOUR);
      assert.equal(source.asked.length, 2);
    });

    it('does not answer a message from what it had, though nobody uses it', async () => {
      const { host, source, feed } = setUp();
      const read = () => feed.read(query, { refresh: false, signal });
      await read();
      await host.advance(MINUTE);
      feed.refresh();
      source.failure = 'network';
      assert.equal((await read()).cached, true, 'better than nothing');
      source.failure = undefined;
      assert.equal((await read()).cached, false);
      assert.equal((await read()).cached, true);
      assert.equal(source.asked.length, 3);
    });

    it('forgets nothing over a deploy', async () => {
      const { host, source, feed } = setUp();
      const leave = feed.use(user());
      await host.advance(HOUR);
      source.hang = true;
      feed.refresh();
      leave();
      source.hang = false;
      feed.use(user());
      await host.idle();
      assert.equal(source.asked.length, 3);
    });

    it('hurries once an hour at most where prices may be random', async () => {
      const { host, source, feed } = setUp();
      source.extra = { live_mode: false };
      feed.use(user());
      await host.advance(MINUTE);
      feed.refresh();
      await host.advance(59 * MINUTE - 1);
      assert.equal(source.asked.length, 1);
      await host.advance(1);
      assert.equal(source.asked.length, 2);
    });
  });

  describe('where the clock is set', () => {
    for (const [name, step] of [
      ['back by hours', -10 * HOUR],
      ['back by years', -3650 * DAY],
      ['ahead by an hour', HOUR],
      ['ahead by years', 3650 * DAY],
    ] as const) {
      it(`asks again soon, once (${name})`, async () => {
        const { host, source, feed } = setUp();
        feed.use(user());
        await host.advance(2 * HOUR);
        host.stepClock(step);
        await host.advance(HOUR);
        assert.equal(source.asked.length, 2);
        await host.advance(2 * HOUR);
        assert.equal(source.asked.length, 2);
      });
    }

    it('asks for the right time once a reply has told it', async () => {
      const { host, source, feed } = setUp();
      const rates = source.rates.bind(source);
      host.stepClock(-START);
      let told = false;
      source.rates = async (...question) => {
        const reply = await rates(...question);
        if (!told) host.stepClock(START);
        told = true;
        return reply;
      };
      feed.use(user());
      await host.advance(MINUTE);
      assert.deepEqual(
        source.asked.map(({ query }) => query.end_time),
        ['1970-01-09T00:00:00Z', '2026-11-28T12:01:00Z'],
      );
    });

    it('does not take a refusal of another year for one of eight days', async () => {
      const { host, source, feed } = setUp();
      host.stepClock(-START);
      source.refuses = ({ end_time }) => {
        if (Date.parse(end_time) > START) return undefined;
        host.stepClock(START - host.now());
        return 'bad_input';
      };
      feed.use(user());
      await host.advance(HOUR);
      assert.deepEqual(
        source.asked.map(({ query }) => query.end_time),
        ['1970-01-09T00:00:00Z', '2026-11-28T12:01:00Z'],
      );
    });
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

  it('answers no message from its file while FlatPeak is away: it keeps rates and not replies', async () => {
    const first = setUp();
    first.feed.use(user());
    await first.host.idle();
    const later = setUp({ files: first.files, start: START + HOUR });
    later.source.failure = 'network';
    const query = { end_time: '2026-11-20T15:00:00Z' };
    const { signal } = new AbortController();
    await assert.rejects(later.feed.read(query, { refresh: false, signal }), { code: 'network' });
    assert.equal(later.feed.series.length, 24);
  });

  it('learns nothing from a reply that comes after its last user has left', async () => {
    const { host, source, feed } = setUp();
    let reply: ((rates: TariffRates) => void) | undefined;
    source.rates = () => new Promise((resolve) => (reply = resolve));
    const leave = feed.use(user());
    await host.idle();
    leave();
    reply?.(ratesReply(wireSlots(row(START, HOUR, [0.2]))));
    await host.idle();
    assert.ok(reply);
    assert.deepEqual([feed.series, feed.home], [[], undefined]);
  });

  it('writes its file only when rates have changed', async () => {
    const { files, host, source, feed } = setUp();
    feed.use(user());
    await host.advance(DAY);
    assert.equal(source.asked.length, 7);
    assert.equal(files.writes, 7, 'each reply knew more');
    source.extra = { data: [] };
    await host.advance(DAY);
    assert.equal(source.asked.length, 13);
    assert.equal(files.writes, 7);
  });

  it('asks at once after a restart for what only messages had asked', async () => {
    const first = setUp();
    const query = { end_time: '2026-11-20T14:00:00Z', direction: 'IMPORT' } as const;
    const signal = new AbortController().signal;
    await first.feed.read(query, { refresh: false, signal });
    await first.host.idle();
    const later = setUp({ files: first.files });
    later.feed.use(user());
    await later.host.idle();
    assert.equal(later.source.asked.length, 1);
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
