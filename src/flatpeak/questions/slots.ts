import { parseInstant } from '../../time/instant';
import { Failure, misshapen } from '../policy/verdict';
import type { TariffSlot } from '../wire';

export interface Sifted {
  readonly slots: TariffSlot[];
  /** How many were unusable. */
  readonly dropped: number;
}

/**
 * Keeps the slots that can be trusted as they stand. Where a reply has slots but none of them can, it fails as a whole,
 * because then it is no reply of FlatPeak's.
 */
export function sift(data: readonly unknown[], wantsTariff: boolean): Sifted {
  const slots = data.flatMap((slot) => usable(slot, wantsTariff) ?? []);
  if (data.length > 0 && slots.length === 0) throw new Failure(misshapen('data[0]'));
  return { slots, dropped: data.length - slots.length };
}

function usable(slot: unknown, wantsTariff: boolean): TariffSlot | undefined {
  if (!isObject(slot)) return undefined;
  const from = instant(slot['valid_from']);
  const to = instant(slot['valid_to']);
  if (from === undefined || to === undefined || from >= to) return undefined;
  const { tariff, carbon, ...rest } = slot;
  const priced = isMeasure(tariff, 'rate');
  if (!priced && (wantsTariff || !isAbsent(tariff))) return undefined;
  // A bad carbon figure costs the slot its carbon, not its price.
  const measured = isMeasure(carbon, 'intensity');
  return { ...rest, ...(priced && { tariff }), ...(measured && { carbon }) } as TariffSlot;
}

function isMeasure(value: unknown, key: 'rate' | 'intensity'): boolean {
  return (
    isObject(value) &&
    Number.isFinite(value[key]) &&
    (value['confidence'] === undefined || Number.isFinite(value['confidence']))
  );
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function instant(value: unknown): number | undefined {
  return typeof value === 'string' ? parseInstant(value) : undefined;
}
