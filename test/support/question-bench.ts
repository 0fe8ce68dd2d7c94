import assert from 'node:assert/strict';
import { FlowBench, type Message } from './flow-bench';
import {
  startSampleServer,
  type CannedReply,
  type SampleServer,
  type ServedRequest,
} from './sample-server';
import { SimHost } from './sim-host';

export const START = Date.parse('2026-03-28T12:00:00Z');
const CREDENTIALS = { account: { account_id: 'acc_sample', api_key: 'sk_test_sample_data_only' } };

/** A node that answers messages by asking FlatPeak: `type`, how many `outputs`, and its fields. */
export interface QuestionNode extends Message {
  readonly type: string;
  readonly outputs: number;
}

type Answer = (request: ServedRequest) => CannedReply | undefined | Promise<CannedReply>;

/** One such node, called `node`, over the sample account behind real HTTP. */
export class QuestionBench {
  readonly host = new SimHost(START);
  /** Answers instead of the sample account, except to a login. */
  answer: Answer | undefined;
  flow!: FlowBench;
  private server!: SampleServer;

  static async start(): Promise<QuestionBench> {
    const bench = new QuestionBench();
    bench.server = await startSampleServer({
      now: () => bench.host.now(),
      before: (request) => (request.path === '/login' ? undefined : bench.answer?.(request)),
    });
    return bench;
  }

  async stop(): Promise<void> {
    await FlowBench.stop();
    await this.server.close();
  }

  async deploy(
    node: QuestionNode,
    others: { id: string; type: string; outputs?: number }[] = [],
    account: object = {},
    credentials: object = CREDENTIALS,
  ): Promise<void> {
    this.flow = await FlowBench.start(
      this.host,
      [
        { id: 'account', type: 'flatpeak-account', baseUrl: this.server.url, ...account },
        { id: 'node', account: 'account', version: 1, ...node },
        ...others,
      ],
      credentials,
    );
  }

  /** Sends a message in; resolves when it is done, well or badly. `pass`: ms that go by meanwhile. */
  async ask(message: Message = {}, pass = 0): Promise<void> {
    const asking = this.flow.ask('node', message);
    await this.host.advance(pass);
    await asking;
    await this.host.idle();
  }

  /** What was asked so far, logins aside. */
  get asked(): ServedRequest[] {
    return this.server.requests.filter(({ path }) => path !== '/login');
  }

  /** The latest message of an output. */
  last(port = 1): Message | undefined {
    return this.flow.out('node', port).at(-1);
  }

  get status(): string | undefined {
    return this.flow.lastStatus('node')?.text;
  }

  /** Nothing left any output, nothing was completed, and this went wrong. */
  failedWith(code: string): void {
    assert.deepEqual(
      this.flow.errors.map((error) => error.code),
      [code],
    );
    assert.deepEqual(Object.keys(this.flow.errors[0]?.cause ?? {}), ['status', 'retryAt']);
    assert.equal(this.flow.completed, 0);
    assert.equal([...this.flow.messages.values()].flat().length, 0);
  }

  /** The setting or property `detail` was refused, without a word to FlatPeak. */
  refused(detail: string): void {
    this.failedWith('bad_input');
    assert.ok(this.flow.errors[0]?.message.includes(`(${detail})`), this.flow.errors[0]?.message);
    assert.equal(this.status, 'check settings');
    assert.deepEqual(this.asked, []);
  }
}

