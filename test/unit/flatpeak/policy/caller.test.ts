import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { asCaller, type CallOptions } from '../../../../src/flatpeak/policy/caller';
import { SimHost } from '../../../support/sim-host';

const BUDGET = 60_000;

function setUp() {
  const host = new SimHost(0);
  let left: AbortSignal | undefined;
  /** A call that ends only when its caller leaves. */
  const wait = (options: CallOptions) =>
    asCaller(options, { timers: host.timers, budget: BUDGET }, (leave) => {
      left = leave;
      return new Promise<never>((_, reject) => {
        leave.addEventListener('abort', () => reject(leave.reason as Error));
      });
    });
  const ask = (options: CallOptions) =>
    asCaller(options, { timers: host.timers, budget: BUDGET }, async () => 'answer');
  return { host, wait, ask, left: () => left };
}

describe('a caller', () => {
  it('gets the answer, and leaves nothing behind', async () => {
    const { host, ask } = setUp();
    const { signal } = new AbortController();
    assert.equal(await ask({ signal }), 'answer');
    assert.equal(await ask({ signal, background: true }), 'answer');
    assert.equal(await ask({}), 'answer');
    assert.equal(host.timersArmed, 0);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('leaves when its budget is spent, unless nobody waits', async () => {
    const { host, wait } = setUp();
    let ended = false;
    const waiting = wait({});
    void wait({ background: true }).finally(() => (ended = true));
    const outcome = assert.rejects(waiting, { code: 'timeout' });
    await host.advance(BUDGET);
    await outcome;
    await host.advance(10 * BUDGET);
    assert.equal(ended, false);
  });

  it('leaves when it is told to, and asks nothing when it was told before', async () => {
    const { wait, left } = setUp();
    await assert.rejects(wait({ signal: AbortSignal.abort() }), { code: 'cancelled' });
    assert.equal(left(), undefined);
    const stop = new AbortController();
    const waiting = wait({ signal: stop.signal });
    stop.abort();
    await assert.rejects(waiting, { code: 'cancelled' });
  });
});
