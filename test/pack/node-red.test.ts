import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { embedded as embeddedBroker, type Broker } from '../support/brokers';
import { ROOT } from '../support/embedded';
import { published } from './packed';
import { UserHub } from './user-hub';

interface NodeSet {
  readonly module: string;
  readonly types: string[];
  readonly enabled: boolean;
  readonly err?: string;
}

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly payload?: string;
}

const pack = require('../../package.json') as {
  name: string;
  'node-red': { nodes: Record<string, string> };
};
const TYPES = Object.keys(pack['node-red'].nodes).sort();
const LANGUAGES = filesOf('nodes/locales');
const EXAMPLES = filesOf('examples').map((file) => file.replace(/\.json$/, ''));

function filesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder));
}

describe('the package in the Node-RED of a user', function () {
  this.timeout(120_000);
  let hub: UserHub;
  /** Where the examples look for one. */
  let broker: Broker;

  before(async () => {
    broker = await embeddedBroker(1883);
    await broker.start();
    const { folder, env } = await (await published()).user('hub');
    hub = await UserHub.start(folder, env);
    // As the palette does, which refuses what does not fit this Node.
    await hub.post('/nodes', { module: pack.name });
    assert.deepEqual(await loaded(), TYPES);
    await hub.stop();
    hub = await UserHub.start(folder, env);
  });

  after(async () => {
    await hub.stop();
    await broker.dispose();
    assert.doesNotMatch(hub.log, /\[error\]|Warning:/);
  });

  async function loaded(): Promise<string[]> {
    const sets = await hub.json<NodeSet[]>('/nodes');
    const ours = sets.filter(({ module }) => module === pack.name);
    assert.ok(ours.every(({ enabled, err }) => enabled && err === undefined));
    return ours.flatMap(({ types }) => types).sort();
  }

  it('is still there after a restart', async () => {
    assert.deepEqual(await loaded(), TYPES);
  });

  it('shows its icons', async () => {
    const icons = await hub.json<Record<string, string[]>>('/icons');
    assert.deepEqual(icons[pack.name]?.toSorted(), filesOf('icons'));
    for (const icon of filesOf('icons'))
      assert.equal(
        await hub.text(`/icons/${pack.name}/${icon}`),
        readFileSync(join(ROOT, 'icons', icon), 'utf8'),
      );
  });

  it('serves what its dialogs load', async () => {
    for (const file of filesOf('resources'))
      assert.equal(
        await hub.text(`/resources/${pack.name}/${file}`),
        readFileSync(join(ROOT, 'resources', file), 'utf8'),
      );
  });

  for (const language of LANGUAGES) {
    it(`speaks ${language}`, async () => {
      const texts = await hub.json<Record<string, object>>(`/nodes/messages?lng=${language}`);
      const html = await hub.text('/nodes', { accept: 'text/html', 'accept-language': language });
      for (const type of TYPES) {
        const file = join(ROOT, 'nodes/locales', language, type);
        // Node-RED renames the plurals for a newer i18next.
        const catalogue = readFileSync(`${file}.json`, 'utf8').replaceAll('_plural"', '_other"');
        assert.deepEqual(texts[`${pack.name}/${type}`], JSON.parse(catalogue));
        assert.ok(html.includes(readFileSync(`${file}.html`, 'utf8').trim()), `help of ${type}`);
      }
    });
  }

  it('lists its examples', async () => {
    const listed = await hub.json<{ fn: string }[]>(`/library/examples/flows/${pack.name}`);
    assert.deepEqual(
      listed.map(({ fn }) => fn),
      EXAMPLES,
    );
  });

  for (const example of EXAMPLES) {
    it(`runs "${example}" untouched`, async () => {
      const path = `/library/examples/flows/${pack.name}/${encodeURIComponent(example)}`;
      const flow = await hub.json<FlowNode[]>(path);
      const missing = await hub.deploy(flow);
      // Not every user has a dashboard. Node-RED asks for it then, and runs nothing.
      assert.deepEqual(
        missing.filter((type) => !type.startsWith('ui-')),
        [],
      );
      if (missing.length > 0) return;
      for (const { id, type } of flow)
        if (/^flatpeak-(?!account)/.test(type)) await hub.until(() => hub.statusOf(id));
      const button = flow.find(({ payload }) => payload === 'start');
      if (button) await hub.post(`/inject/${button.id}`, {});
      await hub.until(() => hub.firstMessage());
    });
  }
});
