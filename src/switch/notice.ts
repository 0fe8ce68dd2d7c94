import { HOUR, MINUTE } from '../time/duration';
import { localMidnight, nextLocalMidnight } from '../time/zone';
import type { Planned } from './wire';

/** Something a householder should hear of once, because a threshold or a need does not fit the prices. */
export type Notice =
  | { readonly kind: 'always_on' }
  | { readonly kind: 'never_on' }
  /** ms of the need that cannot be met. */
  | { readonly kind: 'short'; readonly missing: number };

/** Before this much of a day is known, nothing can be said of the day. */
const WHOLE_DAY = 22 * HOUR;

export function noticeOf(planned: Planned, timezone: string, now: number): Notice | undefined {
  const missing = shortBy(planned);
  return missing >= MINUTE ? { kind: 'short', missing } : verdictOfDay(planned, timezone, now);
}

/** What is short for want of time or of prices low enough, not for want of prices that are still to come. */
function shortBy({ outlook: { plan, task }, settings }: Planned): number {
  // A share of a day that has partly gone by is no promise to anyone.
  if (!plan || !task || settings.rule.kind !== 'duration') return 0;
  const { start, end } = task.request;
  return plan.shortfall - (end - start - plan.known);
}

/** A plain threshold that the whole local day passes, or no minute of it. */
function verdictOfDay(
  { outlook, settings }: Planned,
  timezone: string,
  now: number,
): Notice | undefined {
  const { rule, window, seek, runs } = settings;
  const { task } = outlook;
  if (rule.kind !== 'threshold' || window || runs === 'asked' || !task) return undefined;
  const [from, to] = [localMidnight(timezone, now), nextLocalMidnight(timezone, now)];
  const today = task.request.slots.filter((slot) => slot.to > from && slot.from < to);
  const known = today.reduce(
    (sum, slot) => sum + Math.min(slot.to, to) - Math.max(slot.from, from),
    0,
  );
  if (known < Math.min(WHOLE_DAY, to - from)) return undefined;
  const passes = (value: number): boolean =>
    seek === 'highest' ? value >= rule.limit : value <= rule.limit;
  if (today.every(({ value }) => passes(value))) return { kind: 'always_on' };
  return today.some(({ value }) => passes(value)) ? undefined : { kind: 'never_on' };
}
