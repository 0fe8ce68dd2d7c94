import { createHash } from 'node:crypto';

/** What surrounds every value on disk, so that only a value we wrote ourselves, whole, comes back. */
interface Envelope {
  readonly id: string;
  readonly version: number;
  readonly sum: string;
  readonly data: unknown;
}

/** Text for the disk. `id` ties it to its owner: a file copied from another hub or account is foreign. */
export function seal(id: string, version: number, data: unknown): string {
  return JSON.stringify({ id, version, sum: sum(data), data } satisfies Envelope);
}

/** The value, or `undefined` for anything damaged, foreign or of another version. Never throws. */
export function unseal(id: string, version: number, text: string): unknown {
  let envelope: Partial<Envelope> | null;
  try {
    envelope = JSON.parse(text) as Partial<Envelope> | null;
  } catch {
    return undefined;
  }
  if (typeof envelope !== 'object' || envelope === null) return undefined;
  if (envelope.id !== id || envelope.version !== version) return undefined;
  return envelope.sum === sum(envelope.data) ? envelope.data : undefined;
}

function sum(data: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(data) ?? '')
    .digest('hex')
    .slice(0, 16);
}
