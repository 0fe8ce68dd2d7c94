import assert from 'node:assert/strict';
import { FlowBench, type Message } from '../support/flow-bench';
import { startSampleServer, type SampleServer } from '../support/sample-server';
import { SimHost } from '../support/sim-host';

const CREDENTIALS = { account: { account_id: 'acc_sample', api_key: 'sk_test_sample_data_only' } };

describe('flatpeak-account', () => {
  let server: SampleServer;
  let host: SimHost;
  let bench: FlowBench;

  beforeEach(async () => {
    host = new SimHost(Date.parse('2026-11-20T12:00:00Z'));
    server = await startSampleServer({ now: () => host.now() });
  });

  afterEach(async () => {
    await FlowBench.stop();
    await server.close();
  });

  async function rates(
    account: object,
    credentials: object = CREDENTIALS,
    location = 'loc_sample_london',
  ) {
    bench = await FlowBench.start(
      host,
      [
        { id: 'account', type: 'flatpeak-account', baseUrl: server.url, ...account },
        {
          id: 'rates',
          type: 'flatpeak-rates',
          account: 'account',
          location,
          direction: 'IMPORT',
          start: 'now',
          end: '+2h',
          outputs: 1,
        },
      ],
      credentials,
    );
    await bench.ask('rates');
    await host.idle();
    const message = bench.out('rates', 1)[0];
    return message && (message['summary'] as { now: Message; average: number });
  }

  it('adjusts every rate of a direction', async () => {
    const plain = await rates({});
    await FlowBench.stop();
    const taxed = await rates({ importFactor: '1.2', importOffset: '0.05', exportFactor: '9' });
    const value = Number(plain?.now['value']);
    assert.equal(Number(taxed?.now['value']).toFixed(6), (value * 1.2 + 0.05).toFixed(6));
  });

  for (const [api, path, version] of [
    ['zero', '/tariffs/rates/loc_sample_london', '2024-08-24.zero'],
    ['anode', '/prices/loc_sample_london', '2025-09-14.anode'],
    ['automatic', '/tariffs/rates/loc_sample_london', '2024-08-24.zero'],
  ] as const) {
    it(`speaks ${api} and gives the same message`, async () => {
      const summary = await rates({ api });
      const asked = server.requests.find(({ path }) => /rates|prices/.test(path));
      assert.equal(asked?.path, path);
      assert.equal(asked?.headers['flatpeak-version'], version);
      assert.equal(summary?.now['unit'], 'GBP/kWh');
      assert.deepEqual(bench.errors, []);
    });
  }

  it('sends the version it is told, or none', async () => {
    await rates({ api: 'zero', apiVersion: '2030-01-01.zero' });
    const asked = server.requests.find(({ path }) => path.startsWith('/tariffs'));
    assert.equal(asked?.headers['flatpeak-version'], '2030-01-01.zero');
    await FlowBench.stop();
    server.requests.length = 0;
    await rates({ api: 'zero', apiVersion: 'none' });
    assert.ok(server.requests.every(({ headers }) => !('flatpeak-version' in headers)));
  });

  for (const account of [
    { api: 'yotta' },
    { importFactor: 'much' },
    { exportOffset: 'NaN' },
    { importOffset: {} },
  ]) {
    it(`refuses ${JSON.stringify(account)} before any request`, async () => {
      await rates(account);
      assert.deepEqual(bench.lastStatus('rates'), {
        fill: 'red',
        shape: 'ring',
        text: 'check account',
      });
      assert.equal(bench.errors[0]?.code, 'bad_input');
      assert.equal(server.requests.length, 0);
    });
  }

  for (const credentials of [
    { account_id: 'acc:1', api_key: 'sk' },
    { account_id: 'acc_1', api_key: 'sk\r\nX-Evil: 1' },
    { account_id: 'acc_1', api_key: 'schlüssel\u0000' },
  ]) {
    it(`refuses credentials that no header can carry: ${JSON.stringify(credentials)}`, async () => {
      await rates({}, { account: credentials });
      assert.deepEqual(bench.lastStatus('rates'), {
        fill: 'red',
        shape: 'ring',
        text: 'check account',
      });
      assert.equal(server.requests.length, 0);
    });
  }
});
