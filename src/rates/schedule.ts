import type { Clock } from '../time/clock';
import { DAY, MINUTE } from '../time/duration';

/** No call is due later than this; one that is was put off by a clock that has been corrected since. */
const LONGEST_WAIT = 2 * DAY;
/** A clock that has gained or lost this much was set. */
const STEP = 2 * MINUTE;

/** When to call next. */
export class Schedule {
  /** Epoch ms. */
  due = 0;
  /** Whether there is reason to call before `due`, as soon as the last answer is old enough. */
  hurried = false;
  /** Elapsed ms before which impatience is no reason to call. */
  private rested = Number.NEGATIVE_INFINITY;
  /** What wall time was ahead of elapsed time when the latest call set off. */
  private skew: number;

  constructor(private readonly clock: Clock) {
    this.skew = this.skewNow();
  }

  /** A call sets off. */
  begin(): void {
    this.hurried = false;
    this.skew = this.skewNow();
  }

  /** An answer, after which nobody hurries for `rest` ms. */
  answered(rest: number): void {
    this.rested = this.clock.monotonic() + rest;
  }

  /** ms until impatience is a reason to call. */
  rest(): number {
    return Math.max(this.rested - this.clock.monotonic(), 0);
  }

  /** ms until the next call. */
  wait(): number {
    const wait = this.due - this.clock.now();
    const urgent = this.hurried || this.stepped() || wait > LONGEST_WAIT;
    return urgent ? Math.min(wait, this.rest()) : wait;
  }

  /**
   * Whether the clock was set, or the machine asleep, since the latest call set off: what that asked, and when to call
   * again, then went by a wrong time; and the reply to another tells what the time is.
   */
  stepped(): boolean {
    return Math.abs(this.skewNow() - this.skew) >= STEP;
  }

  private skewNow(): number {
    return this.clock.now() - this.clock.monotonic();
  }
}
