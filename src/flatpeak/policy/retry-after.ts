import { DAY } from '../../time/duration';
import { httpDate } from './http-date';

/**
 * How long a reply asks us to stay away, ms in [0, 24 h]; `undefined` where it asks nothing we can read. A date is judged
 * against the reply's own Date header, because the clock of a hub may be wrong; `now` (epoch ms) is used only without one.
 */
export function retryAfter(
  headers: Readonly<Record<string, string>>,
  now: number,
): number | undefined {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, DAY);
  const until = httpDate(text, now);
  if (until === undefined) return undefined;
  const sent = httpDate(headers['date'] ?? '', now) ?? now;
  return Math.min(Math.max(until - sent, 0), DAY);
}
