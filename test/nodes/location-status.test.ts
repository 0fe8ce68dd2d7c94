import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { DAY } from '../../src/time/duration';
import type { Message } from '../support/flow-bench';
import { behavesAsQuestionNode, NO_IDS, QuestionBench, START } from '../support/question-bench';

const NODE = {
  type: 'flatpeak-location-status',
  outputs: 2,
  location: 'loc_sample_london',
  locationType: 'str',
  direction: 'IMPORT',
  contractDays: '14',
  contractDaysType: 'num',
};

const COMMON = {
  id: 'loc_1',
  object: 'location_status',
  live_mode: true,
  time_created: '2023-11-07T05:31:56Z',
  account_id: 'acc_1',
};
const FINE = { commodity_import: { status: 'CONNECTED' }, local: { status: 'NOT_SUPPORTED' } };
const FAILED = { ...FINE, non_commodity_import: { status: 'ERROR' } };

describe('flatpeak-location-status', () => {
  let bench: QuestionBench;

  beforeEach(async () => {
    bench = await QuestionBench.start();
  });

  afterEach(() => bench.stop());

  behavesAsQuestionNode(() => bench, NODE);

  function says(tariff_status: object): void {
    bench.answer = () => ({ status: 200, body: { ...COMMON, tariff_status } });
  }

  const problems = (): Message[] => (bench.last()?.['problems'] ?? []) as Message[];
  const changes = (): number => bench.flow.out('node', 2).length;

  it('brings the status, with values trimmed', async () => {
    await bench.deploy(NODE);
    await bench.ask({ direction: ' export ', topic: 'mine' });
    assert.deepEqual(
      bench.asked.map(({ path, query }) => [path, query]),
      [['/locations/loc_sample_london/status', {}]],
    );
    const message = bench.last() as Message;
    const payload = message['payload'] as { tariff_status: { commodity_export: Message } };
    assert.equal(payload.tariff_status.commodity_export['status'], 'CONNECTED');
    assert.equal(message['connected'], true);
    assert.deepEqual(message['problems'], []);
    assert.equal(message['topic'], 'mine');
    assert.equal(changes(), 0);
    assert.deepEqual(bench.flow.lastStatus('node'), {
      fill: 'green',
      shape: 'dot',
      text: 'flatpeak-location-status.status.connected'.slice(0, 18) + '… test',
    });
  });

  for (const [location, direction, connected, expected, fill] of [
    ['loc_sample_oslo', 'IMPORT', true, [['non_commodity_import', 'ERROR', 'Sample Grid']], 'red'],
    [
      'loc_sample_madrid',
      'IMPORT',
      true,
      [['commodity_import', 'CONNECTED', 'Sample Energy']],
      'yellow',
    ],
    ['loc_sample_no_tariff', 'IMPORT', false, [['commodity_import', 'NOT_CONNECTED', null]], 'red'],
    ['loc_sample_berlin', 'EXPORT', false, [['commodity_export', 'NOT_CONNECTED', null]], 'red'],
    ['loc_sample_berlin', 'IMPORT', true, [], 'green'],
  ] as const) {
    it(`sees what is to be seen at ${location} for ${direction}`, async () => {
      await bench.deploy({ ...NODE, location, direction });
      await bench.ask();
      assert.equal(bench.last()?.['connected'], connected);
      assert.deepEqual(
        problems().map(({ category, status, provider }) => [category, status, provider]),
        expected,
      );
      for (const { message } of problems()) assert.equal(typeof message, 'string');
      assert.equal(bench.flow.lastStatus('node')?.fill, fill);
      assert.equal(changes(), expected.length);
    });
  }

  it('speaks up only when the list of problems changes', async () => {
    await bench.deploy(NODE);
    const told: number[] = [];
    for (const status of [FINE, FINE, FAILED, FAILED, FINE, FINE, FAILED]) {
      says(status);
      await bench.ask();
      told.push(changes());
    }
    assert.deepEqual(told, [0, 0, 1, 1, 2, 2, 3]);
    const lists = bench.flow.out('node', 2).map(({ problems }) => (problems as []).length);
    assert.deepEqual(lists, [1, 0, 1]);
    assert.equal(bench.flow.out('node', 1).length, 7);
  });

  it('remembers each location and direction for itself', async () => {
    says(FAILED);
    await bench.deploy(NODE);
    const look = async (location_id: string, direction: string): Promise<number> => {
      await bench.ask({ location_id, direction });
      return changes();
    };
    assert.equal(await look('loc_1', 'IMPORT'), 1);
    assert.equal(await look('loc_2', 'IMPORT'), 2);
    assert.equal(await look('loc_1', 'EXPORT'), 3);
    assert.equal(await look('loc_2', 'IMPORT'), 3);
    assert.equal(await look('loc_1', 'IMPORT'), 3);
    assert.equal(await look('loc_1', 'EXPORT'), 3);
  });

  it('gives each output a message of its own', async () => {
    says(FAILED);
    await bench.deploy(NODE);
    await bench.ask();
    assert.deepEqual(bench.last(1)?.['problems'], bench.last(2)?.['problems']);
    assert.notEqual(bench.last(1)?.['problems'], bench.last(2)?.['problems']);
  });

  it('does not take a failed look for a change', async () => {
    await bench.deploy(NODE);
    says(FAILED);
    await bench.ask();
    bench.answer = () => ({ status: 409, body: {} });
    await bench.ask();
    says(FAILED);
    await bench.ask();
    assert.equal(changes(), 1);
    assert.equal(bench.flow.errors.length, 1);
  });

  for (const [days, ahead, expected] of [
    [undefined, 13, 1],
    [undefined, 15, 0],
    [30, 29, 1],
    ['30', 29, 1],
    [0, 1, 0],
    [0, -1, 1],
    [0.5, 0.4, 1],
  ] as const) {
    it(`looks ${days ?? 14} days ahead for the end of a contract in ${ahead}`, async () => {
      const contract_end_date = new Date(START + ahead * DAY).toISOString();
      says({ commodity_import: { status: 'CONNECTED', tariff: { contract_end_date } } });
      await bench.deploy(NODE);
      await bench.ask(days === undefined ? {} : { contract_days: days });
      assert.equal(problems().length, expected);
    });
  }

  const REFUSED: readonly [property: string, values: readonly unknown[]][] = [
    ['location_id', NO_IDS],
    ['direction', ['LOCAL', 'in', 5, true, {}, ['IMPORT']]],
    ['contract_days', [-1, '-0.1', 'soon', Number.NaN, Infinity, true, {}, [14]]],
  ];
  for (const [property, values] of REFUSED) {
    for (const value of values) {
      it(`refuses ${property} ${inspect(value)}`, async () => {
        await bench.deploy(NODE);
        await bench.ask({ [property]: value });
        bench.refused(property);
      });
    }
  }

  for (const [rest, detail] of [
    [{ location: '' }, 'location_id'],
    [{ location: undefined }, 'location_id'],
    [{ location: 'a/b' }, 'location_id'],
    [{ direction: '' }, 'direction'],
    [{ direction: undefined }, 'direction'],
    [{ direction: 'LOCAL' }, 'direction'],
    [{ contractDays: '' }, 'contract_days'],
    [{ contractDays: undefined }, 'contract_days'],
    [{ contractDays: '-1' }, 'contract_days'],
    [{ contractDays: 'x', contractDaysType: 'str' }, 'contract_days'],
  ] as const) {
    it(`refuses ${inspect(rest)}`, async () => {
      await bench.deploy({ ...NODE, ...rest });
      await bench.ask();
      bench.refused(detail);
    });
  }

  for (const field of ['id', 'object', 'live_mode', 'time_created', 'account_id'] as const) {
    it(`does without ${field}`, async () => {
      const { [field]: _, ...rest } = COMMON;
      const body = { ...rest, tariff_status: FINE, odd: { kept: true } };
      bench.answer = () => ({ status: 200, body });
      await bench.deploy(NODE);
      await bench.ask();
      assert.deepEqual(bench.last()?.['payload'], body);
    });
  }

  for (const tariff_status of [undefined, null, 'CONNECTED', { commodity_import: 'CONNECTED' }]) {
    it(`does not take tariff_status ${inspect(tariff_status)} for an answer`, async () => {
      bench.answer = () => ({ status: 200, body: { ...COMMON, tariff_status } });
      await bench.deploy(NODE);
      await bench.ask();
      bench.failedWith('bad_response');
      assert.match(bench.flow.errors[0]?.message ?? '', /\(tariff_status/);
    });
  }

  it('completes each of many messages once', async () => {
    await bench.deploy(NODE);
    await Promise.all(Array.from({ length: 20 }, () => bench.ask()));
    assert.equal(bench.flow.completed, 20);
    assert.equal(bench.asked.length, 1);
  });
});
