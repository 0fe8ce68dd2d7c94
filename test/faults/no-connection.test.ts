import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type LookupFunction, type Socket } from 'node:net';
import { certificateAuthority } from '../support/certificates';
import { behave, cleanUp, faultServer, over, SHORT } from '../support/faulty-world';
import {
  failure,
  fault,
  loginReply,
  SimulatedFlatPeak,
  START,
} from '../support/simulated-flatpeak';

const HOUR = 3_600_000;

/** Fails every lookup with this code. */
function failing(code: string): LookupFunction {
  return (_host, _options, done) => done(Object.assign(new Error(code), { code }), '', 0);
}

describe('faults: no connection', () => {
  afterEach(cleanUp);

  for (const code of ['ENOTFOUND', 'EAI_AGAIN']) {
    it(`fault 1: the name is not found (${code})`, async () => {
      const flatpeak = over('https://api.flatpeak.example', { lookup: failing(code) });
      const error = await failure(flatpeak.rates());
      assert.deepEqual([error.code, error.detail], ['network', 'dns']);
      assert.equal(flatpeak.waits.length, 2);
    });
  }

  it('fault 1: two days without a name server, and the rates are back within a minute', async () => {
    const news: (string | undefined)[] = [];
    const onLine = (trouble?: { code: string }) => news.push(trouble?.code);
    const flatpeak = new SimulatedFlatPeak({ onLine });
    flatpeak.login = () => (flatpeak.elapsed < 48 * HOUR ? fault('dns') : loginReply());
    const pauses: number[] = [];
    while (flatpeak.elapsed < 48 * HOUR) {
      const { code, retryAt } = await failure(flatpeak.rates());
      assert.equal(code, 'network');
      const { nextTry } = flatpeak.client.diagnostics();
      assert.equal(nextTry, retryAt);
      const pause = (retryAt ?? NaN) - START - flatpeak.elapsed;
      pauses.push(pause);
      flatpeak.elapsed += pause;
    }
    assert.ok(Math.max(...pauses) <= 60_000);
    await flatpeak.rates();
    assert.equal(flatpeak.client.diagnostics().line, 'up');
    assert.deepEqual(news, ['network', undefined], 'one word when it went, one when it came back');
  });

  it('fault 2: nobody listens', async () => {
    const server = await faultServer(behave);
    await server.close();
    const flatpeak = over(server.url);
    const error = await failure(flatpeak.rates());
    assert.deepEqual([error.code, error.detail], ['network', 'refused']);
    assert.equal(flatpeak.waits.length, 2);
    assert.equal(flatpeak.client.diagnostics().line, 'down');
  });

  it('fault 2: the network is not there', async () => {
    for (const code of ['ENETUNREACH', 'EHOSTUNREACH']) {
      const flatpeak = over('https://api.flatpeak.example', { lookup: failing(code) });
      assert.equal((await failure(flatpeak.rates())).detail, 'unreachable');
    }
  });

  it('fault 3: the server closed the kept connection', async () => {
    const server = await faultServer((response, n) => {
      if (n === 2) response.socket?.destroy();
      else behave(response, n, response.req);
    });
    const flatpeak = over(server.url);
    await flatpeak.rates();
    await flatpeak.rates();
    assert.equal(server.reads(), 3);
    assert.deepEqual(flatpeak.waits, [], 'the second attempt comes at once');
  });

  it('fault 3: a server that always resets is asked three times, with pauses after the second', async () => {
    const server = await faultServer((response) => response.socket?.destroy());
    const flatpeak = over(server.url);
    const error = await failure(flatpeak.rates());
    assert.deepEqual([error.code, error.detail], ['network', 'reset']);
    assert.equal(server.reads(), 3);
    assert.deepEqual(flatpeak.waits, [1000]);
  });

  describe('fault 4: TLS', () => {
    const authority = certificateAuthority();
    const day = 86_400_000;

    it('is spoken to who can prove that it is FlatPeak', async () => {
      const server = await faultServer(behave, { certificate: authority.issue() });
      const flatpeak = over(server.url, { ca: authority.cert });
      assert.equal((await flatpeak.rates()).data.length, 1);
    });

    for (const [what, options, detail] of [
      ['for another host', { hosts: ['api.flatpeak.com'] }, 'tls'],
      ['expired', { to: new Date(Date.now() - day) }, 'tls_date'],
      ['not yet valid', { from: new Date(Date.now() + day) }, 'tls_date'],
    ] as const) {
      it(`is not spoken over a certificate that is ${what}`, async () => {
        const server = await faultServer(behave, { certificate: authority.issue(options) });
        const flatpeak = over(server.url, { ca: authority.cert });
        const error = await failure(flatpeak.rates());
        assert.deepEqual([error.code, error.detail], ['network', detail]);
        assert.deepEqual(server.hits, [], 'nothing was sent');
        assert.deepEqual(flatpeak.waits, [], 'no burst of retries');
        assert.equal(error.retryAt, undefined, 'the line is not down for that');
      });
    }

    it('is not spoken over a certificate that nobody we know has signed', async () => {
      const server = await faultServer(behave, { certificate: authority.issue() });
      for (const ca of [undefined, certificateAuthority().cert]) {
        const flatpeak = over(server.url, ca === undefined ? {} : { ca });
        assert.equal((await failure(flatpeak.rates())).detail, 'tls');
      }
      assert.deepEqual(server.hits, []);
    });

    it('is not given up for plain HTTP', async () => {
      const server = await faultServer(behave);
      const flatpeak = over(server.url.replace('http:', 'https:'));
      const error = await failure(flatpeak.rates());
      assert.deepEqual([error.code, error.detail], ['network', 'tls']);
      assert.deepEqual(server.hits, []);
    });

    it('that keeps failing leads to the ladder of an unreachable server', async () => {
      const server = await faultServer(behave, { certificate: authority.issue() });
      const flatpeak = over(server.url);
      for (let i = 0; i < 3; i++) await failure(flatpeak.rates());
      const { line, nextTry } = flatpeak.client.diagnostics();
      assert.equal(line, 'down');
      assert.ok((nextTry ?? Infinity) <= START + flatpeak.elapsed + 5_000);
    });
  });

  it('fault 5: a connection that never stands', async () => {
    // TLS never begins: the socket opens, and then nothing comes.
    const sockets: Socket[] = [];
    const mute = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as AddressInfo;
    const flatpeak = over(`https://127.0.0.1:${port}`, { budgets: SHORT });
    const begun = performance.now();
    const error = await failure(flatpeak.rates());
    const took = performance.now() - begun;
    assert.equal(error.code, 'timeout');
    assert.ok(took >= 3 * SHORT.connect - 20 && took < 3 * SHORT.idle, `${took} ms`);
    const { nextTry } = flatpeak.client.diagnostics();
    assert.ok((nextTry ?? Infinity) <= START + flatpeak.elapsed + 5_000);
    for (const socket of sockets) socket.destroy();
    mute.close();
  });
});
