import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import {
  systemClock,
  systemRandom,
  systemSleep,
  systemTimers,
} from '../../../src/flatpeak/defaults';

describe('without a host', () => {
  it('sleep ends in time, or at once with its signal', async () => {
    const { signal } = new AbortController();
    await systemSleep(1, signal);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
    const stop = new AbortController();
    const asleep = systemSleep(60_000, stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(asleep, /stopped/);
    await assert.rejects(systemSleep(60_000, stop.signal), /stopped/);
  });

  it('timers run once, or not at all where they are cancelled', async () => {
    const ran: string[] = [];
    systemTimers.after(1, () => ran.push('late'));
    systemTimers.after(1, () => ran.push('never'))();
    await systemSleep(20, new AbortController().signal);
    assert.deepEqual(ran, ['late']);
  });

  it('clock and chance are the machine’s', () => {
    assert.ok(Math.abs(systemClock.now() - Date.now()) < 60_000);
    const before = systemClock.monotonic();
    assert.ok(systemClock.monotonic() >= before);
    const chances = new Set(Array.from({ length: 9 }, systemRandom));
    assert.ok(chances.size > 1 && [...chances].every((chance) => chance >= 0 && chance < 1));
  });
});
