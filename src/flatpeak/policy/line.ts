import type { Clock } from '../../time/clock';
import type { FlatPeakError } from '../errors';
import { unlessAborted } from './abort';
import type { Breaker } from './breaker';
import { errorOf, type Trouble } from './verdict';

/** The line to FlatPeak, shared by all calls of an account: whether a request may go out now. */
export class Line {
  /** The latest failure that concerned the line. */
  private trouble: Trouble | undefined;
  private askedToWaitUntil = 0;
  private probe: Promise<void> | undefined;

  constructor(
    private readonly breaker: Breaker,
    private readonly clock: Clock,
    /** Called when the line goes down, with the reason, and when it is back, without. */
    private readonly onChange: (trouble: FlatPeakError | undefined) => void,
  ) {}

  get down(): boolean {
    return this.breaker.open;
  }

  /** ms until FlatPeak may be asked again; 0 is now. */
  wait(): number {
    const now = this.clock.monotonic();
    return Math.max(this.askedToWaitUntil - now, this.breaker.wait(now), 0);
  }

  /** Throws when FlatPeak must not be asked yet, with the error of its latest trouble and when to try. */
  admit(): void {
    const wait = this.wait();
    if (wait > 0 && this.trouble) throw errorOf(this.trouble, this.clock.now() + wait);
  }

  /** Sends, unless the line is down. The first request after the pause is a probe; others wait for what it finds. */
  async carry<T>(send: () => Promise<T>, signal: AbortSignal): Promise<T> {
    while (this.probe) await unlessAborted(this.probe, signal);
    if (!this.down) return send();
    this.admit();
    const sending = send();
    const done = () => (this.probe = undefined);
    this.probe = sending.then(done, done);
    return sending;
  }

  /** FlatPeak answered, be it with a refusal. */
  succeeded(): void {
    const wasDown = this.down;
    this.breaker.succeeded();
    if (wasDown) this.onChange(undefined);
  }

  failed(verdict: Trouble): void {
    const now = this.clock.monotonic();
    const wasDown = this.down;
    this.trouble = verdict;
    this.askedToWaitUntil = Math.max(this.askedToWaitUntil, now + (verdict.retryAfter ?? 0));
    this.breaker.failed(verdict.line, now);
    if (this.down && !wasDown) this.onChange(errorOf(verdict, this.clock.now() + this.wait()));
  }
}
