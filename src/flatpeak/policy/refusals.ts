import type { Clock } from '../../time/clock';
import { HOUR, MINUTE } from '../../time/duration';
import type { ErrorCode } from '../errors';
import { Breaker } from './breaker';
import { errorOf, Failure, type Verdict } from './verdict';

/** How long a subject is left alone after an answer that will not change soon, ms. */
const PAUSE: Partial<Record<ErrorCode, number>> = {
  forbidden: HOUR,
  not_found: HOUR,
  no_tariff: HOUR,
  tariff_lost: HOUR,
  account_disabled: HOUR,
  // FlatPeak's documentation asks for no more than one try in 15 minutes.
  pending: 15 * MINUTE,
};
/** FlatPeak gives up connecting to a tariff after this. */
const PENDING_ENDS = 48 * HOUR;
const ACCOUNT = 'account';
/** Messages can bring any number of ids. */
const REMEMBERED = 1_000;

interface Refusal {
  readonly verdict: Verdict;
  /** On the clock that never steps, ms. */
  readonly until: number;
  /** Since when FlatPeak is connecting to the tariff, on the same clock. */
  readonly pendingSince?: number;
  /** Of a subject that FlatPeak stumbles over. */
  readonly breaker?: Breaker;
}

/** What FlatPeak would not answer lately, and until when it is not asked again: per subject, or for the whole account. */
export class Refusals {
  private readonly known = new Map<string, Refusal>();

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** Runs `ask` unless the subject is to be left alone; then throws what was said about it, with `retryAt`. */
  async guard<T>(subject: string, ask: () => Promise<T>): Promise<T> {
    this.check(ACCOUNT);
    this.check(subject);
    try {
      const answer = await ask();
      this.known.delete(subject);
      return answer;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw this.note(error.verdict.code === 'account_disabled' ? ACCOUNT : subject, error);
    }
  }

  /** The user has changed something: everything may be asked at once. How long a tariff is pending stays known. */
  forgive(): void {
    for (const [subject, refusal] of this.known) this.known.set(subject, { ...refusal, until: 0 });
  }

  private check(subject: string): void {
    const refusal = this.known.get(subject);
    const wait = refusal ? refusal.until - this.clock.monotonic() : 0;
    if (refusal && wait > 0) throw errorOf(refusal.verdict, this.clock.now() + wait);
  }

  private note(subject: string, failure: Failure): Failure {
    const now = this.clock.monotonic();
    const refusal = this.judge(failure.verdict, now, this.known.get(subject));
    if (!refusal) return failure;
    this.known.set(subject, refusal);
    const [oldest] = this.known.keys();
    if (this.known.size > REMEMBERED && oldest !== undefined) this.known.delete(oldest);
    const until = this.clock.now() + refusal.until - now;
    return new Failure(refusal.verdict, Math.max(until, failure.retryAt ?? 0));
  }

  private judge(verdict: Verdict, now: number, before: Refusal | undefined): Refusal | undefined {
    if (verdict.line === 'reached') {
      // So that one location which FlatPeak stumbles over does not keep the line down for all.
      const breaker = before?.breaker ?? new Breaker(this.random, 1);
      breaker.failed('reached', now);
      return { ...before, verdict, until: now + breaker.wait(now), breaker };
    }
    if (verdict.code !== 'pending') return this.leaveAlone(verdict, now);
    const pendingSince = before?.pendingSince ?? now;
    const code = now - pendingSince < PENDING_ENDS ? 'pending' : 'tariff_lost';
    const refusal = this.leaveAlone({ ...verdict, code }, now);
    return refusal && { ...refusal, pendingSince };
  }

  private leaveAlone(verdict: Verdict, now: number): Refusal | undefined {
    const pause = PAUSE[verdict.code];
    return pause === undefined
      ? undefined
      : { verdict, until: now + pause * (1 + this.random() / 10) };
  }
}
