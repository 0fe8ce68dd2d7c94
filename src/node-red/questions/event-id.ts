import type { NodeMessage } from 'node-red';
import { FlatPeakError } from '../../flatpeak/errors';
import { asId, isBlank } from '../fields';

/** The id of the event a message is about: its `event_id`, else that in the body of a webhook. Nothing else there is read. */
export function eventId(message: NodeMessage): string {
  const given = own(message, 'event_id');
  if (!isBlank(given)) return asId(given, 'event_id');
  const payload = own(message, 'payload');
  if (isBlank(payload)) throw new FlatPeakError('bad_input', { detail: 'event_id' });
  if (typeof payload !== 'object') return asId(payload, 'payload');
  const kind = own(payload, 'object') ?? 'event';
  if (kind !== 'event') throw new FlatPeakError('bad_input', { detail: 'payload' });
  return asId(own(payload, 'id'), 'payload.id');
}

/** A property of the object itself: a foreign body may bring a prototype along. */
function own(object: object | null | undefined, name: string): unknown {
  return object && Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined;
}
