import type { Run } from '../plan/types';
import { slotAt, type RateSlot, type Series } from '../rates/series';

/** Why the state is what it is; the first that applies. */
export type Reason = 'fallback' | 'below_threshold' | 'above_threshold';

export interface Decision {
  readonly on: boolean;
  readonly reason: Reason;
  /** The slot that holds now; `undefined` where nothing is known. */
  readonly slot: RateSlot | undefined;
  /** Epoch ms (UTC) of the next switching by all that is known now. */
  readonly until: number | undefined;
  /** Epoch ms (UTC) at which something about this decision may change. */
  readonly recheck: number | undefined;
}

/** What should be on at `now`. Without data for now that is the fallback: off. */
export function decide(runs: readonly Run[], series: Series, now: number): Decision {
  const slot = slotAt(series, now);
  const known = slot?.rate === null ? undefined : slot;
  const run = runs.find(({ to }) => to > now);
  const on = known !== undefined && run !== undefined && run.from <= now;
  const until = on ? run.to : run && run.from > now ? run.from : undefined;
  const edge = slot?.to ?? series.find(({ from }) => from > now)?.from;
  return {
    on,
    reason: known ? (on ? 'below_threshold' : 'above_threshold') : 'fallback',
    slot: known,
    until,
    recheck: until !== undefined && edge !== undefined ? Math.min(until, edge) : (until ?? edge),
  };
}
