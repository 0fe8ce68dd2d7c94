import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { answer } from '../support/fault-server';
import { behave, cleanUp, faultServer, over } from '../support/faulty-world';
import {
  failure,
  fault,
  loginReply,
  outcome,
  ratesReply,
  reply,
  SimulatedFlatPeak,
  START,
} from '../support/simulated-flatpeak';
import { runs } from '../support/runs';

const HOUR = 3_600_000;

describe('faults: credentials and tokens', () => {
  afterEach(cleanUp);

  for (const status of [401, 403]) {
    it(`fault ${status === 401 ? 13 : 14}: a token that is refused (${status}) is replaced once`, async () => {
      const server = await faultServer((response, n, request) => {
        if (n === 2) answer(response, status, { message: 'Forbidden' });
        else behave(response, n, request);
      });
      const flatpeak = over(server.url);
      await flatpeak.rates();
      await flatpeak.rates();
      assert.deepEqual([server.logins(), server.reads()], [2, 3]);
      assert.equal(server.hits.at(-1)?.headers.authorization, 'Bearer token-2');
      assert.deepEqual(flatpeak.waits, []);
    });

    it(`fault ${status === 401 ? 13 : 14}: a second refusal (${status}) is final for an hour, for that location`, async () => {
      const flatpeak = new SimulatedFlatPeak();
      flatpeak.answer = ({ path }) =>
        path.endsWith('loc_1') ? reply(status, { message: 'Forbidden' }) : ratesReply();
      const error = await failure(flatpeak.rates());
      assert.deepEqual([error.code, error.status], ['forbidden', status]);
      assert.deepEqual([flatpeak.logins, flatpeak.reads], [2, 2]);
      for (let i = 0; i < 100; i++) {
        flatpeak.elapsed = (i / 100) * HOUR;
        assert.equal(await outcome(flatpeak.rates()), 'forbidden');
      }
      assert.deepEqual([flatpeak.logins, flatpeak.reads], [2, 2]);
      assert.ok((error.retryAt ?? 0) >= START + HOUR);
      await flatpeak.rates('loc_2');
      flatpeak.elapsed = (error.retryAt ?? 0) - START;
      await outcome(flatpeak.rates());
      assert.equal(flatpeak.reads, 5);
    });
  }

  it('fault 13: a token that was replaced meanwhile costs no second login', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = async ({ headers, path }) => {
      // loc_2 hears of the refusal only when loc_1 has a new token already.
      for (let i = 0; path.endsWith('loc_2') && i < 50; i++) await Promise.resolve();
      return headers['authorization'] === 'Bearer token-1' ? reply(401, '') : ratesReply();
    };
    await Promise.all([flatpeak.rates('loc_1'), flatpeak.rates('loc_2')]);
    assert.deepEqual([flatpeak.logins, flatpeak.reads], [2, 4]);
  });

  it('fault 14: one refusal after two bad answers ends the call, and proves nothing', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = (_, n) => (n < 3 ? reply(500, '') : n === 3 ? reply(401, '') : ratesReply());
    assert.equal(await outcome(flatpeak.rates()), 'unavailable');
    assert.equal(flatpeak.reads, 3);
    await flatpeak.rates();
    assert.equal(flatpeak.logins, 2);
  });

  for (const status of [401, 403]) {
    it(`fault 15: bad credentials (${status}) cost at most 24 logins a day`, async () => {
      const flatpeak = new SimulatedFlatPeak();
      flatpeak.login = () => reply(status, { message: 'Bad credentials' });
      for (let minute = 0; minute < 7 * 24 * 60; minute++) {
        flatpeak.elapsed = minute * 60_000;
        const error = await failure(flatpeak.rates());
        assert.deepEqual([error.code, error.status], ['auth', status]);
        assert.ok((error.retryAt ?? 0) > START + flatpeak.elapsed);
      }
      assert.ok(flatpeak.logins <= 7 * 24, `${flatpeak.logins} logins`);
      assert.ok(flatpeak.logins >= 7 * 21, 'it never stops trying');
      assert.equal(flatpeak.reads, 0);
      assert.equal(flatpeak.client.diagnostics().loginRefused, 'auth');
    });
  }

  it('fault 15: credentials that were mended at FlatPeak work again within the hour, or at once on request', async () => {
    for (const forgive of [false, true]) {
      const flatpeak = new SimulatedFlatPeak();
      flatpeak.login = (n) => (n === 1 ? reply(403, '') : loginReply());
      const { retryAt = 0 } = await failure(flatpeak.client.login());
      if (forgive) flatpeak.client.forgive();
      else flatpeak.elapsed = retryAt - START;
      await flatpeak.rates();
      assert.equal(flatpeak.client.diagnostics().loginRefused, undefined);
    }
  });

  it('fault 15: a login that FlatPeak does not know (wrong address) is tried once an hour', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.login = () => reply(404, { message: 'Not Found' });
    const error = await failure(flatpeak.rates());
    assert.deepEqual([error.code, error.detail], ['bad_response', 'login']);
    for (let i = 0; i < 10; i++) await outcome(flatpeak.rates(`loc_${i}`));
    assert.equal(flatpeak.logins, 1);
  });

  it('fault 16: the token runs out while 50 calls wait', async () => {
    const server = await faultServer((response, n, request) => {
      if (request.headers.authorization === 'Bearer token-1' && n > 1) answer(response, 401, '');
      else behave(response, n, request);
    });
    const flatpeak = over(server.url);
    await flatpeak.rates();
    await Promise.all(Array.from({ length: 50 }, (_, i) => flatpeak.rates(`loc_${i}`)));
    assert.equal(server.logins(), 2);
  });

  it('fault 16: the token expires before 50 calls', async () => {
    const flatpeak = new SimulatedFlatPeak();
    await flatpeak.rates();
    flatpeak.elapsed = HOUR;
    await Promise.all(Array.from({ length: 50 }, (_, i) => flatpeak.rates(`loc_${i}`)));
    assert.equal(flatpeak.logins, 2);
  });

  it('fault 17: a login without a usable token', async () => {
    for (const token of [undefined, null, '', 7, {}, 'a b', 'a\r\nb', 'ü', 'x'.repeat(9000)]) {
      const flatpeak = new SimulatedFlatPeak();
      flatpeak.login = () => reply(200, { bearer_token: token, expires_in: 3600, live_mode: true });
      const error = await failure(flatpeak.rates());
      assert.deepEqual([error.code, error.detail], ['bad_response', 'bearer_token']);
      assert.equal(flatpeak.reads, 0);
    }
  });

  it('fault 17: a lifetime that is no number', async () => {
    for (const expires_in of ['3600', null, undefined, {}, true, NaN]) {
      const flatpeak = new SimulatedFlatPeak();
      flatpeak.login = () => reply(200, { bearer_token: 'token', expires_in, live_mode: true });
      const error = await failure(flatpeak.rates());
      assert.deepEqual([error.code, error.detail], ['bad_response', 'expires_in']);
    }
  });

  it('fault 17: no lifetime, however odd, leads to a login per call or to none for a day', async () => {
    const lifetime = fc.oneof(
      fc.constantFrom(0, -1, 1e12, 1e308, 5e-324, 59, 60, 61),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    await fc.assert(
      fc.asyncProperty(lifetime, async (expires_in) => {
        const flatpeak = new SimulatedFlatPeak();
        flatpeak.login = (n) => loginReply(`token-${n}`, expires_in);
        for (let i = 0; i < 20; i++) {
          await flatpeak.rates();
          flatpeak.elapsed += 500;
        }
        assert.equal(flatpeak.logins, 1);
        flatpeak.elapsed += 24 * HOUR;
        await flatpeak.rates();
        assert.equal(flatpeak.logins, 2);
      }),
      { numRuns: runs(200) },
    );
  });

  it('a login that fails for a while is tried again like any other call', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.login = (n) =>
      n === 1 ? reply(503, '') : n === 2 ? fault('reset', true) : loginReply();
    await flatpeak.rates();
    assert.deepEqual([flatpeak.logins, flatpeak.reads], [3, 1]);
  });
});
