import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { answer } from '../support/fault-server';
import { cleanUp, eventually, faultServer, over, rawServer, SHORT } from '../support/faulty-world';
import { failure, ratesReply } from '../support/simulated-flatpeak';

const JSON_TYPE = { 'content-type': 'application/json' };
const BODY = ratesReply().body;

/** Runs `call` and gives its error and the real time it took. */
async function timed(call: () => Promise<unknown>) {
  const begun = performance.now();
  const error = await failure(call());
  return { error, took: performance.now() - begun };
}

describe('faults: broken replies', () => {
  afterEach(cleanUp);

  it('fault 6: headers never come', async () => {
    const server = await faultServer(() => undefined);
    const flatpeak = over(server.url, { budgets: SHORT });
    await flatpeak.client.login();
    const { error, took } = await timed(() => flatpeak.rates());
    assert.equal(error.code, 'timeout');
    assert.ok(took < 6 * SHORT.attempt, `${took} ms`);
    assert.equal(flatpeak.waits.length, 2);
    await eventually(() => server.sockets.size === 0);
  });

  it('fault 7: a body that trickles', async () => {
    const timers: NodeJS.Timeout[] = [];
    const server = await faultServer((response) => {
      response.writeHead(200, JSON_TYPE);
      timers.push(setInterval(() => response.write(' '), 20));
    });
    const flatpeak = over(server.url, { budgets: SHORT });
    await flatpeak.client.login();
    const { error, took } = await timed(() => flatpeak.rates());
    timers.forEach(clearInterval);
    assert.equal(error.code, 'timeout');
    assert.ok(took >= 3 * SHORT.attempt - 20 && took < 6 * SHORT.attempt, `${took} ms`);
  });

  it('fault 8: a body that stalls', async () => {
    const server = await faultServer((response) => {
      response.writeHead(200, { ...JSON_TYPE, 'content-length': String(BODY.length) });
      response.write(BODY.slice(0, 20));
    });
    const flatpeak = over(server.url, { budgets: SHORT });
    await flatpeak.client.login();
    const { error, took } = await timed(() => flatpeak.rates());
    assert.equal(error.code, 'timeout');
    assert.ok(took >= 3 * SHORT.idle - 20 && took < 3 * SHORT.attempt, `${took} ms`);
  });

  it('fault 9: a body shorter than announced, and chunks cut off', async () => {
    for (const length of [String(BODY.length), undefined]) {
      const server = await faultServer((response) => {
        response.writeHead(200, { ...JSON_TYPE, ...(length && { 'content-length': length }) });
        response.write(BODY.slice(0, 20), () => response.socket?.destroy());
      });
      const error = await failure(over(server.url).rates());
      assert.deepEqual([error.code, error.detail], ['network', 'truncated']);
      assert.equal(server.reads(), 3);
    }
  });

  it('fault 9: a compressed body cut off', async () => {
    const zipped = gzipSync(BODY);
    const server = await faultServer((response) => {
      response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' });
      response.end(zipped.subarray(0, zipped.length - 12));
    });
    const error = await failure(over(server.url).rates());
    assert.ok(['network', 'bad_response'].includes(error.code));
    assert.equal(server.reads(), 3);
  });

  it('fault 10: a body that simply ends too soon', async () => {
    const { url } = await rawServer(
      `HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${BODY.slice(0, 40)}`,
    );
    const flatpeak = over(url);
    const error = await failure(flatpeak.rates());
    assert.deepEqual([error.code, error.detail], ['bad_response', 'not_json']);
    assert.equal(flatpeak.waits.length, 2, 'it is tried again');
  });

  it('something that is no HTTP', async () => {
    const { url } = await rawServer('SSH-2.0-OpenSSH_9.2\r\n');
    const error = await failure(over(url).rates());
    assert.deepEqual([error.code, error.detail], ['bad_response', 'not_http']);
  });

  it('a compressed body is read', async () => {
    const server = await faultServer((response) =>
      answer(response, 200, gzipSync(BODY), { 'content-encoding': 'gzip' }),
    );
    assert.equal((await over(server.url).rates()).data.length, 1);
  });
});
