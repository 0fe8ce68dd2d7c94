import { FlatPeakError } from '../flatpeak/errors';
import { MINUTE } from '../time/duration';
import { parseInstant } from '../time/instant';
import type { Need, Settings } from './settings';

export type Command =
  | 'on'
  | 'off'
  | 'auto'
  | 'start'
  | 'stop'
  | 'refresh'
  | 'plan'
  | 'reset'
  /** The state and the plan once more; nothing changes. */
  | 'repeat';

/** When an override ends: after so many ms, at an instant, or when the location's clock shows a time. */
export type End = { readonly after: number } | { readonly at: number } | { readonly clock: string };

/** What a message asks of a switch. `null` gives a field back to the dialog; what is absent stays as it is. */
export interface Order {
  readonly command: Command;
  readonly overrideUntil?: End;
  readonly threshold?: number | null;
  readonly need?: Need | null;
  readonly readyBy?: string | null;
}

/** Any time after 1973: an inject node's timestamp, not a number someone meant. */
const TIMESTAMP = 1e11;
const WORDS: readonly Command[] = [
  'on',
  'off',
  'auto',
  'start',
  'stop',
  'refresh',
  'plan',
  'reset',
];
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

/**
 * Reads a message; only its own properties count. Throws `bad_input` naming the property that cannot be used, before
 * anything has changed.
 */
export function readOrder(message: Readonly<Record<string, unknown>>, settings: Settings): Order {
  const own = (name: string): unknown => (Object.hasOwn(message, name) ? message[name] : undefined);
  const command = commandOf(own('payload'));
  if (!command) throw bad('payload');
  const [until, threshold, readyBy] = [own('override_until'), own('threshold'), own('ready_by')];
  const need = needOf(own, settings);
  return {
    command,
    ...(until !== undefined && until !== null && { overrideUntil: endOf(until) }),
    ...(threshold !== undefined && { threshold: nullOr(threshold, (v) => number(v, 'threshold')) }),
    ...(need !== undefined && { need }),
    ...(readyBy !== undefined && { readyBy: nullOr(readyBy, clock) }),
  };
}

function commandOf(payload: unknown): Command | undefined {
  if (payload === undefined || payload === null || payload === '') return 'repeat';
  if (payload === true || payload === 1) return 'on';
  if (payload === false || payload === 0) return 'off';
  if (typeof payload === 'number') return payload > TIMESTAMP ? 'repeat' : undefined;
  if (typeof payload !== 'string') return undefined;
  const word = payload.trim().toLowerCase();
  if (word === 'true' || word === '1') return 'on';
  if (word === 'false' || word === '0') return 'off';
  return WORDS.find((known) => known === word);
}

/** Still needed from now: a duration, or energy at a power. */
function needOf(own: (name: string) => unknown, settings: Settings): Need | null | undefined {
  const [minutes, energy, power] = [own('duration_minutes'), own('energy_kwh'), own('power_kw')];
  if (minutes === null || energy === null) return null;
  if (minutes !== undefined) {
    return { kind: 'duration', duration: amount(minutes, 'duration_minutes') * MINUTE };
  }
  const dialog = settings.need?.kind === 'energy' ? settings.need : undefined;
  const kilowatts = power ?? dialog?.power ?? settings.power;
  if (energy === undefined && (power === undefined || power === null || !dialog)) {
    if (power !== undefined && power !== null) amount(power, 'power_kw');
    return undefined;
  }
  const drawn = amount(kilowatts, 'power_kw');
  if (drawn === 0) throw bad('power_kw');
  return {
    kind: 'energy',
    energy: energy === undefined ? (dialog?.energy ?? 0) : amount(energy, 'energy_kwh'),
    power: drawn,
    efficiency: dialog?.efficiency ?? 0.9,
  };
}

function endOf(value: unknown): End {
  if (typeof value === 'number' && value > TIMESTAMP) return { at: value };
  if (typeof value === 'string' && CLOCK.test(value.trim())) return { clock: value.trim() };
  const at = typeof value === 'string' ? parseInstant(value.trim()) : undefined;
  if (at !== undefined) return { at };
  return { after: amount(value, 'override_until') * MINUTE };
}

function clock(value: unknown): string {
  if (typeof value === 'string' && CLOCK.test(value.trim())) return value.trim();
  throw bad('ready_by');
}

function nullOr<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === null ? null : read(value);
}

/** A number, also as text: dashboards and MQTT send both. Blank is not 0. */
function number(value: unknown, name: string): number {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof read === 'number' && Number.isFinite(read)) return read;
  throw bad(name);
}

function amount(value: unknown, name: string): number {
  const read = number(value, name);
  if (read >= 0 && read <= 1e6) return read;
  throw bad(name);
}

function bad(detail: string): FlatPeakError {
  return new FlatPeakError('bad_input', { detail });
}
