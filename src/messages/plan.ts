import { divided, duration } from '../plan/segments';
import type { Run } from '../plan/types';
import { savings } from '../plan/savings';
import type { Home } from '../rates/kept';
import { between, type RateSlot, type Series } from '../rates/series';
import { chosen } from '../switch/outlook';
import type { Planned } from '../switch/wire';
import { HOUR, MINUTE } from '../time/duration';
import { localMidnight } from '../time/zone';
import { localIso } from './local-iso';
import { meanRate, round } from './mean';
import { unitOf } from './slot';

/** What output 3 of cheap slot sends as payload. Instants are ISO 8601 with the location's offset; money comes from rates. */
export interface PlanPayload {
  /** What has been and will be on. */
  runs: { from: string; to: string; average: number | null }[];
  duration_minutes: number;
  shortfall_minutes: number;
  /** Time-weighted mean rate while on, in `unit`; `null` when never on. */
  average: number | null;
  /** Major currency units, or per kW; `null` where part of the runs has no rate. Buying. */
  cost?: number | null;
  /** The same for selling: what comes in. */
  earnings?: number | null;
  /** What a duration costs, or earns, run at once; other rules at the mean rate. */
  baseline_cost: number | null;
  /** How much better the plan is than the baseline. */
  saving: number | null;
  saving_percent: number | null;
  /** The power is unknown, so money and CO2 are per kW. */
  per_kw: boolean;
  /** Grams; `null` where part of the runs has no figure. */
  co2_g: number | null;
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
  /** From local midnight: all rates, a row each, cut where it switches within one. */
  slots: { from: string; to: string; value: number | null; on: boolean; forecast: boolean }[];
}

/** `undefined` where there is nothing to plan. Epoch ms. */
export function planPayload(planned: Planned, home: Home, now: number): PlanPayload | undefined {
  const { outlook, settings, series } = planned;
  const { plan, occurrence } = outlook;
  if (!plan || !occurrence) return undefined;
  const midnight = localMidnight(home.timezone, now);
  const window = { from: Math.min(occurrence.start, now), to: occurrence.end };
  const runs = allRuns(planned, Math.min(window.from, midnight));
  const iso = (at: number): string => localIso(home.timezone, at);
  return {
    runs: runs.map(({ from, to }) => ({
      from: iso(from),
      to: iso(to),
      average: meanRate(between(series, from, to)),
    })),
    duration_minutes: round(duration(runs) / MINUTE),
    shortfall_minutes: round(plan.shortfall / MINUTE),
    average: meanRate(runs.flatMap(({ from, to }) => [...between(series, from, to)])),
    ...money(planned, runs, window),
    co2_g: carbon(series, runs, settings.power ?? 1),
    currency: home.currency,
    unit: unitOf(home),
    complete: plan.complete,
    provisional: plan.provisional,
    window: { from: iso(window.from), to: iso(window.to) },
    timezone: home.timezone,
    slots: between(series, midnight, Number.MAX_SAFE_INTEGER).flatMap((slot) =>
      cut(slot, runs).map(({ from, to, on }) => ({
        from: iso(from),
        to: iso(to),
        value: slot.rate,
        on,
        forecast: slot.confidence < 1,
      })),
    ),
  };
}

/** What ran since `from`, the block under way, and the plan, as one list. */
function allRuns({ outlook, state }: Planned, from: number): Run[] {
  const ran = state.ledger.filter(({ to }) => to > from);
  return [...ran, ...chosen(outlook)]
    .sort((a, b) => a.from - b.from)
    .reduce<Run[]>((list, run) => {
      const last = list.at(-1);
      if (last && run.from <= last.to)
        list[list.length - 1] = { from: last.from, to: Math.max(last.to, run.to) };
      else list.push({ ...run });
      return list;
    }, []);
}

function money(
  { settings, series }: Planned,
  runs: readonly Run[],
  { from: start, to: end }: Run,
): Pick<
  PlanPayload,
  'cost' | 'earnings' | 'baseline_cost' | 'saving' | 'saving_percent' | 'per_kw'
> {
  const sells = settings.direction === 'EXPORT';
  const found = savings({
    runs: runs.filter(({ to }) => to > start),
    slots: series,
    baseline: settings.rule.kind === 'duration' ? 'at once' : 'mean',
    start,
    end,
    sells,
    ...(settings.power !== undefined && { power: settings.power }),
  });
  const rounded = (value: number | null | undefined): number | null =>
    value === null || value === undefined ? null : round(value);
  return {
    [sells ? 'earnings' : 'cost']: rounded(found?.cost),
    baseline_cost: rounded(found?.baseline),
    saving: rounded(found?.saving),
    saving_percent: rounded(found?.percent),
    per_kw: settings.power === undefined,
  };
}

function carbon(series: Series, runs: readonly Run[], power: number): number | null {
  let grams = 0;
  let left = duration(runs);
  for (const { from, to } of runs) {
    for (const slot of between(series, from, to)) {
      if (slot.carbon === null) return null;
      left -= slot.to - slot.from;
      grams += (slot.carbon * power * (slot.to - slot.from)) / HOUR;
    }
  }
  return left > 0 ? null : round(grams);
}

/** The slot in pieces that are wholly on or wholly off. */
function cut(slot: RateSlot, runs: readonly Run[]): (Run & { on: boolean })[] {
  const inside = runs.filter(({ from, to }) => from < slot.to && to > slot.from);
  const edges = inside.flatMap(({ from, to }) => [from, to]);
  return divided(slot, edges).map(({ from, to }) => {
    return { from, to, on: inside.some((run) => run.from <= from && to <= run.to) };
  });
}
