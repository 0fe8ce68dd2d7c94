import type { Clock } from './clock';
import { HOUR, MINUTE } from './duration';
import type { Cancel, Timers } from './timers';

/** After a boot the clock of a hub without a battery is set at any moment; so we look often at first. */
const WATCHFUL = 15 * MINUTE;

/**
 * At most one armed timer, for an instant of wall time. Rings at that instant or earlier, at the latest after an hour
 * (a minute, when young), so that clock steps, sleep and timers beyond 2^31 ms do no harm: whoever is rung
 * looks at the clock, does what is due and sets the alarm again.
 */
export class Alarm {
  private cancel: Cancel | undefined;
  private readonly born: number;

  constructor(
    private readonly clock: Clock,
    private readonly timers: Timers,
    private readonly ring: () => void,
  ) {
    this.born = clock.monotonic();
  }

  /** Replaces whatever was set before. */
  set(at: number): void {
    this.clear();
    const longest = this.clock.monotonic() - this.born < WATCHFUL ? MINUTE : HOUR;
    const delay = Math.min(Math.max(at - this.clock.now(), 1), longest);
    this.cancel = this.timers.after(delay, () => {
      this.cancel = undefined;
      this.ring();
    });
  }

  clear(): void {
    this.cancel?.();
    this.cancel = undefined;
  }
}
