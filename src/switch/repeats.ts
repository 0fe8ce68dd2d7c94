import type { Clock } from '../time/clock';
import { SECOND } from '../time/duration';

/** A broker that connects late drops the first message, so the first state is sent again after these times. */
const AFTER_THE_FIRST = [15 * SECOND, 60 * SECOND];

/** When a state is due to be sent again: soon after the first, and with every heartbeat. In elapsed time. */
export class Repeats {
  private early: readonly number[] = [];
  private beat = Infinity;

  constructor(
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly heartbeat = Infinity,
  ) {}

  /** A state was sent, for the first time or once more. */
  sent(first: boolean): void {
    const now = this.clock.monotonic();
    this.early = first
      ? AFTER_THE_FIRST.map((delay) => now + delay)
      : this.early.filter((at) => at > now);
    this.beat = now + this.heartbeat;
  }

  /** Elapsed ms until the next is due, 0 or less when it is; `Infinity` for never. */
  get wait(): number {
    return Math.min(this.beat, ...this.early) - this.clock.monotonic();
  }
}
