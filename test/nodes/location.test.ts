import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Message } from '../support/flow-bench';
import { behavesAsQuestionNode, NO_IDS, QuestionBench } from '../support/question-bench';

const NODE = {
  type: 'flatpeak-location',
  outputs: 1,
  location: 'loc_sample_berlin',
  locationType: 'str',
};

const COMMON = {
  id: 'loc_1',
  object: 'location',
  live_mode: true,
  time_created: '2023-11-07T05:31:56Z',
  account_id: 'acc_1',
  timezone: 'Europe/London',
  currency_code: 'GBP',
  postal_address: { city: 'London' },
  geo_location: { lat: 50.12345, lng: -1.23456 },
};

describe('flatpeak-location', () => {
  let bench: QuestionBench;

  beforeEach(async () => {
    bench = await QuestionBench.start();
  });

  afterEach(() => bench.stop());

  behavesAsQuestionNode(() => bench, NODE);

  it('brings the location, its zone and its currency', async () => {
    await bench.deploy(NODE);
    await bench.ask({ payload: 'x', topic: 'mine' });
    assert.deepEqual(
      bench.asked.map(({ path, query }) => [path, query]),
      [['/locations/loc_sample_berlin', {}]],
    );
    const message = bench.last() as Message;
    assert.equal(message['topic'], 'mine');
    assert.equal((message['payload'] as Message)['reference_id'], 'SAMPLE-BERLIN');
    assert.equal(message['timezone'], 'Europe/Berlin');
    assert.equal(message['currency_code'], 'EUR');
    assert.deepEqual(bench.flow.statuses('node').slice(-2), [
      { fill: 'blue', shape: 'ring', text: 'asking' },
      { fill: 'green', shape: 'dot', text: 'Berlin test' },
    ]);
  });

  it('says so where the account is the sample', async () => {
    await bench.deploy(NODE, [], { source: 'sample' });
    await bench.ask();
    assert.equal(bench.status, 'Berlin sample');
    assert.deepEqual(bench.asked, []);
  });

  it('takes the id of the message before that of the dialog', async () => {
    await bench.deploy(NODE);
    await bench.ask({ location_id: ' loc_sample_oslo ' });
    assert.equal(bench.asked[0]?.path, '/locations/loc_sample_oslo');
  });

  for (const blank of [undefined, null, '', '  ']) {
    it(`takes the id of the dialog where the message says ${inspect(blank)}`, async () => {
      await bench.deploy(NODE);
      await bench.ask({ location_id: blank });
      assert.equal(bench.asked[0]?.path, '/locations/loc_sample_berlin');
    });
  }

  it('takes no id that is not the message’s own', async () => {
    await bench.deploy(NODE);
    await bench.ask(Object.create({ location_id: 'loc_sample_oslo' }) as Message);
    assert.equal(bench.asked[0]?.path, '/locations/loc_sample_berlin');
  });

  for (const id of NO_IDS) {
    it(`refuses location_id ${inspect(id)}`, async () => {
      await bench.deploy(NODE);
      await bench.ask({ location_id: id });
      bench.refused('location_id');
    });
  }

  for (const [location, locationType, detail = 'location_id'] of [
    ['', 'str'],
    ['  ', 'str'],
    [undefined, 'str'],
    [undefined, undefined],
    [5, 'str'],
    ['a/b', 'str'],
    ['', 'msg', 'location'],
    ['not.there', 'msg', 'location'],
    ['not_there', 'flow'],
    ['not_there', 'global'],
    ['FLATPEAK_NOT_THERE', 'env'],
    ['5', 'num'],
  ] as const) {
    it(`refuses the field ${inspect(location)} of type ${locationType}`, async () => {
      await bench.deploy({ ...NODE, location, locationType });
      await bench.ask();
      bench.refused(detail);
    });
  }

  it('reads its field from the message', async () => {
    await bench.deploy({ ...NODE, location: 'payload.home', locationType: 'msg' });
    await bench.ask({ payload: { home: 'loc_sample_oslo' } });
    assert.equal(bench.asked[0]?.path, '/locations/loc_sample_oslo');
  });

  for (const [shape, rest] of [
    [
      'states and ids of tariffs',
      {
        tariff_status: { commodity_import: 'CONNECTED', local: 'NOT_SUPPORTED' },
        tariff_elements: ['trf_1', 'trf_2'],
      },
    ],
    [
      'tariffs as elements',
      {
        postal_address_verified: false,
        market_sources: { import: 'mrs_1' },
        tariff_elements: [{ status: 'CONNECTED', tariff_id: 'trf_1', consents: { a: true } }],
        devices: ['dev_1'],
      },
    ],
    [
      'tariffs as tariffs',
      {
        consents: { provider_tariff: true, time_created: '2022-03-22T11:12:21Z' },
        tariffs: [{ tariff_id: 'trf_1', provider: { id: 'prv_1' }, is_temporary: true }],
        devices: [],
      },
    ],
    ['what no documentation shows', { tomorrow: [{ deep: null }] }],
  ] as const) {
    it(`passes on a location with ${shape} as it is`, async () => {
      const body = { ...COMMON, ...rest };
      bench.answer = () => ({ status: 200, body });
      await bench.deploy(NODE);
      await bench.ask();
      assert.deepEqual(bench.last()?.['payload'], body);
      assert.equal(bench.status, 'London');
    });
  }

  for (const [field, expected] of [
    ['object', {}],
    ['live_mode', {}],
    ['time_created', {}],
    ['account_id', {}],
    ['postal_address', {}],
    ['geo_location', {}],
    ['timezone', { timezone: null }],
    ['currency_code', { currency_code: null }],
  ] as const) {
    it(`does without ${field}`, async () => {
      const { [field]: _, ...body } = COMMON;
      bench.answer = () => ({ status: 200, body });
      await bench.deploy(NODE);
      await bench.ask({ timezone: 'Old/Zone', currency_code: 'OLD' });
      const { payload, timezone, currency_code } = bench.last() as Message;
      assert.deepEqual(payload, body);
      assert.deepEqual(
        { timezone, currency_code },
        { timezone: 'Europe/London', currency_code: 'GBP', ...expected },
      );
      assert.equal(bench.status, field === 'postal_address' ? 'loc_1' : 'London');
    });
  }

  it('cannot do without an id', async () => {
    const { id: _, ...body } = COMMON;
    bench.answer = () => ({ status: 200, body });
    await bench.deploy(NODE);
    await bench.ask();
    bench.failedWith('bad_response');
    assert.match(bench.flow.errors[0]?.message ?? '', /\(id\)/);
  });

  it('completes each of many messages once, with an object of its own, for one request', async () => {
    await bench.deploy(NODE);
    await Promise.all(Array.from({ length: 20 }, () => bench.ask()));
    assert.equal(bench.flow.completed, 20);
    assert.equal(bench.asked.length, 1);
    const payloads = bench.flow.out('node', 1).map(({ payload }) => payload);
    assert.equal(new Set(payloads).size, 20);
  });

  it('keeps a long name short', async () => {
    const body = { ...COMMON, postal_address: { city: 'Llanfairpwllgwyngyllgogerychwyrndrobwll' } };
    bench.answer = () => ({ status: 200, body });
    await bench.deploy(NODE);
    await bench.ask();
    assert.equal(bench.status, 'Llanfairpwllgwyngy…');
  });
});
