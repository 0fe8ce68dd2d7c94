import { MINUTE, SECOND } from '../../time/duration';

interface Ladder {
  /** ms; the last one repeats. */
  readonly steps: readonly number[];
  /** Each step is multiplied by a random factor of this range. */
  readonly factor: readonly [number, number];
}

const LADDERS = {
  /** FlatPeak answered, badly: every probe costs it something. */
  reached: { steps: [1, 2, 4, 8, 15].map((n) => n * MINUTE), factor: [1, 1.5] },
  /** It was never reached: probes cost it nothing, and the line should be back in use within a minute. */
  unreached: { steps: [5, 10, 20, 40, 60].map((n) => n * SECOND), factor: [0.5, 1] },
} as const satisfies Record<string, Ladder>;

export type Reach = keyof typeof LADDERS;

/** Decides when the next call may go. Times are ms of a clock that never steps. */
export class Breaker {
  private failures = 0;
  private climbed: Record<Reach, number> = { reached: 0, unreached: 0 };
  private nextTry = 0;

  /** `tolerance`: failures in a row after which calls stop and only single probes go out. */
  constructor(
    private readonly random: () => number,
    private readonly tolerance: number,
  ) {}

  get open(): boolean {
    return this.failures >= this.tolerance;
  }

  /** ms until a call may go; 0 is now. While open, that call is a probe. */
  wait(now: number): number {
    return this.open ? Math.max(0, this.nextTry - now) : 0;
  }

  failed(reach: Reach, now: number): void {
    this.failures++;
    if (!this.open) return;
    const { steps, factor } = LADDERS[reach];
    const step = steps[Math.min(this.climbed[reach], steps.length - 1)] as number;
    this.nextTry = now + step * (factor[0] + this.random() * (factor[1] - factor[0]));
    // Each kind climbs its own ladder: a line that comes and goes must not lead back to the foot of FlatPeak's.
    this.climbed[reach]++;
  }

  succeeded(): void {
    this.failures = 0;
    this.climbed = { reached: 0, unreached: 0 };
  }
}
