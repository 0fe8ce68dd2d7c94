import assert from 'node:assert/strict';
import { FlatPeakError, type ErrorCode } from '../../../../src/flatpeak/errors';
import { Refusals } from '../../../../src/flatpeak/policy/refusals';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function setUp() {
  const time = { elapsed: 0 };
  const refusals = new Refusals(
    { now: () => 1e12 + time.elapsed, monotonic: () => time.elapsed },
    () => 0,
  );
  let asked = 0;
  const ask = async (subject: string, code?: ErrorCode): Promise<string> => {
    const before = asked;
    try {
      return await refusals.guard(subject, async () => {
        asked++;
        if (code) throw new FlatPeakError(code, { status: 422 });
        return 'ok';
      });
    } catch (error) {
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
    const { refusals } = setUp();
    const ask = () =>
      refusals.guard('a', () => Promise.reject(new FlatPeakError('not_found', { status: 404 })));
    const expected = { code: 'not_found', status: 404, retryAt: 1e12 + HOUR };
    await assert.rejects(ask(), expected);
    await assert.rejects(ask(), expected);
  });

  it('of the account hold for every subject', async () => {
    const { ask } = setUp();
    assert.equal(await ask('a', 'account_disabled'), 'account_disabled');
    assert.equal(await ask('b'), 'account_disabled (not asked)');
  });

  it('are not made of passing trouble', async () => {
    const { ask } = setUp();
    for (const code of ['network', 'unavailable', 'bad_input', 'bad_response', 'auth'] as const) {
      assert.equal(await ask('a', code), code);
      assert.equal(await ask('a'), 'ok');
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
