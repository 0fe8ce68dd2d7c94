import assert from 'node:assert/strict';
import { setTimeout as pass } from 'node:timers/promises';
import { Embedded } from '../../support/embedded';
import {
  button,
  CREDENTIALS,
  home,
  hourlyRates,
  ratesNode,
  switchNode,
} from '../../support/home-flow';
import { startSampleServer, type SampleServer } from '../../support/sample-server';

describe('flows that run in circles in a real Node-RED', function () {
  this.timeout(40_000);
  let server: SampleServer;
  let embedded: Embedded;

  beforeEach(async () => {
    server = await startSampleServer({
      before: ({ path }) =>
        path === '/login' ? undefined : { status: 200, body: hourlyRates(Date.now(), 0.1) },
    });
  });

  afterEach(async () => {
    await embedded.stop();
    await server.close();
  });

  const errors = () => embedded.logs.filter(({ level }) => level <= 20).map(({ msg }) => msg);

  for (const runtimeSyncDelivery of [false, true]) {
    const how = runtimeSyncDelivery ? 'at once' : 'in turn';

    it(`fault 50: a switch wired to itself comes to rest, with messages delivered ${how}`, async () => {
      const looped = switchNode({ wires: [['slot', 'ear'], ['slot', 'ear'], ['ear']] });
      embedded = await Embedded.start({
        flow: [...home(server.url), looped],
        credentials: CREDENTIALS,
        settings: { runtimeSyncDelivery },
      });
      await embedded.until(() => embedded.out('slot', 1)[0]);
      await pass(300);
      const sent = embedded.sent.length;
      await pass(300);
      assert.equal(embedded.sent.length, sent, 'it goes on');
      assert.ok(sent < 12, `${sent} messages`);
      assert.ok(embedded.out('slot', 1).every(({ on }) => on === true));
      assert.deepEqual(embedded.out('slot', 2), []);
      assert.match(embedded.statuses.get('slot')?.text ?? '', /^override on/);
      assert.deepEqual(errors(), []);
    });

    it(`fault 50: an error downstream leaves the switch as it was, with messages delivered ${how}`, async () => {
      const [, thrower] = button('go', 'throw new Error("downstream")', 'ear');
      embedded = await Embedded.start({
        flow: [
          ...home(server.url),
          switchNode({ wires: [['go.function'], ['go.function'], ['go.function']] }),
          ...button('ask', 'return { payload: "" }', 'slot'),
          thrower ?? {},
        ],
        credentials: CREDENTIALS,
        settings: { runtimeSyncDelivery },
      });
      await embedded.until(() => embedded.out('slot', 1)[0]);
      const before = embedded.out('slot', 1).length;
      await fetch(`${embedded.url}/inject/ask`, { method: 'POST' });
      const again = await embedded.until(() => embedded.out('slot', 1)[before]);
      assert.deepEqual([again['on'], again['reason']], [true, 'below_threshold']);
      assert.match(embedded.statuses.get('slot')?.text ?? '', /^on 0\.100/);
      assert.ok(errors().every((error) => /downstream/.test(String(error))));
    });
  }

  it('fault 50: rates wired to themselves hardly ask FlatPeak, and let everything else go on', async () => {
    embedded = await Embedded.start({
      flow: [
        ...home(server.url),
        ratesNode({ wires: [['rates']] }),
        ...button('go', 'return {}', 'rates'),
      ],
      credentials: CREDENTIALS,
    });
    await fetch(`${embedded.url}/inject/go`, { method: 'POST' });
    await embedded.until(() => embedded.out('rates', 1)[20]);
    const begun = performance.now();
    await pass(3_000);
    assert.ok(performance.now() - begun < 3_250, 'nothing else gets a turn');
    await embedded.deploy([], 'full');
    const sent = embedded.sent.length;
    assert.ok(sent > 100);
    await pass(200);
    assert.equal(embedded.sent.length, sent);
    const asked = server.requests.filter(({ path }) => path !== '/login').length;
    // "Now" moves on, and may do so over a full hour.
    assert.ok(asked <= 3, `${asked} requests`);
  });
});
