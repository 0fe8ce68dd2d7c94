import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { setTimeout as pass } from 'node:timers/promises';
import { Embedded } from '../../support/embedded';
import {
  button,
  CREDENTIALS,
  ear,
  home,
  hourlyRates,
  ratesNode,
  switchNode,
} from '../../support/home-flow';
import { NODE_RED, nodeRed } from '../../support/node-red';
import { startSampleServer, type SampleServer } from '../../support/sample-server';
import { SimHost } from '../../support/sim-host';

interface ClosingNode {
  readonly type: string;
  close: (this: ClosingNode, removed: boolean) => Promise<void>;
}

const fromNodeRed = createRequire(NODE_RED);
const { prototype: AnyNode } = fromNodeRed('@node-red/runtime/lib/nodes/Node') as {
  prototype: ClosingNode;
};
const { events } = nodeRed();

describe('deploys of a real Node-RED, with requests under way', function () {
  this.timeout(60_000);
  let server: SampleServer;
  let embedded: Embedded;
  /** Lets the answers to `held` requests through. */
  let release: () => void;
  let held: Promise<void> | undefined;
  let underWay: string[];

  beforeEach(async () => {
    held = undefined;
    underWay = [];
    server = await startSampleServer({
      before: async ({ path }) => {
        if (path === '/login') return undefined;
        underWay.push(path);
        await held;
        return path.startsWith('/tariffs/rates/')
          ? { status: 200, body: hourlyRates(Date.now(), 0.1) }
          : undefined;
      },
    });
  });

  afterEach(async () => {
    release();
    await embedded.stop();
    await server.close();
  });

  /** Starts the flow and presses its button while FlatPeak is slow, until `requests` are under way. */
  async function start(flow: object[], requests: number): Promise<void> {
    embedded = await Embedded.start({ flow, credentials: CREDENTIALS });
    held = new Promise((resolve) => (release = resolve));
    underWay = [];
    await fetch(`${embedded.url}/inject/go`, { method: 'POST' });
    await embedded.until(() => (underWay.length >= requests ? true : undefined));
  }

  /** Everything that was sent or shown while `work` was done and FlatPeak then answered. */
  async function heard(work: () => Promise<void>): Promise<string[]> {
    const said: string[] = [];
    const shown = ({ id, status }: { id: string; status: { text?: string } }): void => {
      if (status.text !== undefined) said.push(`${id}: ${status.text}`);
    };
    await work();
    const sent = embedded.sent.length;
    events.on('node-status', shown);
    release();
    await pass(300);
    events.off('node-status', shown);
    return [...said, ...embedded.sent.slice(sent).map(({ from }) => `${from} sent`)];
  }

  const rates = ratesNode({ start: 'now', end: '+1h' });
  const go = button('go', 'return msg', 'rates');

  it('fault 40: a node that is disabled says nothing more', async () => {
    const flow = (rest: object) => [...home(server.url), ...go, { ...rates, ...rest }];
    await start(flow({}), 1);
    assert.deepEqual(await heard(() => embedded.deploy(flow({ d: true }), 'nodes')), []);
  });

  it('fault 40: a node that is removed says nothing more', async () => {
    await start([...home(server.url), ...go, rates], 1);
    assert.deepEqual(await heard(() => embedded.deploy(home(server.url), 'full')), []);
  });

  it('fault 40: an account that is disabled ends what its nodes ask', async () => {
    const [tab, account, ...rest] = [...home(server.url), ...go, rates];
    await start([tab ?? {}, account ?? {}, ...rest], 1);
    const without = [tab ?? {}, { ...account, d: true }, ...rest];
    await heard(() => embedded.deploy(without, 'full'));
    assert.deepEqual(embedded.out('rates', 1), []);
    assert.equal(embedded.statuses.get('rates')?.text, 'no account');
  });

  it('fault 40: other users of the account go on', async () => {
    const [button, run] = go;
    const flow = (name: string) => [
      ...home(server.url),
      button ?? {},
      { ...run, wires: [['rates', 'other']] },
      { ...rates, name },
      ratesNode({ id: 'other', location: 'loc_2' }),
    ];
    await start(flow('before'), 2);
    const said = await heard(() => embedded.deploy(flow('after'), 'nodes'));
    assert.deepEqual(
      said.filter((line) => line.endsWith('sent')),
      ['other sent'],
    );
  });

  for (const type of ['full', 'flows', 'nodes', 'reload'] as const) {
    it(`fault 40: a subflow says nothing more after a "${type}" deploy`, async () => {
      const flow = (end: string) => [
        ...home(server.url),
        {
          id: 'sub',
          type: 'subflow',
          name: 'rates at home',
          in: [{ wires: [{ id: 'inner' }] }],
          out: [{ wires: [{ id: 'inner', port: 0 }] }],
        },
        { ...ratesNode({ id: 'inner', z: 'sub', end }), wires: [[]] },
        { ...switchNode({ id: 'inner-slot', z: 'sub' }), wires: [[], [], []] },
        { id: 'instance', type: 'subflow:sub', z: 'tab', x: 1, y: 1, wires: [[ear.id]] },
        ...button('go', 'return msg', 'instance'),
      ];
      await start(flow('+1h'), 1);
      const said = await heard(() => embedded.deploy(flow('+3h'), type));
      // The switch inside speaks for itself, because it has just been started.
      assert.deepEqual(
        said.filter((line) => line.includes('sent')),
        [],
      );
    });
  }

  it('fault 40: every node closes within 100 ms', async () => {
    const asking = (type: string, rest: object = {}) => ({
      ...ratesNode({ id: `${type}-1`, type, ...rest }),
      wires: [[], []],
    });
    const types = ['location', 'locations', 'location-status', 'event'];
    const [press, run] = button('go', 'return { location_id: "loc_9", event_id: "evt_9" }', '');
    await start(
      [
        ...home(server.url),
        press ?? {},
        { ...run, wires: [[...types.map((type) => `flatpeak-${type}-1`), 'rates']] },
        ...types.map((type) => asking(`flatpeak-${type}`)),
        rates,
        switchNode({ location: 'loc_3' }),
      ],
      2,
    );
    const took = new Map<string, number>();
    const { close } = AnyNode;
    AnyNode.close = async function (this: ClosingNode, removed) {
      const begun = performance.now();
      await close.call(this, removed);
      took.set(this.type, performance.now() - begun);
    };
    await embedded.deploy([], 'full').finally(() => (AnyNode.close = close));
    const ours = [...took].filter(([type]) => type.startsWith('flatpeak-'));
    assert.equal(ours.length, 7);
    assert.deepEqual(
      ours.filter(([, ms]) => ms >= 100),
      [],
    );
  });

  it('fault 40: 200 deploys leave no timer, socket or listener behind, and cost no login', async () => {
    release = () => undefined;
    const flow = (name: string) => [
      ...home(server.url),
      ...go,
      { ...rates, name, publish: true },
      switchNode({ name }),
    ];
    const host = new SimHost(Date.now());
    embedded = await Embedded.start({ flow: flow('first'), credentials: CREDENTIALS, host });
    await embedded.until(() => embedded.out('slot', 1)[0] && embedded.out('rates', 1)[0]);
    const left = async () => {
      // Sockets of the deploys themselves close a little later.
      await pass(200);
      const names = events.eventNames();
      const sockets = process.getActiveResourcesInfo().filter((name) => /socket/i.test(name));
      return {
        listeners: names.reduce((sum, name) => sum + events.listenerCount(name), 0),
        timers: host.timersArmed,
        sockets: sockets.length,
      };
    };
    const types = ['full', 'flows', 'nodes', 'reload'] as const;
    const deploy = (n: number) => embedded.deploy(flow(`${n}`), types[n % 4] ?? 'full');
    for (let n = 0; n < 4; n++) await deploy(n);
    const before = await left();
    for (let n = 0; n < 200; n++) await deploy(n);
    assert.deepEqual(await left(), before);
    await embedded.deploy([], 'full');
    assert.equal((await left()).timers, 0);
    assert.equal(server.requests.filter(({ path }) => path === '/login').length, 1);
  });
});
