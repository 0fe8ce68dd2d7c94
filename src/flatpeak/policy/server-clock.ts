import type { Clock } from '../../time/clock';
import { httpDate } from './http-date';

/** FlatPeak's clock as a reply showed it. */
export interface ServerTime {
  /** Its Date header, epoch ms (whole seconds). */
  readonly at: number;
  /** The monotonic clock when it arrived, ms. */
  readonly monotonic: number;
  /** FlatPeak's clock minus this machine's at that moment, ms. */
  readonly offset: number;
}

/** Free evidence of a wrong clock on a machine that has no battery for it. */
export function serverTime(
  headers: Readonly<Record<string, string>>,
  clock: Clock,
): ServerTime | undefined {
  const now = clock.now();
  const at = httpDate(headers['date'] ?? '', now);
  return at === undefined ? undefined : { at, monotonic: clock.monotonic(), offset: at - now };
}
