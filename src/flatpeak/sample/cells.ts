import { atWallTime, localDays, wallTime, type LocalDay } from '../../time/local';
import type { Band, Bands, Tariff } from './home';

const HOUR = 3_600_000;

/** One slot of a tariff, whole: cutting it to what was asked for is the last step. */
export interface Cell {
  /** Epoch ms (UTC); `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  readonly day: LocalDay;
  /** What the wall clock shows at `from`, in hours since midnight. */
  readonly hour: number;
}

/** The slots that touch [from, to). They start anew at each local midnight, so a clock change only adds or removes some. */
export function cells(prices: Tariff['prices'], zone: string, from: number, to: number): Cell[] {
  return localDays(zone, from, to)
    .flatMap((day) =>
      prices.kind === 'bands' ? bandCells(prices, day) : evenCells(prices.slot, day, from, to),
    )
    .filter((cell) => cell.from < to && cell.to > from && cell.from < cell.to);
}

function evenCells(length: number, day: LocalDay, from: number, to: number): Cell[] {
  const found: Cell[] = [];
  const skipped = Math.max(0, Math.floor((from - day.start) / length));
  const last = Math.min(to, day.end);
  for (let start = day.start + skipped * length; start < last; start += length) {
    found.push(cell(day, start, Math.min(start + length, day.end)));
  }
  return found;
}

function bandCells(prices: Bands, day: LocalDay): Cell[] {
  const starts = bandsOf(prices, day).map(([hour]) => atWallTime(day, hour * HOUR));
  return starts.map((start, i) => cell(day, start, starts[i + 1] ?? day.end));
}

export function bandsOf(prices: Bands, day: LocalDay): readonly Band[] {
  return day.weekday > 5 ? prices.weekend : prices.weekday;
}

function cell(day: LocalDay, from: number, to: number): Cell {
  return { from, to, day, hour: wallTime(day, from) / HOUR };
}
