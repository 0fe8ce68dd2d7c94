import type { Slot } from './types';

/** What is known about a time: of it a plan needs one value. */
export interface PricedSlot {
  /** Epoch ms (UTC); the slot is `[from, to)`. */
  readonly from: number;
  readonly to: number;
  /** Major currency units per kWh; `null` is no data. */
  readonly rate: number | null;
  /** Of the rate: 1 is a fact, below 1 a forecast, 0 no data. */
  readonly confidence: number;
  /** gCO2 per kWh; `null` is no data. */
  readonly carbon: number | null;
}

/** What a plan is to keep low, or high. */
export type Value =
  /** Major currency units per kWh. */
  | { kind: 'rate' }
  /** gCO2 per kWh; `neverAbove`, in major currency units per kWh, leaves out time that costs more. */
  | { kind: 'carbon'; neverAbove?: number }
  /** Rate plus carbon at `carbonPrice`, major currency units per tonne: major currency units per kWh. */
  | { kind: 'blend'; carbonPrice: number };

const GRAMS_PER_TONNE = 1e6;

/**
 * The slots of a plan request. Time without data has no slot, because no data is never a price: a rate counts when its
 * confidence is above 0 and at least `minConfidence`. A blend takes the mean for unknown carbon, of all that is given.
 */
export function valueSlots(slots: readonly PricedSlot[], value: Value, minConfidence = 0): Slot[] {
  const rateOf = ({ rate, confidence }: PricedSlot) =>
    confidence > 0 && confidence >= minConfidence ? rate : null;
  const mean = value.kind === 'blend' ? meanCarbon(slots) : 0;
  const valueOf = (slot: PricedSlot): number | null => {
    const rate = rateOf(slot);
    switch (value.kind) {
      case 'rate':
        return rate;
      case 'carbon':
        if (value.neverAbove === undefined) return slot.carbon;
        return rate !== null && rate <= value.neverAbove ? slot.carbon : null;
      case 'blend':
        if (rate === null) return null;
        return rate + ((slot.carbon ?? mean) * value.carbonPrice) / GRAMS_PER_TONNE;
    }
  };
  return slots.flatMap((slot) => {
    const known = valueOf(slot);
    // The confidence is the tariff's: it says nothing about carbon.
    const forecast = value.kind !== 'carbon' && slot.confidence < 1;
    return known === null ? [] : [{ from: slot.from, to: slot.to, value: known, forecast }];
  });
}

/** Time-weighted; 0 where none is known, which favours no time. */
function meanCarbon(slots: readonly PricedSlot[]): number {
  let time = 0;
  let sum = 0;
  for (const { from, to, carbon } of slots) {
    if (carbon === null) continue;
    time += to - from;
    sum += carbon * (to - from);
  }
  return time > 0 ? sum / time : 0;
}
