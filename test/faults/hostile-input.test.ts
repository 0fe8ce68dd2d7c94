import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { FlatPeakClient } from '../../src/flatpeak/client';
import { behave, cleanUp, faultServer } from '../support/faulty-world';
import { ACCOUNT, KEY, outcome, QUERY, SimulatedFlatPeak } from '../support/simulated-flatpeak';
import { runs } from '../support/runs';

const HOSTILE = [
  '',
  '.',
  '..',
  '../login',
  '..%2flogin',
  '%2e%2e',
  'a/b',
  'a?x=1',
  'a#x',
  'a\r\nHost: evil.com',
  '@evil.com',
  '//evil.com',
  'a b',
  'ä',
  'x'.repeat(10_000),
];

describe('faults: hostile input', () => {
  afterEach(cleanUp);

  it('fault 47: hostile ids never leave this machine', async () => {
    const server = await faultServer(behave);
    const client = new FlatPeakClient({ baseUrl: server.url, accountId: ACCOUNT, apiKey: KEY });
    const strangers = [undefined, null, 7, {}, [], ['a'], { toString: () => 'loc_1' }];
    for (const id of [...HOSTILE, ...strangers] as string[]) {
      for (const call of [
        client.location(id),
        client.status(id),
        client.event(id),
        client.rates(id, QUERY),
        client.locations({ starting_after: id ?? '' }),
      ]) {
        assert.equal(await outcome(call), 'bad_input');
      }
    }
    assert.deepEqual([server.hits.length, server.sockets.size], [0, 0]);
    client.close();
  });

  it('fault 47: any text is refused unsent, or goes out as exactly that id to exactly that path', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom(
          'a',
          'Z',
          '9',
          '_',
          '-',
          '.',
          '/',
          '%',
          '?',
          '#',
          '@',
          ' ',
          '\r',
          '\n',
          '\\',
        ),
      }),
      fc.constantFrom(...HOSTILE),
    );
    await fc.assert(
      fc.asyncProperty(text, async (id) => {
        const flatpeak = new SimulatedFlatPeak();
        await flatpeak.client.status(id).catch(() => undefined);
        const paths = flatpeak.requests.map(({ request }) => request.path);
        const good = /^[A-Za-z0-9_-]{1,64}$/.test(id);
        assert.deepEqual(paths, good ? ['/login', `/locations/${id}/status`] : []);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('fault 48: a base URL that is not a plain origin is refused before anything is sent', () => {
    for (const baseUrl of [
      'http://api.flatpeak.com',
      'http://192.168.0.9',
      'https://user:pass@api.flatpeak.com',
      'https://api.flatpeak.com?x=1',
      'https://api.flatpeak.com/v1/',
      '//evil.com',
      'https://api.flatpeak.com@evil.com',
      'javascript:alert(1)',
      '',
    ]) {
      assert.throws(() => new FlatPeakClient({ baseUrl, accountId: ACCOUNT, apiKey: KEY }), {
        code: 'bad_input',
        detail: 'base_url',
      });
    }
  });

  it('fault 48: each origin has its own client, and none sends another’s token', async () => {
    const servers = [await faultServer(behave), await faultServer(behave)];
    for (const { url } of servers) {
      const client = new FlatPeakClient({ baseUrl: url, accountId: ACCOUNT, apiKey: KEY });
      await client.rates('loc_1', QUERY);
      client.close();
    }
    for (const server of servers) assert.deepEqual([server.logins(), server.reads()], [1, 1]);
  });

  it('query values are encoded', async () => {
    const seen: (string | undefined)[] = [];
    const server = await faultServer((response, _, request) => {
      seen.push(request.url);
      response.end('{"data":[]}');
    });
    const client = new FlatPeakClient({ baseUrl: server.url, accountId: ACCOUNT, apiKey: KEY });
    await client.locations({ reference_id: 'a&limit=1#x é\r\n' });
    assert.deepEqual(seen, ['/locations?limit=100&reference_id=a%26limit%3D1%23x+%C3%A9%0D%0A']);
    client.close();
  });
});
