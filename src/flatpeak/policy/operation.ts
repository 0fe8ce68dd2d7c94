import type { Clock } from '../../time/clock';
import type { Counters } from '../counters';
import { unlessAborted } from './abort';
import type { RetryBucket } from './bucket';
import type { Line } from './line';
import { ATTEMPTS, mayRetry, waitAfter } from './retry';
import type { Token, TokenCycle } from './token';
import { Failure, type Verdict } from './verdict';

export interface OperationParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Measured from the first attempt, ms: a wait that would end later is handed back as `retryAt` instead. */
  readonly patience: number;
  readonly tokens: TokenCycle;
  readonly line: Line;
  readonly bucket: RetryBucket;
  readonly counters: Counters;
}

/**
 * Does `work` with a token until it succeeds or trying again makes no sense. A token that FlatPeak refuses is replaced
 * once; a second refusal is final. Throws a Failure, or a FlatPeakError while FlatPeak must not be asked.
 */
export async function operate<T>(
  work: (token: Token, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  parts: OperationParts,
): Promise<T> {
  const { clock, tokens, line, bucket } = parts;
  const giveUpAt = clock.monotonic() + parts.patience;
  let replaced = false;
  let answer: T;
  line.admit();
  for (let attempt = 1; ; attempt++) {
    let token: Token | undefined;
    try {
      token = await tokens.get(signal);
      answer = await work(token, signal);
      break;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (token && error.verdict.code === 'forbidden' && !replaced) {
        tokens.refused(token);
        replaced = true;
        if (attempt < ATTEMPTS) continue;
        // One refusal does not prove that access is forbidden.
        throw new Failure({ ...error.verdict, code: 'unavailable' });
      }
      await pause(attempt, error.verdict, giveUpAt - clock.monotonic(), signal, parts);
    }
  }
  bucket.succeeded();
  return answer;
}

/** Waits before the next attempt; throws when there is to be none. */
async function pause(
  attempt: number,
  verdict: Verdict,
  patience: number,
  signal: AbortSignal,
  { clock, random, sleep, line, bucket, counters }: OperationParts,
): Promise<void> {
  const wait = waitAfter(attempt, verdict, random);
  if (!mayRetry(attempt, verdict, wait, patience) || line.down || !bucket.pay()) {
    const later = Math.max(line.wait(), verdict.retryAfter === undefined ? 0 : wait);
    throw new Failure(verdict, later > 0 ? clock.now() + later : undefined);
  }
  counters.retries++;
  counters.waited += wait;
  if (wait > 0) await unlessAborted(sleep(wait, signal), signal);
}
