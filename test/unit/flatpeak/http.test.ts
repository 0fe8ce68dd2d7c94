import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FlatPeakClient } from '../../../src/flatpeak/client';
import { httpTransport } from '../../../src/flatpeak/http';
import { USER_AGENT } from '../../../src/flatpeak/user-agent';
import { behave, cleanUp, eventually, faultServer, over } from '../../support/faulty-world';
import { ACCOUNT, KEY, outcome, QUERY } from '../../support/simulated-flatpeak';
import { answer } from '../../support/fault-server';
import manifest from '../../../package.json';

const ROOT = join(__dirname, '../../..');
const REQUEST = { method: 'GET', path: '/x', query: {}, headers: {} } as const;
/** What a script prints that runs in a process of its own. */
const run = async (script: string): Promise<string> =>
  (await promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', script], { cwd: ROOT }))
    .stdout;

describe('the HTTP transport', () => {
  afterEach(cleanUp);

  it('brings status, headers and body of any reply', async () => {
    const server = await faultServer((response) =>
      answer(response, 418, 'grün', { 'X-Tea': 'yes', 'set-cookie': 'a=1' }),
    );
    const send = httpTransport(server.url);
    const { signal } = new AbortController();
    const reply = await send(REQUEST, { signal, maxBody: 100 });
    assert.deepEqual(
      [reply.status, reply.body, reply.headers['x-tea'], reply.headers['set-cookie']],
      [418, 'grün', 'yes', 'a=1'],
    );
    send.close();
  });

  it('sends a body where there is one', async () => {
    const server = await faultServer((response, _, request) => request.pipe(response));
    const send = httpTransport(server.url);
    const { signal } = new AbortController();
    const post = { ...REQUEST, method: 'POST', body: '{"a":1}' } as const;
    const headers = { 'content-type': 'application/json' };
    const reply = await send({ ...post, headers }, { signal, maxBody: 100 });
    assert.equal(reply.body, '{"a":1}');
    assert.equal(server.hits[0]?.headers['content-type'], 'application/json');
    send.close();
  });

  it('names the package, and nothing else', async () => {
    assert.equal(USER_AGENT, `${manifest.name}/${manifest.version}`);
    const server = await faultServer(behave);
    await over(server.url).rates();
    assert.equal(server.hits[0]?.headers['user-agent'], USER_AGENT);
    assert.deepEqual(Object.keys(server.hits[1]?.headers ?? {}).sort(), [
      'accept',
      'accept-encoding',
      'authorization',
      'connection',
      'flatpeak-version',
      'host',
      'user-agent',
    ]);
  });

  it('reads a body up to its limit and not one byte more', async () => {
    const server = await faultServer((response) => answer(response, 200, 'x'.repeat(1000)));
    const send = httpTransport(server.url);
    const { signal } = new AbortController();
    assert.equal((await send(REQUEST, { signal, maxBody: 1000 })).body.length, 1000);
    await assert.rejects(send(REQUEST, { signal, maxBody: 999 }), {
      fault: 'too_large',
      sent: true,
    });
    send.close();
  });

  it('uses one connection again, and never more than two', async () => {
    const server = await faultServer(behave);
    const flatpeak = over(server.url);
    await flatpeak.rates();
    await flatpeak.rates();
    assert.equal(server.sockets.size, 1);
    await Promise.all(Array.from({ length: 50 }, (_, i) => flatpeak.rates(`loc_${i}`)));
    assert.equal(server.sockets.size, 2);
  });

  it('ends with the caller’s signal at once, and tells whether anything was sent', async () => {
    const server = await faultServer(() => undefined);
    const send = httpTransport(server.url);
    const stop = new AbortController();
    const call = send(REQUEST, { signal: stop.signal, maxBody: 1 });
    const rejected = assert.rejects(call, { fault: 'aborted', sent: true });
    await eventually(() => server.hits.length === 1);
    const begun = performance.now();
    stop.abort();
    await rejected;
    assert.ok(performance.now() - begun < 500);
    await assert.rejects(send(REQUEST, { signal: stop.signal, maxBody: 1 }), {
      fault: 'aborted',
      sent: false,
    });
    await eventually(() => server.sockets.size === 0);
    assert.equal(server.hits.length, 1);
    send.close();
  });

  it('is not moved by what other packages do to axios', async () => {
    const { default: axios } = await import('axios');
    const server = await faultServer(behave);
    axios.defaults.headers.common['x-other'] = '1';
    axios.defaults.baseURL = 'http://192.0.2.1';
    const id = axios.interceptors.request.use(() => assert.fail('saw the request'));
    try {
      await over(server.url).rates();
      assert.equal(server.hits[0]?.headers['x-other'], undefined);
    } finally {
      axios.interceptors.request.eject(id);
      delete axios.defaults.headers.common['x-other'];
      delete axios.defaults.baseURL;
    }
  });

  it('leaves no socket and no timer behind when the client closes with calls in flight', async () => {
    const server = await faultServer((response, n, request) => {
      if (n === 1) behave(response, n, request);
    });
    const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const client = new FlatPeakClient({
      baseUrl: server.url,
      accountId: ACCOUNT,
      apiKey: KEY,
    });
    await client.rates('loc_1', QUERY);
    const open = ['loc_2', 'loc_3', 'loc_4'].map((id) => outcome(client.rates(id, QUERY)));
    await eventually(() => server.reads() === 3);
    const begun = performance.now();
    client.close();
    assert.deepEqual(await Promise.all(open), ['cancelled', 'cancelled', 'cancelled']);
    assert.ok(performance.now() - begun < 500);
    await eventually(() => server.sockets.size === 0);
    const after = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    assert.ok(after <= before, `${after - before} timers`);
  });

  it('lets a process end that is done, though it never closed its client', async () => {
    const server = await faultServer(behave);
    const script = `
      const { FlatPeakClient } = require('./src/flatpeak/client');
      new FlatPeakClient({ baseUrl: '${server.url}', accountId: 'a', apiKey: 'b' })
        .rates('loc_1', ${JSON.stringify(QUERY)})
        .then(({ data }) => console.log(data.length));`;
    const begun = performance.now();
    assert.equal((await run(script)).trim(), '1');
    assert.ok(performance.now() - begun < 8_000);
  });

  it('loads axios and valibot with the first request, not before', async () => {
    const script = `
      const { FlatPeakClient } = require('./src/flatpeak/client');
      new FlatPeakClient({ accountId: 'a', apiKey: 'b' });
      console.log(Object.keys(require.cache).filter((path) => /node_modules.(axios|valibot|luxon)/.test(path)).length);`;
    assert.equal((await run(script)).trim(), '0');
  });
});
