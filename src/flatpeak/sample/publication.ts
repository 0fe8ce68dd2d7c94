import { atWallTime, localDays } from '../../time/local';
import { localMidnight, nextLocalMidnight } from '../../time/zone';
import type { Tariff } from './home';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The local hour at which tariffs that hardly ever change are looked at again. */
const NIGHTLY = 23;

/** When prices were and will be published, and which slots exist. All in epoch ms (UTC). */
export interface Publication {
  readonly lastUpdated: number;
  readonly nextUpdate: number;
  /** Slots that start earlier are final. */
  readonly published: number;
  /** Slots outside [first, end) are not in any reply. */
  readonly first: number;
  readonly end: number;
}

export function publicationOf({ prices }: Tariff, zone: string, now: number): Publication {
  if (prices.kind === 'pulse') {
    const current = now - (now % prices.slot);
    const end = current + prices.ahead;
    return {
      lastUpdated: current,
      nextUpdate: now + 5 * MINUTE,
      published: end,
      first: current - prices.history,
      end,
    };
  }
  const hour = prices.kind === 'curve' ? prices.publishedAt : NIGHTLY;
  const yesterdayToTomorrow = localDays(
    zone,
    localMidnight(zone, now) - 1,
    nextLocalMidnight(zone, now) + 1,
  );
  const updates = yesterdayToTomorrow.map((day) => atWallTime(day, hour * HOUR));
  const lastUpdated = Math.max(...updates.filter((at) => at <= now));
  return {
    lastUpdated,
    nextUpdate: Math.min(...updates.filter((at) => at > now)),
    published: nextLocalMidnight(zone, nextLocalMidnight(zone, lastUpdated)),
    first: -Infinity,
    end: Infinity,
  };
}
