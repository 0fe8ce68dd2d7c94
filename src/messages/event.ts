import type { FlatPeakEvent } from '../flatpeak/wire';

/** What the event node adds to a message. */
export interface EventMessage {
  /** FlatPeak's own object, with FlatPeak's own field names. */
  payload: FlatPeakEvent;
  /** The type of the event, e.g. `tariff.expiring`. */
  topic: string;
}

export function eventMessage(event: FlatPeakEvent): EventMessage {
  // The client hands the same object to everyone who asked the same; a flow may change its own.
  return { payload: structuredClone(event), topic: event.type };
}

/** The location an event is about: events of tariffs name it, those of locations carry it whole. */
export function locationOf({ data }: FlatPeakEvent): string | undefined {
  const id = data?.['object'] === 'location' ? data['id'] : data?.['location_id'];
  return typeof id === 'string' ? id : undefined;
}
