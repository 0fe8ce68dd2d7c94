import { TransportError, type Transport } from '../transport';
import { respond } from './respond';

/** Carries requests to the sample account in this process. `now` gives epoch ms (UTC). */
export function sampleTransport(now: () => number): Transport {
  return async ({ method, path, query, headers, body }, { signal }) => {
    if (signal.aborted) throw new TransportError('aborted', false);
    // A reply over a network never arrives before the caller has gone on, and callers rely on that.
    await Promise.resolve();
    return respond(method, path, query, headers, body, now());
  };
}
