import type { Run } from '../plan/types';
import { savings } from '../plan/savings';
import { duration } from '../plan/segments';
import { between } from '../rates/series';
import type { Preview } from '../switch/preview';
import type { Settings } from '../switch/settings';
import type { Planned } from '../switch/wire';
import { MINUTE } from '../time/duration';
import { meanRate } from './mean';

/** What a switch makes of the rates that are drawn. Epoch ms. */
export interface PicturePlan {
  /** When it may run; empty where it always may. */
  windows: Run[];
  /** Where lines are drawn, in the picture's unit: a limit that follows the average has one for each occurrence. */
  thresholds: (Run & { value: number })[];
  /** `null` for none. */
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

export function picturePlan({ planned, stretches }: Preview, now: number, span: Run): PicturePlan {
  const [first] = planned;
  const settings = first?.settings;
  const drawsRate = settings?.value.kind !== 'carbon';
  const told = planned.find(isTelling) ?? first;
  return {
    windows: settings && isBound(settings) ? planned.flatMap((one) => drawn(one, span)) : [],
    thresholds: thresholdsOf(planned, span),
    never_above: (drawsRate ? settings?.neverAbove : undefined) ?? null,
    always_below: settings?.alwaysBelow ?? null,
    highest: settings?.seek === 'highest',
    asked: settings?.runs === 'asked' && first?.state.asked?.at === now,
    summary: told ? summaryOf(told, stretches, span) : null,
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

/** The part of an occurrence that is drawn. */
function drawn({ outlook: { occurrence } }: Planned, span: Run): Run[] {
  return occurrence ? clip({ from: occurrence.start, to: occurrence.end }, span) : [];
}

function clip(run: Run, { from, to }: Run): Run[] {
  return run.from < to && run.to > from
    ? [{ from: Math.max(run.from, from), to: Math.min(run.to, to) }]
    : [];
}

function thresholdsOf(planned: readonly Planned[], span: Run): PicturePlan['thresholds'] {
  const lines = planned.flatMap((one) => {
    const rule = one.outlook.task?.request.rule;
    if (rule?.kind !== 'threshold') return [];
    return drawn(one, span).map((part) => ({ ...part, value: rule.limit }));
  });
  const [first] = lines;
  const isOne = lines.every(({ value }) => value === first?.value);
  return first && isOne ? [{ ...span, value: first.value }] : lines;
}

/** Of what is still to come. */
function summaryOf(
  { outlook, settings, series }: Planned,
  stretches: Preview['stretches'],
  span: Run,
): PictureSummary | null {
  const { occurrence, plan, task, at } = outlook;
  if (!occurrence || !plan) return null;
  const [from, to] = [Math.max(occurrence.start, at), Math.min(occurrence.end, span.to)];
  const runs = stretches.flatMap((one) => (one.on ? clip(one, { from, to }) : []));
  const on = duration(runs);
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
    on_minutes: on / MINUTE,
    of_minutes: (to - from) / MINUTE,
    // What is not drawn any more may bring the rest.
    shortfall_minutes: atOnce && to === occurrence.end ? missing(task?.remaining, on) / MINUTE : 0,
    average: meanRate(runs.flatMap((run) => between(series, run.from, run.to))),
    saving: money?.saving ?? null,
    saving_percent: money?.percent ?? null,
    per_kw: settings.power === undefined,
    at_once: atOnce,
    sells,
    provisional: plan.provisional && (settings.rule.kind !== 'threshold' || occurrence.end === to),
  };
}

/** Less than a minute is none: runs under limits lie on whole ones. */
function missing(needed = 0, on: number): number {
  return needed - on < MINUTE ? 0 : needed - on;
}
