import type { RateSlot } from '../rates/series';
import { record } from './ledger';
import type { SwitchState } from './state';

/** What has happened since the books were last kept. Epoch ms. */
export interface Passed {
  readonly from: number;
  readonly to: number;
  /** How long the ledger remembers, ms. */
  readonly memory: number;
  /** The slot that holds at `to`. */
  readonly slot: RateSlot | undefined;
}

/** The state with what ran written down, and what has ended crossed out. */
export function keepBooks(state: SwitchState, { from, to, memory, slot }: Passed): SwitchState {
  const { output, told, asked, override, stopped, uncertainSince, ...rest } = state;
  const lasts = ({ until }: { readonly until?: number | null }): boolean =>
    until === undefined || until === null || to < until;
  // What has begun has begun, also where the clock was set back since.
  const begun = (at: number): number => Math.min(at, to);
  const uncertain = estimatedSince(slot, uncertainSince, to);
  return {
    ...rest,
    ledger: output?.on ? record(state.ledger, { from, to }, output.since, memory) : state.ledger,
    told: {
      ...(told.limit && { limit: told.limit }),
      ...(told.need && lasts(told.need) && { need: { ...told.need, at: begun(told.need.at) } }),
      ...(told.readyBy && lasts(told.readyBy) && { readyBy: told.readyBy }),
    },
    ...(output && { output: { ...output, since: begun(output.since) } }),
    ...(asked && { asked: { at: begun(asked.at) } }),
    ...(override && lasts(override) && { override }),
    ...(stopped && lasts(stopped) && { stopped }),
    ...(uncertain !== undefined && { uncertainSince: uncertain }),
  };
}

/** Time without a rate says nothing about the tariff's link. */
function estimatedSince(
  slot: RateSlot | undefined,
  since: number | undefined,
  now: number,
): number | undefined {
  if (!slot || slot.rate === null) return since;
  return slot.confidence < 1 ? Math.min(since ?? now, now) : undefined;
}
