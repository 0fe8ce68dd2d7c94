import { slotAt, type RateSlot, type Series } from '../rates/series';
import { MINUTE } from '../time/duration';
import { within } from './occurrence';
import { latestStart, stillNeeded, type Outlook } from './outlook';
import { includes, startedBlock } from './request';
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
  /** `undefined` until rates were known for the first time. */
  readonly outlook: Outlook | undefined;
  readonly timezone: string;
  readonly now: number;
  /** The first rates may still arrive. */
  readonly starting: boolean;
}

type Verdict = Omit<Decision, 'slot'>;

const UNPLANNED: readonly Reason[] = ['override', 'stopped', 'fallback', 'forced', 'starting'];

/** Whether a decision follows the plan, so that the plan still fits afterwards. */
export function isPlanned({ reason }: Decision): boolean {
  return !UNPLANNED.includes(reason);
}

/** What should be on at `now`. The books are kept: what has ended is no part of the state any more. */
export function decide(facts: Facts): Decision {
  const { series, now } = facts;
  const found = slotAt(series, now);
  const slot = found?.rate === null ? undefined : found;
  return { slot, ...verdict(facts) };
}

function verdict(facts: Facts): Verdict {
  const { override, stopped } = facts.state;
  if (override) return { on: override.on, reason: 'override', until: override.until ?? undefined };
  if (stopped) return { on: false, reason: 'stopped', until: stopped.until ?? undefined };
  if (isUnasked(facts)) return { on: false, reason: 'outside_window', until: undefined };
  return unhurried(facts, wanted(facts));
}

function wanted(facts: Facts): Verdict {
  if (hasNoData(facts)) {
    const fallback = fallbackAt(facts);
    return fallback.on ? fallback : (forced(facts) ?? fallback);
  }
  const plan = planned(facts);
  return plan.on || !facts.settings.deadlineWins ? plan : (forced(facts) ?? plan);
}

/** It runs only when asked, and was not, or the time for which it was is over. */
function isUnasked({ settings, state, outlook }: Facts): boolean {
  if (settings.runs !== 'asked') return false;
  return !state.asked || (outlook !== undefined && !outlook.occurrence);
}

/** Neither a price nor a cap to go by, while something may still be needed. */
function hasNoData(facts: Facts): boolean {
  const { settings, outlook, state, now } = facts;
  const known = valueAt(facts) !== undefined || isForbidden(facts);
  const met =
    settings.rule.kind === 'duration' && outlook && stillNeeded(outlook, state, now) === 0;
  return !known && !met;
}

function fallbackAt({ settings, state, outlook, timezone, now, starting }: Facts): Verdict {
  const { fallback } = settings;
  const reason = starting ? 'starting' : 'fallback';
  if (fallback === 'off') {
    const returns = outlook?.runs.find(({ from }) => from > now)?.from;
    return { on: false, reason, until: returns };
  }
  const hours = fallback === 'on' ? undefined : within(fallback, timezone, now);
  if (hours && !hours.inside) return { on: false, reason, until: hours.until };
  const needed = settings.rule.kind === 'duration' && outlook && stillNeeded(outlook, state, now);
  const met = needed ? now + needed : Infinity;
  const until = Math.min(met, hours?.until ?? Infinity);
  return { on: true, reason, until: until < Infinity ? until : undefined };
}

/** The need can only just be met, so prices no longer count. */
function forced({ state, outlook, now }: Facts): Verdict | undefined {
  const latest = outlook && latestStart(outlook, state, now);
  if (latest === undefined || now < latest) return undefined;
  return { on: true, reason: 'forced', until: outlook?.occurrence?.end };
}

function planned(facts: Facts): Verdict {
  const { outlook, now } = facts;
  const run = outlook?.runs.find(({ to }) => to > now);
  if (run && run.from <= now) return { on: true, reason: whyOn(facts), until: run.to };
  return { on: false, reason: whyOff(facts, run?.from), until: run?.from };
}

/** Runs and pauses are no shorter than they may, whatever was wanted meanwhile. */
function unhurried(facts: Facts, wanted: Verdict): Verdict {
  const { state, settings, now } = facts;
  const { output } = state;
  if (!output || output.on === wanted.on) return wanted;
  const until = output.on ? heldUntil(facts) : output.since + (settings.minPause ?? 0);
  if (until === undefined || until <= now) return wanted;
  return { on: output.on, reason: output.on ? 'min_run' : 'min_pause', until };
}

function heldUntil({ settings, state, outlook, now }: Facts): number | undefined {
  const { task, occurrence } = outlook ?? {};
  const bounds = task && occurrence && { forbidden: task.forbidden, occurrence };
  const remaining = outlook && stillNeeded(outlook, state, now);
  return startedBlock(settings, state, bounds, remaining, now);
}

function whyOn(facts: Facts): Reason {
  const { outlook, state, settings, now } = facts;
  const task = outlook?.task;
  const always = reaches(settings.alwaysBelow, facts);
  const limited = task?.request.rule.kind === 'threshold';
  const met = outlook && stillNeeded(outlook, state, now) === 0;
  const wanted = limited ? passes(facts) : !met;
  const held = task?.heldUntil !== undefined && now < task.heldUntil;
  if (held && !always && !(wanted && isInside(facts))) return 'min_run';
  if (always) return 'always_below';
  return limited ? 'below_threshold' : 'in_plan';
}

function whyOff(facts: Facts, next: number | undefined): Reason {
  const { settings, state, outlook, now } = facts;
  const { output } = state;
  if (isForbidden(facts)) return 'never_above';
  const pauseEnds = output && !output.on ? output.since + (settings.minPause ?? 0) : 0;
  const goesOn = next !== undefined && next >= pauseEnds && next < pauseEnds + MINUTE;
  if (now < pauseEnds && (goesOn || (passes(facts) && isInside(facts)))) return 'min_pause';
  if (outlook && stillNeeded(outlook, state, now) === 0) return 'need_met';
  if (!isInside(facts)) return 'outside_window';
  return outlook?.task?.request.rule.kind === 'threshold' ? 'above_threshold' : 'not_in_plan';
}

function isInside({ outlook, now }: Facts): boolean {
  return outlook?.occurrence !== undefined && now >= outlook.occurrence.start;
}

/** What the rule goes by: rate, carbon or both. */
function valueAt({ outlook, now }: Facts): number | undefined {
  return slotAt(outlook?.task?.request.slots ?? [], now)?.value;
}

function isForbidden({ outlook, now }: Facts): boolean {
  return includes(outlook?.task?.forbidden ?? [], now);
}

/** Whether the value alone would switch a threshold or an average on. */
function passes(facts: Facts): boolean {
  const rule = facts.outlook?.task?.request.rule;
  return rule?.kind === 'threshold' && reaches(rule.limit, facts);
}

function reaches(limit: number | undefined, facts: Facts): boolean {
  const value = valueAt(facts);
  if (limit === undefined || value === undefined) return false;
  return facts.settings.seek === 'highest' ? value >= limit : value <= limit;
}
