import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Embedded } from '../../support/embedded';
import { button, CREDENTIALS, home, hourlyRates, ratesNode } from '../../support/home-flow';
import { nodeRed } from '../../support/node-red';
import { startSampleServer, type SampleServer } from '../../support/sample-server';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const MANY = 5_000;
const MEGABYTE = 2 ** 20;

describe('a flood of messages in a real Node-RED', function () {
  this.timeout(60_000);
  let server: SampleServer;
  let embedded: Embedded;
  /** The messages that were done, in this order. */
  let done: number[];
  let warnings: Error[];
  const warned = (warning: Error): void => void warnings.push(warning);
  const { hooks } = nodeRed();

  beforeEach(async () => {
    done = [];
    warnings = [];
    hooks.add('onComplete.flood', ({ msg, node }) => {
      if (node.id === 'rates') done.push(msg['i'] as number);
    });
    server = await startSampleServer({
      before: ({ path }) =>
        path.startsWith('/tariffs/rates/')
          ? { status: 200, body: hourlyRates(Date.now(), 0.1) }
          : undefined,
    });
    embedded = await Embedded.start({
      flow: [
        ...home(server.url),
        ratesNode(),
        ...button('flood', `for (let i = 0; i < ${MANY}; i++) node.send({ i })`, 'rates'),
      ],
      credentials: CREDENTIALS,
    });
    process.on('warning', warned);
  });

  afterEach(async () => {
    process.off('warning', warned);
    hooks.remove('*.flood');
    await embedded.stop();
    await server.close();
  });

  it(`fault 41: ${MANY} messages at once are one request, answered in order, each done once`, async () => {
    await press();
    const numbers = Array.from({ length: MANY }, (_, i) => i);
    assert.deepEqual(
      embedded.out('rates', 1).map(({ i }) => i),
      numbers,
    );
    assert.deepEqual(done, numbers);
    assert.deepEqual(
      server.requests.map(({ path }) => path),
      ['/login', '/tariffs/rates/loc_1'],
    );
    assert.deepEqual(warnings, []);
  });

  it(`fault 41: ${MANY} messages leave no memory behind`, async () => {
    await press();
    const before = await used();
    await press();
    const after = await used();
    assert.ok(after.heapUsed - before.heapUsed < 5 * MEGABYTE, 'objects');
    assert.ok(after.rss - before.rss < 20 * MEGABYTE, 'pages');
  });

  /** Bytes in use once what nobody holds is gone. */
  async function used(): Promise<NodeJS.MemoryUsage> {
    embedded.sent.length = 0;
    // Node-RED itself is not through with the last messages when they are done.
    await sleep(500);
    // What the first round frees, the second gives back to the machine.
    for (let round = 0; round < 2; round++) collectGarbage();
    return process.memoryUsage();
  }

  /** Presses the button, and waits until all that it sent is done. */
  async function press(): Promise<void> {
    const all = done.length + MANY;
    await fetch(`${embedded.url}/inject/flood`, { method: 'POST' });
    await embedded.until(() => (done.length >= all ? true : undefined), 40_000);
  }
});
