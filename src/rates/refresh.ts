import type { ErrorCode, FlatPeakError } from '../flatpeak/errors';
import { DAY, HOUR, MINUTE } from '../time/duration';
import { nextLocalMidnight } from '../time/zone';
import { between, knownUntil, type Series } from './series';

/** What is known when a reply has arrived. */
export interface Refreshed {
  readonly now: number;
  /** FlatPeak's recommendation, epoch ms; later generations give none. */
  readonly nextUpdate: number | undefined;
  readonly series: Series;
  readonly timezone: string;
  /** This hub's own delay in ms, so that not every hub asks at the same second. */
  readonly spread: number;
}

/** When to ask again after a good reply, epoch ms: within a day, for that long the server's word about the time counts. */
export function nextRefresh(facts: Refreshed): number {
  return Math.min(recommended(facts) + facts.spread, facts.now + DAY);
}

function recommended({ now, nextUpdate, series, timezone }: Refreshed): number {
  if (nextUpdate !== undefined) {
    return nextUpdate <= now ? now + HOUR : Math.max(nextUpdate, now + 5 * MINUTE);
  }
  if (!settled(series, now, now + DAY)) return now + HOUR;
  const lateEvening = nextLocalMidnight(timezone, now + HOUR) - HOUR;
  return Math.min(now + 6 * HOUR, lateEvening);
}

/** Whether every instant of `[from, to)` has a rate that will not change any more. */
function settled(series: Series, from: number, to: number): boolean {
  return (
    knownUntil(series, from) >= to &&
    between(series, from, to).every((slot) => slot.confidence >= 1)
  );
}

const PAUSE: Partial<Record<ErrorCode, number>> = {
  network: MINUTE,
  timeout: MINUTE,
  bad_response: MINUTE,
  unavailable: 15 * MINUTE,
  rate_limited: 15 * MINUTE,
  pending: 15 * MINUTE,
};

/** When to ask again after a failure, epoch ms: the client's own word where it has one, else by kind. */
export function nextTry(error: FlatPeakError, now: number): number {
  return Math.max(error.retryAt ?? now + (PAUSE[error.code] ?? HOUR), now + 1000);
}
