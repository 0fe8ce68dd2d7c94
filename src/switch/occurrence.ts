import { DAY } from '../time/duration';
import { window } from '../time/window';
import { localMidnight, nextLocalMidnight } from '../time/zone';
import { durationOf, type DailyHours, type Settings } from './settings';
import type { SwitchState } from './state';

/** The stretch of time a need belongs to, epoch ms. */
export interface Occurrence {
  readonly start: number;
  /** Also the deadline of a need. */
  readonly end: number;
}

/**
 * The occurrence that is running or next; `undefined` where nothing has been asked for. It is the window's; with
 * "ready by" the 24 hours up to it; without either, the location's local day.
 */
export function occurrence(
  settings: Settings,
  state: SwitchState,
  timezone: string,
  now: number,
): Occurrence | undefined {
  if (settings.runs === 'asked') return asked(settings, state, timezone, now);
  if (settings.lookAhead !== undefined) return { start: now, end: now + settings.lookAhead };
  const { window: hours, readyBy } = settings;
  if (hours) {
    const { from, to, days } = hours;
    const { start, end } = window(timezone, from, to, days, now);
    const deadline = readyBy === undefined ? end : nextAt(readyBy, timezone, start);
    if (deadline > now) return { start, end: Math.min(end, deadline) };
    return occurrence(settings, state, timezone, end);
  }
  if (readyBy !== undefined) {
    const { start, end } = window(timezone, readyBy, readyBy, undefined, now);
    // A time that comes twice in a night ends one occurrence when it last comes, and there the next begins.
    return { start: nextAt(readyBy, timezone, start - 1), end };
  }
  return { start: localMidnight(timezone, now), end: nextLocalMidnight(timezone, now) };
}

function asked(
  { readyBy, rule, need }: Settings,
  { asked }: SwitchState,
  timezone: string,
  now: number,
): Occurrence | undefined {
  if (!asked) return undefined;
  const { at } = asked;
  // What may not be split is of no use when it is cut, so whoever asks too late for today means tomorrow.
  const whole = rule.kind === 'duration' && rule.continuous && need ? durationOf(need) : 0;
  const end =
    readyBy === undefined ? at + DAY : nextAt(readyBy, timezone, Math.max(at, at + whole - 1));
  return end > now ? { start: at, end } : undefined;
}

/** The first time after `from` that the location's clock shows `time`. */
function nextAt(time: string, timezone: string, from: number): number {
  return window(timezone, time, time, undefined, from).end;
}

/** Whether the location's clock is within daily hours, and when that changes next. */
export function within(
  hours: DailyHours,
  timezone: string,
  now: number,
): { inside: boolean; until: number } {
  const { start, end } = window(timezone, hours.from, hours.to, undefined, now);
  return start <= now ? { inside: true, until: end } : { inside: false, until: start };
}
