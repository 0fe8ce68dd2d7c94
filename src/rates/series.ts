import type { TariffSlot } from '../flatpeak/wire';

/** A slot of known time at one location, in one direction: what every room above works with. */
export interface RateSlot {
  /** Epoch ms (UTC); the slot is `[from, to)`. */
  readonly from: number;
  /** Epoch ms (UTC). */
  readonly to: number;
  /** Major currency units per kWh; `null` is no data, which is never a price. */
  readonly rate: number | null;
  /** Of the rate: 1 is a fact, below 1 a forecast, 0 no data. */
  readonly confidence: number;
  /** gCO2 per kWh; `null` is no data. */
  readonly carbon: number | null;
  /** Epoch ms (UTC) at which FlatPeak last changed these rates. */
  readonly updated: number;
  /** The slot as FlatPeak sent it; absent after a restart. */
  readonly wire?: TariffSlot;
}

/** Epoch ms (UTC), half-open. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Sorted by time, disjoint, finite. Gaps are time about which nothing is known. */
export type Series = readonly RateSlot[];

/**
 * Brings slots in any order into a series. Where two overlap the one updated later wins, then the one later in the list;
 * a slot that knows nothing never covers one that does.
 */
export function normalise(slots: readonly RateSlot[]): Series {
  const usable = slots.filter(
    (slot) => slot.from < slot.to && Number.isFinite(slot.to - slot.from),
  );
  return isSeries(usable) ? usable : flatten(usable);
}

/** Both series as one; `later` wins among equals. */
export function merge(earlier: Series, later: Series): Series {
  return normalise([...earlier, ...later]);
}

/** The slot that holds at `at`, of slots in order and disjoint; found in logarithmic time. */
export function slotAt<T extends Span>(series: readonly T[], at: number): T | undefined {
  const slot = series[firstEndingAfter(series, at)];
  return slot && slot.from <= at ? slot : undefined;
}

/** The part of the series inside `[from, to)`, slots clipped to it. */
export function between(series: Series, from: number, to: number): Series {
  const inside: RateSlot[] = [];
  if (from >= to) return inside;
  for (let i = firstEndingAfter(series, from); i < series.length; i++) {
    const slot = series[i];
    if (!slot || slot.from >= to) break;
    inside.push(clip(slot, Math.max(slot.from, from), Math.min(slot.to, to)));
  }
  return inside;
}

/** Until when rates are known without a gap from `at` on; `at` itself where the rate for `at` is unknown. */
export function knownUntil(series: Series, at: number): number {
  let until = at;
  for (let i = firstEndingAfter(series, at); i < series.length; i++) {
    const slot = series[i];
    if (!slot || slot.from > until || slot.rate === null) break;
    until = slot.to;
  }
  return until;
}

/** Whether both say the same at every instant; when FlatPeak said it does not matter. */
export function sameRates(a: Series, b: Series): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const { from, to, rate, confidence, carbon } = b[i] as RateSlot;
      return (
        one.from === from &&
        one.to === to &&
        one.rate === rate &&
        one.confidence === confidence &&
        one.carbon === carbon
      );
    })
  );
}

function firstEndingAfter(series: readonly Span[], at: number): number {
  let low = 0;
  let high = series.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((series[middle] as Span).to > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isSeries(slots: readonly RateSlot[]): boolean {
  return slots.every((slot, i) => i === 0 || (slots[i - 1] as RateSlot).to <= slot.from);
}

/** Sweeps over all edges in time; between two edges the strongest slot that spans them holds. */
function flatten(slots: readonly RateSlot[]): RateSlot[] {
  const edges = [...new Set(slots.flatMap((slot) => [slot.from, slot.to]))].sort((a, b) => a - b);
  const waiting = slots.map((slot, rank) => ({ slot, rank }));
  waiting.sort((a, b) => b.slot.from - a.slot.from);
  let spanning: Ranked[] = [];
  let owner: RateSlot | undefined;
  const flat: RateSlot[] = [];
  edges.forEach((from, i) => {
    const to = edges[i + 1];
    if (to === undefined) return;
    spanning = spanning.filter(({ slot }) => slot.to > from);
    while (waiting.length > 0 && (waiting.at(-1) as Ranked).slot.from === from) {
      spanning.push(waiting.pop() as Ranked);
    }
    const strongest = spanning.reduce<Ranked | undefined>(stronger, undefined)?.slot;
    const last = flat.at(-1);
    if (strongest && strongest === owner && last?.to === from)
      flat[flat.length - 1] = clip(strongest, last.from, to);
    else if (strongest) flat.push(clip(strongest, from, to));
    owner = strongest;
  });
  return flat;
}

interface Ranked {
  readonly slot: RateSlot;
  /** Place in the list. */
  readonly rank: number;
}

function stronger(a: Ranked | undefined, b: Ranked): Ranked {
  if (!a) return b;
  const difference =
    Number(a.slot.rate !== null) - Number(b.slot.rate !== null) ||
    a.slot.updated - b.slot.updated ||
    a.rank - b.rank;
  return difference > 0 ? a : b;
}

function clip(slot: RateSlot, from: number, to: number): RateSlot {
  return slot.from === from && slot.to === to ? slot : { ...slot, from, to };
}
