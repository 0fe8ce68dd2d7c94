import { checkedId } from '../ids';
import type { Question } from '../session';
import {
  schemas,
  shaped,
  type FlatPeakEvent,
  type Location,
  type LocationList,
  type LocationsQuery,
  type LocationStatus,
} from '../wire';
import { locationsQuery } from './queries';

/** What to get and how to read it. Making one throws FlatPeakError `bad_input` for what must not be sent. */
export type Read<T> = Pick<Question<T>, 'path' | 'query' | 'read'>;

export function location(id: unknown): Read<Location> {
  const path = `/locations/${checkedId(id, 'location_id')}`;
  return { path, query: {}, read: (json) => shaped(schemas().location, json) };
}

export function locations(query: LocationsQuery): Read<LocationList> {
  const read = (json: unknown) => shaped(schemas().locationList, json);
  return { path: '/locations', query: locationsQuery(query), read };
}

export function status(id: unknown): Read<LocationStatus> {
  const path = `/locations/${checkedId(id, 'location_id')}/status`;
  return { path, query: {}, read: (json) => shaped(schemas().locationStatus, json) };
}

export function event(id: unknown): Read<FlatPeakEvent> {
  const path = `/events/${checkedId(id, 'event_id')}`;
  return { path, query: {}, read: (json) => shaped(schemas().event, json) };
}
