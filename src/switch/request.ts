import type { PlanRequest, Rule, Slot } from '../plan/types';
import { valueSlots } from '../plan/value';
import type { Series } from '../rates/series';
import { delivered, starts } from './ledger';
import type { Occurrence } from './occurrence';
import { durationOf, type Settings } from './settings';
import type { SwitchState } from './state';

/** Constrained runs lie on a grid of minutes, so a need may be met but for a fraction of one. ms. */
export const SMALLEST_NEED = 60_000;

/** A plan request, and what the switch has to mind beside the plan. Durations in ms, instants in epoch ms. */
export interface Task {
  readonly request: PlanRequest;
  /** Still needed from now on; `undefined` for rules that need no amount. */
  readonly remaining: number | undefined;
  /** Until when a started block goes on, whatever the prices do. */
  readonly heldUntil: number | undefined;
  /** Time of the request without a price. */
  readonly unpriced: number;
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
  const inside = slots.filter(({ from, to }) => to > occurrence.start && from < occurrence.end);
  const remaining = remainingNeed(settings, inside, state, occurrence, now);
  const begin = Math.min(Math.max(now, occurrence.start), occurrence.end);
  const heldUntil = startedBlock(settings, slots, state, occurrence, remaining, now);
  const start = Math.min(Math.max(begin, heldUntil ?? begin), occurrence.end);
  const { neverAbove, alwaysBelow, minRun, minPause, maxPause, maxRuns, rule } = settings;
  const amount = remaining === undefined ? undefined : Math.max(0, remaining - (start - begin));
  return {
    remaining,
    heldUntil,
    unpriced: occurrence.end - start - timeOf(inside, start, occurrence.end),
    request: {
      slots,
      start,
      end: occurrence.end,
      rule: amount === undefined ? limit(settings, inside, occurrence) : duration(rule, amount),
      seek: settings.seek,
      ...(neverAbove !== undefined && settings.value.kind !== 'carbon' && { neverAbove }),
      ...(alwaysBelow !== undefined && !isContinuous(rule) && { alwaysBelow }),
      ...(minRun !== undefined && { minRun }),
      ...(minPause !== undefined && { minPause }),
      ...(maxPause !== undefined && amount !== undefined && { maxPause }),
      ...(maxRuns !== undefined && { maxRuns }),
      ...before(state, occurrence, start, heldUntil, now),
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

/** Whether a value is worse than `neverAbove` allows: below it, when the highest is sought. */
export function isForbidden({ value: kind, neverAbove, seek }: Settings, value: number): boolean {
  if (neverAbove === undefined || kind.kind === 'carbon') return false;
  return seek === 'highest' ? value < neverAbove : value > neverAbove;
}

export function isContinuous(rule: Settings['rule']): boolean {
  return rule.kind === 'duration' && rule.continuous;
}

/** Measured over the whole occurrence, past slots included; what is too short for a run of its own is raised to one. */
function remainingNeed(
  { rule, need, minRun = 0 }: Settings,
  inside: readonly Slot[],
  state: SwitchState,
  { start, end }: Occurrence,
  now: number,
): number | undefined {
  let target: number;
  if (rule.kind === 'share') target = Math.round(rule.share * timeOf(inside, start, end));
  else if (rule.kind === 'duration') target = need ? Math.round(durationOf(need)) : 0;
  else return undefined;
  const left = target - delivered(state.ledger, Math.max(start, state.countFrom), now);
  if (left < SMALLEST_NEED) return 0;
  const running = state.output?.on === true ? now - state.output.since : 0;
  return Math.max(left, minRun - running);
}

/** A run shorter than `minRun`, or a continuous one, goes on; only `neverAbove` ends it. */
function startedBlock(
  settings: Settings,
  slots: readonly Slot[],
  { output }: SwitchState,
  occurrence: Occurrence,
  remaining: number | undefined,
  now: number,
): number | undefined {
  if (output?.on !== true) return undefined;
  const { rule, minRun = 0 } = settings;
  const shortest = output.since + minRun;
  const whole = isContinuous(rule) && output.since >= occurrence.start ? now + (remaining ?? 0) : 0;
  const end = Math.max(shortest, Math.min(whole, occurrence.end));
  const forbidden = slots.find(({ to, value }) => to > now && isForbidden(settings, value));
  const until = forbidden ? Math.min(end, Math.max(forbidden.from, now)) : end;
  return until > now ? until : undefined;
}

function duration(rule: Settings['rule'], amount: number): Rule {
  return { kind: 'duration', duration: amount, ...(isContinuous(rule) && { continuous: true }) };
}

/** A threshold stays one; an average is one once the occurrence's mean is known. */
function limit(
  { rule, seek }: Settings,
  inside: readonly Slot[],
  { start, end }: Occurrence,
): Rule {
  if (rule.kind === 'threshold') return rule;
  if (rule.kind !== 'average') throw new RangeError(`rule ${rule.kind} has no limit`);
  const mean = meanOf(inside, start, end);
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
  { output, ledger, countFrom }: SwitchState,
  occurrence: Occurrence,
  start: number,
  heldUntil: number | undefined,
  now: number,
): Pick<PlanRequest, 'before'> {
  if (!output) return {};
  const goesOn = heldUntil === start || start <= now;
  const on = output.on && goesOn;
  const since = output.on === on ? output.since : now;
  const counted = starts(ledger, Math.max(occurrence.start, countFrom), now);
  return { before: { on, since: Math.min(since, start), starts: counted } };
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
