import { luxon } from './luxon';

/** Whether this machine knows the zone, e.g. `Europe/Berlin`. */
export function isZone(name: string): boolean {
  return name !== '' && luxon().IANAZone.isValidZone(name);
}

/** The latest local midnight at or before `at`; where a clock change skips midnight, the first instant of that day. */
export function localMidnight(zone: string, at: number): number {
  return dayAt(zone, at).start;
}

/** The first local midnight after `at`. */
export function nextLocalMidnight(zone: string, at: number): number {
  return dayAt(zone, at).end;
}

interface Day {
  readonly zone: string;
  readonly start: number;
  readonly end: number;
}

/** Whoever asks for a day mostly asks for the same again, and a zone takes long to answer. */
let latest: Day | undefined;

function dayAt(zone: string, at: number): Day {
  if (latest && latest.zone === zone && latest.start <= at && at < latest.end) return latest;
  const day = inZone(zone, at).startOf('day');
  const end = day.plus({ days: 1 }).startOf('day').toMillis();
  return (latest = { zone, start: day.toMillis(), end });
}

/** ISO 8601 with the zone's offset at that instant: `2026-03-29T02:30:00+01:00`. */
export function isoInZone(zone: string, at: number): string {
  return inZone(zone, at).toISO({ suppressMilliseconds: true }) ?? new Date(at).toISOString();
}

/**
 * A short label for a status: `06:30`, on another local day than `now` `Sat 02:30`, with seconds only where they matter.
 */
export function clockLabel(zone: string, at: number, now: number, locale = 'en'): string {
  const time = inZone(zone, at).setLocale(locale);
  const day = time.hasSame(inZone(zone, now), 'day') ? '' : 'ccc ';
  return time.toFormat(`${day}HH:mm${at % 60_000 === 0 ? '' : ':ss'}`);
}

function inZone(zone: string, at: number) {
  return luxon().DateTime.fromMillis(at, { zone });
}
