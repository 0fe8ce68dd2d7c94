import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Message } from '../support/flow-bench';
import { behavesAsQuestionNode, NO_IDS, QuestionBench } from '../support/question-bench';
import type { CannedReply, ServedRequest } from '../support/sample-server';

const NODE = {
  type: 'flatpeak-locations',
  outputs: 1,
  reference: '',
  referenceType: 'str',
  customer: '',
  customerType: 'str',
  limit: '',
  limitType: 'num',
  startingAfter: '',
  startingAfterType: 'str',
  endingBefore: '',
  endingBeforeType: 'str',
  split: false,
};

interface Listed {
  readonly id: string;
}

/** A list of `count` locations, a page at a time as FlatPeak gives it. */
function listOf(count: number) {
  const all = Array.from({ length: count }, (_, i) => ({ id: `loc_${i}`, live_mode: true }));
  return ({ query }: ServedRequest): CannedReply => {
    const after = all.findIndex(({ id }) => id === query['starting_after']) + 1;
    const data = all.slice(after, after + Number(query['limit']));
    const has_more = after + data.length < count;
    return { status: 200, body: { object: 'list', url: '/locations', has_more, data } };
  };
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 2_000 && !holds(); i++)
    await new Promise((resolve) => setTimeout(resolve, 1));
  assert.ok(holds());
}

