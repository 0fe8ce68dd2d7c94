import assert from 'node:assert/strict';
import { Alarm } from '../../../src/time/alarm';
import { DAY, HOUR, MINUTE } from '../../../src/time/duration';
import { SimHost } from '../../support/sim-host';

function setUp() {
  const host = new SimHost(Date.parse('2026-11-20T12:00:00Z'));
  const rings: number[] = [];
  const alarm = new Alarm(host, host.timers, () => rings.push(host.monotonic()));
  return { host, rings, alarm };
}

describe('alarm', () => {
  it('rings at the instant', async () => {
    const { host, rings, alarm } = setUp();
    alarm.set(host.now() + 20_000);
    await host.advance(MINUTE);
    assert.deepEqual(rings, [20_000]);
  });

  it('rings within a minute when young and within an hour later, so that a clock step is noticed', async () => {
    const { host, rings, alarm } = setUp();
    alarm.set(host.now() + 40 * DAY);
    await host.advance(DAY);
    assert.deepEqual(rings, [MINUTE]);
    alarm.set(host.now() + 40 * DAY);
    await host.advance(DAY);
    assert.deepEqual(rings, [MINUTE, DAY + HOUR]);
  });

  it('fault 36: rings once after the machine was suspended or stalled, however long', async () => {
    for (const asleep of [5_000, HOUR, 40 * DAY]) {
      const { host, rings, alarm } = setUp();
      alarm.set(host.now() + 4_000);
      host.suspend(asleep);
      assert.deepEqual(rings, []);
      await host.advance(DAY);
      assert.deepEqual(rings, [asleep]);
    }
  });

  it('fault 38: never arms a timer that Node.js could not hold', async () => {
    const host = new SimHost(0);
    const delays: number[] = [];
    const after = (delay: number, run: () => void) => {
      delays.push(delay);
      return host.timers.after(delay, run);
    };
    const at = 40 * DAY;
    const rings: number[] = [];
    const alarm = new Alarm(host, { after }, () => {
      if (host.now() < at) alarm.set(at);
      else rings.push(host.now());
    });
    alarm.set(at);
    await host.advance(50 * DAY);
    assert.deepEqual(rings, [at]);
    assert.ok(delays.every((delay) => delay >= 1 && delay <= HOUR));
    assert.equal(delays.length, 15 + 40 * 24);
    alarm.set(Infinity);
    assert.equal(delays.at(-1), HOUR);
  });

  it('has at most one timer, and none when cleared', () => {
    const { host, alarm } = setUp();
    alarm.set(host.now() + 5000);
    alarm.set(host.now() + 9000);
    assert.equal(host.timersArmed, 1);
    alarm.clear();
    assert.equal(host.timersArmed, 0);
  });

  it('rings soon for an instant that has passed', async () => {
    const { host, rings, alarm } = setUp();
    alarm.set(host.now() - DAY);
    await host.advance(10);
    assert.deepEqual(rings, [1]);
  });
});
