import type { Location } from '../flatpeak/wire';

/** What list locations adds to each message when it sends one for each location; else `payload` is the list. */
export interface ListedLocation {
  /** FlatPeak's own object, with FlatPeak's own field names. */
  payload: Location;
  parts: LocationParts;
}

/** By these a core join node makes the array again. */
export interface LocationParts {
  /** The same for all messages of one list. */
  id: string;
  type: 'array';
  /** From 0. */
  index: number;
  count: number;
  /** The parts the message had before, which join gives back. */
  parts?: unknown;
}

export function listedLocations(
  locations: readonly Location[],
  id: string,
  before: unknown,
): ListedLocation[] {
  const outer = before === undefined ? {} : { parts: before };
  return locations.map((payload, index) => ({
    payload,
    parts: { id, type: 'array', index, count: locations.length, ...outer },
  }));
}
