import assert from 'node:assert/strict';
import { answer } from '../support/fault-server';
import { behave, cleanUp, faultServer, over } from '../support/faulty-world';
import {
  failure,
  outcome,
  ratesReply,
  reply,
  SimulatedFlatPeak,
  START,
} from '../support/simulated-flatpeak';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** One chance in the middle: backoffs of 0.5 s and 1 s, pauses of the ladder times 1.25. */
const BACKOFF = [500, 1000];

function asking(status: number, header: string | undefined, date?: string): SimulatedFlatPeak {
  const flatpeak = new SimulatedFlatPeak();
  const headers = {
    ...(header !== undefined && { 'retry-after': header }),
    ...(date !== undefined && { date }),
  };
  flatpeak.answer = (_, n) => (n === 1 ? reply(status, '', headers) : ratesReply());
  return flatpeak;
}

describe('faults: a server under strain', () => {
  afterEach(cleanUp);

  for (const status of [429, 503]) {
    it(`fault 18: ${status} with Retry-After in seconds`, async () => {
      const flatpeak = asking(status, '60');
      await flatpeak.rates();
      assert.deepEqual(flatpeak.waits, [63_000]);
    });

    for (const [name, header] of [
      ['IMF-fixdate', 'Sat, 01 Jan 2000 00:01:00 GMT'],
      ['RFC 850', 'Saturday, 01-Jan-00 00:01:00 GMT'],
      ['asctime', 'Sat Jan  1 00:01:00 2000'],
    ] as const) {
      it(`fault 18: ${status} with Retry-After as a date (${name}), by the clock of the server`, async () => {
        const flatpeak = asking(status, header, 'Sat, 01 Jan 2000 00:00:00 GMT');
        await flatpeak.rates();
        assert.deepEqual(flatpeak.waits, [63_000]);
      });
    }

    it(`fault 18: ${status} with Retry-After 0, negative or unreadable is plain backoff`, async () => {
      for (const header of ['0', '-5', 'abc', '1e9', '']) {
        const flatpeak = asking(status, header);
        await flatpeak.rates();
        assert.deepEqual(flatpeak.waits, BACKOFF.slice(0, 1), header);
      }
    });

    it(`fault 18: ${status} with a Retry-After beyond patience fails at once, and nobody asks before`, async () => {
      for (const background of [false, true]) {
        const flatpeak = asking(status, '120');
        const rates = (location = 'loc_1') =>
          flatpeak.client.rates(location, { end_time: '2026-05-05T12:00:00Z' }, { background });
        const error = await failure(rates());
        assert.equal(error.retryAt, START + 126_000);
        assert.deepEqual(flatpeak.waits, []);
        for (flatpeak.elapsed = 0; flatpeak.elapsed < 120_000; flatpeak.elapsed += 1_000) {
          assert.equal(await outcome(rates(`loc_${flatpeak.elapsed}`)), error.code);
        }
        assert.equal(flatpeak.reads, 1);
        await rates();
        assert.equal(flatpeak.reads, 2);
      }
    });

    it(`fault 18: ${status} with Retry-After 1000000000 holds for a day, not for ever`, async () => {
      const flatpeak = asking(status, '1000000000');
      const { retryAt = 0 } = await failure(flatpeak.rates());
      assert.ok(retryAt >= START + DAY && retryAt <= START + DAY + MINUTE);
      flatpeak.elapsed = retryAt - START;
      await flatpeak.rates();
    });
  }

  it('fault 18: patience counts from the beginning of the call', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = (_, n) => (n < 3 ? reply(429, '', { 'retry-after': '60' }) : ratesReply());
    assert.equal(await outcome(flatpeak.rates()), 'rate_limited');
    assert.equal(flatpeak.reads, 2);
  });

  it('fault 19: 429 without a hint leads to the ladder', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = () => reply(429, { type: 'rate_limit' });
    const pauses: number[] = [];
    for (let i = 0; i < 7; i++) {
      const { code, retryAt = NaN } = await failure(flatpeak.rates());
      assert.equal(code, 'rate_limited');
      pauses.push(retryAt - START - flatpeak.elapsed);
      flatpeak.elapsed = retryAt - START;
    }
    assert.deepEqual(flatpeak.waits, BACKOFF);
    assert.equal(flatpeak.reads, 3 + 6);
    assert.deepEqual(
      pauses.map((ms) => ms / MINUTE),
      [1, 2, 4, 8, 15, 15, 15].map((minutes) => minutes * 1.25),
    );
  });

  for (const status of [500, 502, 503, 504]) {
    it(`fault 20: a single ${status}`, async () => {
      const server = await faultServer((response, n, request) => {
        if (n === 1) answer(response, status, '<h1>Bad gateway</h1>');
        else behave(response, n, request);
      });
      const flatpeak = over(server.url);
      await flatpeak.rates();
      assert.deepEqual([server.reads(), server.logins()], [2, 1]);
      assert.deepEqual(flatpeak.waits, [500]);
    });

    it(`fault 20: ${status} for days costs at most 110 calls a day`, async () => {
      const flatpeak = new SimulatedFlatPeak();
      flatpeak.answer = () => reply(status, '');
      for (let minute = 0; minute < 3 * 24 * 60; minute++) {
        flatpeak.elapsed = Math.max(flatpeak.elapsed, minute * MINUTE);
        assert.equal(await outcome(flatpeak.rates()), 'unavailable');
      }
      assert.ok(flatpeak.requests.length <= 3 * 110, `${flatpeak.requests.length} calls`);
      assert.ok(flatpeak.reads >= 3 * 60, 'it never stops trying');
    });
  }

  it('fault 20: three attempts for the first call, then nothing until the probe', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = () => reply(500, '');
    const error = await failure(flatpeak.rates());
    assert.deepEqual([error.code, error.status], ['unavailable', 500]);
    assert.deepEqual(flatpeak.waits, BACKOFF);
    const { retries, waited, failures, calls } = flatpeak.client.diagnostics();
    assert.deepEqual([retries, waited, failures, calls], [2, 1_500, 3, 4]);
    const down = START + 1_500 + 1.25 * MINUTE;
    assert.equal(error.retryAt, down);
    for (const location of ['loc_1', 'loc_2']) {
      const { code, status, retryAt } = await failure(flatpeak.rates(location));
      assert.deepEqual([code, status, retryAt], ['unavailable', 500, down]);
    }
    assert.equal(flatpeak.reads, 3);
    flatpeak.elapsed = down - START;
    await failure(flatpeak.rates());
    assert.equal(flatpeak.reads, 4, 'a probe is one attempt');
    flatpeak.answer = () => ratesReply();
    flatpeak.elapsed += 2.5 * MINUTE;
    await flatpeak.rates();
    assert.equal(flatpeak.client.diagnostics().line, 'up');
  });

  it('fault 20: an account pays for few retries, and earns them by success', async () => {
    const flatpeak = new SimulatedFlatPeak();
    flatpeak.answer = (_, n) => (n % 2 === 1 ? reply(500, '') : ratesReply());
    const results: string[] = [];
    for (let i = 0; i < 50; i++) results.push(await outcome(flatpeak.rates(`loc_${i}`)));
    const { retries } = flatpeak.client.diagnostics();
    const successes = results.filter((result) => result === 'ok').length;
    // The full bucket pays for ten, each success for half of another.
    assert.ok(retries > 10 && retries <= 10 + successes / 2, `${retries} for ${successes}`);
    assert.ok(results.indexOf('unavailable') > 10);
  });

  it('fault 20: one location that FlatPeak stumbles over costs little and does not starve the others', async () => {
    const flatpeak = new SimulatedFlatPeak();
    let bad = 0;
    flatpeak.answer = ({ path }) => {
      if (path.endsWith('good')) return ratesReply();
      bad++;
      return reply(500, '');
    };
    let seed = 7;
    const due = { loc_bad: 0, loc_good: 0 };
    const good: number[] = [];
    while (flatpeak.elapsed < 2 * DAY) {
      seed = (seed * 16_807) % 2_147_483_647;
      flatpeak.chance = seed / 2_147_483_647;
      // The bad one always asks first.
      const location = due.loc_bad <= due.loc_good ? 'loc_bad' : 'loc_good';
      flatpeak.elapsed = Math.max(flatpeak.elapsed, due[location]);
      try {
        await flatpeak.rates(location);
        good.push(flatpeak.elapsed);
        due[location] = flatpeak.elapsed + HOUR;
      } catch (error) {
        due[location] = ((error as { retryAt?: number }).retryAt ?? NaN) - START;
      }
    }
    const gaps = good.slice(1).map((at, i) => at - (good[i] ?? NaN));
    assert.ok(Math.max(...gaps) < 2 * HOUR, `${Math.max(...gaps) / MINUTE} minutes`);
    assert.ok(bad <= 2 * 110, `${bad} calls`);
  });
});
