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
  readonly since: number;
  readonly until: number;
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
    const since = error.code === 'pending' && before ? before.since : now;
    const code =
      error.code === 'pending' && now - since >= PENDING_ENDS ? 'tariff_lost' : error.code;
    const pause = PAUSE[code];
    if (pause === undefined) return error;
    const until = now + pause * (1 + this.random() / 10);
    this.known.delete(subject);
    this.known.set(subject, { code, status: error.status, since, until });
    const [oldest] = this.known.keys();
    if (this.known.size > REMEMBERED && oldest !== undefined) this.known.delete(oldest);
    return this.errorOf({ code, status: error.status, since, until });
  }

  private errorOf({ code, status, until }: Refusal): FlatPeakError {
    const retryAt = this.clock.now() + until - this.clock.monotonic();
    return new FlatPeakError(code, { retryAt, ...(status !== undefined && { status }) });
  }
}
