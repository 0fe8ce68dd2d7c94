import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Embedded, ROOT, type Sent } from '../support/embedded';

const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.json'));

const pack = require('../../package.json') as { 'node-red': { nodes: Record<string, string> } };

interface FlowNode {
  id: string;
  type: string;
}

describe('examples in a real Node-RED', function () {
  this.timeout(40_000);
  let embedded: Embedded | undefined;

  afterEach(async () => {
    await embedded?.stop();
    embedded = undefined;
  });

  for (const file of EXAMPLES) {
    it(`"${file}" switches within 15 seconds, untouched, on sample data`, async () => {
      const flow = JSON.parse(readFileSync(join(ROOT, 'examples', file), 'utf8')) as FlowNode[];
      embedded = await Embedded.start({ flow });
      const ours = flow.filter(
        ({ type }) => type.startsWith('flatpeak-') && type !== 'flatpeak-account',
      );
      assert.ok(ours.length > 0);
      const switches = ours.filter(({ type }) => type === 'flatpeak-cheap-slot');
      for (const { id } of switches) {
        const first: Sent = await embedded.until(() =>
          embedded?.sent.find(({ from, port }) => from === id && port < 3),
        );
        assert.equal(first.message['live_mode'], false);
        assert.notEqual(first.message['slot'], null);
        assert.match(embedded.statuses.get(id)?.text ?? '', /^(on|off) -?\d+\.\d{3}.* sample$/);
        await embedded.until(() => embedded?.out(id, 3)[0]);
      }
      const errors = embedded.logs.filter(({ level }) => level <= 20);
      assert.deepEqual(errors, []);
    });
  }

  it('prints each switch of the demo with rate, currency, reason and until when', async () => {
    const demo = EXAMPLES.find((name) => name.startsWith('Demo')) as string;
    const flow = JSON.parse(readFileSync(join(ROOT, 'examples', demo), 'utf8')) as FlowNode[];
    embedded = await Embedded.start({ flow });
    const line = await embedded.until(() =>
      embedded?.logs
        .map(({ msg }) => msg)
        .find((msg) => typeof msg === 'string' && msg.startsWith('demo:')),
    );
    assert.match(
      String(line),
      /^demo: (ON|OFF) at -?\d\.\d+ GBP\/kWh, (below|above)_threshold, until \d{4}-\d\d-\d\dT[\d:]+[+Z]/,
    );
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
      ['flatpeak-account', 'flatpeak-cheap-slot', 'flatpeak-rates'],
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
