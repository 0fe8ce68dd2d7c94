import assert from 'node:assert/strict';
import { HOUR, MINUTE, SECOND } from '../../src/time/duration';
import { FlowBench, type Message } from '../support/flow-bench';
import { ratesReply, wireSlots } from '../support/rates-reply';
import { startSampleServer, type CannedReply, type SampleServer } from '../support/sample-server';
import { SimHost } from '../support/sim-host';
import { row } from '../support/slots';

const START = Date.parse('2026-11-20T12:00:00Z');
const CREDENTIALS = { account: { account_id: 'acc_sample', api_key: 'sk_test_sample_data_only' } };
const RATES = row(START - HOUR, HOUR, [0.3, 0.1, 0.15, 0.4, -0.05, 0.2]);

function node(rest: object = {}) {
  return {
    id: 'slot',
    type: 'flatpeak-cheap-slot',
    name: 'boiler',
    account: 'account',
    location: 'loc_1',
    locationType: 'str',
    direction: 'IMPORT',
    threshold: '0.15',
    thresholdType: 'num',
    onPayload: 'true',
    onPayloadType: 'bool',
    offPayload: 'false',
    offPayloadType: 'bool',
    topic: '',
    version: 1,
    outputs: 3,
    ...rest,
  };
}

describe('flatpeak-cheap-slot', () => {
  let server: SampleServer;
  let host: SimHost;
  let answer: () => CannedReply | undefined;
  let bench: FlowBench;

  beforeEach(async () => {
    host = new SimHost(START);
    answer = () => ({ status: 200, body: liveRates() });
    server = await startSampleServer({
      now: () => host.now(),
      before: ({ path }) => (path.startsWith('/tariffs/rates/') ? answer() : undefined),
    });
  });

  afterEach(async () => {
    await FlowBench.stop();
    assert.equal(host.timersArmed, 0, 'a timer was left behind');
    await server.close();
  });

  async function deploy(
    rest: object = {},
    account: object = {},
    credentials: object = CREDENTIALS,
  ) {
    bench = await FlowBench.start(
      host,
      [{ id: 'account', type: 'flatpeak-account', baseUrl: server.url, ...account }, node(rest)],
      credentials,
    );
    await host.idle();
  }

  function liveRates() {
    return ratesReply(wireSlots(RATES), {
      next_update: new Date(host.now() + 4 * HOUR).toISOString(),
    });
  }

  const rateCalls = () => server.requests.filter(({ path }) => path.startsWith('/tariffs')).length;
  const [ON, OFF, PLAN] = [1, 2, 3];

  it('gives a line that comes up late half a minute before it falls back', async () => {
    let down = true;
    answer = () => (down ? { status: 503, body: {} } : { status: 200, body: liveRates() });
    await deploy();
    await host.advance(20 * SECOND);
    assert.deepEqual([bench.out('slot', ON), bench.out('slot', OFF)], [[], []]);
    await host.advance(20 * SECOND);
    assert.equal((bench.out('slot', OFF)[0] as Message)['reason'], 'fallback');
    down = false;
    await host.advance(10 * MINUTE);
    assert.equal((bench.out('slot', ON)[0] as Message)['reason'], 'below_threshold');
  });

  it('sends the documented message for now on start, and again after 15 and 60 seconds', async () => {
    await deploy();
    const first = bench.out('slot', ON)[0] as Message;
    const { _msgid, ...message } = first;
    assert.equal(typeof _msgid, 'string');
    assert.deepEqual(message, {
      payload: true,
      topic: 'boiler',
      on: true,
      reason: 'below_threshold',
      slot: {
        from: '2026-11-20T12:00:00+00:00',
        to: '2026-11-20T13:00:00+00:00',
        value: 0.1,
        unit: 'GBP/kWh',
        currency: 'GBP',
        confidence: 1,
        forecast: false,
        carbon: null,
      },
      until: '2026-11-20T14:00:00+00:00',
      location_id: 'loc_1',
      live_mode: true,
      estimated: false,
      repeat: false,
    });
    await host.advance(2 * MINUTE);
    assert.deepEqual(
      bench.out('slot', ON).map(({ repeat }) => repeat),
      [false, true, true],
    );
    assert.deepEqual(bench.out('slot', OFF), []);
  });

  it('switches at every slot where the rate passes the threshold', async () => {
    await deploy();
    await host.advance(4 * HOUR);
    const changes = (port: number) =>
      bench.out('slot', port).flatMap(({ repeat, until }) => (repeat ? [] : [until]));
    assert.deepEqual(changes(ON), ['2026-11-20T14:00:00+00:00', '2026-11-20T16:00:00+00:00']);
    assert.deepEqual(changes(OFF), ['2026-11-20T15:00:00+00:00', undefined]);
  });

  it('sends the plan on start, with all slots from local midnight', async () => {
    await deploy();
    const { topic, payload } = bench.out('slot', PLAN)[0] as { topic: string; payload: Message };
    assert.equal(topic, 'boiler');
    assert.deepEqual(payload['runs'], [
      { from: '2026-11-20T12:00:00+00:00', to: '2026-11-20T14:00:00+00:00', average: 0.125 },
      { from: '2026-11-20T15:00:00+00:00', to: '2026-11-20T16:00:00+00:00', average: -0.05 },
    ]);
    assert.equal(payload['duration_minutes'], 180);
    assert.equal((payload['slots'] as unknown[]).length, 6);
    assert.equal(payload['timezone'], 'Europe/London');
  });

  it('shows rate and time in the location’s zone', async () => {
    answer = () => ({
      status: 200,
      body: { ...liveRates(), location_timezone: 'Europe/Berlin', currency_code: 'EUR' },
    });
    await deploy();
    assert.deepEqual(bench.lastStatus('slot'), {
      fill: 'green',
      shape: 'dot',
      text: 'flatpeak-cheap-slot.status.on 0.100 →15:00',
    });
  });

  it('marks sample prices in status and message, and warns once', async () => {
    await deploy({ location: 'loc_sample_london' }, { source: 'sample' });
    const sent = [...bench.out('slot', ON), ...bench.out('slot', OFF)][0] as Message;
    assert.equal(sent['live_mode'], false);
    assert.match(bench.lastStatus('slot')?.text ?? '', / sample$/);
    await host.advance(HOUR);
    assert.equal(bench.node('slot').warn.args.length, 1);
    assert.equal(server.requests.length, 0);
  });

  it('sends typed payloads', async () => {
    await deploy({
      onPayload: '{"power":7}',
      onPayloadType: 'json',
      offPayload: '0',
      offPayloadType: 'num',
    });
    await host.advance(2 * HOUR);
    assert.deepEqual((bench.out('slot', ON)[0] as Message)['payload'], { power: 7 });
    assert.equal((bench.out('slot', OFF)[0] as Message)['payload'], 0);
  });

  it('keeps its slots while FlatPeak is away, then falls back once with its reason', async () => {
    await deploy();
    answer = () => ({ status: 503 });
    await host.advance(8 * HOUR);
    const off = bench.out('slot', OFF);
    assert.deepEqual(
      off.map(({ reason, repeat }) => [reason, repeat]),
      [
        ['above_threshold', false],
        ['above_threshold', false],
        ['fallback', true],
      ],
    );
    assert.equal(bench.lastStatus('slot')?.fill, 'yellow');
  });

  it('never takes rate 0 with confidence 0 for cheap', async () => {
    answer = () => ({
      status: 200,
      body: ratesReply(wireSlots(row(START - HOUR, HOUR, [null, null, null]))),
    });
    await deploy();
    await host.advance(MINUTE);
    assert.deepEqual(bench.out('slot', ON), []);
    assert.equal((bench.out('slot', OFF)[0] as Message)['reason'], 'fallback');
    assert.equal((bench.out('slot', OFF)[0] as Message)['slot'], null);
  });

  it('refreshes by next_update, once for all nodes of a location', async () => {
    bench = await FlowBench.start(
      host,
      [
        { id: 'account', type: 'flatpeak-account', baseUrl: server.url },
        ...['a', 'b', 'c'].map((id) => node({ id })),
      ],
      CREDENTIALS,
    );
    await host.advance(9 * HOUR);
    assert.equal(rateCalls(), 3);
    assert.equal(server.requests.filter(({ path }) => path === '/login').length, 3);
    assert.ok(bench.out('c', ON).length > 0);
  });

  for (const [payload, states, plans] of [
    ['', 1, 1],
    [undefined, 1, 1],
    [1_795_000_000_000, 1, 1],
    ['plan', 0, 1],
    [' PLAN ', 0, 1],
    ['refresh', 0, 0],
  ] as const) {
    it(`obeys ${JSON.stringify(payload)}`, async () => {
      await deploy();
      const before = [bench.out('slot', ON).length, bench.out('slot', PLAN).length] as const;
      await bench.ask('slot', { payload });
      await host.idle();
      assert.equal(bench.out('slot', ON).length - before[0], states);
      assert.equal(bench.out('slot', PLAN).length - before[1], plans);
      assert.deepEqual(bench.errors, []);
    });
  }

  for (const payload of ['make it so', { on: true }, [{ on: 1 }], -1, 5]) {
    it(`refuses ${JSON.stringify(payload)} and changes nothing`, async () => {
      await deploy();
      const before = bench.out('slot', ON).length;
      await bench.ask('slot', { payload });
      assert.equal(bench.errors[0]?.code, 'bad_input');
      assert.deepEqual(bench.errors[0]?.cause, { status: undefined, retryAt: undefined });
      assert.equal(bench.out('slot', ON).length, before);
    });
  }

  it('decides from rates of a message, over the account’s and without one', async () => {
    await deploy();
    await host.advance(2 * HOUR);
    assert.equal(bench.out('slot', OFF).length, 1);
    const free = {
      from: new Date(host.now()).toISOString(),
      to: new Date(host.now() + HOUR / 2).toISOString(),
      value: 0,
    };
    await bench.ask('slot', { payload: [free] });
    await host.idle();
    const on = bench.out('slot', ON).at(-1) as Message;
    assert.equal((on['slot'] as Message)['value'], 0);
    assert.equal(on['until'], '2026-11-20T14:30:00+00:00');
    await bench.ask('slot', { payload: [] });
    await bench.ask('slot', { payload: { ...liveRates(), direction: 'EXPORT' } });
    assert.equal(bench.errors[0]?.code, 'bad_input');
    await FlowBench.stop();
    await deploy({
      account: '',
      location: '',
      unit: 'minor',
      timezone: 'Europe/Oslo',
      currency: 'NOK',
    });
    await bench.ask('slot', {
      payload: [{ start: host.now(), end: host.now() + HOUR, price: 12 }],
    });
    await host.idle();
    const alone = bench.out('slot', ON)[0] as Message;
    assert.equal((alone['slot'] as Message)['value'], 0.12);
    assert.equal((alone['slot'] as Message)['unit'], 'NOK/kWh');
    assert.equal(bench.lastStatus('slot')?.fill, 'green');
  });

  it('calls a tariff estimated after a day of forecasts, and asks once a day what is wrong with it', async () => {
    answer = () => ({
      status: 200,
      body: ratesReply(
        wireSlots(
          row(
            host.now() - HOUR,
            HOUR,
            Array.from({ length: 48 }, () => 0.1),
          ),
        ).map((slot) => ({
          ...slot,
          tariff: { rate: 0.1, confidence: 0.6 },
        })),
        {
          last_updated: new Date(host.now()).toISOString(),
          next_update: new Date(host.now() + 6 * HOUR).toISOString(),
        },
      ),
    });
    await deploy({ location: 'loc_sample_oslo' });
    await host.advance(23 * HOUR);
    const checks = () => server.requests.filter(({ path }) => path.endsWith('/status')).length;
    const warnings = () => bench.node('slot').warn.args.map(([text]) => String(text));
    assert.equal(checks(), 0);
    await host.advance(2 * HOUR);
    assert.equal(bench.lastStatus('slot')?.text, 'estimated');
    assert.ok(warnings().some((text) => text.endsWith('warning.estimated')));
    assert.equal(checks(), 1);
    await bench.ask('slot', { payload: '' });
    await host.idle();
    assert.equal(bench.out('slot', ON).at(-1)?.['estimated'], true);
    await host.advance(24 * HOUR);
    assert.equal(checks(), 2);
  });

  it('warns once of a threshold that the whole day passes', async () => {
    const midnight = START - 12 * HOUR;
    answer = () => ({
      status: 200,
      body: ratesReply(
        wireSlots(
          row(
            midnight,
            HOUR,
            Array.from({ length: 24 }, () => 0.1),
          ),
        ),
      ),
    });
    await deploy();
    await host.advance(3 * HOUR);
    const warnings = bench.node('slot').warn.args.map(([text]) => String(text));
    assert.deepEqual(warnings, ['flatpeak-cheap-slot.warning.always_on']);
    assert.match(bench.lastStatus('slot')?.text ?? '', /always_on$/);
  });

  it('warns of selling at the lowest rates', async () => {
    await deploy({ direction: 'EXPORT' });
    assert.match(String(bench.node('slot').warn.args[0]?.[0]), /export_lowest$/);
  });

  it('does not let an incoming message ride along', async () => {
    await deploy();
    await bench.ask('slot', { payload: '', retain: true, secret: 1 });
    await host.idle();
    assert.ok(
      bench.out('slot', ON).every((message) => !('retain' in message) && !('secret' in message)),
    );
  });

  for (const [what, rest, text] of [
    ['a blank threshold', { threshold: '' }, 'check threshold'],
    ['a threshold that is no number', { threshold: '12p' }, 'check threshold'],
    ['a missing threshold', { threshold: undefined }, 'check threshold'],
    ['an infinite threshold', { threshold: 'Infinity' }, 'check threshold'],
    ['a blank location', { location: ' ' }, 'check location'],
    ['a missing location', { location: undefined }, 'check location'],
    ['a location of the wrong type', { location: 12 }, 'check location'],
    ...['..', 'a/b', '../login', '%2e%2e', 'a?x', 'a\r\nX: y', '@evil.com', 'x'.repeat(10_000)].map(
      (location) =>
        [
          `the location ${JSON.stringify(location).slice(0, 20)}`,
          { location },
          'check location',
        ] as const,
    ),
    ['a direction that is none', { direction: 'SIDEWAYS' }, 'check settings'],
  ] as const) {
    it(`refuses ${what} before any request`, async () => {
      await deploy(rest);
      await host.advance(HOUR);
      assert.deepEqual(bench.lastStatus('slot'), { fill: 'red', shape: 'ring', text });
      assert.deepEqual([...bench.out('slot', ON), ...bench.out('slot', OFF)], []);
      assert.equal(server.requests.length, 0);
      await bench.ask('slot', { payload: '' });
      assert.equal(bench.errors[0]?.code, 'bad_input');
    });
  }

  for (const [what, rest, account, credentials, text] of [
    ['no account', { account: '' }, {}, CREDENTIALS, 'no account'],
    ['an account that is gone', { account: 'gone' }, {}, CREDENTIALS, 'no account'],
    ['another node for an account', { account: 'slot.1' }, {}, CREDENTIALS, 'no account'],
    ['a disabled account', {}, { d: true }, CREDENTIALS, 'no account'],
    ['no credentials', {}, {}, {}, 'no credentials'],
    ['no key', {}, {}, { account: { account_id: 'acc_1' } }, 'no credentials'],
    ['no account id', {}, {}, { account: { api_key: 'sk' } }, 'no credentials'],
    ['blank credentials', {}, {}, { account: { account_id: ' ', api_key: ' ' } }, 'no credentials'],
    ['plain http to elsewhere', {}, { baseUrl: 'http://example.com' }, CREDENTIALS, 'bad base URL'],
    ['a user in the base URL', {}, { baseUrl: 'https://a@b.com' }, CREDENTIALS, 'bad base URL'],
  ] as const) {
    it(`shows ${what}, asks nothing, and falls back to off`, async () => {
      await deploy(rest, account, credentials);
      await host.advance(HOUR);
      assert.deepEqual(bench.lastStatus('slot'), { fill: 'red', shape: 'ring', text });
      assert.equal(server.requests.length, 0);
      assert.deepEqual(bench.out('slot', ON), []);
      assert.equal((bench.out('slot', OFF)[0] as Message)['reason'], 'fallback');
    });
  }

  it('asks the householder to check a key that is refused, and does not hammer', async () => {
    await deploy({}, {}, { account: { account_id: 'acc_1', api_key: 'wrong' } });
    await host.advance(HOUR - SECOND);
    assert.deepEqual(bench.lastStatus('slot'), {
      fill: 'red',
      shape: 'ring',
      text: 'check API key',
    });
    assert.ok(server.requests.length <= 2, `${server.requests.length} requests`);
    assert.equal((bench.out('slot', OFF)[0] as Message)['reason'], 'fallback');
  });

  for (const [what, body] of [
    ['HTML', '<html>Welcome to the hotel</html>'],
    ['nothing', ''],
    ['null', 'null'],
    ['an array', '[]'],
    ['data that is no list', { ...ratesReply([]), data: { a: 1 } }],
    ['an unknown zone', { ...ratesReply([]), location_timezone: 'Mars/Olympus' }],
    ['no currency', { ...ratesReply([]), currency_code: undefined }],
  ] as const) {
    it(`survives ${what} instead of rates`, async () => {
      answer = () => ({ status: 200, body: body as string | object });
      await deploy();
      await host.advance(40 * SECOND);
      assert.deepEqual(bench.lastStatus('slot'), {
        fill: 'yellow',
        shape: 'ring',
        text: 'flatpeak-cheap-slot.status.no-rates',
      });
      assert.deepEqual(bench.out('slot', ON), []);
    });
  }

  it('uses the good slots among strings, null, NaN, unsorted and overlapping ones', async () => {
    const at = (hours: number) => new Date(START + hours * HOUR).toISOString();
    const slot = (from: number, to: number, rate: unknown) => ({
      valid_from: at(from),
      valid_to: at(to),
      tariff: { rate, confidence: 1 },
    });
    answer = () => ({
      status: 200,
      body: {
        ...liveRates(),
        data: [
          slot(2, 3, 0.1),
          slot(0, 1, '0.05'),
          slot(1, 2, null),
          slot(0, 1, 0.1),
          slot(0.5, 2, 0.3),
          7,
          null,
        ],
      },
    });
    await deploy();
    await host.advance(3 * HOUR);
    const times = (port: number) =>
      bench.out('slot', port).flatMap(({ repeat, reason }) => (repeat ? [] : [reason]));
    assert.deepEqual(times(ON), ['below_threshold', 'below_threshold']);
    assert.deepEqual(times(OFF), ['above_threshold', 'fallback']);
  });
});
