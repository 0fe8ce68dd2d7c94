import type { Run } from '../plan/types';
import { savings } from '../plan/savings';
import { between } from '../rates/series';
import { chosen } from '../switch/outlook';
import type { Settings } from '../switch/settings';
import type { Planned } from '../switch/wire';
import { MINUTE } from '../time/duration';
import { meanRate } from './mean';

/** What a switch makes of the rates that are drawn. Epoch ms. */
export interface PicturePlan {
  /** When it may run; empty where it always may. */
  windows: Run[];
  /** Where lines are drawn, in the picture's unit; `null` for none. */
  threshold: number | null;
  never_above: number | null;
  always_below: number | null;
  /** The highest is sought, so "above" means "below" and the other way round. */
  highest: boolean;
  /** It runs only when asked, and is drawn as if it were asked now. */
  asked: boolean;
  /** `null` where nothing can be planned. */
  summary: PictureSummary | null;
}

/** One occurrence in figures. */
export interface PictureSummary {
  from: number;
  to: number;
  on_minutes: number;
  of_minutes: number;
  /** What of a need cannot be met in time. */
  shortfall_minutes: number;
  /** Mean rate while on, major currency per kWh. */
  average: number | null;
  /** Major currency, or per kW. */
  saving: number | null;
  saving_percent: number | null;
  per_kw: boolean;
  /** The saving is against running at once; else against the same time at the mean rate. */
  at_once: boolean;
  sells: boolean;
  /** Part of the time is unpriced or a forecast. */
  provisional: boolean;
}

export function picturePlan(planned: readonly Planned[], span: Run): PicturePlan {
  const [first] = planned;
  const settings = first?.settings;
  const rule = first?.outlook.task?.request.rule;
  const drawsRate = settings?.value.kind !== 'carbon';
  const told = planned.find(isTelling) ?? first;
  return {
    windows: settings && isBound(settings) ? windowsOf(planned, span) : [],
    threshold: rule?.kind === 'threshold' ? rule.limit : null,
    never_above: (drawsRate ? settings?.neverAbove : undefined) ?? null,
    always_below: settings?.alwaysBelow ?? null,
    highest: settings?.seek === 'highest',
    asked: settings?.runs === 'asked' && first?.state.asked?.at === first?.outlook.at,
    summary: told ? summaryOf(told, span) : null,
  };
}

/** Late in the day what is left of it says little, and a share of what has been missed cannot be caught up. */
function isTelling({ outlook: { plan, occurrence, at }, settings }: Planned): boolean {
  if (!plan || !occurrence || plan.runs.length === 0) return false;
  return settings.rule.kind !== 'share' || occurrence.start >= at || plan.shortfall === 0;
}

function isBound({ window, readyBy, lookAhead, runs }: Settings): boolean {
  return (
    window !== undefined || readyBy !== undefined || lookAhead !== undefined || runs === 'asked'
  );
}

function windowsOf(planned: readonly Planned[], { from, to }: Run): Run[] {
  return planned.flatMap(({ outlook: { occurrence } }) =>
    occurrence && occurrence.start < to && occurrence.end > from
      ? [{ from: Math.max(occurrence.start, from), to: Math.min(occurrence.end, to) }]
      : [],
  );
}

/** Of what is still to come. */
function summaryOf(planned: Planned, span: Run): PictureSummary | null {
  const { outlook, settings, series } = planned;
  const { occurrence, plan, at } = outlook;
  if (!occurrence || !plan) return null;
  const [from, to] = [Math.max(occurrence.start, at), Math.min(occurrence.end, span.to)];
  const runs = chosen(outlook).flatMap((run) => clip(run, to));
  const atOnce = settings.rule.kind === 'duration';
  const sells = settings.direction === 'EXPORT';
  const money = savings({
    runs,
    slots: series,
    baseline: atOnce ? 'at once' : 'mean',
    start: from,
    end: to,
    sells,
    ...(settings.power !== undefined && { power: settings.power }),
  });
  return {
    from,
    to,
    on_minutes: runs.reduce((sum, run) => sum + run.to - run.from, 0) / MINUTE,
    of_minutes: (to - from) / MINUTE,
    shortfall_minutes: atOnce ? plan.shortfall / MINUTE : 0,
    average: meanRate(runs.flatMap((run) => between(series, run.from, run.to))),
    saving: money?.saving ?? null,
    saving_percent: money?.percent ?? null,
    per_kw: settings.power === undefined,
    at_once: atOnce,
    sells,
    provisional: plan.provisional && (settings.rule.kind !== 'threshold' || occurrence.end === to),
  };
}

function clip({ from, to }: Run, end: number): Run[] {
  return from < end ? [{ from, to: Math.min(to, end) }] : [];
}
