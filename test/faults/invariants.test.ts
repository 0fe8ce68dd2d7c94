import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { HttpReply } from '../../src/flatpeak/transport';
import {
  failure,
  fault,
  loginReply,
  outcome,
  ratesReply,
  reply,
  SimulatedFlatPeak,
  START,
  type Answer,
} from '../support/simulated-flatpeak';
import { runs } from '../support/runs';

const MINUTE = 60_000;

const GOOD = () => ratesReply();
/** What FlatPeak, or the line to it, may do with a read. */
const ANSWERS: Record<string, () => Answer> = {
  good: GOOD,
  'not sent': () => fault('dns'),
  reset: () => fault('reset', true),
  late: () => fault('late', true),
  tls: () => fault('tls'),
  portal: () => reply(200, '<html>'),
  misshapen: () => reply(200, {}),
  redirect: () => reply(302, ''),
  401: () => reply(401, ''),
  403: () => reply(403, ''),
  404: () => reply(404, ''),
  422: () => reply(422, { code: 'pending_connect' }),
  429: () => reply(429, ''),
  'retry after 7': () => reply(429, '', { 'retry-after': '7' }),
  'retry after 600': () => reply(503, '', { 'retry-after': '600' }),
  500: () => reply(500, ''),
};
const answers = fc.array(fc.constantFrom(...Object.keys(ANSWERS)), { minLength: 1, maxLength: 40 });
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

function asked(answer: string): number {
  const seconds = /^retry after (\d+)$/.exec(answer)?.[1];
  return Number(seconds ?? 0) * 1000;
}

