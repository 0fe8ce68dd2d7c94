import type { ErrorCode } from '../flatpeak/errors';
import type { Direction, RatesQuery } from '../flatpeak/wire';
import { DAY, HOUR } from '../time/duration';
import { utcSeconds } from '../time/instant';
import { localMidnight } from '../time/zone';
import type { Home } from './kept';

/** So that time-of-day homes survive a week without internet. */
export const HORIZON = 8 * DAY;
const SHORT_HORIZON = 2 * DAY;

/** How much a feed asks for. */
export interface Scope {
  /** ms ahead. */
  readonly horizon: number;
  readonly carbon: boolean;
}

export const WIDEST: Scope = { horizon: HORIZON, carbon: true };

/** All that is wanted within what FlatPeak has accepted, and then less and less for where it refuses. */
export function scopes(carbon: boolean, accepted: Scope): Scope[] {
  const horizons = [HORIZON, SHORT_HORIZON].filter((horizon) => horizon <= accepted.horizon);
  const carbons = carbon && accepted.carbon ? [true, false] : [false];
  return horizons.flatMap((horizon) => carbons.map((carbon) => ({ horizon, carbon })));
}

/** Whether FlatPeak may have refused the scope rather than the question. */
export function lessMayHelp(code: ErrorCode, { carbon }: Scope): boolean {
  return code === 'bad_input' || (carbon && (code === 'not_found' || code === 'tariff_lost'));
}

/** From the location's midnight, because a day's mean counts what has gone by, to the horizon. */
export function question(
  { horizon, carbon }: Scope,
  direction: Direction,
  home: Home | undefined,
  now: number,
): RatesQuery {
  // Before the first reply the zone is unknown; 25 hours reach back over every local midnight.
  const start = home ? localMidnight(home.timezone, now) : now - 25 * HOUR;
  return {
    start_time: utcSeconds(start),
    end_time: utcSeconds(now + horizon),
    include_tariff: true,
    include_carbon: carbon,
    direction,
  };
}
