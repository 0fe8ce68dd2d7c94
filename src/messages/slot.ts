import type { Home } from '../rates/kept';
import type { RateSlot } from '../rates/series';
import { localIso } from './local-iso';

/** One slot as every message shows it. */
export interface SlotMessage {
  /** ISO 8601 with the location's offset; the slot is `[from, to)`. */
  from: string;
  to: string;
  /** In `unit`. */
  value: number;
  /** Major currency per kWh, e.g. `GBP/kWh`. */
  unit: string;
  /** ISO 4217. */
  currency: string;
  /** 0–1; below 1 is a forecast. */
  confidence: number;
  forecast: boolean;
  /** gCO2 per kWh, `null` where unknown. */
  carbon: number | null;
}

/** A slot with a rate as a message; `null` where there is none, because no data is never a price. */
export function slotMessage(slot: RateSlot | undefined, home: Home): SlotMessage | null {
  if (!slot || slot.rate === null) return null;
  return {
    from: localIso(home.timezone, slot.from),
    to: localIso(home.timezone, slot.to),
    value: slot.rate,
    unit: unitOf(home),
    currency: home.currency,
    confidence: slot.confidence,
    forecast: slot.confidence < 1,
    carbon: slot.carbon,
  };
}

export function unitOf(home: Home): string {
  return `${home.currency}/kWh`;
}
