import { DAY } from '../../time/duration';
import { parseInstant, utcSeconds } from '../../time/instant';
import { FlatPeakError } from '../errors';
import { checkedId } from '../ids';
import type { LocationsQuery, RatesQuery } from '../wire';
import { spans } from './spans';

export const PAGE = 100;
const LONGEST = 366 * DAY;

/**
 * The query of each request that together bring what was asked, in order of time. Instants go out in UTC whole seconds,
 * the one form every FlatPeak generation accepts.
 */
export function ratesQueries(query: RatesQuery): Record<string, string>[] {
  const { include_tariff = true, include_carbon = false, direction = 'IMPORT' } = query;
  if (direction !== 'IMPORT' && direction !== 'EXPORT') throw badInput('direction');
  const options = {
    include_tariff: flag(include_tariff, 'include_tariff'),
    include_carbon: flag(include_carbon, 'include_carbon'),
    direction,
  };
  const end = instant(query.end_time, 'end_time');
  if (query.start_time === undefined) return [{ end_time: utcSeconds(end), ...options }];
  const start = instant(query.start_time, 'start_time');
  if (end <= start || end - start > LONGEST) throw badInput('end_time');
  return spans(start, end).map(([from, to]) => ({
    start_time: utcSeconds(from),
    end_time: utcSeconds(to),
    ...options,
  }));
}

export function locationsQuery(query: LocationsQuery): Record<string, string> {
  const { limit = PAGE, reference_id, customer_id, starting_after, ending_before } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE) throw badInput('limit');
  if (starting_after !== undefined && ending_before !== undefined) throw badInput('ending_before');
  return {
    limit: String(limit),
    ...(reference_id !== undefined && { reference_id: reference(reference_id) }),
    ...(customer_id !== undefined && { customer_id: checkedId(customer_id, 'customer_id') }),
    ...(starting_after !== undefined && {
      starting_after: checkedId(starting_after, 'starting_after'),
    }),
    ...(ending_before !== undefined && {
      ending_before: checkedId(ending_before, 'ending_before'),
    }),
  };
}

/** The user's own name for a location: any text of sensible length. */
function reference(value: unknown): string {
  if (typeof value === 'string' && value !== '' && value.length <= 256) return value;
  throw badInput('reference_id');
}

function flag(value: unknown, name: string): string {
  if (typeof value === 'boolean') return String(value);
  throw badInput(name);
}

/** Whole seconds, so that two spans meet exactly. */
function instant(value: unknown, name: string): number {
  const at = typeof value === 'string' ? parseInstant(value) : undefined;
  if (at === undefined) throw badInput(name);
  return Math.floor(at / 1000) * 1000;
}

function badInput(detail: string): FlatPeakError {
  return new FlatPeakError('bad_input', { detail });
}
