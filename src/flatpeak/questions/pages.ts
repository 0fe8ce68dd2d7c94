import type { Location, LocationList, LocationsQuery } from '../wire';
import { PAGE } from './queries';

/** More than anybody has; ends a list that would never end. */
const MOST_PAGES = 1_000;

/** Every location of a list that comes in pages, in the order of the list. Ends at a cursor that comes twice. */
export async function* everyLocation(
  query: Omit<LocationsQuery, 'limit'>,
  page: (query: LocationsQuery) => Promise<LocationList>,
): AsyncGenerator<Location, void, undefined> {
  const backwards = query.ending_before !== undefined;
  const { starting_after, ending_before, ...filter } = query;
  const seen = new Set<string | undefined>();
  let cursor = backwards ? ending_before : starting_after;
  for (let pages = 0; pages < MOST_PAGES && !seen.has(cursor); pages++) {
    seen.add(cursor);
    const place =
      cursor === undefined ? {} : { [backwards ? 'ending_before' : 'starting_after']: cursor };
    const { data, has_more } = await page({ ...filter, limit: PAGE, ...place });
    yield* data;
    const next = backwards ? data[0] : data.at(-1);
    if (!has_more || !next) return;
    cursor = next.id;
  }
}
