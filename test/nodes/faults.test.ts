import assert from 'node:assert/strict';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/time/duration';
import { FlowBench } from '../support/flow-bench';
import { CREDENTIALS } from '../support/home-flow';
import { ratesReply, wireSlots } from '../support/rates-reply';
import { startSampleServer, type CannedReply, type SampleServer } from '../support/sample-server';
import { SimHost } from '../support/sim-host';
import { row } from '../support/slots';

const START = Date.parse('2026-11-20T12:00:00Z');
const COMMON = {
  account: 'account',
  locationType: 'str',
  direction: 'IMPORT',
  version: 1,
};
const PORTAL = { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>Room 101</p>' };

/** Answers a request to a location, or to the login; `undefined` behaves. */
type Misbehaviour = (place: string) => CannedReply | undefined;

describe('nodes while FlatPeak misbehaves', () => {
  let server: SampleServer;
  let host: SimHost;
  let bench: FlowBench;
  let misbehave: Misbehaviour;

  beforeEach(async () => {
    misbehave = () => undefined;
    host = new SimHost(START);
    server = await startSampleServer({
      now: () => host.now(),
      before: ({ path }) => {
        const place = path.split('/').at(-1) ?? '';
        if (place === 'login') return misbehave(place);
        return misbehave(place) ?? { status: 200, body: goodRates() };
      },
    });
  });

  afterEach(async () => {
    await FlowBench.stop();
    assert.equal(host.timersArmed, 0, 'a timer was left behind');
    await server.close();
  });

  /** Switches on and off by the hour, from 12:00: on, off, on, … */
  function goodRates(): object {
    const hour = Math.floor(host.now() / HOUR) * HOUR;
    const first = (hour - START) / HOUR;
    const rates = Array.from({ length: 24 }, (_, i) => ((first + i) % 2 === 0 ? 0.1 : 0.3));
    return ratesReply(wireSlots(row(hour, HOUR, rates)), {
      last_updated: new Date(hour).toISOString(),
      next_update: new Date(host.now() + 4 * HOUR).toISOString(),
    });
  }

  /** A switch for each location, and a rates node for the first. */
  async function deploy(...locations: string[]): Promise<void> {
    const homes = locations.length === 0 ? ['loc_1'] : locations;
    bench = await FlowBench.start(
      host,
      [
        { id: 'account', type: 'flatpeak-account', baseUrl: server.url },
        ...homes.map((location) => ({
          ...COMMON,
          id: `slot ${location}`,
          type: 'flatpeak-cheap-slot',
          location,
          threshold: '0.15',
          thresholdType: 'num',
          outputs: 3,
        })),
        {
          ...COMMON,
          id: 'rates',
          type: 'flatpeak-rates',
          location: homes[0],
          start: 'now',
          startType: 'str',
          end: '+2h',
          endType: 'str',
          outputs: 1,
        },
      ],
      CREDENTIALS,
    );
    await host.idle();
  }

  const logins = () => server.requests.filter(({ path }) => path === '/login').length;
  const reads = () => server.requests.length - logins();
  const status = (location = 'loc_1') => bench.lastStatus(`slot ${location}`);
  /** Outputs 1 is on, 2 is off. Repeats aside. */
  const switched = (port: 1 | 2, location = 'loc_1') =>
    bench.out(`slot ${location}`, port).filter(({ repeat }) => repeat === false);

  /** Asks the rates node; the error, if it is one. */
  async function ask(pass = 0): Promise<(typeof bench.errors)[number] | undefined> {
    const before = bench.errors.length;
    const asking = bench.ask('rates');
    await host.advance(pass);
    await asking;
    await host.idle();
    return bench.errors[before];
  }

  /** Lets time pass, with a message every ten minutes. */
  async function poll(span: number): Promise<void> {
    for (let passed = 0; passed < span; passed += 10 * MINUTE) {
      bench.node('rates').receive({});
      await host.advance(10 * MINUTE);
    }
  }

  it('fault 11: a captive portal is never taken for rates, nor does it switch anything', async () => {
    await deploy();
    assert.equal(switched(1).length, 1);
    misbehave = () => PORTAL;
    await host.advance(5 * HOUR + SECOND);
    assert.deepEqual([switched(1).length, switched(2).length], [3, 3], 'known slots go on');
    const error = await ask(MINUTE);
    assert.equal(error?.code, undefined, 'known rates are answered');
    await host.advance(20 * HOUR);
    assert.equal((await ask(MINUTE))?.code, 'bad_response');
    assert.doesNotMatch(JSON.stringify([...bench.messages, bench.errors]), /Room/);
    misbehave = () => undefined;
    await host.advance(MINUTE);
    assert.match(status()?.text ?? '', /^flatpeak-cheap-slot.status.(on|off) 0.[13]00/);
  });

  it('fault 11: a portal from the start costs what a line that is down costs', async () => {
    misbehave = () => PORTAL;
    await deploy();
    await poll(HOUR);
    assert.equal(reads(), 0, 'nobody is logged in');
    assert.ok(logins() <= 120, `${logins()} logins`);
    assert.equal(switched(1).length, 0);
    assert.deepEqual(
      switched(2).map(({ reason }) => reason),
      ['fallback'],
    );
    assert.equal(status()?.fill, 'yellow');
  });

  for (const refusal of [401, 403]) {
    const fault = refusal === 401 ? 13 : 14;

    it(`fault ${fault}: a token that is refused (${refusal}) costs one login, and no node notices`, async () => {
      let refused = false;
      misbehave = (place) => {
        if (place === 'login' || refused) return undefined;
        refused = true;
        return { status: refusal };
      };
      await deploy();
      assert.deepEqual([logins(), reads()], [2, 2]);
      assert.equal(switched(1).length, 1);
      assert.deepEqual(bench.errors, []);
    });

    it(`fault ${fault}: a location that stays refused (${refusal}) is left alone for an hour`, async () => {
      misbehave = (place) => (place === 'login' ? undefined : { status: refusal });
      await deploy();
      assert.deepEqual([logins(), reads()], [2, 2]);
      await poll(HOUR - MINUTE);
      assert.deepEqual([logins(), reads()], [2, 2]);
      assert.deepEqual(status(), { fill: 'red', shape: 'ring', text: 'no access' });
      assert.ok(bench.errors.every(({ code }) => code === 'forbidden'));
      assert.equal(switched(2).length, 1);
    });
  }

  it('fault 15: refused credentials cost at most 24 logins a day, whoever asks', async () => {
    misbehave = (place) => (place === 'login' ? { status: 403 } : undefined);
    await deploy('loc_1', 'loc_2', 'loc_3');
    await poll(DAY);
    assert.ok(logins() <= 24, `${logins()} logins`);
    assert.equal(reads(), 0);
    assert.deepEqual(status(), { fill: 'red', shape: 'ring', text: 'check API key' });
    assert.ok(bench.errors.every(({ code }) => code === 'auth'));
  });

  it('fault 15: credentials that were mended work again at the next deploy', async () => {
    misbehave = (place) => (place === 'login' ? { status: 403 } : undefined);
    await deploy();
    await host.advance(MINUTE);
    assert.equal(switched(1).length, 0);
    misbehave = () => undefined;
    await FlowBench.stop();
    await deploy();
    assert.equal(switched(1).length, 1);
    assert.equal(status()?.fill, 'green');
  });

  it('fault 18: Retry-After is kept by everyone', async () => {
    await deploy();
    misbehave = () => ({ status: 429, headers: { 'retry-after': '7200' } });
    await host.advance(4 * HOUR + 10 * MINUTE);
    const asked = server.requests.length;
    misbehave = () => undefined;
    await poll(HOUR + 40 * MINUTE);
    assert.equal(server.requests.length, asked);
    await host.advance(HOUR);
    assert.ok(server.requests.length > asked);
    assert.equal(status()?.fill, 'green');
    assert.deepEqual(
      [...switched(1), ...switched(2)].filter(({ reason }) => reason === 'fallback'),
      [],
    );
  });

  it('fault 18: a message hears at once when it may ask again', async () => {
    misbehave = () => ({ status: 429, headers: { 'retry-after': '7200' } });
    await deploy();
    await host.advance(2 * MINUTE);
    const error = await ask();
    assert.equal(error?.code, 'rate_limited');
    const { retryAt } = (error ?? {}).cause as { retryAt: number };
    assert.ok(retryAt >= START + 7_200 * SECOND && retryAt <= START + 7_240 * SECOND);
  });

  for (const code of [500, 503]) {
    it(`fault 20: a day of ${code} costs at most 110 calls, and known slots go on`, async () => {
      await deploy();
      misbehave = () => ({ status: code });
      const before = server.requests.length;
      await poll(DAY);
      const calls = server.requests.length - before;
      assert.ok(calls <= 110, `${calls} calls`);
      assert.deepEqual([switched(1).length, switched(2).length], [12, 12]);
      await host.advance(HOUR);
      assert.equal(status()?.fill, 'yellow');
      misbehave = () => undefined;
      await host.advance(23 * MINUTE);
      assert.notEqual(status()?.fill, 'yellow');
    });
  }

  for (const [said, text, pause] of [
    ['pending_connect', 'tariff pending', 15 * MINUTE],
    ['no_price_data', 'reconnect tariff', HOUR],
    ['no_tariff_connected', 'no tariff linked', HOUR],
    ['account_disabled', 'account disabled', HOUR],
  ] as const) {
    it(`fault 21: "${said}" is asked at most every ${pause / MINUTE} minutes`, async () => {
      misbehave = (place) =>
        place === 'login' ? undefined : { status: 422, body: { object: 'error', code: said } };
      await deploy();
      await poll(12 * HOUR);
      assert.ok(reads() <= (12 * HOUR) / pause + 1, `${reads()} reads`);
      assert.ok(reads() >= 10);
      await ask(MINUTE);
      assert.equal(bench.lastStatus('rates')?.text, text);
      assert.equal(switched(1).length, 0);
      misbehave = () => undefined;
      await host.advance(pause * 1.2);
      assert.notEqual(status()?.fill, 'red');
    });
  }

  it('fault 22: a location that is unknown does not concern the others', async () => {
    misbehave = (place) => (place === 'loc_2' ? { status: 404, body: {} } : undefined);
    await deploy('loc_1', 'loc_2', 'loc_3');
    await host.advance(4 * HOUR);
    for (const location of ['loc_1', 'loc_3']) assert.equal(switched(1, location).length, 3);
    assert.deepEqual(status('loc_2'), { fill: 'red', shape: 'ring', text: 'unknown ID' });
    assert.deepEqual(
      switched(2, 'loc_2').map(({ reason }) => reason),
      ['fallback'],
    );
  });

  for (const [what, data] of [
    ['no list', { a: 1 }],
    ['nothing', null],
    ['nulls', [null, null]],
    ['texts', ['0.1']],
    ['rates as texts', [{ valid_from: '2026-11-20T12:00:00Z', tariff: { rate: '0.01' } }]],
  ] as const) {
    it(`fault 24: data of ${what} leaves the known rates as they are`, async () => {
      await deploy();
      misbehave = (place) =>
        place === 'login' ? undefined : { status: 200, body: { ...goodRates(), data } };
      await host.advance(20 * HOUR + SECOND);
      assert.deepEqual([switched(1).length, switched(2).length], [11, 10]);
      assert.ok(switched(1).every(({ reason }) => reason === 'below_threshold'));
    });
  }

  it('fault 25: only slots with a number for a rate are rates', async () => {
    const at = (hours: number) => new Date(START + hours * HOUR).toISOString();
    const rates = ['0.01', null, true, {}, [], undefined, 'NaN'];
    const slot = (hour: number, rate: unknown) =>
      `{"valid_from":"${at(hour)}","valid_to":"${at(hour + 1)}","tariff":{"confidence":1,"rate":${JSON.stringify(rate) ?? '1e999'}}}`;
    const data = [...rates, 0.1].map((rate, hour) => slot(hour, rate)).join();
    const body = JSON.stringify({ ...goodRates(), data: [] }).replace(
      '"data":[]',
      `"data":[${data}]`,
    );
    misbehave = (place) => (place === 'login' ? undefined : { status: 200, body });
    await deploy();
    await host.advance(7 * HOUR - SECOND);
    assert.equal(switched(1).length, 0);
    await host.advance(2 * SECOND);
    assert.equal(switched(1).length, 1);
  });
});
