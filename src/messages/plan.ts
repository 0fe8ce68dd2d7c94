import type { Plan, Run } from '../plan/types';
import type { Home } from '../rates/kept';
import { between, type RateSlot, type Series } from '../rates/series';
import { MINUTE } from '../time/duration';
import { isoInZone } from '../time/zone';
import { meanRate, round } from './mean';
import { unitOf } from './slot';

/** What output 3 of cheap slot sends as payload. Instants are ISO 8601 with the location's offset. */
export interface PlanPayload {
  runs: { from: string; to: string; average: number | null }[];
  duration_minutes: number;
  shortfall_minutes: number;
  /** Time-weighted mean rate while on, in `unit`; `null` when never on. */
  average: number | null;
  /** ISO 4217. */
  currency: string;
  /** Major currency per kWh. */
  unit: string;
  complete: boolean;
  /** Part of the window is unpriced or a forecast. */
  provisional: boolean;
  /** The time that was planned. */
  window: { from: string; to: string };
  /** IANA name of the location's zone. */
  timezone: string;
  /** All rates of the window, a row each, cut where the plan switches within one. */
  slots: { from: string; to: string; value: number | null; on: boolean; forecast: boolean }[];
}

export interface PlanFacts {
  readonly plan: Plan;
  /** The span that was planned, epoch ms. */
  readonly window: { readonly from: number; readonly to: number };
  readonly series: Series;
  readonly home: Home;
}

export function planPayload({ plan, window, series, home }: PlanFacts): PlanPayload {
  const iso = (at: number): string => isoInZone(home.timezone, at);
  return {
    runs: plan.runs.map(({ from, to }) => ({
      from: iso(from),
      to: iso(to),
      average: meanRate(between(series, from, to)),
    })),
    duration_minutes: round(plan.duration / MINUTE),
    shortfall_minutes: round(plan.shortfall / MINUTE),
    average: plan.average === null ? null : round(plan.average),
    currency: home.currency,
    unit: unitOf(home),
    complete: plan.complete,
    provisional: plan.provisional,
    window: { from: iso(window.from), to: iso(window.to) },
    timezone: home.timezone,
    slots: between(series, window.from, window.to).flatMap((slot) =>
      cut(slot, plan.runs).map(({ from, to, on }) => ({
        from: iso(from),
        to: iso(to),
        value: slot.rate,
        on,
        forecast: slot.confidence < 1,
      })),
    ),
  };
}

/** The slot in pieces that are wholly on or wholly off. */
function cut(slot: RateSlot, runs: readonly Run[]): (Run & { on: boolean })[] {
  const inside = runs.filter(({ from, to }) => from < slot.to && to > slot.from);
  const edges = inside
    .flatMap(({ from, to }) => [from, to])
    .filter((at) => at > slot.from && at < slot.to);
  const marks = [slot.from, ...edges, slot.to];
  return marks.slice(1).map((to, i) => {
    const from = marks[i] as number;
    return { from, to, on: inside.some((run) => run.from <= from && to <= run.to) };
  });
}
