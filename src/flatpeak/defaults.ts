/* oxlint-disable no-restricted-properties, no-restricted-globals -- the one place in this room that touches the machine:
   what users of the library get who hand in nothing, and the budgets of real sockets, which no simulated clock can measure */
import type { Clock } from '../time/clock';
import type { Timers } from '../time/timers';

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

export function systemRandom(): number {
  return Math.random();
}

export const systemTimers: Timers = {
  after(delay, run) {
    const timer = setTimeout(run, delay);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`, or rejects when the signal ends. Keeps the process alive, because somebody awaits the call. */
export function systemSleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
