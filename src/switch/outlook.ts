import { plan } from '../plan/plan';
import type { Plan, Run } from '../plan/types';
import type { Series } from '../rates/series';
import { occurrence as occurrenceAt, type Occurrence } from './occurrence';
import { delivered } from './ledger';
import { isContinuous, request, slotsOf, SMALLEST_NEED, type Task } from './request';
import type { Settings } from './settings';
import type { SwitchState } from './state';

/** What a switch means to do, by all that is known when it is made. Epoch ms. */
export interface Outlook {
  /** `undefined` where nothing has been asked for. */
  readonly occurrence: Occurrence | undefined;
  /** The plan as a householder sees it, over the whole need. */
  readonly plan: Plan | undefined;
  readonly task: Task | undefined;
  /** When it will really be ON: the plan, less what can wait for prices, and the block that is under way. */
  readonly runs: readonly Run[];
  /** When it was made. */
  readonly at: number;
  /** When another outlook is due even if nothing changes. */
  readonly until: number;
}

/** Before any rates, or where nothing has been asked for. */
export const NO_OUTLOOK: Outlook = {
  occurrence: undefined,
  plan: undefined,
  task: undefined,
  runs: [],
  at: 0,
  until: Infinity,
};

export function outlook(
  settings: Settings,
  series: Series,
  state: SwitchState,
  timezone: string,
  now: number,
): Outlook {
  const span = spanOf(settings, series, state, timezone, now);
  if (!span) return NO_OUTLOOK;
  const task = request(settings, series, state, span, now);
  const whole = plan(task.request);
  const acted = canWait(settings, task) ? plan(withoutWaiting(task)) : whole;
  const { heldUntil } = task;
  return {
    occurrence: span,
    plan: whole,
    task,
    runs: heldUntil === undefined ? acted.runs : joined({ from: now, to: heldUntil }, acted.runs),
    at: now,
    until: settings.lookAhead === undefined ? span.end : nextEdge(settings, series, now),
  };
}

/** ms that are still needed at `now`, which is after the outlook was made; `undefined` for rules that need no amount. */
export function stillNeeded(
  { task, at }: Outlook,
  { ledger }: SwitchState,
  now: number,
): number | undefined {
  if (task?.remaining === undefined) return undefined;
  const left = task.remaining - delivered(ledger, at, now);
  return left < SMALLEST_NEED ? 0 : left;
}

/** From here on a need is met without looking at prices. */
export function latestStart(outlook: Outlook, state: SwitchState, now: number): number | undefined {
  const needed = stillNeeded(outlook, state, now);
  return needed && outlook.occurrence ? outlook.occurrence.end - needed : undefined;
}

/** Only a plain threshold needs no occurrence: it looks as far as prices go. */
function spanOf(
  settings: Settings,
  series: Series,
  state: SwitchState,
  timezone: string,
  now: number,
): Occurrence | undefined {
  const { rule, window, readyBy, runs, lookAhead } = settings;
  const endless = rule.kind === 'threshold' && !window && readyBy === undefined && runs === 'every';
  if (!endless || lookAhead !== undefined) return occurrenceAt(settings, state, timezone, now);
  return { start: now, end: Math.max(now, slotsOf(settings, series).at(-1)?.to ?? now) };
}

/** Prices that are still to come may be better, as long as the need fits into their time. */
function canWait({ rule, unpriced }: Settings, task: Task): boolean {
  return rule.kind === 'duration' && unpriced === 'wait' && task.unpriced > 0;
}

/** What would no longer fit into the unpriced time. */
function withoutWaiting({ request: whole, unpriced }: Task): Task['request'] {
  const { rule } = whole;
  if (rule.kind !== 'duration') return whole;
  const fits = rule.duration <= unpriced;
  const duration = fits
    ? 0
    : isContinuous(rule as Settings['rule'])
      ? rule.duration
      : rule.duration - unpriced;
  return { ...whole, rule: { ...rule, duration } };
}

function joined(first: Run, runs: readonly Run[]): Run[] {
  const [next, ...rest] = runs;
  return next && next.from <= first.to
    ? [{ from: first.from, to: Math.max(first.to, next.to) }, ...rest]
    : [first, ...runs];
}

function nextEdge(settings: Settings, series: Series, now: number): number {
  const edges = slotsOf(settings, series).flatMap(({ from, to }) => [from, to]);
  return Math.min(...edges.filter((edge) => edge > now), Infinity);
}
