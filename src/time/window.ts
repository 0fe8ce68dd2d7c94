import { luxon } from './luxon';

/** One occurrence of a daily window, half-open, epoch ms (UTC). */
export interface Window {
  start: number;
  end: number;
  /** The local date on which it starts, `2026-03-29`. It names the occurrence. */
  date: string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** No zone is farther from UTC, and none has changed twice within. */
const FAR = 16 * HOUR;
/** As far from 1970 as a `Date` reaches, less room to look for the next occurrence. */
const FURTHEST = 8.64e15 - 30 * DAY;

/** Milliseconds to add to an instant to read the local wall as if it were UTC. */
type Offset = (at: number) => number;

/**
 * The occurrence of a daily local window that is running or next (`end > now`).
 *
 * With `to` before `from` it crosses midnight; with both equal it runs to the same time next day, `00:00` to `00:00` for
 * the whole local day. A time that a clock change skips means the first instant after the gap. A time that comes twice
 * starts a window when it first comes and ends one when it last comes. Where nothing is left between the two, that day
 * has no occurrence.
 *
 * @param zone IANA name, e.g. `Europe/Berlin`.
 * @param from Local time, `00:00` to `23:59`.
 * @param to Local time, `00:00` to `23:59`.
 * @param days ISO weekdays (1 Monday to 7 Sunday) on which it starts; `undefined` for every day.
 * @param now Epoch ms (UTC).
 * @throws RangeError naming the argument that makes no sense.
 */
export function window(
  zone: string,
  from: string,
  to: string,
  days: readonly number[] | undefined,
  now: number,
): Window {
  const offset = offsetIn(zone);
  const opens = timeOfDay('from', from);
  const closes = timeOfDay('to', to);
  const weekdays = weekdaySet(days);
  if (!(Math.abs(now) <= FURTHEST)) throw new RangeError('now must be an instant in epoch ms');
  const wholeDay = opens === 0 && closes === 0;
  const today = Math.floor((now + offset(now)) / DAY) * DAY;
  for (let day = today - 2 * DAY; ; day += DAY) {
    if (!weekdays.has(weekday(day))) continue;
    const [start] = instants(offset, day + opens);
    const [first, last] = instants(offset, (closes > opens ? day : day + DAY) + closes);
    const end = wholeDay ? first : last;
    if (end > now && start < end) return { start, end, date: isoDate(day) };
  }
}

/** When a local wall time first and last comes; where it never does, the first instant after the gap. */
function instants(offset: Offset, wall: number): [first: number, last: number] {
  const offsets = [offset(wall - FAR), offset(wall), offset(wall + FAR)];
  const found = offsets.filter((o) => offset(wall - o) === o).map((o) => wall - o);
  if (found.length > 0) return [Math.min(...found), Math.max(...found)];
  let before = wall - Math.max(...offsets);
  let after = wall - Math.min(...offsets);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (middle + offset(middle) < wall) before = middle;
    else after = middle;
  }
  return [after, after];
}

function offsetIn(zone: string): Offset {
  const { IANAZone } = luxon();
  if (!IANAZone.isValidZone(zone)) throw new RangeError(`zone ${zone} is not known`);
  const iana = IANAZone.create(zone);
  return (at) => Math.round(iana.offset(at) * 60_000);
}

function timeOfDay(name: string, text: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (!match) throw new RangeError(`${name} must be a time like 06:30`);
  return Number(match[1]) * HOUR + Number(match[2]) * 60_000;
}

function weekdaySet(days: readonly number[] = [1, 2, 3, 4, 5, 6, 7]): Set<number> {
  const known = days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7);
  if (days.length === 0 || !known) throw new RangeError('days must be weekdays, 1 to 7');
  return new Set(days);
}

/** Of a day given as its midnight in UTC. 1 January 1970 was a Thursday. */
function weekday(day: number): number {
  return ((((day / DAY + 3) % 7) + 7) % 7) + 1;
}

function isoDate(day: number): string {
  return new Date(day).toISOString().replace(/T.*/, '');
}
