import type { Clock } from '../../time/clock';
import { HOUR, MINUTE, SECOND, DAY } from '../../time/duration';
import type { ErrorCode } from '../errors';
import { unlessAborted } from './abort';
import { errorOf, Failure, type Verdict } from './verdict';

/** What a login brings. */
export interface Grant {
  readonly bearer: string;
  /** As FlatPeak says it, seconds. */
  readonly expiresIn: number;
  readonly live: boolean;
}

export interface Token {
  readonly bearer: string;
  readonly live: boolean;
  /** ms. */
  readonly lifetime: number;
  /** On the clock that never steps, ms. */
  readonly expires: number;
}

/** With less than this left a token might run out under way. */
const TOO_LITTLE = 5 * SECOND;
const SHORTEST = MINUTE;
const LONGEST = DAY;
/** Between two attempts to renew a token that still works. */
const PAUSE = 30 * SECOND;

/** The lifetime of a token in ms, whatever a reply says: neither a login per call nor one that is never renewed. */
export function lifetimeOf(expiresIn: number): number {
  return Math.min(Math.max(expiresIn * 1000, SHORTEST), LONGEST);
}

/** The time before expiry in which a token is renewed while it is still in use, ms. */
export function renewalWindow(lifetime: number): number {
  return Math.min(Math.max(MINUTE, lifetime / 10), lifetime / 2);
}

/**
 * One token, one login at a time. A token is renewed only when a call needs one: behind the caller's back while the old
 * one still works, before its eyes when not. A refused login is tried again once an hour.
 */
export class TokenCycle {
  private token: Token | undefined;
  private pending: Promise<Token> | undefined;
  private nextRenewal = 0;
  private refusal: { readonly verdict: Verdict; readonly until: number } | undefined;

  constructor(
    private readonly login: () => Promise<Grant>,
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** Throws a Failure, or a FlatPeakError without a request while the login counts as refused. */
  async get(signal: AbortSignal): Promise<Token> {
    const token = this.token;
    const left = token ? token.expires - this.clock.monotonic() : 0;
    if (token && left >= TOO_LITTLE) {
      if (left < renewalWindow(token.lifetime)) this.renewQuietly();
      return token;
    }
    return unlessAborted(this.renewed(), signal);
  }

  /** FlatPeak refused this token. Of no effect when there is a newer one. */
  refused(token: Token): void {
    if (this.token === token) this.token = undefined;
  }

  /** The user has changed something: credentials may be tried at once. */
  forgive(): void {
    this.refusal = undefined;
  }

  /** Why the latest login was refused, until one succeeds. */
  get refusedBecause(): ErrorCode | undefined {
    return this.refusal?.verdict.code;
  }

  private renewQuietly(): void {
    const now = this.clock.monotonic();
    if (now < this.nextRenewal) return;
    this.nextRenewal = now + PAUSE;
    // Whoever needs the new token will meet the same trouble, and can report it.
    this.renewed().catch(() => undefined);
  }

  private renewed(): Promise<Token> {
    this.pending ??= this.renew().finally(() => (this.pending = undefined));
    return this.pending;
  }

  private async renew(): Promise<Token> {
    this.stayAwayWhileRefused();
    try {
      const { bearer, live, expiresIn } = await this.login();
      const lifetime = lifetimeOf(expiresIn);
      this.refusal = undefined;
      this.token = { bearer, live, lifetime, expires: this.clock.monotonic() + lifetime };
      return this.token;
    } catch (error) {
      if (error instanceof Failure && error.verdict.line === 'fine') {
        const pause = HOUR * (1 + this.random() / 10);
        this.refusal = { verdict: error.verdict, until: this.clock.monotonic() + pause };
        this.stayAwayWhileRefused();
      }
      throw error;
    }
  }

  private stayAwayWhileRefused(): void {
    if (!this.refusal) return;
    const wait = this.refusal.until - this.clock.monotonic();
    if (wait > 0) throw errorOf(this.refusal.verdict, this.clock.now() + wait);
  }
}