/** What FlatPeak may answer instead, what a flow is told, and what the status says. */
const FAILURES = [
  [400, { message: 'no' }, 'bad_input', 'check settings'],
  [403, { message: 'Bad credentials' }, 'forbidden', 'no access'],
  [401, '', 'forbidden', 'no access'],
  [404, { message: 'Not Found' }, 'not_found', 'unknown ID'],
  [409, { message: 'Conflict' }, 'conflict', 'conflict'],
  [422, { object: 'error', code: 'no_tariff_connected' }, 'no_tariff', 'no tariff linked'],
  [422, { object: 'error', code: 'no_price_data' }, 'tariff_lost', 'reconnect tariff'],
  [422, { object: 'error', code: 'pending_connect' }, 'pending', 'tariff pending'],
  [422, { object: 'error', code: 'account_disabled' }, 'account_disabled', 'account disabled'],
  [422, { message: 'Unsupported combination of tariff elements' }, 'bad_input', 'check settings'],
  [429, { object: 'error', type: 'rate_limit' }, 'rate_limited', 'slowed down'],
  [500, { message: 'Internal Server Error' }, 'unavailable', 'FlatPeak is down'],
  [503, '<html>', 'unavailable', 'FlatPeak is down'],
  [302, '', 'bad_response', 'bad answer'],
  [200, '<html>', 'bad_response', 'bad answer'],
  [200, [], 'bad_response', 'bad answer'],
  [200, 'null', 'bad_response', 'bad answer'],
] as const;

/** What every node that asks FlatPeak holds to. `message`: one that it answers. */
export function behavesAsQuestionNode(
  bench: () => QuestionBench,
  node: QuestionNode,
  message: Message = {},
): void {
  describe('as every node that asks FlatPeak', () => {
    for (const [status, body, code, text] of FAILURES) {
      it(`tells a flow of ${status} ${JSON.stringify(body)} as ${code}`, async () => {
        bench().answer = () => ({ status, body });
        await bench().deploy(node);
        await bench().ask({ ...message }, 60_000);
        bench().failedWith(code);
        assert.equal(bench().status, text);
      });
    }

    it('refuses a key that is wrong without naming it', async () => {
      const wrong = { account: { account_id: 'acc_1', api_key: 'sk_live_CANARY' } };
      await bench().deploy(node, [], {}, wrong);
      await bench().ask({ ...message });
      bench().failedWith('auth');
      assert.equal(bench().status, 'check API key');
      assert.doesNotMatch(JSON.stringify(bench().flow.errors), /CANARY/);
    });

    for (const [what, rest, credentials] of [
      ['no account', { account: '' }, undefined],
      ['no account', { account: 'gone' }, undefined],
      ['no credentials', {}, {}],
    ] as const) {
      it(`shows "${what}" for ${JSON.stringify(rest)} and asks nothing`, async () => {
        await bench().deploy({ ...node, ...rest }, [], {}, credentials);
        assert.deepEqual(bench().flow.statuses('node'), [
          { fill: 'red', shape: 'ring', text: what },
        ]);
        await bench().ask({ ...message });
        bench().failedWith('bad_input');
        assert.equal(bench().status, what);
        assert.deepEqual(bench().asked, []);
      });
    }

    it('keeps what a message brings along', async () => {
      await bench().deploy(node);
      const foreign = { deep: { er: 1 } };
      await bench().ask({ ...message, _msgid: 'm1', foreign });
      const sent = bench().flow.messages.get('node.1')?.[0];
      assert.equal(sent?.['_msgid'], 'm1');
      assert.deepEqual(sent?.['foreign'], foreign);
    });

    it('is silent after close with a request under way', async () => {
      let reached: (() => void) | undefined;
      const underWay = new Promise<void>((resolve) => (reached = resolve));
      bench().answer = () => {
        reached?.();
        return new Promise(() => undefined);
      };
      await bench().deploy(node);
      const { flow, host } = bench();
      flow.node('node').receive({ ...message });
      await underWay;
      const closing = performance.now();
      await FlowBench.stop();
      assert.ok(performance.now() - closing < 1_000);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.deepEqual(flow.errors, []);
      assert.equal(flow.completed, 0);
      assert.equal([...flow.messages.values()].flat().length, 0);
      await FlowBench.start(host, [], {});
    });
  });
}

/** Values that are no id of FlatPeak's. */
export const NO_IDS: readonly unknown[] = [
  5,
  true,
  {},
  [],
  ['loc_sample_london'],
  Number.NaN,
  '../login',
  '..',
  'a/b',
  'a?b=c',
  'a b',
  'a\r\nb',
  'a%2e',
  'ä',
  '💶',
  'x'.repeat(65),
  Buffer.from('loc_1'),
];
