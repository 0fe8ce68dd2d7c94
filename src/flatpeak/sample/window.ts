import { parseInstant } from '../../time/instant';
import { invalid } from './refusal';

/** 90 days. */
const LONGEST = 7_776_000_000;

export type Direction = 'IMPORT' | 'EXPORT' | 'LOCAL';

/** A span in epoch ms (UTC), whole seconds, `end` exclusive. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** Reads `start_time` (default: now) and `end_time`. */
export function windowOf(from: string | undefined, to: string | undefined, now: number): Window {
  const start = from === undefined ? wholeSecond(now) : instant('start_time', from);
  if (to === undefined) throw invalid('end_time_missing', 'end_time is required.');
  const end = instant('end_time', to);
  if (end <= start) throw invalid('end_time_invalid', 'end_time must be after start_time.');
  if (end - start > LONGEST) {
    throw invalid('time_range_invalid', 'start_time and end_time may be 90 days apart at most.');
  }
  return { start, end };
}

export function oneOf<T extends string>(
  name: string,
  value: string | undefined,
  allowed: readonly [T, ...T[]],
): T {
  if (value === undefined) return allowed[0];
  const found = allowed.find((one) => one === value);
  if (found === undefined) {
    throw invalid(`${name}_invalid`, `${name} must be one of ${allowed.join(', ')}.`);
  }
  return found;
}

function instant(name: string, text: string): number {
  const at = parseInstant(text);
  if (at === undefined) throw invalid(`${name}_invalid`, `${name} must be in RFC 3339 format.`);
  return wholeSecond(at);
}

function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000;
}
