import { luxon } from './luxon';
import { localMidnight, nextLocalMidnight } from './zone';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** One calendar day of a zone, with what is needed to read its wall clock by arithmetic alone. */
export interface LocalDay {
  /** First instant, epoch ms (UTC). */
  readonly start: number;
  /** First instant of the next day. */
  readonly end: number;
  /** Days from 1970-01-01 to this date. */
  readonly date: number;
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
  /** What the wall clock is ahead of UTC at `start`, in ms. */
  readonly offset: number;
  /** When clocks change within the day; `end` on an ordinary day. */
  readonly change: number;
  /** What clocks jump ahead at `change`, in ms; negative when they go back. */
  readonly jump: number;
}

/** The local days that touch [from, to), in order. */
export function localDays(zone: string, from: number, to: number): LocalDay[] {
  const days: LocalDay[] = [];
  let start = localMidnight(zone, from);
  let offset = offsetAt(zone, start);
  while (start < to) {
    const end = nextLocalMidnight(zone, start);
    const after = offsetAt(zone, end);
    const date = Math.floor((start + offset) / DAY);
    days.push({
      start,
      end,
      date,
      weekday: (((date % 7) + 10) % 7) + 1,
      offset,
      change: after === offset ? end : changeBetween(zone, start, end, offset),
      jump: after - offset,
    });
    start = end;
    offset = after;
  }
  return days;
}

/** What the wall clock shows at an instant of the day, as ms since its midnight. */
export function wallTime(day: LocalDay, at: number): number {
  return at + day.offset + (at < day.change ? 0 : day.jump) - day.date * DAY;
}

/** The first instant of the day at which the wall clock shows `wall` or more; `end` where it never does. */
export function atWallTime(day: LocalDay, wall: number): number {
  const before = day.date * DAY + wall - day.offset;
  const at = before < day.change ? before : Math.max(day.change, before - day.jump);
  return Math.min(Math.max(at, day.start), day.end);
}

/** Clocks change on whole minutes, so halving the day in minutes finds the change exactly. */
function changeBetween(zone: string, start: number, end: number, offset: number): number {
  let low = 0;
  let high = (end - start) / MINUTE;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, start + middle * MINUTE) === offset) low = middle;
    else high = middle;
  }
  return start + high * MINUTE;
}

function offsetAt(zone: string, at: number): number {
  return luxon().DateTime.fromMillis(at, { zone }).offset * MINUTE;
}
