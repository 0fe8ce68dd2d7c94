import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import * as fc from 'fast-check';
import {
  lifetimeOf,
  renewalWindow,
  TokenCycle,
  type Grant,
} from '../../../../src/flatpeak/policy/token';
import { Failure, type Verdict } from '../../../../src/flatpeak/policy/verdict';
import { runs } from '../../../support/runs';

const HOUR = 3_600_000;
const never = new AbortController().signal;
setMaxListeners(0, never);
const refusal: Verdict = { code: 'auth', status: 403, line: 'fine', retry: 'never' };

function setUp(login?: (n: number) => Promise<Grant>) {
  const time = { elapsed: 0, now: 0 };
  const state = { logins: 0, time };
  const grant = async (n: number) => ({ bearer: `token-${n}`, expiresIn: 3600, live: true });
  const tokens = new TokenCycle(
    () => (login ?? grant)(++state.logins),
    { now: () => time.now + time.elapsed, monotonic: () => time.elapsed },
    () => 0.5,
  );
  const bearer = async () => (await tokens.get(never)).bearer;
  return { tokens, state, time, bearer };
}

describe('the lifetime of a token', () => {
  it('is what FlatPeak says, within a minute and a day', () => {
    assert.equal(lifetimeOf(3600), HOUR);
    assert.deepEqual([0, -1, 59, 1e12].map(lifetimeOf), [60_000, 60_000, 60_000, 24 * HOUR]);
  });

  it('leaves a tenth, at least a minute and at most half, for renewal', () => {
    assert.equal(renewalWindow(24 * HOUR), 2.4 * HOUR);
    assert.equal(renewalWindow(HOUR), 6 * 60_000);
    assert.equal(renewalWindow(5 * 60_000), 60_000);
    assert.equal(renewalWindow(60_000), 30_000);
  });
});

describe('the token', () => {
  it('is one for all who ask, until shortly before it expires', async () => {
    const { state, time, bearer } = setUp();
    assert.deepEqual(new Set(await Promise.all(Array.from({ length: 50 }, bearer))).size, 1);
    time.elapsed = HOUR - 6 * 60_000;
    assert.equal(await bearer(), 'token-1');
    assert.equal(state.logins, 1);
  });

  it('is renewed behind the caller while the old one still works', async () => {
    const { state, time, bearer } = setUp();
    await bearer();
    time.elapsed = HOUR - 6 * 60_000 + 1;
    assert.equal(await bearer(), 'token-1');
    await new Promise(setImmediate);
    assert.equal(state.logins, 2);
    assert.equal(await bearer(), 'token-2');
    assert.equal(state.logins, 2);
  });

  it('is renewed before the caller goes on when less than 5 s are left', async () => {
    const { time, bearer } = setUp();
    await bearer();
    time.elapsed = HOUR - 4_999;
    assert.equal(await bearer(), 'token-2');
    time.elapsed = 2 * HOUR - 4_999 - 5_000;
    assert.equal(await bearer(), 'token-2');
  });

  it('does not mind what the wall clock does', async () => {
    const { state, time, bearer } = setUp();
    await bearer();
    time.now = 10 * 365 * 24 * HOUR;
    await bearer();
    time.now = -time.now;
    await bearer();
    assert.equal(state.logins, 1);
  });

  it('goes on working when its renewal fails, which is tried again after half a minute', async () => {
    const { state, time, bearer } = setUp(async (n) => {
      if (n > 1) throw new Failure({ code: 'unavailable', line: 'reached', retry: 'later' });
      return { bearer: 'token-1', expiresIn: 3600, live: true };
    });
    await bearer();
    time.elapsed = HOUR - 60_000;
    for (let i = 0; i < 5; i++) {
      assert.equal(await bearer(), 'token-1');
      await new Promise(setImmediate);
    }
    assert.equal(state.logins, 2);
    time.elapsed += 30_000;
    assert.equal(await bearer(), 'token-1');
    assert.equal(state.logins, 3);
    time.elapsed = HOUR;
    await assert.rejects(bearer(), Failure);
    await assert.rejects(bearer(), Failure);
    assert.equal(state.logins, 5);
  });

  it('is dropped when FlatPeak refuses it, unless there is a newer one', async () => {
    const { tokens, state, bearer } = setUp();
    const first = await tokens.get(never);
    tokens.refused(first);
    assert.equal(await bearer(), 'token-2');
    tokens.refused(first);
    assert.equal(await bearer(), 'token-2');
    assert.equal(state.logins, 2);
  });

  it('is not asked for again within the hour when the login is refused', async () => {
    const { tokens, state, time, bearer } = setUp(async () => {
      throw new Failure(refusal);
    });
    const expected = { code: 'auth', status: 403, retryAt: 1.05 * HOUR };
    await assert.rejects(bearer(), expected);
    time.elapsed = 1.05 * HOUR - 1;
    await assert.rejects(bearer(), expected);
    assert.equal(state.logins, 1);
    assert.equal(tokens.refusedBecause, 'auth');
    time.elapsed += 1;
    await assert.rejects(bearer());
    assert.equal(state.logins, 2);
  });

  it('may be asked for at once when the user has changed something', async () => {
    const { tokens, state, bearer } = setUp(async (n) => {
      if (n === 1) throw new Failure(refusal);
      return { bearer: 'token', expiresIn: 3600, live: true };
    });
    await assert.rejects(bearer());
    tokens.forgive();
    assert.equal(await bearer(), 'token');
    assert.equal(state.logins, 2);
    assert.equal(tokens.refusedBecause, undefined);
  });

  it('does not make a caller wait who has left', async () => {
    const { tokens } = setUp(() => new Promise(() => undefined));
    const leave = new AbortController();
    const call = tokens.get(leave.signal);
    leave.abort(new Error('left'));
    await assert.rejects(call, /left/);
  });

  it('never has two logins in flight, and hands out what the last one brought', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('ask', 'refuse', 'wait'), { maxLength: 20 }),
        async (s, steps) => {
          let inFlight = 0;
          const { tokens, time } = setUp(async (n) => {
            assert.equal(++inFlight, 1);
            await s.schedule(Promise.resolve());
            inFlight--;
            return { bearer: `token-${n}`, expiresIn: 60, live: true };
          });
          const calls = steps.map(async (step) => {
            await s.schedule(Promise.resolve());
            if (step === 'wait') time.elapsed += 20_000;
            else {
              const token = await tokens.get(never);
              if (step === 'refuse') tokens.refused(token);
            }
          });
          await s.waitFor(Promise.all(calls));
        },
      ),
      { numRuns: runs(1000) },
    );
  });
});
