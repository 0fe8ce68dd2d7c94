import { isZone } from '../time/zone';
import type { RateSlot, Series } from './series';

/** What a feed knows about its location beside the rates. */
export interface Home {
  /** IANA name, e.g. `Europe/London`. */
  readonly timezone: string;
  /** ISO 4217. */
  readonly currency: string;
  /** False for test keys and sample data. */
  readonly live: boolean;
}

/** What a feed keeps over a restart. */
export interface Kept {
  readonly home: Home;
  readonly series: Series;
  /** Epoch ms (UTC) of the next call, so that a restart causes none. */
  readonly due: number;
}

type Tuple = [number, number, number | null, number, number | null, number];
/** Rate and carbon, where `null` is no data. */
const NULLABLE = [2, 4];

/** The form on disk: tuples, because a week of quarter hours must stay small. */
export interface KeptFile {
  readonly home: Home;
  readonly due: number;
  readonly slots: readonly Tuple[];
}

export function pack({ home, series, due }: Kept): KeptFile {
  return {
    home,
    due,
    slots: series.map((s) => [s.from, s.to, s.rate, s.confidence, s.carbon, s.updated]),
  };
}

export function unpack({ home, slots, due }: KeptFile): Kept {
  const series = slots.map(([from, to, rate, confidence, carbon, updated]): RateSlot => ({
    from,
    to,
    rate,
    confidence,
    carbon,
    updated,
  }));
  return { home, series, due };
}

/** Recognises what a file gives back. Its zone may be one that this machine does not know any more. */
export function isKeptFile(value: unknown): value is KeptFile {
  const file = value as Partial<KeptFile> | null | undefined;
  return (
    typeof file?.home?.timezone === 'string' &&
    isZone(file.home.timezone) &&
    typeof file.home.currency === 'string' &&
    typeof file.home.live === 'boolean' &&
    typeof file.due === 'number' &&
    Array.isArray(file.slots) &&
    file.slots.every(isTuple)
  );
}

function isTuple(value: unknown): value is Tuple {
  return (
    Array.isArray(value) &&
    value.length === 6 &&
    value.every((part, i) => typeof part === 'number' || (part === null && NULLABLE.includes(i)))
  );
}
