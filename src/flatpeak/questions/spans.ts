import { DAY } from '../../time/duration';
import type { TariffRates } from '../wire';

/** An older guide of FlatPeak's allows a month per request, the reference 90 days; this suits both. */
const LONGEST = 31 * DAY;

/** `[start, end)` in pieces that FlatPeak answers, which meet exactly. Epoch ms. */
export function spans(start: number, end: number): [number, number][] {
  const list: [number, number][] = [];
  for (let from = start; from < end; from += LONGEST)
    list.push([from, Math.min(from + LONGEST, end)]);
  return list;
}

/** The replies to consecutive spans as one. Facts about the whole are those of the latest reply. */
export function joined(replies: readonly TariffRates[]): TariffRates {
  const [first, ...later] = replies as [TariffRates, ...TariffRates[]];
  const last = later.at(-1);
  if (!last) return first;
  const start_time = first.request?.['start_time'];
  return {
    ...last,
    request: { ...last.request, ...(start_time !== undefined && { start_time }) },
    data: replies.flatMap(({ data }) => data),
  };
}
