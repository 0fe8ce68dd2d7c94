import assert from 'node:assert/strict';
import { FlowBench, type Message } from '../support/flow-bench';
import { startSampleServer, type SampleServer } from '../support/sample-server';
import { SimHost } from '../support/sim-host';

const START = Date.parse('2026-11-20T12:00:00Z');
const CREDENTIALS = { account: { account_id: 'acc_sample', api_key: 'sk_test_sample_data_only' } };
const COMMON = {
  account: 'account',
  location: 'loc_sample_london',
  locationType: 'str',
  direction: 'IMPORT',
  outputs: 3,
};
const NODES = [
  { ...COMMON, id: 'rates', type: 'flatpeak-rates', start: 'today', startType: 'str' },
  { ...COMMON, id: 'slot', type: 'flatpeak-cheap-slot', threshold: '0.15', thresholdType: 'num' },
  { ...COMMON, id: 'location', type: 'flatpeak-location' },
  { ...COMMON, id: 'locations', type: 'flatpeak-locations', split: true, splitType: 'bool' },
  { ...COMMON, id: 'status', type: 'flatpeak-location-status', contractDays: '30' },
  { ...COMMON, id: 'event', type: 'flatpeak-event' },
].map((node) => ({ end: 'tomorrow', endType: 'str', ...node }));

/** Every property that any of the nodes reads. */
const READ = [
  'payload',
  'location_id',
  'direction',
  'start_time',
  'end_time',
  'include_tariff',
  'include_carbon',
  'refresh',
  'override_until',
  'threshold',
  'duration_minutes',
  'energy_kwh',
  'power_kw',
  'ready_by',
  'reference_id',
  'customer_id',
  'starting_after',
  'ending_before',
  'limit',
  'split',
  'cancel',
  'parts',
  'contract_days',
  'event_id',
  'event_types',
];

/** What no node is made for. */
const ODD: Record<string, () => unknown> = {
  'an empty object': () => ({}),
  'an object that is its own property': () => {
    const self: Record<string, unknown> = {};
    return Object.assign(self, { self, payload: self, id: self });
  },
  'a function': () => () => assert.fail('called'),
  'a symbol': () => Symbol('odd'),
  'a big integer': () => 10n ** 30n,
  'not a number': () => NaN,
  infinity: () => -Infinity,
  'an array of nothing': () => [undefined],
  'ten megabytes': () => 'x'.repeat(10_000_000),
  'an object whose text cannot be told': () => ({
    toString: () => assert.fail('told'),
    valueOf: () => assert.fail('valued'),
    toJSON: () => assert.fail('written'),
  }),
  'a proxy that refuses': () =>
    new Proxy(
      {},
      {
        get: () => assert.fail('get'),
        ownKeys: () => assert.fail('keys'),
        has: () => assert.fail(),
      },
    ),
  'a date that is none': () => new Date(NaN),
  bytes: () => Buffer.from([0, 255]),
  'a text of control characters': () => '\r\n\0\u202e',
};

/** A message that every node answers. */
function usual(): Message {
  return { _msgid: 'm', payload: 'plan', event_id: 'evt_sample_device_create' };
}

describe('hostile messages', function () {
  this.timeout(30_000);
  let server: SampleServer;
  let bench: FlowBench;
  let host: SimHost;
  const rejections: unknown[] = [];
  const rejected = (reason: unknown): void => void rejections.push(reason);

  before(async () => {
    host = new SimHost(START);
    server = await startSampleServer({ now: () => host.now() });
    bench = await FlowBench.start(
      host,
      [{ id: 'account', type: 'flatpeak-account', baseUrl: server.url }, ...NODES],
      CREDENTIALS,
    );
    await host.idle();
    process.on('unhandledRejection', rejected);
  });

  after(async () => {
    process.off('unhandledRejection', rejected);
    await FlowBench.stop();
    await server.close();
  });

  /** What came of a message. Node-RED itself cannot tell of one that it cannot copy. */
  async function ask(id: string, message: Message): Promise<'done' | 'error' | 'untold'> {
    const [completed, errors] = [bench.completed, bench.errors.length];
    const clean = Object.getOwnPropertyNames(Object.prototype).sort();
    bench.node(id).receive(message);
    await host.idle();
    const more = [bench.completed - completed, bench.errors.length - errors];
    assert.ok(Number(more[0]) + Number(more[1]) <= 1, 'done more than once');
    assert.deepEqual(Object.getOwnPropertyNames(Object.prototype).sort(), clean);
    assert.equal(({} as Message)['polluted'], undefined);
    assert.deepEqual(rejections, []);
    return more[0] === 1 ? 'done' : more[1] === 1 ? 'error' : 'untold';
  }

  for (const { id } of NODES) {
    it(`fault 46: ${id} takes any value in any property, or refuses it`, async () => {
      for (const [what, odd] of Object.entries(ODD)) {
        for (const property of READ) {
          const message: Message = { _msgid: 'm', keep: { me: 1 }, [property]: odd() };
          const came = await ask(id, message);
          assert.deepEqual(message['keep'], { me: 1 });
          if (came !== 'error') continue;
          const { code, message: sentence = '' } = bench.errors.at(-1) ?? {};
          assert.equal(code, 'bad_input', `${property} is ${what}: ${sentence}`);
          assert.ok(sentence.length < 200);
          assert.deepEqual(Object.keys(message).sort(), ['_msgid', 'keep', property].sort());
        }
      }
      assert.equal(await ask(id, usual()), 'done', 'it answers no more');
    });

    it(`fault 46: ${id} reads nothing that a message inherits`, async () => {
      const evil = Object.fromEntries(READ.map((property) => [property, '../../evil']));
      const parsed = (text: string) => JSON.parse(text) as Message;
      const own = JSON.stringify({ ...usual(), __proto__x: { ...evil, polluted: 1 } });
      for (const message of [
        parsed(own.replace('__proto__x', '__proto__')),
        parsed(own.replace('__proto__x', 'constructor')),
        Object.assign(Object.create(evil) as Message, usual()),
        Object.assign(Object.create(null) as Message, usual()),
      ]) {
        assert.equal(await ask(id, message), 'done');
      }
    });

    it(`fault 46: ${id} survives a message that cannot be read or written`, async () => {
      for (const property of READ) {
        const throws = { get: () => assert.fail('read'), enumerable: true };
        await ask(id, Object.defineProperty(usual(), property, throws));
      }
      await ask(id, new Proxy(usual(), { getOwnPropertyDescriptor: () => assert.fail('looked') }));
      await ask(id, new Proxy(usual(), { set: () => assert.fail('written') }));
      const frozen = Object.freeze(usual());
      const came = await ask(id, frozen);
      const writes = ['rates', 'location', 'status'].includes(id);
      assert.equal(came, writes ? 'error' : 'done');
      assert.notEqual(bench.lastStatus(id)?.text, 'asking');
      assert.deepEqual(frozen, usual());
      assert.equal(await ask(id, usual()), 'done', 'it answers no more');
    });
  }
});
