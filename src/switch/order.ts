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
  /** kW, for a need that is told, or configured, as energy. */
  readonly power?: number | null;
  readonly readyBy?: string | null;
}

/** Any time after 1973: an inject node's timestamp, not a number someone meant. */
const TIMESTAMP = 1e11;
/** As far from 1970 as a `Date` reaches. */
const FURTHEST = 8.64e15;
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
const USUAL_EFFICIENCY = 0.9;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

/**
 * Reads a message; only its own properties count. Throws `bad_input` naming the property that cannot be used, before
 * anything has changed.
 */
export function readOrder(message: Readonly<Record<string, unknown>>, settings: Settings): Order {
  const own = (name: string): unknown => (Object.hasOwn(message, name) ? message[name] : undefined);
  const command = commandOf(own('payload'));
  const until = own('override_until') ?? undefined;
  const threshold = optional(own('threshold'), (v) => number(v, 'threshold'));
  if (typeof threshold === 'number' && settings.rule.kind !== 'threshold') throw bad('threshold');
  const power = optional(own('power_kw'), powerOf);
  const need = needOf(
    optional(own('duration_minutes'), (v) => amount(v, 'duration_minutes')),
    optional(own('energy_kwh'), (v) => amount(v, 'energy_kwh')),
    power,
    settings,
  );
  const readyBy = optional(own('ready_by'), clock);
  return {
    command,
    ...(until !== undefined && { overrideUntil: endOf(until) }),
    ...(threshold !== undefined && { threshold }),
    ...(need !== undefined && { need }),
    ...(power !== undefined && { power }),
    ...(readyBy !== undefined && { readyBy }),
  };
}

function commandOf(payload: unknown): Command {
  if (payload === undefined || payload === null) return 'repeat';
  if (payload === true || payload === 1) return 'on';
  if (payload === false || payload === 0) return 'off';
  if (typeof payload === 'number' && payload > TIMESTAMP) return 'repeat';
  if (typeof payload !== 'string') throw bad('payload');
  const word = payload.trim().toLowerCase();
  if (word === '') return 'repeat';
  if (word === 'true' || word === '1') return 'on';
  if (word === 'false' || word === '0') return 'off';
  const command = WORDS.find((known) => known === word);
  if (!command) throw bad('payload');
  return command;
}

/** Still needed from now: a duration, or energy at a power. */
function needOf(
  minutes: number | null | undefined,
  energy: number | null | undefined,
  power: number | null | undefined,
  { rule, need, power: usual }: Settings,
): Need | null | undefined {
  const given = typeof minutes === 'number' ? 'duration_minutes' : 'energy_kwh';
  if (typeof (minutes ?? energy) === 'number' && rule.kind !== 'duration') throw bad(given);
  if (typeof minutes === 'number') return { kind: 'duration', duration: minutes * MINUTE };
  if (typeof energy !== 'number') return minutes === null || energy === null ? null : undefined;
  const dialog = need?.kind === 'energy' ? need : undefined;
  return {
    kind: 'energy',
    energy,
    power: power ?? dialog?.power ?? powerOf(usual),
    efficiency: dialog?.efficiency ?? USUAL_EFFICIENCY,
  };
}

function endOf(value: unknown): End {
  const text = typeof value === 'string' ? value.trim() : '';
  if (CLOCK.test(text)) return { clock: text };
  const at = parseInstant(text);
  if (at !== undefined) return { at };
  const given = number(value, 'override_until');
  if (given <= TIMESTAMP) return { after: amount(given, 'override_until') * MINUTE };
  if (given > FURTHEST) throw bad('override_until');
  return { at: given };
}

function clock(value: unknown): string {
  if (typeof value === 'string' && CLOCK.test(value.trim())) return value.trim();
  throw bad('ready_by');
}

function optional<T>(value: unknown, read: (value: unknown) => T): T | null | undefined {
  return value === undefined || value === null ? value : read(value);
}

function powerOf(value: unknown): number {
  const power = amount(value, 'power_kw');
  if (power === 0) throw bad('power_kw');
  return power;
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
