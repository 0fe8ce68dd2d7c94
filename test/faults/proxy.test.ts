import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { certificateAuthority } from '../support/certificates';
import { behave, cleanUp, eventually, faultServer, over, SHORT } from '../support/faulty-world';
import { failure } from '../support/simulated-flatpeak';

const NAMES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'no_proxy', 'NO_PROXY'];
const HOST = 'api.flatpeak.example';

/** A proxy that sends every tunnel to `port` of this machine, or answers something else. */
async function proxy(port: number, refusal?: string) {
  const asked: string[] = [];
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', (data) => {
      asked.push(data.toString());
      if (refusal !== undefined) {
        socket.end(refusal);
        return;
      }
      const target = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(target).pipe(socket);
      });
      target.on('error', () => socket.destroy());
      sockets.push(target);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    asked,
    url,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe('a proxy from the environment', () => {
  const before = new Map(NAMES.map((name) => [name, process.env[name]]));
  const authority = certificateAuthority();
  beforeEach(() => NAMES.forEach((name) => delete process.env[name]));
  afterEach(async () => {
    await cleanUp();
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it('is asked for a tunnel, and sees neither path nor credentials', async () => {
    const server = await faultServer(behave, { certificate: authority.issue({ hosts: [HOST] }) });
    const port = Number(new URL(server.url).port);
    const way = await proxy(port);
    process.env['HTTPS_PROXY'] = way.url;
    const flatpeak = over(`https://${HOST}:${port}`, { ca: authority.cert });
    assert.equal((await flatpeak.rates()).data.length, 1);
    assert.ok(way.asked.every((text) => text.startsWith(`CONNECT ${HOST}:${port} HTTP/1.1`)));
    assert.ok(!/authorization|loc_1/i.test(way.asked.join()));
    way.close();
  });

  it('that refuses is no refusal of FlatPeak’s', async () => {
    for (const status of [
      '403 Forbidden',
      '407 Proxy Authentication Required',
      '502 Bad Gateway',
    ]) {
      const way = await proxy(0, `HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`);
      process.env['HTTPS_PROXY'] = way.url;
      const flatpeak = over(`https://${HOST}`, { ca: authority.cert });
      const error = await failure(flatpeak.rates());
      assert.deepEqual([error.code, error.detail], ['network', 'proxy']);
      assert.equal(flatpeak.client.diagnostics().loginRefused, undefined);
      way.close();
    }
  });

  it('that is away is a network error', async () => {
    const way = await proxy(0);
    way.close();
    process.env['HTTPS_PROXY'] = way.url;
    const error = await failure(over(`https://${HOST}`).rates());
    assert.deepEqual([error.code, error.detail], ['network', 'refused']);
  });

  it('that never opens the tunnel ends with the connection budget and leaves no connection', async () => {
    const open = new Set<Socket>();
    const silent = createServer((socket) => {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
      socket.resume();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    process.env['HTTPS_PROXY'] = `http://127.0.0.1:${port}`;
    const flatpeak = over(`https://${HOST}`, { budgets: SHORT });
    assert.equal((await failure(flatpeak.rates())).code, 'timeout');
    await eventually(() => open.size === 0);
    silent.close();
  });

  it('is never used for this machine, where it would see the credentials', async () => {
    const way = await proxy(0);
    process.env['HTTP_PROXY'] = way.url;
    process.env['http_proxy'] = way.url;
    const server = await faultServer(behave);
    await over(server.url).rates();
    assert.equal(server.reads(), 1);
    assert.deepEqual(way.asked, []);
    way.close();
  });
});
