import assert from 'node:assert/strict';
import { HOUR } from '../../src/time/duration';
import { FlowBench, type Message } from '../support/flow-bench';
import { ratesReply, wireSlots } from '../support/rates-reply';
import { startSampleServer, type SampleServer } from '../support/sample-server';
import { SimHost } from '../support/sim-host';
import { row } from '../support/slots';

const START = Date.parse('2026-11-20T12:00:00Z');
const CREDENTIALS = { account: { account_id: 'acc_sample', api_key: 'sk_test_sample_data_only' } };
/** From local midnight to midnight; now is 0.3. */
const RATES = row(
  START - 12 * HOUR,
  HOUR,
  Array.from({ length: 24 }, (_, hour) => [0.3, 0.1, 0.2, -0.05, 0.3, 0.4][hour - 12] ?? 0.5),
);
const DURATION = { rule: 'duration', duration: '120', durationType: 'num' };

describe('the fields of flatpeak-cheap-slot', () => {
  let server: SampleServer;
  let host: SimHost;
  let bench: FlowBench;

  beforeEach(async () => {
    host = new SimHost(START);
    server = await startSampleServer({
      now: () => host.now(),
      before: ({ path }) =>
        path.startsWith('/tariffs/rates/')
          ? { status: 200, body: ratesReply(wireSlots(RATES)) }
          : undefined,
    });
  });

  afterEach(async () => {
    delete process.env['FLATPEAK_TEST'];
    await FlowBench.stop();
    await server.close();
  });

  async function deploy(fields: object): Promise<void> {
    const slot = {
      id: 'slot',
      type: 'flatpeak-cheap-slot',
      account: 'account',
      location: 'loc_1',
      version: 1,
      outputs: 3,
      ...fields,
    };
    const account = { id: 'account', type: 'flatpeak-account', baseUrl: server.url };
    bench = await FlowBench.start(host, [account, slot], CREDENTIALS);
    await host.idle();
  }

  /** The runs of the first plan, in local time. */
  function runs(): string[] {
    const [plan] = bench.out('slot', 3) as { payload: { runs: { from: string; to: string }[] } }[];
    return (plan?.payload.runs ?? []).map(
      ({ from, to }) => `${from.slice(11, 16)}-${to.slice(11, 16)}`,
    );
  }

  for (const [what, fields, expected] of [
    [
      'a flow that only has a threshold',
      { threshold: '0.2', thresholdType: 'num' },
      ['13:00-16:00'],
    ],
    ['a threshold without a type', { threshold: '0.2' }, ['13:00-16:00']],
    ['an average', { rule: 'average', percent: '60' }, ['13:00-14:00', '15:00-16:00']],
    ['a share', { rule: 'share', share: '12.5' }, ['13:00-16:00']],
    ['a duration', DURATION, ['13:00-14:00', '15:00-16:00']],
    ['a duration in one go', { ...DURATION, continuous: true }, ['14:00-16:00']],
    [
      'energy',
      { rule: 'duration', need: 'energy', energy: '9', power: '10', efficiency: '90' },
      ['15:00-16:00'],
    ],
    ['the highest', { ...DURATION, seek: 'highest', neverAbove: '0.5' }, ['18:00-20:00']],
    ['hours', { ...DURATION, when: 'window', from: '12:00', to: '15:00' }, ['13:00-15:00']],
    ['a cap', { threshold: '0.5', neverAbove: '0.1' }, ['13:00-14:00', '15:00-16:00']],
    ['a floor', { threshold: '-1', alwaysBelow: '0' }, ['15:00-16:00']],
    ['most starts', { ...DURATION, maxRuns: '1' }, ['14:00-16:00']],
    ['a shortest run', { rule: 'duration', duration: '60', minRun: '60' }, ['15:00-16:00']],
  ] as const) {
    it(`plan by ${what}`, async () => {
      await deploy(fields);
      assert.deepEqual(runs(), expected);
    });
  }

  it('are read from the environment', async () => {
    process.env['FLATPEAK_TEST'] = '0.2';
    await deploy({ threshold: 'FLATPEAK_TEST', thresholdType: 'env' });
    assert.deepEqual(runs(), ['13:00-16:00']);
  });

  it('are read from the environment in braces', async () => {
    process.env['FLATPEAK_TEST'] = '12.5';
    await deploy({ rule: 'share', share: '${FLATPEAK_TEST}' });
    assert.deepEqual(runs(), ['13:00-16:00']);
  });

  it('send nothing but off until asked', async () => {
    await deploy({ ...DURATION, runs: 'asked' });
    assert.equal((bench.out('slot', 2)[0] as Message)['reason'], 'outside_window');
    await bench.ask('slot', { payload: 'start' });
    await host.idle();
    assert.deepEqual(runs(), ['13:00-14:00', '15:00-16:00']);
  });

  it('repeat the state at every heartbeat', async () => {
    await deploy({ threshold: '0.2', heartbeat: '10' });
    await host.advance(HOUR - 1);
    assert.equal(bench.out('slot', 2).length, 1 + 2 + 5);
  });

  for (const [field, fields] of [
    ['percent', { rule: 'average', percent: 'much' }],
    ['share', { rule: 'share', share: '120' }],
    ['duration', { rule: 'duration' }],
    ['duration', { ...DURATION, duration: '-5' }],
    ['duration', { ...DURATION, duration: 'FLATPEAK_TEST', durationType: 'env' }],
    ['power', { rule: 'duration', need: 'energy', energy: '9' }],
    ['alwaysBelow', { ...DURATION, neverAbove: '0.1', alwaysBelow: '0.2' }],
    ['maxPause', { threshold: '0.2', maxPause: '60' }],
    ['readyBy', { ...DURATION, when: 'ready', readyBy: '25:00' }],
    ['rule', { rule: '__proto__', threshold: '0.2' }],
    ['heartbeat', { threshold: '0.2', heartbeat: '0' }],
  ] as const) {
    it(`are refused by name: ${field} of ${JSON.stringify(fields)}`, async () => {
      await deploy(fields);
      await host.advance(HOUR);
      const status = { fill: 'red', shape: 'ring', text: 'check settings' };
      assert.deepEqual(bench.lastStatus('slot'), status);
      assert.deepEqual(
        [1, 2, 3].flatMap((port) => bench.out('slot', port)),
        [],
      );
      assert.equal(server.requests.length, 0);
      await bench.ask('slot', { payload: '' });
      assert.equal(bench.errors[0]?.code, 'bad_input');
      assert.match(bench.errors[0]?.message ?? '', new RegExp(`\\(${field}\\)`));
    });
  }
});
