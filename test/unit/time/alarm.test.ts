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
