import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { FlatPeakError } from '../../flatpeak/errors';
import type { LocationsQuery } from '../../flatpeak/wire';
import { asFlag, asId, asNumber, isBlank, readOverridable, type Config } from '../fields';

const FILTERS = [
  { name: 'reference', property: 'reference_id', read: asReference },
  { name: 'customer', property: 'customer_id', read: asId },
  { name: 'startingAfter', property: 'starting_after', read: asId },
  { name: 'endingBefore', property: 'ending_before', read: asId },
] as const;

export interface LocationsQuestion {
  readonly query: Omit<LocationsQuery, 'limit'>;
  /** At most this many locations in all. */
  readonly most: number;
  /** One message for each location rather than one array. */
  readonly split: boolean;
}

/** What a message asks the list locations node for: its fields, overridden by the message's own properties. */
export async function locationsQuestion(
  RED: NodeAPI,
  node: Node,
  config: Config,
  message: NodeMessage,
): Promise<LocationsQuestion> {
  const given = (name: string, property: string): Promise<unknown> =>
    readOverridable(RED, node, config, name, property, message);
  const query: Partial<Record<(typeof FILTERS)[number]['property'], string>> = {};
  for (const { name, property, read } of FILTERS) {
    const value = await given(name, property);
    if (!isBlank(value)) query[property] = read(value, property);
  }
  if (query.starting_after !== undefined && query.ending_before !== undefined) {
    throw new FlatPeakError('bad_input', { detail: 'ending_before' });
  }
  const limit = await given('limit', 'limit');
  return {
    query,
    most: isBlank(limit) ? Number.POSITIVE_INFINITY : asCount(limit, 'limit'),
    split: asFlag(await given('split', 'split'), 'split'),
  };
}

/** The user's own name for a location, which may well be a number. */
function asReference(value: unknown, detail: string): string {
  if (typeof value === 'string') return value;
  return String(asNumber(value, detail));
}

function asCount(value: unknown, detail: string): number {
  const count = asNumber(value, detail);
  if (Number.isInteger(count) && count > 0) return count;
  throw new FlatPeakError('bad_input', { detail });
}
