import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HOUR } from '../../src/time/duration';
import { Embedded, ROOT, type Sent } from '../support/embedded';
import { nodeRed } from '../support/node-red';
import { ratesReply, wireSlots } from '../support/rates-reply';
import { startSampleServer, type SampleServer } from '../support/sample-server';
import { row } from '../support/slots';

interface Line extends Partial<Sent> {
  readonly started?: number;
}

/** A hub in a process of its own. */
async function startHub(flow: object[], userDir?: string) {
  const folder = userDir ?? (await mkdtemp(join(tmpdir(), 'flatpeak-hub-')));
  const setup = join(folder, 'setup.json');
  await writeFile(setup, JSON.stringify({ flow, credentials: CREDENTIALS }));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'test/support/hub.ts'), folder, setup],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  hubs.push(child);
  const lines: Line[] = [];
  createInterface(child.stdout).on('line', (text) => lines.push(JSON.parse(text) as Line));

  async function until<T>(look: () => T | undefined): Promise<T> {
    const end = Date.now() + 20_000;
    while (Date.now() < end) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`the hub said nothing else than ${JSON.stringify(lines)}`);
  }

  return {
    userDir: folder,
    /** The first line that fits, waiting for it if need be. */
    next: (fits: (line: Line) => boolean): Promise<Line> => until(() => lines.find(fits)),
    /** The file of the rates, as soon as it is on the disk. */
    keptRates: (): Promise<string> =>
      until(() =>
        readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
          /feed-\w+\.json$/.test(name),
        ),
      ),
    async kill(): Promise<void> {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Whatever becomes of a test, no hub outlives it. */
const hubs: ChildProcess[] = [];

const CREDENTIALS = { account: { account_id: 'acc_sample', api_key: 'sk_test_sample_data_only' } };

describe('deploys and restarts in a real Node-RED', function () {
  this.timeout(40_000);
  let server: SampleServer;
  let embedded: Embedded | undefined;
  let hanging: (() => void)[];
  let hang: boolean;

  beforeEach(async () => {
    hang = false;
    hanging = [];
    server = await startSampleServer({
      before: async ({ path }) => {
        if (!path.startsWith('/tariffs/rates/')) return undefined;
        if (hang) await new Promise<void>((resolve) => hanging.push(resolve));
        const hour = Math.floor(Date.now() / HOUR) * HOUR;
        return {
          status: 200,
          body: ratesReply(wireSlots(row(hour, HOUR, [0.1, 0.1, 0.3])), {
            last_updated: new Date().toISOString(),
            next_update: new Date(Date.now() + 4 * HOUR).toISOString(),
          }),
        };
      },
    });
  });

  afterEach(async () => {
    hanging.forEach((resolve) => resolve());
    await embedded?.stop();
    embedded = undefined;
    for (const hub of hubs.splice(0)) hub.kill('SIGKILL');
    await server.close();
  });

  function flow(rest: { x?: number; threshold?: string; name?: string } = {}) {
    return [
      { id: 'tab', type: 'tab', label: 'home' },
      { id: 'account', type: 'flatpeak-account', baseUrl: server.url, source: 'flatpeak' },
      {
        id: 'slot',
        type: 'flatpeak-cheap-slot',
        z: 'tab',
        account: 'account',
        location: 'loc_1',
        locationType: 'str',
        direction: 'IMPORT',
        threshold: rest.threshold ?? '0.15',
        thresholdType: 'num',
        x: rest.x ?? 100,
        y: 100,
        wires: [['ear'], ['ear'], ['ear']],
      },
      {
        id: 'rates',
        type: 'flatpeak-rates',
        name: rest.name ?? '',
        z: 'tab',
        account: 'account',
        location: 'loc_1',
        locationType: 'str',
        direction: 'IMPORT',
        start: 'now',
        startType: 'str',
        end: '+2h',
        carbon: true,
        endType: 'str',
        x: rest.x ?? 100,
        y: 200,
        wires: [['ear']],
      },
      {
        id: 'go',
        type: 'inject',
        z: 'tab',
        props: [{ p: 'payload' }],
        repeat: '',
        crontab: '',
        once: false,
        onceDelay: 0.1,
        topic: '',
        payload: '',
        payloadType: 'date',
        x: 10,
        y: 200,
        wires: [['rates']],
      },
      {
        id: 'catch',
        type: 'catch',
        z: 'tab',
        scope: null,
        uncaught: false,
        x: 10,
        y: 300,
        wires: [['ear']],
      },
      {
        id: 'ear',
        type: 'debug',
        z: 'tab',
        active: false,
        console: false,
        complete: 'true',
        x: 300,
        y: 100,
        wires: [],
      },
    ];
  }

  const press = () => fetch(`${embedded?.url}/inject/go`, { method: 'POST' });
  const logins = () => server.requests.filter(({ path }) => path === '/login').length;

  it('shows texts of the catalogue', async () => {
    embedded = await Embedded.start({ flow: flow(), credentials: CREDENTIALS });
    await embedded.until(() => embedded?.out('slot', 1)[0]);
    assert.match(embedded.statuses.get('slot')?.text ?? '', /^on 0\.100 →(\w\w\w )?\d\d:00$/);
  });

  for (const type of ['full', 'flows', 'nodes', 'reload'] as const) {
    it(`fault 40: says nothing of a request that a "${type}" deploy overtakes, and closes at once`, async () => {
      embedded = await Embedded.start({ flow: flow(), credentials: CREDENTIALS });
      await embedded.until(() => embedded?.out('slot', 1)[0]);
      hang = true;
      await press();
      await embedded.until(() => hanging[0]);
      const begun = performance.now();
      await embedded.deploy(flow({ name: 'changed' }), type);
      assert.ok(performance.now() - begun < 2_000);
      hanging.forEach((resolve) => resolve());
      await new Promise((done) => setTimeout(done, 300));
      assert.deepEqual(embedded.out('rates', 1), []);
      assert.deepEqual(embedded.out('catch', 1), []);
      assert.equal(logins(), 1, 'a deploy causes no login');
    });
  }

  it('sends the state again after a deploy, without asking FlatPeak again', async () => {
    embedded = await Embedded.start({ flow: flow(), credentials: CREDENTIALS });
    await embedded.until(() => embedded?.out('slot', 1)[0]);
    const before = server.requests.length;
    await embedded.deploy(flow({ x: 200 }), 'full');
    const again = await embedded.until(() => embedded?.out('slot', 1)[1]);
    assert.equal(again['reason'], 'below_threshold');
    assert.equal(server.requests.length, before);
  });

  it('sends the state again, as a repeat, when a deploy restarts a node downstream', async () => {
    embedded = await Embedded.start({ flow: flow(), credentials: CREDENTIALS });
    await embedded.until(() => embedded?.out('slot', 1)[0]);
    const deployed = flow().map((node) => (node.id === 'ear' ? { ...node, name: 'new' } : node));
    await embedded.deploy(deployed, 'nodes');
    const again = await embedded.until(() => embedded?.out('slot', 1)[1]);
    assert.equal(again['repeat'], true);
  });

  it('follows a changed threshold at once', async () => {
    embedded = await Embedded.start({ flow: flow(), credentials: CREDENTIALS });
    await embedded.until(() => embedded?.out('slot', 1)[0]);
    await embedded.deploy(flow({ threshold: '0.05' }), 'nodes');
    const off = await embedded.until(() => embedded?.out('slot', 2)[0]);
    assert.equal(off['reason'], 'above_threshold');
  });

  it('fault 42: is on again after its plug was pulled, without network, before 2 seconds have passed', async () => {
    const first = await startHub(flow());
    await first.next(({ from, port }) => from === 'slot' && port === 1);
    await first.keptRates();
    await first.kill();
    await server.close();
    try {
      const again = await startHub(flow(), first.userDir);
      const { started } = await again.next(({ started }) => started !== undefined);
      const on = await again.next(({ from, port }) => from === 'slot' && port === 1);
      assert.equal(on.message?.['reason'], 'below_threshold');
      assert.ok(Number(on.at) - Number(started) < 2_000);
      await again.kill();
    } finally {
      server = await startSampleServer();
      await rm(first.userDir, { recursive: true });
    }
  });

  it('leaves neither listener nor timer behind after many deploys', async () => {
    embedded = await Embedded.start({ flow: flow(), credentials: CREDENTIALS });
    await embedded.until(() => embedded?.out('slot', 1)[0]);
    const { events } = nodeRed();
    const count = (): number =>
      events.eventNames().reduce((sum, name) => sum + events.listenerCount(name), 0);
    await embedded.deploy(flow({ x: 1 }), 'full');
    const before = { listeners: count(), resources: process.getActiveResourcesInfo().length };
    for (let i = 0; i < 20; i++) await embedded.deploy(flow({ x: i }), 'full');
    assert.ok(count() <= before.listeners, 'listeners');
    assert.ok(process.getActiveResourcesInfo().length <= before.resources + 3, 'resources');
    assert.ok(logins() <= 1);
  });
});
