import type { Verdict } from './verdict';

/** Attempts of one operation, the first included. */
export const ATTEMPTS = 3;

const FIRST = 1_000;
const LONGEST = 20_000;

/**
 * How long to wait after the failed attempt number `attempt` (from 1), ms: full jitter below a doubling bound, and never
 * less than FlatPeak asked for, spread a little so that hubs which were told the same do not come back together.
 */
export function waitAfter(attempt: number, verdict: Verdict, random: () => number): number {
  if (verdict.retry === 'at once' && attempt === 1) return 0;
  const backoff = random() * Math.min(LONGEST, FIRST * 2 ** (attempt - 1));
  if (verdict.retryAfter === undefined) return backoff;
  const spread = random() * Math.min(verdict.retryAfter / 10, 30_000);
  return Math.max(backoff, verdict.retryAfter) + spread;
}

/** Whether a further attempt makes sense. `wait` and `patience` (the longest acceptable wait) in ms. */
export function mayRetry(
  attempt: number,
  verdict: Verdict,
  wait: number,
  patience: number,
): boolean {
  return attempt < ATTEMPTS && verdict.retry !== 'never' && wait <= patience;
}
