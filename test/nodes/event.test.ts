import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { HOUR, MINUTE } from '../../src/time/duration';
import type { Message } from '../support/flow-bench';
import { behavesAsQuestionNode, NO_IDS, QuestionBench, START } from '../support/question-bench';
import { ratesReply, wireSlots } from '../support/rates-reply';
import { row } from '../support/slots';

const NODE = { type: 'flatpeak-event', outputs: 2, types: '', typesType: 'str' };
const LONDON = 'evt_sample_location_update';
const MADRID = 'evt_sample_tariff_expiring';
const DEVICE = 'evt_sample_device_create';

describe('flatpeak-event', () => {
  let bench: QuestionBench;

  beforeEach(async () => {
    bench = await QuestionBench.start();
  });

  afterEach(() => bench.stop());

  behavesAsQuestionNode(() => bench, NODE, { event_id: MADRID });

  const topics = (port: number): unknown[] =>
    bench.flow.out('node', port).map(({ topic }) => topic);

  it('brings the event with its type as topic', async () => {
    await bench.deploy(NODE);
    await bench.ask({ event_id: MADRID, topic: 'mine', payload: 5 });
    assert.deepEqual(
      bench.asked.map(({ path, query }) => [path, query]),
      [[`/events/${MADRID}`, {}]],
    );
    const payload = bench.last()?.['payload'] as { id: string; data: Message };
    assert.equal(payload.id, MADRID);
    assert.equal(payload.data['location_id'], 'loc_sample_madrid');
    assert.equal(bench.last()?.['topic'], 'tariff.expiring');
    assert.equal(bench.status, 'tariff.expiring test');
    assert.deepEqual(topics(2), []);
  });

  for (const [what, message] of [
    ['a webhook’s body', { payload: { id: MADRID, object: 'event', type: 'x', data: {} } }],
    ['a body of just an id', { payload: { id: MADRID } }],
    ['an id', { payload: ` ${MADRID} ` }],
    ['a blank event_id and a body', { event_id: ' ', payload: { id: MADRID } }],
    ['an event_id before a body', { event_id: MADRID, payload: { id: DEVICE } }],
  ] as const) {
    it(`reads ${what}, and believes nothing else of it`, async () => {
      await bench.deploy(NODE);
      await bench.ask({ ...message });
      assert.equal(bench.asked[0]?.path, `/events/${MADRID}`);
      assert.deepEqual(topics(1), ['tariff.expiring']);
      assert.match(JSON.stringify(bench.last()), /loc_sample_madrid/);
    });
  }

  for (const id of NO_IDS) {
    it(`refuses event_id ${inspect(id)}`, async () => {
      await bench.deploy(NODE);
      await bench.ask({ event_id: id });
      bench.refused('event_id');
    });

    it(`refuses a body with the id ${inspect(id)}`, async () => {
      await bench.deploy(NODE);
      await bench.ask({ payload: { id, object: 'event' } });
      bench.refused('payload.id');
    });
  }

  for (const [message, detail] of [
    [{}, 'event_id'],
    [{ event_id: '' }, 'event_id'],
    [{ payload: '' }, 'event_id'],
    [{ payload: null }, 'event_id'],
    [{ payload: 1_700_000_000_000 }, 'payload'],
    [{ payload: true }, 'payload'],
    [{ payload: '{"id":"evt_1"}' }, 'payload'],
    [{ payload: {} }, 'payload.id'],
    [{ payload: [] }, 'payload.id'],
    [{ payload: Buffer.from('evt_1') }, 'payload.id'],
    [{ payload: { object: 'event' } }, 'payload.id'],
    [{ payload: { id: 'loc_1', object: 'location' } }, 'payload'],
    [{ payload: { id: 'evt_1', object: 5 } }, 'payload'],
    [{ payload: Object.create({ id: 'evt_1' }) as object }, 'payload.id'],
    [Object.create({ event_id: 'evt_1' }) as object, 'event_id'],
  ] as const) {
    it(`refuses ${inspect(message)}`, async () => {
      await bench.deploy(NODE);
      await bench.ask(message as Message);
      bench.refused(detail);
    });
  }

  for (const [types, first, second] of [
    ['', ['location.update', 'tariff.expiring', 'device.create'], []],
    [undefined, ['location.update', 'tariff.expiring', 'device.create'], []],
    ['tariff.*', ['tariff.expiring'], ['location.update', 'device.create']],
    ['tariff.*, location.update', ['location.update', 'tariff.expiring'], ['device.create']],
    ['*.create', ['device.create'], ['location.update', 'tariff.expiring']],
    ['nothing', [], ['location.update', 'tariff.expiring', 'device.create']],
  ] as const) {
    it(`sorts events by ${inspect(types)}`, async () => {
      await bench.deploy({ ...NODE, types });
      for (const id of [LONDON, MADRID, DEVICE]) await bench.ask({ event_id: id });
      assert.deepEqual(topics(1), first);
      assert.deepEqual(topics(2), second);
    });
  }

  it('lets the message say which types', async () => {
    await bench.deploy({ ...NODE, types: 'tariff.*' });
    await bench.ask({ event_id: DEVICE, event_types: ['device.*'] });
    await bench.ask({ event_id: LONDON, event_types: '' });
    assert.deepEqual(topics(1), ['device.create']);
    assert.deepEqual(topics(2), ['location.update']);
  });

  for (const value of [5, true, {}, ['a b'], 'a;b', 'x'.repeat(65)]) {
    it(`refuses the types ${inspect(value)}`, async () => {
      await bench.deploy(NODE);
      await bench.ask({ event_id: MADRID, event_types: value });
      bench.refused('event_types');
    });
  }

  it('refuses types of the dialog that cannot be', async () => {
    await bench.deploy({ ...NODE, types: 'a b' });
    await bench.ask({ event_id: MADRID });
    bench.refused('event_types');
  });

  describe('which comes again', () => {
    it('is dropped for 48 hours, silently', async () => {
      await bench.deploy(NODE);
      await bench.ask({ payload: { id: MADRID } });
      await bench.host.advance(48 * HOUR - MINUTE);
      await bench.ask({ event_id: MADRID });
      assert.deepEqual(bench.flow.lastStatus('node'), {
        fill: 'grey',
        shape: 'ring',
        text: 'duplicate',
      });
      assert.deepEqual(topics(1), ['tariff.expiring']);
      assert.equal(bench.asked.length, 1);
      assert.equal(bench.flow.completed, 2);
      assert.deepEqual(bench.flow.errors, []);
      await bench.host.advance(MINUTE);
      await bench.ask({ event_id: MADRID });
      assert.equal(topics(1).length, 2);
    });

    it('is dropped also while the first is still being fetched', async () => {
      await bench.deploy(NODE);
      await Promise.all(Array.from({ length: 5 }, () => bench.ask({ event_id: MADRID })));
      assert.deepEqual(topics(1), ['tariff.expiring']);
      assert.equal(bench.flow.completed, 5);
    });

    it('is fetched again where the first time failed', async () => {
      await bench.deploy(NODE);
      bench.answer = () => ({ status: 409, body: {} });
      await bench.ask({ event_id: MADRID });
      bench.answer = undefined;
      await bench.ask({ event_id: MADRID });
      assert.deepEqual(topics(1), ['tariff.expiring']);
      assert.equal(bench.flow.errors.length, 1);
    });
  });

  for (const [field, body] of [
    ['id', { type: 'tariff.expired' }],
    ['type', { id: 'evt_1' }],
  ] as const) {
    it(`cannot do without ${field}`, async () => {
      bench.answer = () => ({ status: 200, body });
      await bench.deploy(NODE);
      await bench.ask({ event_id: 'evt_1' });
      bench.failedWith('bad_response');
      assert.ok(bench.flow.errors[0]?.message.includes(`(${field})`));
    });
  }

  for (const rest of [{}, { data: null }, { data: { object: 'location' } }, { odd: [1, null] }]) {
    it(`does without everything else: ${inspect(rest)}`, async () => {
      const body = { id: 'evt_1', type: 'any.thing', ...rest };
      bench.answer = () => ({ status: 200, body });
      await bench.deploy(NODE);
      await bench.ask({ event_id: 'evt_1' });
      assert.deepEqual(bench.last()?.['payload'], body);
      assert.equal(bench.status, 'any.thing');
    });
  }

  describe('about a location whose rates are in use', () => {
    const PUBLISHER = {
      id: 'publisher',
      type: 'flatpeak-rates',
      outputs: 1,
      account: 'account',
      location: 'loc_1',
      locationType: 'str',
      direction: 'IMPORT',
      start: 'now',
      startType: 'str',
      end: '+2h',
      endType: 'str',
      publish: true,
    };
    let events = 0;
    let data: object = {};

    /** An event of its own about `data` arrives; how often rates were asked for because of it. */
    async function tell(about: object): Promise<number> {
      data = about;
      const before = asked();
      await bench.ask({ event_id: `evt_${++events}` });
      return asked() - before;
    }

    const asked = (): number =>
      bench.asked.filter(({ path }) => path.startsWith('/tariffs/rates/')).length;

    beforeEach(async () => {
      // Live rates, because those of a test key are asked for at most once an hour.
      const slots = wireSlots(
        row(
          START - HOUR,
          HOUR,
          Array.from({ length: 48 }, () => 0.1),
        ),
      );
      bench.answer = ({ path }) =>
        path.startsWith('/events/')
          ? { status: 200, body: { id: 'evt_1', type: 'any', data } }
          : { status: 200, body: ratesReply(slots) };
      await bench.deploy(NODE, [PUBLISHER]);
      await bench.host.advance(2 * MINUTE);
      assert.ok(asked() > 0);
    });

    for (const about of [
      { location_id: 'loc_1', tariff_id: 'trf_1' },
      { id: 'loc_1', object: 'location' },
    ]) {
      it(`has them refreshed: ${inspect(about)}`, async () => {
        assert.equal(await tell(about), 1);
      });
    }

    it('has them refreshed at most once in 5 minutes', async () => {
      const about = { location_id: 'loc_1' };
      assert.equal(await tell(about), 1);
      await bench.host.advance(5 * MINUTE - 1_000);
      assert.equal(await tell(about), 0);
      await bench.host.advance(1_000);
      assert.equal(await tell(about), 1);
    });

    for (const about of [
      { location_id: 'loc_2' },
      { id: 'loc_1', object: 'device' },
      { location_id: '../loc_1' },
      { location_id: ['loc_1'] },
    ]) {
      it(`leaves them alone after ${inspect(about)}`, async () => {
        assert.equal(await tell(about), 0);
      });
    }
  });
});
