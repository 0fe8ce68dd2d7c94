import type { Clock } from '../../time/clock';
import { HOUR, MINUTE } from '../../time/duration';
import { FlatPeakError, type ErrorCode } from '../errors';

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
  readonly code: ErrorCode;
  readonly status: number | undefined;
  /** On the clock that never steps, ms. */
  readonly until: number;
  /** Since when FlatPeak is connecting to the tariff, on the same clock. */
  readonly pendingSince: number | undefined;
}

/** What FlatPeak refused lately, and until when it is not asked again: per subject, or for the whole account. */
export class Refusals {
  private readonly known = new Map<string, Refusal>();

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** Runs `ask` unless the subject was refused lately; then throws what it was told, with `retryAt`. */
  async guard<T>(subject: string, ask: () => Promise<T>): Promise<T> {
    this.check(ACCOUNT);
    this.check(subject);
    try {
      const answer = await ask();
      this.known.delete(subject);
      return answer;
    } catch (error) {
      if (!(error instanceof FlatPeakError)) throw error;
      throw this.note(error.code === 'account_disabled' ? ACCOUNT : subject, error);
    }
  }

  /** The user has changed something: everything may be asked at once. How long a tariff is pending stays known. */
  forgive(): void {
    for (const [subject, refusal] of this.known) this.known.set(subject, { ...refusal, until: 0 });
  }

  private check(subject: string): void {
    const refusal = this.known.get(subject);
    if (refusal && refusal.until > this.clock.monotonic()) throw this.errorOf(refusal);
  }

  private note(subject: string, error: FlatPeakError): FlatPeakError {
    const now = this.clock.monotonic();
    const before = this.known.get(subject);
    const pendingSince = error.code === 'pending' ? (before?.pendingSince ?? now) : undefined;
    const givenUp = pendingSince !== undefined && now - pendingSince >= PENDING_ENDS;
    const code = givenUp ? 'tariff_lost' : error.code;
    const pause = PAUSE[code];
    if (pause === undefined) return error;
    const until = now + pause * (1 + this.random() / 10);
    const refusal = { code, status: error.status, until, pendingSince };
    this.remember(subject, refusal);
    return this.errorOf(refusal);
  }

  private remember(subject: string, refusal: Refusal): void {
    this.known.delete(subject);
    this.known.set(subject, refusal);
    const [oldest] = this.known.keys();
    if (this.known.size > REMEMBERED && oldest !== undefined) this.known.delete(oldest);
  }

  private errorOf({ code, status, until }: Refusal): FlatPeakError {
    const retryAt = this.clock.now() + until - this.clock.monotonic();
    return new FlatPeakError(code, { retryAt, ...(status !== undefined && { status }) });
  }
}