describe('what always holds for the client', function () {
  this.timeout(60_000);

  it('invariant 22: attempts, retries, logins and waits stay within the policy', async () => {
    const step = fc.record({
      wait: fc.constantFrom(0, 1_000, 10_000, 2 * MINUTE, 20 * MINUTE, 2 * 60 * MINUTE),
      answers,
      chance,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        const flatpeak = new SimulatedFlatPeak({ api: 'zero' });
        let [refusals, successes] = [0, 0];
        let keepAwayUntil = 0;
        for (const { wait, answers, chance } of steps) {
          flatpeak.elapsed += wait;
          flatpeak.chance = chance;
          const before = { ...flatpeak.client.diagnostics(), reads: flatpeak.reads };
          const waits = flatpeak.waits.length;
          const given: string[] = [];
          flatpeak.answer = () => {
            assert.ok(flatpeak.elapsed >= keepAwayUntil, 'asked earlier than FlatPeak wished');
            const answer = answers[given.length % answers.length] ?? 'good';
            given.push(answer);
            if (answer === '401' || answer === '403') refusals++;
            keepAwayUntil = Math.max(keepAwayUntil, flatpeak.elapsed + asked(answer));
            return ANSWERS[answer]?.() ?? GOOD();
          };
          const result = await outcome(flatpeak.rates(`loc_${steps.length}`));
          if (result === 'ok') successes++;
          assert.ok(flatpeak.reads - before.reads <= 3, 'more than three attempts');
          if (before.line === 'down' && !/^40[13]$/.test(given[0] ?? '')) {
            assert.ok(flatpeak.reads - before.reads <= 1, 'a probe is one attempt');
          }
          flatpeak.waits.slice(waits).forEach((ms, i) => {
            const longest = Math.max(...given.map(asked));
            assert.ok(ms >= 0 && ms <= Math.max(longest * 1.1, 1000 * 2 ** (i + 1)));
          });
        }
        const { retries } = flatpeak.client.diagnostics();
        assert.ok(retries * 2 <= 20 + successes, `${retries} retries, ${successes} successes`);
        // One to begin with, one per refusal, one per expiry of an hour.
        const hours = Math.ceil(flatpeak.elapsed / (54 * MINUTE));
        assert.ok(flatpeak.logins <= 1 + refusals + hours);
      }),
      { numRuns: runs(1000) },
    );
  });

  it('invariant 22: never more than one login and two requests in flight', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('good', '401', '500', 'reset'), { minLength: 1, maxLength: 12 }),
        async (s, answers) => {
          let [inFlight, logins] = [0, 0];
          const flatpeak: SimulatedFlatPeak = new SimulatedFlatPeak({
            transport: async ({ path }): Promise<HttpReply> => {
              assert.ok(++inFlight <= 2);
              const login = path === '/login';
              if (login) assert.equal(++logins, 1);
              await s.schedule(Promise.resolve());
              inFlight--;
              if (login) logins--;
              const answer = login
                ? loginReply()
                : (ANSWERS[answers.pop() ?? 'good']?.() ?? GOOD());
              if (answer instanceof Error) throw answer;
              return answer;
            },
          });
          const calls = Array.from({ length: 8 }, (_, i) => outcome(flatpeak.rates(`loc_${i}`)));
          await s.waitFor(Promise.all(calls));
        },
      ),
      { numRuns: runs(1000) },
    );
  });

  it('invariant 23: identical reads are one request; who leaves leaves alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }),
        async (s, leavers) => {
          const flatpeak = new SimulatedFlatPeak();
          flatpeak.answer = () => s.schedule(Promise.resolve(ratesReply()));
          const query = { end_time: '2026-05-05T12:00:00Z' };
          const calls = leavers.map(async (leaves) => {
            const { signal, abort } = controller();
            if (leaves) void s.schedule(Promise.resolve()).then(abort);
            const call = flatpeak.client.rates('loc_1', query, { signal });
            return call.catch((error: { code: string }) => error.code);
          });
          const results = await s.waitFor(Promise.all(calls));
          const answer = results.find((result) => result !== 'cancelled');
          results.forEach((result, i) => {
            if (result === 'cancelled') assert.ok(leavers[i]);
            else assert.equal(result, answer);
          });
          assert.ok(flatpeak.reads <= 1);
          assert.deepEqual(flatpeak.client.diagnostics().failures, 0);
        },
      ),
      { numRuns: runs(1000) },
    );
  });

  it('invariant 23, fault 41: 5,000 calls at once with one signal are one request and no warning', async () => {
    const flatpeak = new SimulatedFlatPeak();
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on('warning', warned);
    const { signal } = new AbortController();
    const ask = () => flatpeak.client.status('loc_1', { signal });
    flatpeak.answer = () => reply(200, { tariff_status: null });
    const answers = await Promise.all(Array.from({ length: 5_000 }, ask));
    await new Promise(setImmediate);
    process.off('warning', warned);
    assert.equal(new Set(answers).size, 1);
    assert.deepEqual([flatpeak.reads, flatpeak.logins, warnings.length], [1, 1, 0]);
    assert.equal(flatpeak.client.diagnostics().shared, 4_999);
  });

  it('invariant 24: every call ends within its budget, over any transport', async () => {
    const never = () => new Promise<never>(() => undefined);
    const budgets = { attempt: 20, operation: 500 };
    for (const [name, transport, expected] of [
      ['never answers', never, 'timeout'],
      [
        'throws at once',
        () => {
          throw new Error('x');
        },
        'network',
      ],
      ['rejects with anything', () => Promise.reject(new Error('x')), 'network'],
    ] as const) {
      const flatpeak = new SimulatedFlatPeak({ transport, budgets });
      flatpeak.chance = 0;
      const begun = performance.now();
      assert.equal(await outcome(flatpeak.rates()), expected, name);
      assert.ok(performance.now() - begun < 1_000);
      // FlatPeak may have seen these requests, so it is spared.
      assert.equal(flatpeak.client.diagnostics().nextTry, START + MINUTE);
    }
  });

  it('invariant 24: a message does not wait longer than its own budget, a refresh does not mind', async () => {
    const flatpeak = new SimulatedFlatPeak({ budgets: { attempt: 80, operation: 50 } });
    flatpeak.chance = 0;
    flatpeak.answer = (_, n) => (n === 1 ? new Promise(() => undefined) : ratesReply());
    const query = { end_time: '2026-05-05T12:00:00Z' };
    const background = flatpeak.client.rates('loc_1', query, { background: true });
    const foreground = flatpeak.client.rates('loc_1', query);
    assert.equal((await failure(foreground)).code, 'timeout');
    assert.equal(await outcome(background), 'ok');
    assert.equal(flatpeak.reads, 2);
  });

  it('invariant 24: who waits in the queue may leave it', async () => {
    const flatpeak = new SimulatedFlatPeak({ budgets: { attempt: 1_000, operation: 1_000 } });
    await flatpeak.client.login();
    flatpeak.answer = () => new Promise(() => undefined);
    const stuck = ['loc_1', 'loc_2'].map((id) => outcome(flatpeak.rates(id)));
    const { signal, abort } = controller();
    const waiting = flatpeak.client.status('loc_3', { signal });
    await new Promise(setImmediate);
    abort();
    assert.equal((await failure(waiting)).code, 'cancelled');
    flatpeak.client.close();
    assert.deepEqual(await Promise.all(stuck), ['cancelled', 'cancelled']);
    assert.equal(flatpeak.reads, 2);
  });

  it('a call that is cancelled before it begins costs nothing', async () => {
    const flatpeak = new SimulatedFlatPeak();
    const call = flatpeak.client.status('loc_1', { signal: AbortSignal.abort() });
    assert.equal((await failure(call)).code, 'cancelled');
    assert.equal(flatpeak.requests.length, 0);
  });

  it('a call that is cancelled while it waits for a retry makes no further request', async () => {
    const { signal, abort } = controller();
    const flatpeak = new SimulatedFlatPeak({
      sleep: () => {
        abort();
        return new Promise(() => undefined);
      },
    });
    flatpeak.answer = () => reply(500, '');
    const call = flatpeak.client.status('loc_1', { signal });
    assert.equal((await failure(call)).code, 'cancelled');
    assert.equal(flatpeak.reads, 1);
  });
});

function controller() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
