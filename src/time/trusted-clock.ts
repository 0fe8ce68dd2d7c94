import type { Clock } from './clock';
import { DAY, SECOND } from './duration';

/** Below this a difference is the network's, not the clock's. */
const TOLERANCE = 120 * SECOND;
/** How long a server's word counts. */
const EVIDENCE_LASTS = DAY;
/** Before this package existed no clock can have been right. */
const EARLIEST = Date.UTC(2024, 0, 1);

interface Heard {
  /** The server's time, epoch ms. */
  readonly at: number;
  /** The machine's at the same moment. */
  readonly machine: number;
  readonly monotonic: number;
}

/**
 * The machine's clock, unless a server's time within the last day contradicts it by two minutes or more: then the
 * server's time plus what has elapsed since. Hubs without a battery boot in the past, and users set clocks by hand. Where
 * elapsed time pauses while the machine sleeps, a clock that was right and has jumped ahead has most likely woken up: then
 * the server's word is void.
 */
export class TrustedClock implements Clock {
  private heard: Heard | undefined;

  constructor(private readonly machine: Clock) {}

  now(): number {
    const server = this.serverNow();
    const machine = this.machine.now();
    return server !== undefined && Math.abs(server - machine) >= TOLERANCE ? server : machine;
  }

  monotonic(): number {
    return this.machine.monotonic();
  }

  /** Takes note of a server's time, epoch ms. */
  hear(at: number): void {
    this.heard = { at, machine: this.machine.now(), monotonic: this.machine.monotonic() };
  }

  /** Whether the machine's clock is wrong, by a server's word or plainly. */
  get doubtful(): boolean {
    return this.now() !== this.machine.now() || this.now() < EARLIEST;
  }

  private serverNow(): number | undefined {
    if (!this.heard) return undefined;
    const { at, machine, monotonic } = this.heard;
    const elapsed = this.machine.monotonic() - monotonic;
    const wasRight = Math.abs(at - machine) < TOLERANCE;
    const gained = this.machine.now() - machine - elapsed;
    if (elapsed >= EVIDENCE_LASTS || (wasRight && gained >= TOLERANCE)) return undefined;
    return Math.floor(at + elapsed);
  }
}
