import { slotAt, type RateSlot, type Series } from '../rates/series';
import { within } from './occurrence';
import { latestStart, stillNeeded, type Outlook } from './outlook';
import { isForbidden, slotsOf } from './request';
import type { Settings } from './settings';
import type { SwitchState } from './state';

/** Why the state is what it is; the first that applies. */
export type Reason =
  | 'override'
  | 'stopped'
  | 'fallback'
  | 'forced'
  | 'starting'
  | 'never_above'
  | 'min_run'
  | 'min_pause'
  | 'always_below'
  | 'need_met'
  | 'outside_window'
  | 'below_threshold'
  | 'above_threshold'
  | 'in_plan'
  | 'not_in_plan';

export interface Decision {
  readonly on: boolean;
  readonly reason: Reason;
  /** The slot with a rate that holds now. */
  readonly slot: RateSlot | undefined;
  /** Epoch ms of the next switching by all that is known now. */
  readonly until: number | undefined;
}

export interface Facts {
  readonly settings: Settings;
  readonly series: Series;
  readonly state: SwitchState;
  readonly outlook: Outlook;
  readonly timezone: string;
  readonly now: number;
  /** The first rates may still arrive. */
  readonly starting: boolean;
}

const UNPLANNED: readonly Reason[] = ['override', 'stopped', 'fallback', 'forced', 'starting'];

/** Whether a decision follows the plan, so that the plan still fits afterwards. */
export function isPlanned(decision: Decision | undefined): boolean {
  return decision !== undefined && !UNPLANNED.includes(decision.reason);
}

/** What should be on at `now`. */
export function decide(facts: Facts): Decision {
  const { series, now } = facts;
  const found = slotAt(series, now);
  const slot = found?.rate === null ? undefined : found;
  return { slot, ...verdict(facts) };
}

type Verdict = Omit<Decision, 'slot'>;

function verdict(facts: Facts): Verdict {
  const { state, outlook, now } = facts;
  const { override } = state;
  if (override && (override.until === null || now < override.until)) {
    return { on: override.on, reason: 'override', until: override.until ?? undefined };
  }
  if (state.stopped && now < (state.stopped.until ?? Infinity)) {
    return { on: false, reason: 'stopped', until: undefined };
  }
  const value = valueAt(facts);
  const forced = isForced(facts, value);
  if (value === undefined) {
    const fallback = fallbackAt(facts);
    if (fallback.on || !forced) return fallback;
  }
  if (forced) return { on: true, reason: 'forced', until: outlook.occurrence?.end };
  const run = outlook.runs.find(({ to }) => to > now);
  if (run && run.from <= now) return { on: true, reason: whyOn(facts, value), until: run.to };
  return { on: false, reason: whyOff(facts, value), until: run?.from };
}

/** What the rule goes by: rate, carbon or both. */
function valueAt({ settings, series, outlook, now }: Facts): number | undefined {
  const slots = outlook.task?.request.slots ?? slotsOf(settings, series);
  return slots.find(({ from, to }) => from <= now && now < to)?.value;
}

/** The need can only just be met, so prices no longer count; above `neverAbove` only if being ready wins. */
function isForced({ settings, state, outlook, now }: Facts, value: number | undefined): boolean {
  const latest = latestStart(outlook, state, now);
  const { occurrence } = outlook;
  if (latest === undefined || !occurrence) return false;
  if (now < Math.max(latest, occurrence.start) || now >= occurrence.end) return false;
  return value === undefined || (settings.deadlineWins && isForbidden(settings, value));
}

function fallbackAt({ settings, outlook, timezone, now, starting }: Facts): Verdict {
  const { fallback } = settings;
  const reason = starting ? 'starting' : 'fallback';
  const returns = outlook.runs.find(({ from }) => from > now)?.from;
  if (fallback === 'off') return { on: false, reason, until: returns };
  if (fallback === 'on') return { on: true, reason, until: undefined };
  const { inside, until } = within(fallback, timezone, now);
  return { on: inside, reason, until };
}

function whyOn(facts: Facts, value: number | undefined): Reason {
  const { outlook, now } = facts;
  const { heldUntil, request } = outlook.task ?? {};
  const met = stillNeeded(outlook, facts.state, now) === 0;
  const limited = request?.rule.kind === 'threshold';
  const always = reaches(facts.settings.alwaysBelow, value, facts.settings);
  const held = heldUntil !== undefined && now < heldUntil;
  if (held && !always && (limited ? !passes(facts, value) : met)) return 'min_run';
  if (always) return 'always_below';
  return limited ? 'below_threshold' : 'in_plan';
}

function whyOff(facts: Facts, value: number | undefined): Reason {
  const { settings, state, outlook, now } = facts;
  const { output } = state;
  if (value !== undefined && isForbidden(settings, value)) return 'never_above';
  const pauseEnds = output && !output.on ? output.since + (settings.minPause ?? 0) : 0;
  const wanted = passes(facts, value) || outlook.runs[0]?.from === pauseEnds;
  if (now < pauseEnds && wanted) return 'min_pause';
  if (stillNeeded(outlook, state, now) === 0) return 'need_met';
  if (!outlook.occurrence || now < outlook.occurrence.start) return 'outside_window';
  return outlook.task?.request.rule.kind === 'threshold' ? 'above_threshold' : 'not_in_plan';
}

/** Whether the value alone would switch a threshold or an average on. */
function passes({ outlook, settings }: Facts, value: number | undefined): boolean {
  const rule = outlook.task?.request.rule;
  return rule?.kind === 'threshold' && reaches(rule.limit, value, settings);
}

function reaches(
  limit: number | undefined,
  value: number | undefined,
  { seek }: Settings,
): boolean {
  if (limit === undefined || value === undefined) return false;
  return seek === 'highest' ? value >= limit : value <= limit;
}
