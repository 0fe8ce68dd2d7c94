import assert from 'node:assert/strict';
import { HOUR } from '../../src/time/duration';
import { FlowBench, type Message } from '../support/flow-bench';
import { ratesReply, wireSlots } from '../support/rates-reply';
import { startSampleServer, type CannedReply, type SampleServer } from '../support/sample-server';
import { SimHost } from '../support/sim-host';
import { row } from '../support/slots';

const START = Date.parse('2026-03-28T23:30:00Z');
const CREDENTIALS = { account: { account_id: 'acc_sample', api_key: 'sk_test_sample_data_only' } };

describe('flatpeak-rates', () => {
  let server: SampleServer;
  let host: SimHost;
  let answer: (() => CannedReply | Promise<CannedReply>) | undefined;
  let bench: FlowBench;

  beforeEach(async () => {
    host = new SimHost(START);
    answer = undefined;
    server = await startSampleServer({
      now: () => host.now(),
      before: ({ path }) => (path.startsWith('/tariffs/rates/') ? answer?.() : undefined),
    });
  });

  afterEach(async () => {
    await FlowBench.stop();
    await server.close();
  });

  async function deploy(
    rest: object = {},
    account: object = {},
    credentials: object = CREDENTIALS,
  ) {
    bench = await FlowBench.start(
      host,
      [
        { id: 'account', type: 'flatpeak-account', baseUrl: server.url, ...account },
        {
          id: 'rates',
          type: 'flatpeak-rates',
          account: 'account',
          location: 'loc_sample_berlin',
          locationType: 'str',
          direction: 'IMPORT',
          start: 'today',
          startType: 'str',
          end: 'tomorrow',
          endType: 'str',
          carbon: false,
          version: 1,
          outputs: 1,
          ...rest,
        },
      ],
      credentials,
    );
  }

  const asked = () => server.requests.filter(({ path }) => path.startsWith('/tariffs/rates/'));

  async function ask(message: Message = {}): Promise<Message | undefined> {
    await bench.ask('rates', message);
    await host.idle();
    return bench.out('rates', 1).at(-1);
  }

  it('asks for the location’s own days and brings FlatPeak’s object with a summary', async () => {
    await deploy();
    const message = (await ask({ payload: 'x', topic: 'mine', foreign: { a: 1 } })) as Message;
    assert.deepEqual(asked()[0]?.query, {
      start_time: '2026-03-28T23:00:00Z',
      end_time: '2026-03-30T22:00:00Z',
      include_tariff: 'true',
      include_carbon: 'false',
      direction: 'IMPORT',
    });
    assert.equal(asked()[0]?.headers['flatpeak-version'], '2024-08-24.zero');
    assert.equal(message['topic'], 'mine');
    assert.deepEqual(message['foreign'], { a: 1 });
    const payload = message['payload'] as Message;
    assert.equal(payload['object'], 'tariff_rate');
    assert.equal(payload['location_timezone'], 'Europe/Berlin');
    const summary = message['summary'] as Message;
    assert.equal(summary['timezone'], 'Europe/Berlin');
    assert.equal(summary['unit'], 'EUR/kWh');
    assert.equal(summary['cached'], false);
    const now = summary['now'] as Message;
    assert.equal(now['from'], '2026-03-29T00:00:00+01:00');
    const rates = (payload['data'] as { tariff: { rate: number; confidence: number } }[]).flatMap(
      ({ tariff }) => (tariff.confidence > 0 ? [tariff.rate] : []),
    );
    assert.equal((summary['min'] as Message)['value'], Math.min(...rates));
    assert.equal((summary['max'] as Message)['value'], Math.max(...rates));
    assert.equal(bench.lastStatus('rates')?.fill, 'green');
  });

  it('shows that it asks where it does, and nothing anew where nothing has changed', async () => {
    await deploy();
    await ask();
    const texts = () => bench.statuses('rates').map(({ text }) => text);
    const [, asking, rate] = texts();
    assert.equal(asking, 'asking');
    assert.match(rate ?? '', /^\d\.\d{3} EUR\/kWh test$/);
    const before = texts();
    for (let i = 0; i < 3; i++) await ask();
    assert.deepEqual(texts(), before);
    await host.advance(HOUR);
    await ask();
    assert.notEqual(texts().at(-1), rate);
  });

  it('lets the message override every field', async () => {
    await deploy();
    await ask({
      location_id: 'loc_sample_london',
      direction: 'export',
      start_time: 'now',
      end_time: '+2h',
      include_carbon: true,
    });
    assert.equal(asked()[0]?.path, '/tariffs/rates/loc_sample_london');
    assert.deepEqual(asked()[0]?.query, {
      start_time: '2026-03-28T23:30:00Z',
      end_time: '2026-03-29T01:30:00Z',
      include_tariff: 'true',
      include_carbon: 'true',
      direction: 'EXPORT',
    });
  });

  it('tells no data apart from a rate of zero', async () => {
    answer = () => ({
      status: 200,
      body: ratesReply(
        wireSlots([...row(START - HOUR, 2 * HOUR, [null]), ...row(START + HOUR, HOUR, [0])]),
      ),
    });
    await deploy();
    const summary = (await ask())?.['summary'] as Message;
    assert.equal(summary['now'], null);
    assert.equal(summary['known_until'], null);
    assert.equal((summary['next'] as Message)['value'], 0);
    assert.equal(summary['average'], 0);
    assert.equal(bench.lastStatus('rates')?.fill, 'yellow');
  });

  it('answers from the rates it has, until told to refresh', async () => {
    await deploy();
    const cached = async (message: Message = {}) =>
      ((await ask(message))?.['summary'] as Message | undefined)?.['cached'];
    assert.equal(await cached(), false);
    assert.equal(await cached(), true);
    assert.equal(await cached({ start_time: 'now', end_time: '+1h' }), true);
    assert.equal(await cached({ refresh: true }), true);
    answer = () => ({ status: 200, body: ratesReply(wireSlots(row(START, HOUR, [0.1]))) });
    await host.advance(60_000);
    assert.equal(await cached({ refresh: true }), true, 'test mode: once an hour');
    await host.advance(HOUR);
    assert.equal(await cached({ refresh: true }), false);
    await host.advance(60_000);
    assert.equal(await cached({ refresh: true }), false, 'live: once a minute');
  });

  it('answers a flood of one question, and mixes it up with no other', async () => {
    await deploy();
    interface Answer {
      readonly payload: { location_id: string; data: { tariff: unknown }[] };
      readonly summary: { now: { from: string } };
    }
    const answered = async (message: Message = {}) => (await ask(message)) as unknown as Answer;
    await ask();
    const usual = structuredClone((await answered()).payload);
    const other = await answered({ location_id: 'loc_sample_london' });
    const short = await answered({ start_time: 'now', end_time: '+30m' });
    const { payload } = await answered();
    assert.deepEqual(payload, usual);
    assert.equal(other.payload.location_id, 'loc_sample_london');
    assert.equal(short.payload.data.length, 1);
    payload.data.forEach((one) => Object.assign(one, { tariff: 0 }));
    assert.deepEqual((await answered()).payload, usual);
    await host.advance(HOUR);
    assert.equal((await answered()).summary.now.from, '2026-03-29T01:00:00+01:00');
  });

  it('tells of its account’s work when asked for diagnostics, which costs no call', async () => {
    await deploy({ location: '' });
    const diagnostics = (await ask({ payload: ' Diagnostics', topic: 'mine' })) as Message;
    assert.equal(diagnostics['topic'], 'mine');
    assert.ok(!('summary' in diagnostics));
    assert.deepEqual(diagnostics['payload'], {
      line: 'up',
      calls: 0,
      logins: 0,
      retries: 0,
      waited_ms: 0,
      failures: 0,
      shared: 0,
      cached: 0,
      dropped_slots: 0,
      next_try: null,
      last_reply: null,
      login_refused: null,
      clock_offset_ms: null,
    });
    await ask({ location_id: 'loc_sample_berlin' });
    await ask({ location_id: 'loc_sample_berlin' });
    answer = () => ({ status: 503 });
    const failing = bench.ask('rates', { location_id: 'loc_sample_london' });
    await host.advance(20_000);
    await failing;
    const { next_try, ...later } = ((await ask({ payload: 'diagnostics' })) ?? {})[
      'payload'
    ] as Message;
    assert.ok(Math.abs(Number(later['clock_offset_ms'])) < 1_000);
    assert.ok(Number(later['waited_ms']) > 0);
    assert.match(String(next_try), /^2026-03-28T23:[\d:]+Z$/);
    assert.deepEqual(later, {
      line: 'down',
      // Login, zone and rates; then the zone of another, and its rates three times.
      calls: 7,
      logins: 1,
      retries: 2,
      waited_ms: later['waited_ms'],
      failures: 3,
      shared: 0,
      cached: 1,
      dropped_slots: 0,
      last_reply: '2026-03-28T23:30:00Z',
      login_refused: null,
      clock_offset_ms: later['clock_offset_ms'],
    });
    assert.equal(server.requests.length, 7);
    assert.equal(bench.lastStatus('rates')?.text, 'FlatPeak is down', 'as it was');
  });

  it('gives a plain list of priced slots for charts', async () => {
    answer = () => ({
      status: 200,
      body: ratesReply(wireSlots(row(START, HOUR, [0.1, null, -0.2]))),
    });
    await deploy({ output: 'array', start: 'now', end: '+3h' });
    const payload = (await ask())?.['payload'] as Message[];
    assert.deepEqual(
      payload.map(({ from, value, unit }) => [from, value, unit]),
      [
        ['2026-03-28T23:30:00+00:00', 0.1, 'GBP/kWh'],
        ['2026-03-29T02:30:00+01:00', -0.2, 'GBP/kWh'],
      ],
    );
  });

  it('sends by itself at start and when rates change, and only then', async () => {
    let rate = 0.1;
    answer = () => ({
      status: 200,
      body: ratesReply(wireSlots(row(START, 24 * HOUR, [rate])), {
        last_updated: new Date(host.now()).toISOString(),
        next_update: new Date(host.now() + HOUR).toISOString(),
      }),
    });
    await deploy({ publish: true, name: 'tariff', start: 'today', end: 'tomorrow' });
    await host.advance(20 * 60_000);
    assert.equal(bench.out('rates', 1).length, 3, 'twice more, for a broker that connects late');
    await host.advance(2 * HOUR);
    assert.equal(bench.out('rates', 1).length, 4, 'a local midnight has passed');
    await host.advance(2 * HOUR);
    assert.equal(bench.out('rates', 1).length, 4);
    assert.equal(bench.out('rates', 1)[0]?.['topic'], 'tariff');
    rate = 0.2;
    await host.advance(2 * HOUR);
    assert.equal(bench.out('rates', 1).length, 5);
    answer = () => ({ status: 503 });
    await host.advance(4 * HOUR);
    assert.equal(bench.out('rates', 1).length, 5);
    assert.equal(bench.lastStatus('rates')?.text, 'FlatPeak is down');
    assert.equal(bench.errors.length, 0);
  });

  it('gives everyone a copy of their own', async () => {
    await deploy();
    const [one, two] = await Promise.all([ask(), ask()]);
    assert.notEqual(one?.['payload'], undefined);
    assert.ok(bench.out('rates', 1).length === 2);
    assert.notEqual(bench.out('rates', 1)[0]?.['payload'], two?.['payload']);
  });

  for (const [what, rest, message, detail] of [
    ['a blank location', { location: '' }, {}, 'location_id'],
    ['a hostile location', {}, { location_id: '../login' }, 'location_id'],
    ['a location that is no text', {}, { location_id: { a: 1 } }, 'location_id'],
    ['a location of 10 kB', {}, { location_id: 'a'.repeat(10_000) }, 'location_id'],
    ['a header in the location', {}, { location_id: 'a\r\nX-Evil: 1' }, 'location_id'],
    ['an unknown direction', {}, { direction: 'UP' }, 'direction'],
    ['a blank end', { end: '' }, {}, 'end_time'],
    ['an end that is no time', {}, { end_time: 'soon' }, 'end_time'],
    ['a start without zone', {}, { start_time: '2026-03-29T00:00:00' }, 'start_time'],
    ['an end before the start', {}, { start_time: '+2h', end_time: '+1h' }, 'end_time'],
    ['a flag that is none', {}, { include_carbon: 'maybe' }, 'include_carbon'],
  ] as const) {
    it(`refuses ${what} before asking`, async () => {
      await deploy(rest);
      await ask(message);
      assert.equal(bench.errors[0]?.code, 'bad_input');
      assert.match(bench.errors[0]?.message ?? '', new RegExp(detail));
      assert.equal(asked().length, 0);
      assert.deepEqual(bench.out('rates', 1), []);
      assert.equal(bench.lastStatus('rates')?.text, 'check settings');
    });
  }

  for (const [status, body, code, text] of [
    [404, { message: 'Not Found' }, 'not_found', 'unknown ID'],
    [422, { object: 'error', code: 'no_tariff_connected' }, 'no_tariff', 'no tariff linked'],
    [422, { object: 'error', code: 'no_price_data' }, 'tariff_lost', 'reconnect tariff'],
    [422, { object: 'error', code: 'pending_connect' }, 'pending', 'tariff pending'],
    [422, { object: 'error', code: 'account_disabled' }, 'account_disabled', 'account disabled'],
    [400, { message: 'no' }, 'bad_input', 'check settings'],
    [403, { message: 'no' }, 'forbidden', 'no access'],
    [200, '<html>', 'bad_response', 'bad answer'],
  ] as const) {
    it(`tells a flow of ${status} ${JSON.stringify(body)} as ${code}`, async () => {
      answer = () => ({ status, body });
      await deploy({ location: 'loc_unknown', start: 'now', end: '+1h' });
      const asking = bench.ask('rates');
      await host.advance(60_000);
      await asking;
      assert.equal(bench.errors[0]?.code, code);
      assert.deepEqual(Object.keys(bench.errors[0]?.cause ?? {}), ['status', 'retryAt']);
      assert.equal(bench.lastStatus('rates')?.text, text);
      assert.equal(bench.completed, 0);
    });
  }

  it('refuses a key that is wrong without naming it', async () => {
    await deploy({}, {}, { account: { account_id: 'acc_1', api_key: 'sk_live_CANARY' } });
    await ask();
    assert.equal(bench.errors[0]?.code, 'auth');
    assert.doesNotMatch(JSON.stringify(bench.errors), /CANARY/);
  });

  it('says that there is no account', async () => {
    await deploy({ account: '' });
    await ask();
    assert.equal(bench.errors[0]?.code, 'bad_input');
    assert.deepEqual(bench.statuses('rates')[0], {
      fill: 'red',
      shape: 'ring',
      text: 'no account',
    });
  });

  it('completes every message exactly once', async () => {
    await deploy();
    await Promise.all(Array.from({ length: 20 }, () => ask()));
    assert.equal(bench.completed, 20);
    assert.equal(asked().length, 1);
  });

  it('is silent after close with a request under way', async () => {
    let reached: (() => void) | undefined;
    const underWay = new Promise<void>((resolve) => (reached = resolve));
    answer = () => {
      reached?.();
      return new Promise(() => undefined);
    };
    await deploy({ start: 'now', end: '+1h' });
    const node = bench.node('rates');
    node.receive({});
    await underWay;
    await FlowBench.stop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(bench.errors, []);
    assert.deepEqual(bench.out('rates', 1), []);
    await FlowBench.start(host, [], {});
  });
});
