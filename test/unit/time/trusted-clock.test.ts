import assert from 'node:assert/strict';
import { DAY, HOUR, MINUTE } from '../../../src/time/duration';
import { TrustedClock } from '../../../src/time/trusted-clock';
import { SimHost } from '../../support/sim-host';

const START = Date.parse('2026-11-20T12:00:00Z');

function setUp(start = START) {
  const host = new SimHost(start);
  return { host, clock: new TrustedClock(host) };
}

describe('trusted clock', () => {
  it('is the machine’s clock while nothing contradicts it', async () => {
    const { host, clock } = setUp();
    clock.hear(START + 119_000);
    assert.equal(clock.now(), START);
    assert.equal(clock.doubtful, false);
    await host.advance(HOUR);
    assert.equal(clock.now(), START + HOUR);
  });

  it('is the server’s time, running on, where they differ by two minutes', async () => {
    const { host, clock } = setUp(0);
    assert.equal(clock.doubtful, true);
    clock.hear(START);
    assert.equal(clock.now(), START);
    await host.advance(5 * MINUTE);
    assert.equal(clock.now(), START + 5 * MINUTE);
    assert.equal(clock.doubtful, true);
  });

  it('believes the machine again once its clock is set', async () => {
    const { host, clock } = setUp(0);
    clock.hear(START);
    host.stepClock(START + 1000);
    assert.equal(clock.now(), START + 1000);
    assert.equal(clock.doubtful, false);
  });

  it('wakes up with the machine, whose elapsed time paused', async () => {
    const { host, clock } = setUp();
    clock.hear(START);
    await host.advance(MINUTE);
    host.stepClock(8 * HOUR);
    assert.equal(clock.now(), START + MINUTE + 8 * HOUR);
    assert.equal(clock.doubtful, false);
    clock.hear(START + MINUTE);
    assert.equal(clock.now(), START + MINUTE, 'it had not slept');
    assert.equal(clock.doubtful, true);
  });

  it('does not follow a clock that is set back, or one that never was right', async () => {
    const { host, clock } = setUp();
    clock.hear(START);
    host.stepClock(-HOUR);
    assert.equal(clock.now(), START);
    clock.hear(START);
    host.stepClock(3 * HOUR);
    assert.equal(clock.now(), START);
    host.stepClock(-2 * HOUR);
    assert.equal(clock.now(), START, 'it agrees now');
    host.stepClock(3 * HOUR);
    assert.equal(clock.now(), START + 3 * HOUR, 'so it has slept');
  });

  it('is not in doubt because a millisecond passed between two looks', () => {
    let ticks = START;
    const clock = new TrustedClock({ now: () => ticks++, monotonic: () => 0 });
    for (let i = 0; i < 10; i++) assert.equal(clock.doubtful, false);
  });

  it('forgets a server’s word after a day', async () => {
    const { host, clock } = setUp();
    clock.hear(START + HOUR);
    await host.advance(DAY - 1);
    assert.equal(clock.now(), START + DAY - 1 + HOUR);
    await host.advance(1);
    assert.equal(clock.now(), START + DAY);
  });
});
