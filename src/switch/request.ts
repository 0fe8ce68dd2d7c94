import type { PlanRequest, Rule, Run, Slot } from '../plan/types';
import { valueSlots } from '../plan/value';
import type { Series } from '../rates/series';
import { delivered, starts } from './ledger';
import { MINUTE } from '../time/duration';
import type { Occurrence } from './occurrence';
import { durationOf, type Settings } from './settings';
import type { SwitchState } from './state';

/** Constrained runs lie on a grid of minutes, so a need may be met but for a fraction of one. */
const SMALLEST_NEED = MINUTE;

/** A plan request, and what the switch has to mind beside the plan. Durations in ms, instants in epoch ms. */
export interface Task {
  readonly request: PlanRequest;
  /** Still needed from now on; `undefined` for rules that need no amount. */
  readonly remaining: number | undefined;
  /** Until when a started block goes on, whatever the prices do. */
  readonly heldUntil: number | undefined;
  /** Where `neverAbove` forbids a run. */
  readonly forbidden: readonly Run[];
}

/** What a run must fit into. */
interface Bounds {
  readonly occurrence: Occurrence;
  readonly forbidden: readonly Run[];
}

/**
 * The one step from settings to a plan request: what is left of the need, over what is left of the occurrence, given what
 * is going on. Pure; the dialog's picture and the runtime both use it.
 */
export function request(
  settings: Settings,
  series: Series,
  state: SwitchState,
  occurrence: Occurrence,
  now: number,
): Task {
  const slots = slotsOf(settings, series);
  const forbidden = forbiddenTimes(settings, series);
  const bounds = { occurrence, forbidden };
  const remaining = remainingNeed(settings, slots, state, bounds, now);
  const begin = Math.min(Math.max(now, occurrence.start), occurrence.end);
  const heldUntil = startedBlock(settings, state, bounds, remaining, now);
  const start = Math.min(Math.max(begin, heldUntil ?? begin), occurrence.end);
  const { value, neverAbove, alwaysBelow, minRun, minPause, maxPause, maxRuns, rule } = settings;
  const amount = Math.max(0, (remaining ?? 0) - (start - begin));
  // Runs under limits lie on whole minutes, and one that should be on now must not wait for the next.
  const limited = [minRun, minPause, maxPause, maxRuns].some((limit) => limit !== undefined);
  const from =
    limited && start === now ? Math.max(occurrence.start, start - (start % MINUTE)) : start;
  return {
    remaining,
    heldUntil,
    forbidden,
    request: {
      slots,
      start: from,
      end: occurrence.end,
      rule: ruleOf(settings, amount, slots, occurrence),
      seek: settings.seek,
      ...(neverAbove !== undefined && value.kind !== 'carbon' && { neverAbove }),
      ...(alwaysBelow !== undefined && !isContinuous(rule) && { alwaysBelow }),
      ...(minRun !== undefined && { minRun }),
      ...(minPause !== undefined && { minPause }),
      ...(maxPause !== undefined && remaining !== undefined && { maxPause }),
      ...(maxRuns !== undefined && { maxRuns }),
      ...before(state, settings, countedFrom(state, occurrence), from, heldUntil, now),
    },
  };
}

/** Time with a value, in the form of the planner. */
export function slotsOf({ value, neverAbove, minConfidence }: Settings, series: Series): Slot[] {
  // While carbon is kept low the cap is still one on the rate.
  const capped =
    value.kind === 'carbon' && neverAbove !== undefined ? { ...value, neverAbove } : value;
  return valueSlots(series, capped, minConfidence);
}

/** What of an amount is still to come: below a minute nothing, and never less than makes up a whole run. */
export function leftOver(
  amount: number,
  { minRun = 0 }: Pick<Settings, 'minRun'>,
  { output }: SwitchState,
  { occurrence, forbidden }: Bounds,
  now: number,
): number {
  if (amount < SMALLEST_NEED) return 0;
  const goesOn = output?.on === true && occurrence.start <= now && !includes(forbidden, now);
  return Math.max(amount, goesOn ? minRun - (now - output.since) : minRun);
}

export function includes(times: readonly Run[], at: number): boolean {
  return times.some(({ from, to }) => from <= at && at < to);
}