describe('flatpeak-locations', () => {
  let bench: QuestionBench;

  beforeEach(async () => {
    bench = await QuestionBench.start();
  });

  afterEach(() => bench.stop());

  const ids = (): string[] => ((bench.last() ?? {})['payload'] as Listed[]).map(({ id }) => id);

  behavesAsQuestionNode(() => bench, NODE);

  it('brings all locations as one array', async () => {
    await bench.deploy(NODE);
    await bench.ask({ topic: 'mine' });
    assert.deepEqual(
      bench.asked.map(({ path, query }) => [path, query]),
      [['/locations', { limit: '100' }]],
    );
    assert.ok(ids().includes('loc_sample_lord_howe'));
    assert.equal(bench.last()?.['topic'], 'mine');
    assert.ok(!('parts' in (bench.last() ?? {})));
  });

  it('walks every page and tells how far it is', async () => {
    bench.answer = listOf(250);
    await bench.deploy(NODE);
    await bench.ask();
    assert.deepEqual(
      bench.asked.map(({ query }) => query),
      [
        { limit: '100' },
        { limit: '100', starting_after: 'loc_99' },
        { limit: '100', starting_after: 'loc_199' },
      ],
    );
    assert.deepEqual(
      ids(),
      Array.from({ length: 250 }, (_, i) => `loc_${i}`),
    );
    const key = 'flatpeak-locations.status';
    assert.deepEqual(
      bench.flow.statuses('node').map(({ fill, text }) => [fill, text]),
      [
        [undefined, undefined],
        ['blue', 'asking'],
        ['blue', `${key}.so-far`],
        ['blue', `${key}.so-far`],
        ['green', bench.status],
      ],
    );
  });

  for (const [limit, pages] of [
    [1, 1],
    [100, 1],
    [101, 2],
    ['150', 2],
    [1_000, 3],
  ] as const) {
    it(`brings at most ${limit}, from ${pages} pages`, async () => {
      bench.answer = listOf(250);
      await bench.deploy(NODE);
      await bench.ask({ limit });
      assert.equal(ids().length, Math.min(250, Number(limit)));
      assert.equal(bench.asked.length, pages);
    });
  }

  it('ends at a cursor that comes twice', async () => {
    bench.answer = () => ({ status: 200, body: { has_more: true, data: [{ id: 'loc_1' }] } });
    await bench.deploy(NODE);
    await bench.ask();
    assert.equal(bench.asked.length, 2);
    assert.equal(bench.flow.completed, 1);
  });

  it('brings an empty array where there is nothing', async () => {
    bench.answer = listOf(0);
    await bench.deploy(NODE);
    await bench.ask();
    assert.deepEqual(ids(), []);
  });

  for (const [name, type] of [
    ['field', undefined],
    ['message', 'msg'],
  ] as const) {
    it(`asks with every filter of the ${name}`, async () => {
      const values = { reference: 'Home, 5 €', customer: 'cus_1', startingAfter: 'loc_9' };
      const query = { reference_id: 'Home, 5 €', customer_id: 'cus_1', starting_after: 'loc_9' };
      bench.answer = listOf(2);
      await bench.deploy(type === undefined ? { ...NODE, ...values, limit: '1' } : NODE);
      await bench.ask(type === undefined ? {} : { ...query, limit: 1 });
      assert.deepEqual(bench.asked[0]?.query, { ...query, limit: '100' });
      assert.equal(ids().length, 1);
    });
  }

  it('asks for what comes before a location', async () => {
    await bench.deploy(NODE);
    await bench.ask({ ending_before: 'loc_sample_berlin' });
    assert.deepEqual(bench.asked[0]?.query, { limit: '100', ending_before: 'loc_sample_berlin' });
    assert.deepEqual(ids(), ['loc_sample_demo', 'loc_sample_london']);
  });

  it('takes a reference that is a number for its text', async () => {
    await bench.deploy(NODE);
    await bench.ask({ reference_id: 4711 });
    assert.equal(bench.asked[0]?.query['reference_id'], '4711');
  });

  for (const blank of [undefined, null, '', '  ']) {
    it(`leaves out what is ${inspect(blank)}`, async () => {
      await bench.deploy(NODE);
      await bench.ask({
        reference_id: blank,
        customer_id: blank,
        limit: blank,
        starting_after: blank,
        ending_before: blank,
        split: blank,
        cancel: blank,
      });
      assert.deepEqual(bench.asked[0]?.query, { limit: '100' });
      assert.ok(Array.isArray(bench.last()?.['payload']));
    });
  }

  it('works from a node without any field', async () => {
    await bench.deploy({ type: NODE.type, outputs: 1 });
    await bench.ask(Object.create({ limit: 1, cancel: true, split: true }) as Message);
    assert.ok(ids().length > 1);
  });

  const REFUSED: readonly [property: string, values: readonly unknown[]][] = [
    ['customer_id', NO_IDS],
    ['starting_after', NO_IDS],
    ['ending_before', NO_IDS],
    ['reference_id', [true, {}, [], Number.NaN, 'x'.repeat(257)]],
    ['limit', [0, -1, 1.5, 'many', '1e999', Number.NaN, Infinity, true, {}, [1]]],
    ['split', ['perhaps', 2, {}, []]],
    ['cancel', ['perhaps', 2, {}, []]],
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

  it('refuses both cursors at once', async () => {
    await bench.deploy({ ...NODE, startingAfter: 'loc_1' });
    await bench.ask({ ending_before: 'loc_2' });
    bench.refused('ending_before');
  });

  for (const [field, property, value] of [
    ['customer', 'customer_id', 'a/b'],
    ['startingAfter', 'starting_after', '..'],
    ['endingBefore', 'ending_before', 'ä'],
    ['limit', 'limit', '0'],
    ['limit', 'limit', 'x'],
    ['reference', 'reference_id', 'x'.repeat(257)],
  ] as const) {
    it(`refuses the field ${field} ${inspect(value)}`, async () => {
      await bench.deploy({ ...NODE, [field]: value, limitType: 'str' });
      await bench.ask();
      bench.refused(property);
    });
  }

  for (const [field, body, detail] of [
    ['data', { object: 'list', url: '/locations', has_more: false }, 'data'],
    ['the id of a location', { data: [{ id: 'loc_1' }, { object: 'location' }] }, 'data[1].id'],
  ] as const) {
    it(`cannot do without ${field}`, async () => {
      bench.answer = () => ({ status: 200, body });
      await bench.deploy(NODE);
      await bench.ask();
      bench.failedWith('bad_response');
      assert.ok(bench.flow.errors[0]?.message.includes(`(${detail})`));
    });
  }

  it('does without everything else, and passes on what it does not know', async () => {
    const data = [{ id: 'loc_1', tariffs: [{ tariff_id: 'trf_1' }], odd: null }];
    bench.answer = () => ({ status: 200, body: { data } });
    await bench.deploy(NODE);
    await bench.ask();
    assert.deepEqual(bench.last()?.['payload'], data);
  });

  it('says nothing of the first pages when a later one fails', async () => {
    const list = listOf(250);
    bench.answer = (request) =>
      request.query['starting_after'] === 'loc_99' ? { status: 403, body: {} } : list(request);
    await bench.deploy(NODE);
    await bench.ask();
    bench.failedWith('forbidden');
  });

  describe('with one message each', () => {
    it('numbers the messages so that they can be joined', async () => {
      bench.answer = listOf(3);
      await bench.deploy({ ...NODE, split: true });
      const req = { socket: {} };
      await bench.ask({ topic: 'mine', foreign: { a: 1 }, req, parts: { id: 'outer', index: 4 } });
      const messages = bench.flow.out('node', 1);
      assert.deepEqual(
        messages.map(({ payload }) => payload),
        [0, 1, 2].map((i) => ({ id: `loc_${i}`, live_mode: true })),
      );
      const [first] = messages.map(({ parts }) => parts as Message);
      for (const [index, { parts, topic, foreign, _msgid }] of messages.entries()) {
        assert.deepEqual(parts, {
          id: first?.['id'],
          type: 'array',
          index,
          count: 3,
          parts: { id: 'outer', index: 4 },
        });
        assert.equal(topic, 'mine');
        assert.deepEqual(foreign, { a: 1 });
        assert.equal(_msgid, messages[0]?.['_msgid']);
      }
      assert.notEqual(messages[0]?.['foreign'], messages[1]?.['foreign']);
      assert.equal(bench.flow.completed, 1);
    });

    it('gives each list an id of its own', async () => {
      bench.answer = listOf(1);
      await bench.deploy(NODE);
      await bench.ask({ split: true });
      await bench.ask({ split: 'true' });
      const [one, two] = bench.flow.out('node', 1).map(({ parts }) => (parts as Message)['id']);
      assert.ok(one && two && one !== two);
    });

    it('sends nothing for an empty list, and completes', async () => {
      bench.answer = listOf(0);
      await bench.deploy({ ...NODE, split: true });
      await bench.ask();
      assert.equal(bench.last(), undefined);
      assert.equal(bench.flow.completed, 1);
    });
  });

  describe('with several messages', () => {
    const ask = (message: Message = {}): Promise<void> => bench.flow.ask('node', message);

    /** A list whose pages come only when they are released, by the number of the request. */
    function heldList(count: number): (n: number) => Promise<void> {
      const list = listOf(count);
      const held: (() => void)[] = [];
      bench.answer = async (request) => {
        await new Promise<void>((resolve) => held.push(resolve));
        return list(request);
      };
      return async (n) => {
        await until(() => held.length >= n);
        assert.equal(held.length, n, 'one request at a time');
        held[n - 1]?.();
      };
    }

    it('answers one after another, each once', async () => {
      const release = heldList(150);
      await bench.deploy(NODE);
      const all = [ask({ n: 1 }), ask({ n: 2 }), ask({ n: 3 })];
      for (let page = 1; page <= 6; page++) await release(page);
      await Promise.all(all);
      await bench.host.idle();
      assert.deepEqual(
        bench.flow.out('node', 1).map(({ n }) => n),
        [1, 2, 3],
      );
      assert.equal(bench.flow.completed, 3);
    });

    it('ends the list under way when cancelled, and goes on with those that wait', async () => {
      const release = heldList(150);
      await bench.deploy(NODE);
      const asking = [ask({ n: 1 }), ask({ n: 2 })];
      await release(1);
      await until(() => bench.asked.length === 2);
      asking.push(ask({ cancel: true }));
      await release(3);
      await release(4);
      await Promise.all(asking);
      await bench.host.idle();
      assert.deepEqual(
        bench.flow.out('node', 1).map(({ n }) => n),
        [2],
      );
      assert.equal(ids().length, 150);
      assert.equal(bench.flow.completed, 3);
      assert.deepEqual(bench.flow.errors, []);
      assert.ok(bench.flow.statuses('node').some(({ text }) => text === 'cancelled'));
    });

    it('has nothing to cancel when nothing is under way', async () => {
      bench.answer = listOf(1);
      await bench.deploy(NODE);
      await bench.ask({ cancel: true });
      assert.equal(bench.last(), undefined);
      assert.equal(bench.asked.length, 0);
      await bench.ask();
      assert.equal(ids().length, 1);
      assert.equal(bench.flow.completed, 2);
    });

    it('goes on with those that wait when one fails', async () => {
      const list = listOf(1);
      let n = 0;
      bench.answer = (request) => (n++ === 0 ? { status: 409, body: {} } : list(request));
      await bench.deploy(NODE);
      await Promise.all([ask({ n: 1 }), ask({ n: 2 })]);
      await bench.host.idle();
      assert.deepEqual(
        bench.flow.errors.map(({ code }) => code),
        ['conflict'],
      );
      assert.equal(bench.last()?.['n'], 2);
      assert.equal(bench.flow.completed, 1);
    });
  });
});
