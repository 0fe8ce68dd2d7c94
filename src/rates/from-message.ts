import { FlatPeakError } from '../flatpeak/errors';
import { parseInstant } from '../time/instant';
import type { Home } from './kept';
import { normalise, type RateSlot, type Series } from './series';

/** What the numbers of a foreign list mean: currency per kWh, its hundredth per kWh, or currency per MWh. */
export type RateUnit = 'major' | 'minor' | 'mwh';

/** Rates that came with a message, and what it said of them. */
export interface MessageRates {
  readonly series: Series;
  readonly home: Partial<Home>;
  readonly direction: string | undefined;
  readonly location: string | undefined;
}

/** Rates of a message beat those of the account until they have passed. */
const ALWAYS_LATER = Number.MAX_SAFE_INTEGER;
const MOST_SLOTS = 10_000;
const DIVISOR: Record<RateUnit, number> = { major: 1, minor: 100, mwh: 1000 };

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads FlatPeak's rates object, or a list of slots as our own nodes, FlatPeak, Octopus, Tibber and others write them:
 * `valid_from/valid_to/tariff.rate`, `from/to/value`, `start/end/price|value|rate`, `value_inc_vat`, `startsAt/total`. A
 * missing end is the next start. `unit` is for lists of foreign numbers; FlatPeak's and our own are major currency per kWh.
 *
 * @returns `undefined` for what is neither.
 * @throws FlatPeakError `bad_input` where there are slots and none of them can be used.
 */
export function ratesOfMessage(payload: unknown, unit: RateUnit): MessageRates | undefined {
  const envelope = Array.isArray(payload) ? {} : fieldsOf(payload);
  const list = Array.isArray(payload) ? (payload as unknown[]) : envelope?.['data'];
  if (!envelope || !Array.isArray(list)) return undefined;
  if (list.length > MOST_SLOTS) throw new FlatPeakError('bad_input', { detail: 'payload' });
  const slots = withEnds(list.flatMap((one) => readSlot(one, unit) ?? []));
  const series = normalise(slots);
  if (list.length > 0 && series.length === 0) {
    throw new FlatPeakError('bad_input', { detail: 'payload[0]' });
  }
  const first = fieldsOf(list[0]) ?? {};
  const [timezone, currency] = [
    text(envelope['location_timezone']),
    text(envelope['currency_code']) ?? text(first['currency']),
  ];
  return {
    series,
    home: {
      ...(timezone !== undefined && { timezone }),
      ...(currency !== undefined && { currency }),
      ...(typeof envelope['live_mode'] === 'boolean' && { live: envelope['live_mode'] }),
    },
    direction: text(envelope['direction']),
    location: text(envelope['location_id']),
  };
}

/** A slot whose end may still be missing. */
type Begun = Omit<RateSlot, 'to'> & { to: number | undefined };

function readSlot(value: unknown, unit: RateUnit): Begun | undefined {
  const slot = fieldsOf(value);
  if (!slot) return undefined;
  const tariff = fieldsOf(slot['tariff']);
  const from = instant(slot['valid_from'] ?? slot['from'] ?? slot['start'] ?? slot['startsAt']);
  const end = slot['valid_to'] ?? slot['to'] ?? slot['end'];
  const to = end === undefined || end === null ? undefined : instant(end);
  const number =
    tariff?.['rate'] ??
    slot['value'] ??
    slot['price'] ??
    slot['rate'] ??
    slot['value_inc_vat'] ??
    slot['total'];
  const confidence = (tariff ?? slot)['confidence'] ?? 1;
  if (from === undefined || (end !== undefined && end !== null && to === undefined))
    return undefined;
  if (!isFinite(number) || !isFinite(confidence)) return undefined;
  const ours = tariff !== undefined || typeof slot['unit'] === 'string';
  const rate = ours ? number : Math.round((number / DIVISOR[unit]) * 1e9) / 1e9;
  const carbon =
    slot['carbon'] === null ? null : (fieldsOf(slot['carbon'])?.['intensity'] ?? slot['carbon']);
  return {
    from,
    to,
    rate: confidence > 0 ? rate : null,
    confidence,
    carbon: isFinite(carbon) ? carbon : null,
    updated: ALWAYS_LATER,
  };
}

/** A missing end is the next start; the last slot is as long as the one before it. */
function withEnds(slots: readonly Begun[]): RateSlot[] {
  const sorted = [...slots].sort((a, b) => a.from - b.from);
  return sorted.flatMap((slot, i) => {
    const [before, next] = [sorted[i - 1], sorted[i + 1]];
    const to = slot.to ?? next?.from ?? (before && slot.from + (slot.from - before.from));
    return to === undefined ? [] : [{ ...slot, to }];
  });
}

/** Only what the value itself has: a message may bring a prototype along. */
function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value));
}

function instant(value: unknown): number | undefined {
  if (typeof value === 'string') return parseInstant(value);
  return isFinite(value) && Math.abs(value) < 8.64e15 ? value : undefined;
}

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
