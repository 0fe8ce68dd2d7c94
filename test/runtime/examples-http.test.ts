import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Embedded } from '../support/embedded';
import { changed, example, idOf, press } from '../support/examples';
import type { FlowNode } from '../support/home-flow';
import { nodeRed } from '../support/node-red';

async function listen(listener: RequestListener, port = 0): Promise<Server> {
  const server = createServer(listener).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}

/** A Shelly of the second generation, as far as switching goes. */
class Shelly {
  on = false;
  jammed = false;
  readonly asked: string[] = [];

  readonly answer: RequestListener = ({ url = '' }, response) => {
    this.asked.push(url);
    const { pathname, searchParams } = new URL(url, 'http://shelly');
    assert.equal(searchParams.get('id'), '0');
    const was_on = this.on;
    if (pathname === '/rpc/Switch.Set' && !this.jammed) this.on = searchParams.get('on') === 'true';
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify(
        pathname === '/rpc/Switch.Set'
          ? { was_on }
          : { id: 0, source: 'HTTP_in', output: this.on, apower: this.on ? 812.4 : 0 },
      ),
    );
  };
}

describe('examples over HTTP', function () {
  this.timeout(40_000);
  let embedded: Embedded;
  let server: Server;

  afterEach(async () => {
    await embedded.stop();
    await close(server);
  });

  describe('a Shelly plug', () => {
    let shelly: Shelly;

    beforeEach(() => {
      shelly = new Shelly();
    });

    /** With a threshold that always or never passes. */
    const flowFor = (address: string, threshold: string): FlowNode[] => {
      const flow = changed(example('Device - Shelly'), 'Plug', { threshold });
      const { rules } = flow.find(({ name }) => name === 'My plug') as unknown as {
        rules: { p: string }[];
      };
      return changed(flow, 'My plug', {
        rules: rules.map((rule) => (rule.p === 'plug' ? { ...rule, to: address } : rule)),
      });
    };

    const isShown = (flow: FlowNode[], name: string, text: string): Promise<boolean> =>
      embedded.until(
        () => embedded.statuses.get(idOf(flow, name))?.text === text || undefined,
        20_000,
      );

    it('is switched on and off, and read back', async () => {
      server = await listen(shelly.answer);
      const flow = flowFor(`http://127.0.0.1:${portOf(server)}`, '-10');
      embedded = await Embedded.start({ flow });
      await isShown(flow, 'The plug', 'off');
      assert.deepEqual(shelly.asked, [
        '/rpc/Switch.Set?id=0&on=false',
        '/rpc/Switch.GetStatus?id=0',
      ]);
      await press(embedded, idOf(flow, 'On for an hour'));
      await isShown(flow, 'The plug', 'on, 812.4 W');
      assert.ok(shelly.on);
      await press(embedded, idOf(flow, 'By the prices again'));
      await isShown(flow, 'The plug', 'off');
      assert.ok(!shelly.on);
    });

    it('is reported when it does not obey', async () => {
      shelly.jammed = true;
      server = await listen(shelly.answer);
      const flow = flowFor(`http://127.0.0.1:${portOf(server)}`, '10');
      embedded = await Embedded.start({ flow });
      await isShown(flow, 'It did not obey', 'false');
      assert.equal(embedded.statuses.get(idOf(flow, 'The plug'))?.text, '');
    });

    it('follows as soon as it is there, when it was out of reach at first', async () => {
      server = await listen(shelly.answer);
      const port = portOf(server);
      await close(server);
      const flow = flowFor(`http://127.0.0.1:${port}`, '10');
      embedded = await Embedded.start({ flow });
      const wrong = await embedded.until(() => embedded.out(idOf(flow, 'catch'), 1)[0]);
      assert.match(JSON.stringify(wrong['error']), /ECONNREFUSED/);
      server = await listen(shelly.answer, port);
      await isShown(flow, 'The plug', 'on, 812.4 W');
    });

    it('may be the one of the example, that does not exist', async () => {
      server = await listen((request, response) => nodeRed().httpNode(request, response));
      const flow = flowFor(`http://127.0.0.1:${portOf(server)}/plug`, '-10');
      embedded = await Embedded.start({ flow });
      await isShown(flow, 'The plug', 'off');
      await press(embedded, idOf(flow, 'On for an hour'));
      await isShown(flow, 'The plug', 'on, 1200 W');
    });
  });

  it('pushes to a phone, once enabled, what is wrong with a tariff', async () => {
    const pushed: string[] = [];
    server = await listen((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (part) => (text += part));
      request.on('end', () => {
        pushed.push(`${request.method} ${request.url} ${text}`);
        response.end();
      });
    });
    const flow = changed(example('Location status'), 'Push to my phone', {
      d: false,
      url: `http://127.0.0.1:${portOf(server)}/my-word`,
    });
    embedded = await Embedded.start({ flow });
    assert.match(
      await embedded.until(() => pushed[0]),
      /^POST \/my-word Grid fee for buying \(Sample Grid\): FlatPeak can no longer read it/,
    );
  });
});
