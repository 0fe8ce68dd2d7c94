import type { Clock } from './clock';
import { DAY, SECOND } from './duration';

/** Below this a difference is the network's, not the clock's. */
const TOLERANCE = 120 * SECOND;
/** How long a server's word counts. */
const EVIDENCE_LASTS = DAY;
/** Before this package existed no clock can have been right. */
const EARLIEST = Date.UTC(2024, 0, 1);

/**
 * The machine's clock, unless a server's time within the last day contradicts it by two minutes or more: then the
 * server's time plus what has elapsed since. Hubs without a battery boot in the past, and users set clocks by hand. Where
 * elapsed time pauses while the machine sleeps, a clock that was right and has jumped ahead has most likely woken up: then
 * the server's word is void.
 */
export class TrustedClock implements Clock {
  private heard: { readonly at: number; readonly monotonic: number } | undefined;
  /** Whether the machine's clock has agreed with the server's since that was heard. */
  private agreed = false;

  constructor(private readonly machine: Clock) {}

  now(): number {
    const machine = this.machine.now();
    const server = this.serverNow();
    if (server === undefined) return machine;
    const ahead = machine - server;
    if (Math.abs(ahead) < TOLERANCE) this.agreed = true;
    const hasSlept = this.agreed && ahead >= TOLERANCE;
    return Math.abs(ahead) < TOLERANCE || hasSlept ? machine : server;
  }

  monotonic(): number {
    return this.machine.monotonic();
  }

  /** Takes note of a server's time, epoch ms. */
  hear(at: number): void {
    this.heard = { at, monotonic: this.machine.monotonic() };
    this.agreed = Math.abs(at - this.machine.now()) < TOLERANCE;
  }

  /** Whether the machine's clock is wrong, by a server's word or plainly. */
  get doubtful(): boolean {
    const now = this.now();
    // Where the server is believed they are far apart; otherwise a millisecond may pass between two looks.
    const believed = Math.abs(now - this.machine.now()) >= TOLERANCE / 2;
    return believed || now < EARLIEST;
  }

  private serverNow(): number | undefined {
    if (!this.heard) return undefined;
    const elapsed = this.machine.monotonic() - this.heard.monotonic;
    return elapsed < EVIDENCE_LASTS ? Math.floor(this.heard.at + elapsed) : undefined;
  }
}
