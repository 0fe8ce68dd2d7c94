import assert from 'node:assert/strict';
import type { Picture } from '../../src/messages/picture';
import { httpTransport } from '../../src/flatpeak/http';
import { HOUR, MINUTE } from '../../src/time/duration';
import { assertNoSecret, CANARY } from '../support/canary';
import { FlowBench, type BenchFlow } from '../support/flow-bench';
import { startSampleServer, type CannedReply, type SampleServer } from '../support/sample-server';
import { SimHost } from '../support/sim-host';

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Picture & {
    problem?: string;
    trouble?: { code: string };
    code?: string;
    detail?: string;
  };
}
const helper = require('node-red-node-test-helper') as {
  request(): {
    post(path: string): { type(name: string): { send(body: object): Promise<Reply> } };
  };
};

const START = Date.parse('2026-03-28T23:30:00Z');
/** Of the day on which clocks go forward. */
const TONIGHT = Date.parse('2026-03-29T23:00:00Z');
const LONDON = 'loc_sample_london';
const FIELDS = {
  location: LONDON,
  locationType: 'str',
  direction: 'IMPORT',
  rule: 'threshold',
  threshold: '0.2',
  thresholdType: 'num',
};

describe('the pictures of dialogs', () => {
  let server: SampleServer;
  let host: SimHost;
  let bench: FlowBench;
  let canned: Record<string, CannedReply>;

  beforeEach(async () => {
    canned = {};
    server = await startSampleServer({
      now: () => host.now(),
      before: ({ path }) => canned[path],
    });
    host = new SimHost(START, { transport: () => httpTransport(server.url) });
  });

  afterEach(async () => {
    await FlowBench.stop();
    await server.close();
  });

  async function deploy(...nodes: BenchFlow): Promise<void> {
    bench = await FlowBench.start(host, [{ id: 'account', type: 'flatpeak-account' }, ...nodes], {
      account: { account_id: 'acc_sample', api_key: 'sk_test_sample_data_only' },
    });
  }

  const ask = (path: string, body: object): Promise<Reply> =>
    helper.request().post(`/flatpeak/accounts/${path}`).type('json').send(body);
  const plan = (fields: object = {}, rest: object = {}): Promise<Reply> =>
    ask('account/plan', { fields: { ...FIELDS, ...fields }, ...rest });
  const asked = (): number => server.requests.filter(({ path }) => path !== '/login').length;

  it('draws a node that is not deployed, and asks FlatPeak once for a whole minute of changes', async () => {
    await deploy();
    const { status, body, headers } = await plan();
    assert.equal(status, 200);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(body.unit, 'GBP/kWh');
    assert.equal(body.timezone, 'Europe/London');
    assert.equal(body.plan?.thresholds[0]?.value, 0.2);
    assert.ok(body.slots.some(({ on }) => on));
    for (const slot of body.slots.filter(({ from }) => from >= START))
      assert.equal(slot.on, slot.value !== null && slot.value <= 0.2, new Date(slot.from).toJSON());
    for (let i = 0; i < 20; i++) await plan({ threshold: String(i / 100) });
    assert.equal(asked(), 1);
  });

  it('covers two local days without a gap, whatever the clocks do', async () => {
    await deploy();
    const { body } = await plan();
    assert.equal(body.from, Date.parse('2026-03-28T00:00:00Z'));
    assert.equal(body.to, TONIGHT);
    assert.equal(body.slots[0]?.from, body.from);
    assert.equal(body.slots.at(-1)?.to, body.to);
    body.slots.forEach((slot, i) => assert.equal(slot.from, body.slots[i - 1]?.to ?? body.from));
    const local = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/London',
      timeStyle: 'short',
    });
    assert.deepEqual(
      body.hours.slice(8).map((at) => local.format(at)),
      ['00:00', '03:00', '06:00', '09:00', '12:00', '15:00', '18:00', '21:00'],
    );
  });

  it('draws sample prices for an account that is not deployed either', async () => {
    await deploy();
    const { body } = await ask('new/plan', { account: { source: 'sample' }, fields: FIELDS });
    assert.equal(body.live_mode, false);
    assert.ok(body.plan);
    assert.deepEqual(server.requests, []);
  });

  it('draws with credentials that are not deployed yet', async () => {
    await deploy();
    const account = {
      source: 'flatpeak',
      account_id: 'acc_sample',
      api_key: 'sk_test_sample_data_only',
    };
    assert.equal((await ask('new/plan', { account, fields: FIELDS })).status, 200);
    const refused = await ask('other/plan', {
      account: { ...account, api_key: CANARY.key },
      fields: FIELDS,
    });
    assert.deepEqual([refused.status, refused.body.code], [422, 'auth']);
    assertNoSecret(JSON.stringify([refused.body, refused.headers]), 'the reply');
  });

  it('shows the rates alone while a field is wanting, and names it', async () => {
    await deploy();
    for (const [fields, problem] of [
      [{ threshold: '' }, 'threshold'],
      [{ threshold: 'cheap' }, 'threshold'],
      [{ rule: 'share', share: '700' }, 'share'],
      [{ rule: 'duration', duration: '' }, 'duration'],
      [{ rule: 'nonsense' }, 'rule'],
    ] as const) {
      const { status, body } = await plan(fields);
      assert.equal(status, 200);
      assert.equal(body.problem, problem);
      assert.equal(body.plan, undefined);
      assert.ok(body.slots.some(({ value }) => value !== null));
      assert.ok(body.slots.every(({ on }) => !on));
    }
  });

  it('looks fields up where the running flow would', async () => {
    process.env['FLATPEAK_TEST_LIMIT'] = '0.2';
    try {
      await deploy();
      for (const [threshold, thresholdType] of [
        ['FLATPEAK_TEST_LIMIT', 'env'],
        ['${FLATPEAK_TEST_LIMIT}', 'num'],
        ['$(FLATPEAK_TEST_LIMIT)', 'num'],
      ] as const)
        assert.equal(
          (await plan({ threshold, thresholdType })).body.plan?.thresholds[0]?.value,
          0.2,
        );
      for (const [threshold, thresholdType] of [
        ['FLATPEAK_TEST_NOBODY', 'env'],
        ['threshold', 'flow'],
        ['payload', 'msg'],
        ['1 + 1', 'jsonata'],
      ] as const)
        assert.equal((await plan({ threshold, thresholdType })).body.problem, 'threshold');
    } finally {
      delete process.env['FLATPEAK_TEST_LIMIT'];
    }
  });

  it('draws carbon intensity and its unit', async () => {
    await deploy();
    await plan();
    const { body } = await plan({ value: 'carbon', threshold: '150' });
    assert.equal(body.unit, 'gCO2/kWh');
    assert.ok(body.slots.some(({ value, carbon }) => value !== null && value === carbon));
    assert.equal(asked(), 2);
  });

  it('counts what a deployed switch has had already', async () => {
    const fields = { ...FIELDS, rule: 'duration', need: 'duration', duration: '120' };
    await deploy({
      id: 'slot',
      type: 'flatpeak-cheap-slot',
      ...fields,
      account: 'account',
      outputs: 3,
    });
    await host.advance(6 * HOUR);
    assert.ok(bench.out('slot', 1).length > 0);
    const undeployed = (await plan(fields)).body;
    const deployed = (await plan(fields, { node: 'slot' })).body;
    const ahead = ({ slots }: Picture): number =>
      slots
        .filter(({ on, from, to }) => on && from >= host.now() && to <= TONIGHT)
        .reduce((sum, { from, to }) => sum + to - from, 0);
    assert.ok(ahead(undeployed) >= 2 * HOUR - MINUTE);
    assert.equal(ahead(deployed), 0);
    const ran = deployed.slots.filter(({ on, to }) => on && to <= host.now());
    assert.ok(ran.length > 0 && ran.every(({ why }) => why === null));
  });

  it('draws what messages brought a node without an account', async () => {
    await deploy({
      id: 'slot',
      type: 'flatpeak-cheap-slot',
      rule: 'threshold',
      threshold: '0.2',
      timezone: 'Europe/Berlin',
      currency: 'EUR',
      outputs: 3,
    });
    const body = { node: 'slot', fields: { ...FIELDS, location: '' } };
    assert.equal((await ask('none/plan', body)).body.code, 'no_messages');
    const payload = [0.1, 0.3].map((value, i) => ({
      from: START + i * HOUR,
      to: START + (i + 1) * HOUR,
      value,
    }));
    await bench.ask('slot', { payload });
    const { status, body: drawn } = await ask('none/plan', body);
    assert.equal(status, 200);
    assert.equal(drawn.unit, 'EUR/kWh');
    assert.deepEqual(
      drawn.slots.filter(({ on }) => on).map(({ value }) => value),
      [0.1],
    );
  });

  it('says why there is nothing to draw', async () => {
    await deploy();
    for (const [path, fields, status, code] of [
      ['account', { location: '' }, 422, 'no_location'],
      ['account', { location: 'a b' }, 422, 'bad_input'],
      ['account', { location: 'loc_gone' }, 422, 'not_found'],
      ['none', {}, 422, { plan: 'no_messages', rates: 'choose_account' }],
      ['nobody', {}, 404, 'not_deployed'],
      ['..%2f..%2fflows', {}, 404, 'not_deployed'],
    ] as const) {
      for (const picture of ['plan', 'rates'] as const) {
        const reply = await ask(`${path}/${picture}`, { fields: { ...FIELDS, ...fields } });
        const expected = typeof code === 'string' ? code : code[picture];
        assert.deepEqual([reply.status, reply.body.code], [status, expected]);
      }
    }
  });

  it('draws what is known with a word on why there is nothing newer, and nothing that is over', async () => {
    await deploy();
    assert.equal((await plan()).body.trouble, undefined);
    canned[`/tariffs/rates/${LONDON}`] = { status: 422, body: { code: 'no_price_data' } };
    await host.advance(20 * HOUR);
    const stale = await plan();
    assert.equal(stale.status, 200);
    assert.equal(stale.body.trouble?.code, 'tariff_lost');
    await host.advance(9 * 24 * HOUR);
    for (const picture of ['plan', 'rates']) {
      const over = await ask(`account/${picture}`, { fields: FIELDS });
      assert.deepEqual([over.status, over.body.code], [422, 'tariff_lost']);
    }
  });

  it('takes the rates of the running node for no other account, direction or location', async () => {
    await deploy({
      id: 'slot',
      type: 'flatpeak-cheap-slot',
      ...FIELDS,
      account: 'account',
      outputs: 3,
    });
    await host.idle();
    const fields = FIELDS;
    assert.equal((await ask('none/plan', { node: 'slot', fields })).body.code, 'no_messages');
    const account = { account_id: 'nope', api_key: CANARY.key };
    const refused = await ask('account/plan', { node: 'slot', account, fields });
    assert.equal(refused.body.code, 'auth');
  });

  it('draws with the adjustments of an account that is not deployed as it is', async () => {
    await deploy();
    const highest = ({ slots }: Picture): number =>
      Math.max(...slots.map(({ value }) => value ?? 0));
    const plain = highest((await plan()).body);
    const dearer = await plan({}, { account: { importFactor: '2', importOffset: '1' } });
    assert.ok(Math.abs(highest(dearer.body) - (2 * plain + 1)) < 1e-9);
    const wrong = await plan({}, { account: { importFactor: 'much' } });
    assert.equal(wrong.body.code, 'bad_settings');
  });

  it('draws in the unit of what the rule goes by while a field is wanting', async () => {
    await deploy();
    const { body } = await plan({ value: 'carbon', threshold: '' });
    assert.deepEqual([body.problem, body.unit], ['threshold', 'gCO2/kWh']);
  });

  it('lets the sample account be asked for anything', async () => {
    await deploy();
    const account = { source: 'sample' };
    for (let i = 0; i < 30; i++) {
      const fields = { ...FIELDS, location: LONDON.slice(0, 5 + (i % 10)) };
      assert.equal((await ask('new/plan', { account, fields })).body.code, 'not_found');
    }
    assert.equal((await ask('new/plan', { account, fields: FIELDS })).status, 200);
  });

  it('lets one question after the other through, and none suffer from one that was given up', async () => {
    let answer = (): void => undefined;
    const reply = new Promise<undefined>((resolve) => (answer = () => resolve(undefined)));
    canned[`/tariffs/rates/${LONDON}`] = reply as unknown as CannedReply;
    await deploy();
    const first = plan().then((one) => one);
    const second = plan({ direction: 'EXPORT' }).then((one) => one);
    const third = plan({ threshold: '0.1' }).then((one) => one);
    answer();
    for (const one of [await first, await second, await third]) assert.equal(one.status, 200);
  });

  it('takes any body without a fault, and the id of no other node', async () => {
    await deploy();
    for (const body of [
      [],
      { fields: null, node: 7, account: 'x' },
      { fields: [1, 2], node: 'account' },
      { fields: { __proto__: 1, location: { toString: 1 }, direction: [] }, node: '__proto__' },
      { fields: { ...FIELDS, direction: 'UP' } },
    ]) {
      for (const picture of ['plan', 'rates']) {
        const { status } = await ask(`account/${picture}`, body);
        assert.ok([200, 404, 422].includes(status), `${status} for ${JSON.stringify(body)}`);
      }
    }
    assert.equal((await plan({}, { node: 'account' })).status, 200);
  });

  it('lets nobody ask for location after location', async () => {
    await deploy();
    const codes = [];
    for (let i = 0; i < 12; i++) codes.push((await plan({ location: `${LONDON}_${i}` })).body.code);
    assert.deepEqual(codes.slice(9), ['not_found', 'busy', 'busy']);
    const before = asked();
    assert.equal((await plan()).body.code, 'busy');
    assert.equal(asked(), before);
    await host.advance(MINUTE);
    assert.equal((await plan()).status, 200);
  });

  it('asks again when it is time to, and not before', async () => {
    const path = `/tariffs/rates/${LONDON}`;
    canned[path] = { status: 422, body: { code: 'no_tariff_connected' } };
    await deploy();
    assert.equal((await plan()).body.code, 'no_tariff');
    const before = asked();
    delete canned[path];
    assert.equal((await plan()).body.code, 'no_tariff');
    assert.equal(asked(), before);
    await host.advance(2 * HOUR);
    assert.equal((await plan()).status, 200);
  });

  it('draws the next 24 hours for the rates dialog', async () => {
    await deploy();
    const { status, body } = await ask('account/rates', { fields: FIELDS });
    assert.equal(status, 200);
    assert.deepEqual([body.from, body.to], [START, START + 24 * HOUR]);
    assert.equal(body.plan, undefined);
    assert.equal(asked(), 1);
  });
});
