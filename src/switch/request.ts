import type { PlanRequest, Slot } from '../plan/types';
import type { Series } from '../rates/series';
import { localMidnight } from '../time/zone';
import type { Settings } from './settings';

/**
 * The one step from settings to a plan request: from the location's midnight, so that a picture shows the whole day,
 * to the end of what is known.
 */
export function request(
  settings: Settings,
  series: Series,
  timezone: string,
  now: number,
): PlanRequest {
  const start = localMidnight(timezone, now);
  const slots = known(series).filter((slot) => slot.to > start);
  return {
    slots,
    start,
    end: slots.at(-1)?.to ?? start,
    rule: { kind: 'threshold', limit: settings.threshold },
  };
}

/** Only time that has a rate reaches the planner: no data is never a price. */
function known(series: Series): Slot[] {
  return series.flatMap(({ from, to, rate, confidence }) =>
    rate === null ? [] : [{ from, to, value: rate, forecast: confidence < 1 }],
  );
}
