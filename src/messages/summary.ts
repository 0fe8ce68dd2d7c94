import type { Home } from '../rates/kept';
import { knownUntil, slotAt, type RateSlot, type Series } from '../rates/series';
import { localIso } from './local-iso';
import { meanRate } from './mean';
import { slotMessage, unitOf, type SlotMessage } from './slot';

/** What a reply of rates says, at a glance. */
export interface RatesSummary {
  /** The slot that holds now, `null` where its rate is unknown. */
  now: SlotMessage | null;
  next: SlotMessage | null;
  /** The cheapest and the dearest slot of the reply. */
  min: SlotMessage | null;
  max: SlotMessage | null;
  /** Time-weighted mean of the known rates, in `unit`. */
  average: number | null;
  currency: string;
  unit: string;
  /** IANA name of the location's zone. */
  timezone: string;
  /** ISO 8601 with the location's offset: rates are known without a gap from now until then; `null` where not even now is. */
  known_until: string | null;
  /** The answer came without a call to FlatPeak. */
  cached: boolean;
}

/** All but whether a call was made for it. */
export function summarise(series: Series, home: Home, now: number): Omit<RatesSummary, 'cached'> {
  const priced = series.filter((slot) => slot.rate !== null);
  const current = slotAt(series, now);
  const following = priced.find(({ from }) => from >= (current?.to ?? now));
  const until = knownUntil(series, now);
  return {
    now: slotMessage(current, home),
    next: slotMessage(following, home),
    min: slotMessage(
      extreme(priced, (a, b) => a < b),
      home,
    ),
    max: slotMessage(
      extreme(priced, (a, b) => a > b),
      home,
    ),
    average: meanRate(series),
    currency: home.currency,
    unit: unitOf(home),
    timezone: home.timezone,
    known_until: until > now ? localIso(home.timezone, until) : null,
  };
}

/** Epoch ms until which the summary stays as it is at `now`. */
export function summaryEnds(series: Series, now: number): number {
  return slotAt(series, now)?.to ?? series.find(({ from }) => from > now)?.from ?? Infinity;
}

function extreme(
  slots: readonly RateSlot[],
  beats: (a: number, b: number) => boolean,
): RateSlot | undefined {
  return slots.reduce<RateSlot | undefined>(
    (best, slot) => (!best || beats(slot.rate ?? 0, best.rate ?? 0) ? slot : best),
    undefined,
  );
}
