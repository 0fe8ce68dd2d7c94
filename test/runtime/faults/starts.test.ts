import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { DAY, MINUTE } from '../../../src/time/duration';
import { Embedded } from '../../support/embedded';
import {
  button,
  CREDENTIALS,
  home,
  hourlyRates,
  ratesNode,
  switchNode,
} from '../../support/home-flow';
import { memoryFiles } from '../../support/memory-files';
import { startSampleServer, type SampleServer } from '../../support/sample-server';
import { SimHost } from '../../support/sim-host';

describe('starts of a real Node-RED on a hub in trouble', function () {
  this.timeout(40_000);
  let server: SampleServer;
  let embedded: Embedded | undefined;
  let flow: object[];
  let clock: () => number;

  beforeEach(async () => {
    clock = Date.now;
    server = await startSampleServer({
      now: () => clock(),
      before: ({ path }) =>
        path === '/login' ? undefined : { status: 200, body: hourlyRates(clock(), 0.1) },
    });
    flow = [
      ...home(server.url),
      switchNode(),
      ratesNode(),
      ...button('go', 'return { payload: 1 }', 'rates'),
      { id: 'catch', type: 'catch', z: 'tab', x: 1, y: 1, scope: null, wires: [['ear']] },
    ];
  });

  afterEach(async () => {
    await embedded?.stop();
    embedded = undefined;
    await server.close();
  });

  const sent = (from: string, port = 1) => embedded?.until(() => embedded?.out(from, port)[0]);
  const press = () => fetch(`${embedded?.url}/inject/go`, { method: 'POST' });
  const warnings = () =>
    (embedded?.logs ?? []).filter(
      ({ level, msg }) => level <= 30 && /flatpeak|rates cannot/i.test(String(msg)),
    );

  for (const [what, credentials, settings] of [
    ['missing', {}, {}],
    ['an empty object', { account: {} }, {}],
    ['an account ID alone', { account: { account_id: 'acc_1' } }, {}],
    ['an API key alone', { account: { api_key: 'sk_1' } }, {}],
    ['of a wrong kind', { account: { account_id: '', api_key: ' ' } }, {}],
    [
      'written by another secret',
      { $: `${randomBytes(60).toString('hex')}=` },
      { credentialSecret: 'other' },
    ],
  ] as const) {
    it(`fault 43: credentials that are ${what} are named, and FlatPeak is not asked`, async () => {
      const host = new SimHost(Date.now());
      embedded = await Embedded.start({ flow, credentials, settings, host });
      await host.advance(MINUTE);
      const off = await sent('slot', 2);
      assert.equal(off?.['reason'], 'fallback');
      await press();
      const { error } = (await sent('catch')) as { error: { code: string; message: string } };
      assert.equal(error.code, 'bad_input');
      assert.match(error.message, /no credentials/);
      for (const id of ['slot', 'rates']) {
        const status = { fill: 'red', shape: 'ring', text: 'no credentials' };
        assert.deepEqual(embedded.statuses.get(id), status);
      }
      assert.deepEqual(server.requests, []);
    });
  }

  /** A folder for Node-RED in which ours cannot be made. */
  async function blockedFolder(): Promise<string> {
    const userDir = await mkdtemp(join(tmpdir(), 'flatpeak-blocked-'));
    await writeFile(join(userDir, 'flatpeak'), 'in the way');
    return userDir;
  }

  it('fault 44: a disk that refuses is warned of once, and everything works from memory', async () => {
    const userDir = await blockedFolder();
    embedded = await Embedded.start({ flow, credentials: CREDENTIALS, userDir });
    assert.equal((await sent('slot'))?.['reason'], 'below_threshold');
    await press();
    await sent('rates');
    await embedded.deploy(flow, 'full');
    await embedded.until(() => embedded?.out('slot', 1)[1]);
    assert.deepEqual(
      warnings().map(({ level, msg }) => [level, msg]),
      [
        [
          30,
          'FlatPeak: rates cannot be kept on disk; until the next start they are kept in memory only',
        ],
      ],
    );
    assert.equal(await readFile(join(userDir, 'flatpeak'), 'utf8'), 'in the way');
    assert.equal(server.requests.length, 2);
  });

  it('fault 44: a disk that fills up in mid-flight is warned of once, and the switch goes on', async () => {
    const files = memoryFiles();
    const host = new SimHost(Date.now(), { files });
    clock = () => host.now();
    embedded = await Embedded.start({ flow, credentials: CREDENTIALS, host });
    await host.advance(MINUTE);
    assert.equal(files.texts.size, 3);
    files.broken = true;
    await embedded.deploy([...flow, switchNode({ id: 'second', location: 'loc_2' })], 'full');
    await host.advance(DAY);
    assert.equal(warnings().length, 1);
    assert.equal(files.texts.size, 3);
    for (const id of ['slot', 'second'])
      assert.match(embedded.statuses.get(id)?.text ?? '', /^on 0\.100/);
  });

  for (const [what, spoil] of [
    ['cut short', (good: Buffer) => good.subarray(0, good.length / 2)],
    ['empty', () => Buffer.alloc(0)],
    ['noise', () => randomBytes(5_000)],
    ['somebody else’s', () => Buffer.from('{"hello":[1,2,3]}')],
    ['zeros', (good: Buffer) => Buffer.alloc(good.length)],
    [
      'hostile',
      () => Buffer.from('{"__proto__":{"polluted":1},"data":{"__proto__":{"polluted":1}}}'),
    ],
  ] as const) {
    it(`fault 45: kept files that are ${what} are set aside, and the rates fetched anew`, async () => {
      const kept = await keptFiles();
      const userDir = await newFolder();
      for (const [name, bytes] of kept)
        await writeFile(join(userDir, 'flatpeak', name), spoil(bytes));
      const asked = server.requests.length;
      embedded = await Embedded.start({ flow, credentials: CREDENTIALS, userDir });
      assert.equal((await sent('slot'))?.['reason'], 'below_threshold');
      assert.ok(server.requests.length > asked);
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      assert.deepEqual(warnings(), []);
      await pass(200);
      const after = await readdir(join(userDir, 'flatpeak'));
      assert.deepEqual(
        after.filter((name) => name.endsWith('.bad')).sort(),
        [...kept.keys()].map((name) => `${name}.bad`).sort(),
      );
    });
  }

  it('fault 45: folders in the place of kept files are set aside', async () => {
    const userDir = await newFolder();
    for (const name of (await keptFiles()).keys()) await mkdir(join(userDir, 'flatpeak', name));
    embedded = await Embedded.start({ flow, credentials: CREDENTIALS, userDir });
    assert.equal((await sent('slot'))?.['reason'], 'below_threshold');
    assert.deepEqual(warnings(), []);
  });

  /** What a first run leaves on disk. A folder of its own makes the next one a restart, even in this process. */
  async function keptFiles(): Promise<Map<string, Buffer>> {
    embedded = await Embedded.start({ flow, credentials: CREDENTIALS });
    const folder = join(embedded.userDir, 'flatpeak');
    await sent('slot');
    await pass(300);
    const names = await readdir(folder);
    assert.equal(names.length, 3, `hub, feed and node: ${names.join()}`);
    const kept = new Map<string, Buffer>();
    for (const name of names) kept.set(name, await readFile(join(folder, name)));
    await embedded.stop();
    return kept;
  }

  async function newFolder(): Promise<string> {
    const userDir = await mkdtemp(join(tmpdir(), 'flatpeak-'));
    await mkdir(join(userDir, 'flatpeak'));
    return userDir;
  }
});
