import type { RatesQuery, TariffRates } from '../flatpeak/wire';
import { HOUR } from '../time/duration';
import { parseInstant, utcSeconds } from '../time/instant';
import { mould } from './mould';
import { between, knownUntil, type Series } from './series';

/** What the latest reply was about; together with the series it can be given again, whole or in part. */
export interface Covered {
  /** Epoch ms; what was asked, not what has prices. */
  readonly from: number;
  readonly to: number;
  readonly carbon: boolean;
  /** The reply without its slots. */
  readonly envelope: TariffRates;
  /** Epoch ms until which FlatPeak has nothing newer, by its own word. */
  readonly freshUntil: number;
}

/** What a query covers, of what is kept. */
export function coverage(
  query: RatesQuery,
  now: number,
  earliest = -Infinity,
  latest = Infinity,
): Pick<Covered, 'from' | 'to' | 'carbon'> {
  const from = (query.start_time === undefined ? undefined : parseInstant(query.start_time)) ?? now;
  return {
    from: Math.max(from, earliest),
    to: Math.min(parseInstant(query.end_time) ?? now, latest),
    carbon: query.include_carbon === true,
  };
}

/** The query up to the next full hour, so that a window which moves with the clock is known for a while. */
export function widened(query: RatesQuery): RatesQuery {
  const to = parseInstant(query.end_time);
  if (to === undefined) return query;
  return { ...query, end_time: utcSeconds(Math.ceil(to / HOUR) * HOUR) };
}

/** Whether asking again would bring nothing new. */
export function isFresh(covered: Covered, query: RatesQuery, now: number): boolean {
  const { from, to, carbon } = coverage(query, now);
  return (
    now < covered.freshUntil &&
    covered.from <= from &&
    to <= covered.to &&
    (covered.carbon || !carbon)
  );
}

/** Whether every instant of the query has a rate, so that it can be answered while FlatPeak is away. */
export function isKnown(series: Series, query: RatesQuery, now: number): boolean {
  const { from, to } = coverage(query, now);
  return knownUntil(series, from) >= to;
}

/**
 * The reply FlatPeak would give, with slots clipped to the query and unknown fields kept; `undefined` where part of the
 * series came from disk, which keeps rates and not replies. Shares nothing with the series.
 */
export function answer(
  envelope: TariffRates,
  series: Series,
  query: RatesQuery,
  now: number,
): TariffRates | undefined {
  const { from, to } = coverage(query, now);
  const data: TariffRates['data'] = [];
  for (const { from: start, to: end, wire } of between(series, from, to)) {
    if (!wire) return undefined;
    const { tariff, carbon, ...rest } = wire;
    data.push({
      ...rest,
      valid_from: utcSeconds(start),
      valid_to: utcSeconds(end),
      ...(query.include_tariff !== false && tariff && { tariff }),
      ...(query.include_carbon === true && carbon && { carbon }),
    });
  }
  return mould({ ...envelope, request: { ...query }, data })();
}
