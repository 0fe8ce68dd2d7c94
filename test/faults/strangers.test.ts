import assert from 'node:assert/strict';
import { answer } from '../support/fault-server';
import { behave, cleanUp, faultServer, over } from '../support/faulty-world';
import { failure, START } from '../support/simulated-flatpeak';

describe('faults: strangers that answer', () => {
  afterEach(cleanUp);

  it('fault 11: a captive portal', async () => {
    const server = await faultServer((response) =>
      answer(response, 200, '<html>Welcome! Room 101</html>', { 'content-type': 'text/html' }),
    );
    const flatpeak = over(server.url);
    const error = await failure(flatpeak.rates());
    assert.deepEqual([error.code, error.detail], ['bad_response', 'not_json']);
    assert.ok(!`${error.message} ${JSON.stringify(error)}`.includes('Room'));
    const { line, nextTry } = flatpeak.client.diagnostics();
    assert.equal(line, 'down');
    assert.ok((nextTry ?? Infinity) <= START + flatpeak.elapsed + 5_000, 'it is looked for soon');
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`fault 12: a redirect to another host (${status})`, async () => {
      const portal = await faultServer(behave);
      const server = await faultServer((response) =>
        answer(response, status, '', { location: `${portal.url}/login` }),
      );
      const error = await failure(over(server.url).rates());
      assert.deepEqual(
        [error.code, error.status, error.detail],
        ['bad_response', status, 'redirect'],
      );
      assert.equal(server.reads(), 1);
      assert.deepEqual(portal.hits, []);
    });
  }

  it('fault 12: a redirect of the login', async () => {
    const portal = await faultServer(behave);
    const server = await faultServer(behave, {
      login: (response) => answer(response, 302, '', { location: portal.url }),
    });
    assert.equal((await failure(over(server.url).rates())).code, 'bad_response');
    assert.deepEqual([server.reads(), portal.hits.length], [0, 0]);
  });
});
