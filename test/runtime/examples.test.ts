import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { embedded as embeddedBroker } from '../support/brokers';
import { Embedded, ROOT, type Sent } from '../support/embedded';
import { nodeRed } from '../support/node-red';

const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.json'));

const pack = require('../../package.json') as { 'node-red': { nodes: Record<string, string> } };

/** A rate, or, late in its hours, how much of a need does not fit into them any more. */
const DECIDED = /^((on|off) -?\d+\.\d{3}.*|short \d.*) sample$/;

interface FlowNode {
  id: string;
  type: string;
  payload?: string;
  wires?: string[][];
}

describe('examples in a real Node-RED', function () {
  this.timeout(40_000);
  let embedded: Embedded | undefined;

  afterEach(async () => {
    await embedded?.stop();
    embedded = undefined;
  });

  // The fleet needs a broker, the dashboard another palette.
  for (const file of EXAMPLES.filter((name) => !/^(Fleet|Dashboard)/.test(name))) {
    it(`"${file}" works within 15 seconds, untouched, on sample data`, async () => {
      const flow = JSON.parse(readFileSync(join(ROOT, 'examples', file), 'utf8')) as FlowNode[];
      embedded = await Embedded.start({ flow });
      const ours = flow.filter(
        ({ type }) => type.startsWith('flatpeak-') && type !== 'flatpeak-account',
      );
      assert.ok(ours.length > 0);
      for (const { id } of ours) {
        await embedded.until(() => embedded?.sent.find(({ from }) => from === id));
        await embedded.until(
          () => embedded?.statuses.get(id)?.text?.endsWith(' sample') || undefined,
        );
      }
      const switches = ours.filter(({ type }) => type === 'flatpeak-cheap-slot');
      for (const { id, wires } of switches) {
        const first: Sent = await embedded.until(() =>
          embedded?.sent.find(({ from, port }) => from === id && port < 3),
        );
        assert.equal(first.message['live_mode'], false);
        assert.notEqual(first.message['slot'], null);
        assert.match(embedded.statuses.get(id)?.text ?? '', DECIDED);
        await press(flow.find(({ payload }) => payload === 'start'));
        if (wires?.[2]?.length) await embedded.until(() => embedded?.out(id, 3)[0]);
      }
      const errors = embedded.logs.filter(({ level }) => level <= 20);
      assert.deepEqual(errors, []);
    });
  }

  it('the fleet decides as soon as there is a broker where it looks for one', async function () {
    this.timeout(110_000);
    const broker = await embeddedBroker(1883);
    await broker.start();
    try {
      const flow = await startExample('Fleet');
      const slot = flow.find(({ type }) => type === 'flatpeak-cheap-slot')?.id ?? '';
      const first = await embedded?.until(
        () => embedded?.sent.find(({ from, port }) => from === slot && port < 3),
        35_000,
      );
      assert.notEqual(first?.message['slot'], null);
      assert.match(embedded?.statuses.get(slot)?.text ?? '', /^(on|off) .* test$/);
    } finally {
      await broker.dispose();
    }
  });

  it('prints each switch of the demo with rate, currency, reason and until when', async () => {
    await startExample('Demo');
    const line = await embedded?.until(() =>
      embedded?.logs
        .map(({ msg }) => msg)
        .find((msg) => typeof msg === 'string' && msg.startsWith('demo:')),
    );
    assert.match(
      String(line),
      /^demo: (ON|OFF) at -?\d\.\d+ GBP\/kWh, (below|above)_threshold, until \d{4}-\d\d-\d\dT[\d:]+[+Z]/,
    );
  });

  /** What runs only when asked has no plan before. */
  async function press(inject: FlowNode | undefined): Promise<void> {
    if (!inject) return;
    const pressed = await fetch(`${embedded?.url}/inject/${inject.id}`, { method: 'POST' });
    assert.equal(pressed.status, 200);
  }

  async function startExample(beginning: string): Promise<FlowNode[]> {
    const file = EXAMPLES.find((name) => name.startsWith(beginning)) as string;
    const flow = JSON.parse(readFileSync(join(ROOT, 'examples', file), 'utf8')) as FlowNode[];
    embedded = await Embedded.start({ flow });
    return flow;
  }

  it('joins listed locations into the array that they were', async () => {
    const flow = await startExample('Locations');
    const [join, list] = ['join', 'flatpeak-locations'].map(
      (type) => flow.find((node) => node.type === type)?.id ?? '',
    );
    const joined = await embedded?.until(() => embedded?.out(join ?? '', 1)[0]);
    // Two wires carry every message twice.
    const single = embedded?.out(list ?? '', 1).map(({ payload }) => payload as { id: string });
    const ids = [...new Set(single?.map(({ id }) => id))];
    assert.ok(ids.length > 5);
    assert.deepEqual(
      (joined?.['payload'] as { id: string }[] | undefined)?.map(({ id }) => id),
      ids,
    );
    assert.ok(!('parts' in (joined ?? {})));
  });

  it('tells a householder in a sentence what is wrong with a tariff', async () => {
    const flow = await startExample('Location status');
    const status = flow.find(({ type }) => type === 'flatpeak-location-status')?.id ?? '';
    const told = await embedded?.until(() => embedded?.out(status, 2)[0]);
    assert.deepEqual(told?.['problems'], [
      {
        category: 'non_commodity_import',
        status: 'ERROR',
        provider: 'Sample Grid',
        message:
          'Grid fee for buying (Sample Grid): FlatPeak can no longer read it. Connect it again in the FlatPeak dashboard.',
      },
    ]);
    assert.equal(embedded?.statuses.get(status)?.text, 'problems: 1 sample');
  });

  it('answers a webhook with 200 and sends on what FlatPeak says, not what it was told', async () => {
    const flow = await startExample('Event');
    const event = flow.find(({ type }) => type === 'flatpeak-event')?.id ?? '';
    await embedded?.until(() => embedded?.out(event, 1)[0]);
    const server = createServer(nodeRed().httpNode);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/flatpeak`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"id":"evt_sample_device_create","object":"event","type":"tariff.expired","data":{}}',
    });
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '');
    const other = await embedded?.until(() => embedded?.out(event, 2)[0]);
    assert.equal(other?.['topic'], 'device.create');
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
});

describe('the package in a real Node-RED', function () {
  this.timeout(40_000);
  let embedded: Embedded;

  before(async () => {
    embedded = await Embedded.start({ flow: [] });
  });

  after(() => embedded.stop());

  it('loads every node set without an error', async () => {
    const sets = (await embedded.get('/nodes')) as {
      module: string;
      types: string[];
      enabled: boolean;
      err?: string;
    }[];
    const ours = sets.filter(({ module }) => module === 'node-red-contrib-flatpeak');
    assert.deepEqual(
      ours
        .map(({ types }) => types)
        .flat()
        .sort(),
      Object.keys(pack['node-red'].nodes).sort(),
    );
    assert.ok(ours.every(({ enabled, err }) => enabled && err === undefined));
  });

  it('serves its icons and its texts', async () => {
    const icons = (await embedded.get('/icons')) as Record<string, string[]>;
    assert.ok(icons['node-red-contrib-flatpeak']?.includes('flatpeak-cheap-slot.svg'));
    const texts = (await embedded.get('/nodes/messages?lng=en-US')) as Record<string, object>;
    assert.ok('flatpeak-rates' in (texts['node-red-contrib-flatpeak/flatpeak-rates'] ?? {}));
  });

  it('offers its examples in the import dialog', async () => {
    for (const file of EXAMPLES) {
      const name = encodeURIComponent(file.replace(/\.json$/, ''));
      const flow = await embedded.get(`/library/examples/flows/node-red-contrib-flatpeak/${name}`);
      assert.deepEqual(flow, JSON.parse(readFileSync(join(ROOT, 'examples', file), 'utf8')));
    }
  });
});
