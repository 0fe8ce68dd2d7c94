import { plan } from '../plan/plan';
import { divided } from '../plan/segments';
import type { Plan, PlanRequest, Run } from '../plan/types';
import type { Series } from '../rates/series';
import { delivered } from './ledger';
import { occurrence, type Occurrence } from './occurrence';
import { includes, leftOver, request, slotsOf, type Task } from './request';
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

/** Where nothing has been asked for. */
const IDLE: Outlook = {
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
  if (!span) return IDLE;
  const task = request(settings, series, state, span, now);
  const whole = plan(task.request);
  const waits = settings.unpriced === 'wait' && settings.rule.kind === 'duration';
  const urgent = waits ? withoutWaiting(task.request) : task.request;
  const { runs } = urgent === task.request ? whole : plan(urgent);
  const { heldUntil } = task;
  return {
    occurrence: span,
    plan: whole,
    task,
    runs: heldUntil === undefined ? runs : joined({ from: now, to: heldUntil }, runs),
    at: now,
    until: settings.lookAhead === undefined ? span.end : nextEdge(task.request.slots, now),
  };
}

/** The runs of a plan, from when it was made, with the block that is under way. */
export function chosen({ plan, task, at }: Outlook): Run[] {
  const runs = (plan?.runs ?? []).map(({ from, to }) => ({ from: Math.max(from, at), to }));
  return task?.heldUntil === undefined ? runs : joined({ from: at, to: task.heldUntil }, runs);
}

/** Of what is chosen, what would rather wait for prices that are still to come. */
export function waiting({ plan: made, task }: Outlook): Run[] {
  if (!made || !task) return [];
  const urgent = withoutWaiting(task.request);
  if (urgent === task.request) return [];
  const { runs } = plan(urgent);
  return made.runs.flatMap((run) => without(run, runs));
}

/** What is left of a run, outside of others. */
function without(run: Run, others: readonly Run[]): Run[] {
  const edges = others.flatMap(({ from, to }) => [from, to]);
  return divided(run, edges).filter(({ from }) => !includes(others, from));
}

/** ms that are still needed at `now`, which is after the outlook was made; `undefined` for rules that need no amount. */
export function stillNeeded(
  { occurrence, task, at }: Outlook,
  state: SwitchState,
  now: number,
): number | undefined {
  if (task?.remaining === undefined || !occurrence) return undefined;
  const left = task.remaining - delivered(state.ledger, Math.max(at, occurrence.start), now);
  return leftOver(left, task.request, state, { occurrence, forbidden: task.forbidden }, now);
}

/** From here on a need is met without looking at prices. */
export function latestStart(outlook: Outlook, state: SwitchState, now: number): number | undefined {
  const needed = stillNeeded(outlook, state, now);
  const { occurrence } = outlook;
  return needed && occurrence ? Math.max(occurrence.start, occurrence.end - needed) : undefined;
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
  const bound = window ?? readyBy ?? lookAhead;
  if (rule.kind !== 'threshold' || bound !== undefined || runs === 'asked') {
    return occurrence(settings, state, timezone, now);
  }
  return { start: now, end: Math.max(now, slotsOf(settings, series).at(-1)?.to ?? now) };
}

/**
 * Prices that are still to come may be better: what fits into their time, behind the last known one, waits for them. It
 * leaves room for a whole run, and for the pause before it. What may not be split, or not pause so long, waits only as
 * a whole, or not at all.
 */
function withoutWaiting(whole: PlanRequest): PlanRequest {
  const { rule, slots, start, end, minRun = 0, minPause = 0, maxPause, maxRuns } = whole;
  const inside = slots.filter(({ from }) => from < end);
  const known = inside.reduce((last, { to }) => Math.max(last, to), start);
  const room = end - known - (known > start ? minPause : 0);
  if (rule.kind !== 'duration' || room <= 0 || maxPause !== undefined) return whole;
  if (rule.duration <= room) return { ...whole, rule: { ...rule, duration: 0 } };
  if (rule.continuous || maxRuns !== undefined || room < minRun) return whole;
  const duration = Math.max(rule.duration - room, minRun);
  return { ...whole, rule: { ...rule, duration } };
}

function joined(first: Run, runs: readonly Run[]): Run[] {
  const [next, ...rest] = runs;
  return next && next.from <= first.to
    ? [{ from: first.from, to: Math.max(first.to, next.to) }, ...rest]
    : [first, ...runs];
}

function nextEdge(slots: PlanRequest['slots'], now: number): number {
  const edges = slots.flatMap(({ from, to }) => [from, to]);
  return Math.min(...edges.filter((edge) => edge > now), Infinity);
}