/** Where the value, or with carbon the rate, is worse than `neverAbove`: below it, when the highest is sought. */
function forbiddenTimes(settings: Settings, series: Series): readonly Run[] {
  const { value, neverAbove, seek, minConfidence } = settings;
  if (neverAbove === undefined) return [];
  const carbon = value.kind === 'carbon';
  const slots = valueSlots(series, carbon ? { kind: 'rate' } : value, minConfidence);
  return slots.filter((slot) =>
    seek === 'highest' && !carbon ? slot.value < neverAbove : slot.value > neverAbove,
  );
}

/** Measured over the whole occurrence, past slots included. */
function remainingNeed(
  settings: Settings,
  slots: readonly Slot[],
  state: SwitchState,
  bounds: Bounds,
  now: number,
): number | undefined {
  const { rule, need } = settings;
  const { start, end } = bounds.occurrence;
  let target: number;
  if (rule.kind === 'share') target = Math.round(rule.share * timeOf(slots, start, end));
  else if (rule.kind === 'duration') target = need ? Math.round(durationOf(need)) : 0;
  else return undefined;
  const done = delivered(state.ledger, countedFrom(state, bounds.occurrence), now);
  return leftOver(target - done, settings, state, bounds, now);
}

/** Since when what is delivered counts: the occurrence, unless a `start` or a need was told later. */
function countedFrom({ asked, told }: SwitchState, { start }: Occurrence): number {
  return Math.max(start, asked?.at ?? start, told.need?.at ?? start);
}

/**
 * Until when a run goes on that is shorter than `minRun`, or continuous: only `neverAbove` ends it. Without bounds nobody
 * knows what is still needed.
 */
export function startedBlock(
  { rule, need, lookAhead, minRun = 0 }: Settings,
  { output }: SwitchState,
  bounds: Bounds | undefined,
  remaining: number | undefined = 0,
  now: number,
): number | undefined {
  if (output?.on !== true) return undefined;
  const { since } = output;
  let whole = 0;
  // A window that moves with the time has no beginning to count from.
  if (isContinuous(rule) && lookAhead !== undefined) whole = since + (need ? durationOf(need) : 0);
  else if (isContinuous(rule) && bounds && since >= bounds.occurrence.start)
    whole = Math.min(now + remaining, bounds.occurrence.end);
  const cap = bounds?.forbidden.find(({ to }) => to > now)?.from ?? Infinity;
  const until = Math.min(Math.max(since + minRun, whole), cap);
  return until > now ? until : undefined;
}

export function isContinuous(rule: Settings['rule']): boolean {
  return rule.kind === 'duration' && rule.continuous;
}

/** A threshold stays one, an average is one once the occurrence's mean is known, and all else is an amount. */
function ruleOf(
  { rule, seek }: Settings,
  amount: number,
  slots: readonly Slot[],
  { start, end }: Occurrence,
): Rule {
  if (rule.kind === 'threshold') return rule;
  if (rule.kind !== 'average')
    return { kind: 'duration', duration: amount, ...(isContinuous(rule) && { continuous: true }) };
  const mean = meanOf(slots, start, end);
  const step = (Math.abs(mean) * rule.percent) / 100;
  // A flat price is its own mean, which a sum of fractions may miss by the last digit.
  const slack = 1e-9;
  return {
    kind: 'threshold',
    limit: seek === 'highest' ? mean + step - slack : mean - step + slack,
  };
}

/** What is going on when the plan begins. */
function before(
  { output, ledger }: SwitchState,
  { minPause = 0, maxPause }: Settings,
  from: number,
  start: number,
  heldUntil: number | undefined,
  now: number,
): Pick<PlanRequest, 'before'> {
  if (!output) {
    // A new appliance may begin at once, and is not left off for longer than others.
    return maxPause === undefined ? {} : { before: { on: false, since: start - minPause } };
  }
  const on = output.on && (heldUntil ?? now) >= start;
  const since = output.on === on ? output.since : (heldUntil ?? now);
  return { before: { on, since: Math.min(since, start), starts: starts(ledger, from, now) } };
}

function timeOf(slots: readonly Slot[], start: number, end: number): number {
  return slots.reduce((sum, { from, to }) => {
    return sum + Math.max(0, Math.min(to, end) - Math.max(from, start));
  }, 0);
}

function meanOf(slots: readonly Slot[], start: number, end: number): number {
  const time = timeOf(slots, start, end);
  const sum = slots.reduce((total, { from, to, value }) => {
    return total + value * Math.max(0, Math.min(to, end) - Math.max(from, start));
  }, 0);
  return time === 0 ? 0 : sum / time;
}
