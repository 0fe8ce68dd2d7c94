import assert from 'node:assert/strict';
import { FlatPeakError, type ErrorCode } from '../../../../src/flatpeak/errors';
import { Refusals } from '../../../../src/flatpeak/policy/refusals';
import { Failure, type Verdict } from '../../../../src/flatpeak/policy/verdict';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function setUp(chance = 0) {
  const time = { elapsed: 0 };
  const refusals = new Refusals(
    { now: () => 1e12 + time.elapsed, monotonic: () => time.elapsed },
    () => chance,
  );
  let asked = 0;
  const ask = async (
    subject: string,
    code?: ErrorCode,
    line: Verdict['line'] = 'fine',
  ): Promise<string> => {
    const before = asked;
    try {
      return await refusals.guard(subject, async () => {
        asked++;
        if (code) throw new Failure({ code, status: 422, line, retry: 'never' });
        return 'ok';
      });
    } catch (error) {
      if (error instanceof Failure) return error.verdict.code;
      return `${(error as FlatPeakError).code}${asked > before ? '' : ' (not asked)'}`;
    }
  };
  return { refusals, time, ask };
}

describe('refusals', () => {
  for (const [code, pause] of [
    ['forbidden', HOUR],
    ['not_found', HOUR],
    ['no_tariff', HOUR],
    ['tariff_lost', HOUR],
    ['pending', 15 * MINUTE],
  ] as const) {
    it(`leave a subject that is "${code}" alone for ${pause / MINUTE} minutes, and no other`, async () => {
      const { time, ask } = setUp();
      assert.equal(await ask('a', code), code);
      assert.equal(await ask('a'), `${code} (not asked)`);
      assert.equal(await ask('b'), 'ok');
      time.elapsed = pause - 1;
      assert.equal(await ask('a'), `${code} (not asked)`);
      time.elapsed = pause;
      assert.equal(await ask('a'), 'ok');
      assert.equal(await ask('a'), 'ok');
    });
  }

  it('say when FlatPeak will be asked again, and keep the status', async () => {
    const { refusals, time } = setUp();
    const verdict = { code: 'not_found', status: 404, line: 'fine', retry: 'never' } as const;
    const ask = () => refusals.guard('a', () => Promise.reject(new Failure(verdict)));
    await assert.rejects(ask(), { verdict, retryAt: 1e12 + HOUR });
    time.elapsed = 10 * MINUTE;
    await assert.rejects(ask(), { code: 'not_found', status: 404, retryAt: 1e12 + HOUR });
    time.elapsed = 2 * HOUR;
    await assert.rejects(ask(), { verdict, retryAt: 1e12 + 3 * HOUR });
  });

  it('say no time for what may be asked again at once', async () => {
    const { refusals } = setUp();
    const verdict = { code: 'bad_input', line: 'fine', retry: 'never' } as const;
    const ask = refusals.guard('a', () => Promise.reject(new Failure(verdict)));
    await assert.rejects(ask, { verdict, retryAt: undefined });
  });

  it('last up to a tenth longer, so that not all hubs come back at once', async () => {
    const { time, ask } = setUp(1);
    await ask('a', 'not_found');
    time.elapsed = 1.1 * HOUR - 1;
    assert.equal(await ask('a'), 'not_found (not asked)');
    time.elapsed = 1.1 * HOUR;
    assert.equal(await ask('a'), 'ok');
  });

  it('pass on what is no failure of a request', async () => {
    const { refusals } = setUp();
    const cancelled = new FlatPeakError('cancelled');
    await assert.rejects(
      refusals.guard('a', () => Promise.reject(cancelled)),
      (error) => error === cancelled,
    );
  });

  it('of the account hold for every subject', async () => {
    const { ask } = setUp();
    assert.equal(await ask('a', 'account_disabled'), 'account_disabled');
    assert.equal(await ask('b'), 'account_disabled (not asked)');
  });

  it('are not made of a line that is away, nor of what may be put right at once', async () => {
    const { ask } = setUp();
    for (const [code, line] of [
      ['network', 'unreached'],
      ['timeout', 'unreached'],
      ['bad_response', 'unreached'],
      ['bad_input', 'fine'],
      ['conflict', 'fine'],
    ] as const) {
      assert.equal(await ask('a', code, line), code);
      assert.equal(await ask('a'), 'ok');
    }
  });

  it('climb a ladder for a subject that FlatPeak stumbles over', async () => {
    const { time, ask } = setUp();
    for (const minutes of [1, 2, 4, 8, 15, 15]) {
      assert.equal(await ask('a', 'unavailable', 'reached'), 'unavailable');
      assert.equal(await ask('b'), 'ok');
      time.elapsed += minutes * MINUTE - 1;
      assert.equal(await ask('a'), 'unavailable (not asked)');
      time.elapsed += 1;
    }
    assert.equal(await ask('a'), 'ok');
    assert.equal(await ask('a', 'bad_response', 'reached'), 'bad_response');
    time.elapsed += MINUTE;
    assert.equal(await ask('a'), 'ok');
  });

  it('say the later of both times when the line is down as well', async () => {
    const { refusals } = setUp();
    const verdict = { code: 'unavailable', line: 'reached', retry: 'later' } as const;
    for (const [retryAt, expected] of [
      [undefined, 1e12 + MINUTE],
      [1e12 + 1, 1e12 + 2 * MINUTE],
      [1e12 + HOUR, 1e12 + HOUR],
    ] as const) {
      refusals.forgive();
      const ask = refusals.guard('a', () => Promise.reject(new Failure(verdict, retryAt)));
      await assert.rejects(ask, { retryAt: expected });
    }
  });

  it('are forgiven when the user has changed something', async () => {
    const { refusals, ask } = setUp();
    await ask('a', 'no_tariff');
    await ask('b', 'account_disabled');
    refusals.forgive();
    assert.equal(await ask('a'), 'ok');
  });

  it('turn a tariff that is pending for 48 hours into a lost one', async () => {
    const { refusals, time, ask } = setUp();
    assert.equal(await ask('a', 'pending'), 'pending');
    time.elapsed = 47 * HOUR;
    refusals.forgive();
    assert.equal(await ask('a', 'pending'), 'pending');
    time.elapsed = 48 * HOUR;
    assert.equal(await ask('a', 'pending'), 'tariff_lost');
    time.elapsed += 59 * MINUTE;
    assert.equal(await ask('a', 'pending'), 'tariff_lost (not asked)');
    time.elapsed += MINUTE;
    assert.equal(await ask('a', 'pending'), 'tariff_lost');
    time.elapsed += HOUR;
    assert.equal(await ask('a'), 'ok');
    assert.equal(await ask('a', 'pending'), 'pending');
  });

  it('count a pending tariff through trouble at FlatPeak', async () => {
    const { time, ask } = setUp();
    await ask('a', 'pending');
    time.elapsed = 24 * HOUR;
    await ask('a', 'unavailable', 'reached');
    time.elapsed = 48 * HOUR;
    assert.equal(await ask('a', 'pending'), 'tariff_lost');
  });

  it('start counting anew when something else happened in between', async () => {
    const { time, ask } = setUp();
    await ask('a', 'no_tariff');
    time.elapsed = 48 * HOUR;
    assert.equal(await ask('a', 'pending'), 'pending');
  });

  it('do not pile up', async () => {
    const { ask } = setUp();
    for (let i = 0; i < 5_000; i++) await ask(`id-${i}`, 'not_found');
    assert.equal(await ask('id-4000'), 'not_found (not asked)');
    assert.equal(await ask('id-3999'), 'ok');
  });
});
