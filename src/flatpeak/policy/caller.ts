import { setMaxListeners } from 'node:events';
import type { Timers } from '../../time/timers';
import { FlatPeakError } from '../errors';

export interface CallOptions {
  /** Ends this call with `cancelled`; others that share its request go on. */
  readonly signal?: AbortSignal;
  /** A scheduled refresh: no message waits for it, so it has no end of its own. */
  readonly background?: boolean;
}

/** Runs `call` with a signal that ends when the caller's does, or with `timeout` after `budget` ms of real time. */
export async function asCaller<T>(
  { signal, background }: CallOptions,
  { timers, budget }: { readonly timers: Timers; readonly budget: number },
  call: (leave: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new FlatPeakError('cancelled');
  // A node may hand the same signal to thousands of calls.
  if (signal) setMaxListeners(0, signal);
  const leave = new AbortController();
  const cancel = () => leave.abort(new FlatPeakError('cancelled'));
  const giveUp = () => leave.abort(new FlatPeakError('timeout'));
  const disarm = background ? undefined : timers.after(budget, giveUp);
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await call(leave.signal);
  } finally {
    disarm?.();
    signal?.removeEventListener('abort', cancel);
  }
}
