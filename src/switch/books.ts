import type { RateSlot } from '../rates/series';
import { record } from './ledger';
import type { SwitchState } from './state';

/** What has happened since the books were last kept. Epoch ms. */
export interface Passed {
  readonly from: number;
  readonly to: number;
  /** The clock was set meanwhile, so nobody knows how much time it was. */
  readonly stepped: boolean;
  /** The slot that holds at `to`. */
  readonly slot: RateSlot | undefined;
}

/** The state with what ran written down, and what has ended crossed out. */
export function keepBooks(state: SwitchState, { from, to, stepped, slot }: Passed): SwitchState {
  const { output, override, stopped, uncertainSince: since, ...rest } = state;
  const ledger = output?.on && !stepped ? record(state.ledger, { from, to }) : state.ledger;
  const uncertain = slot === undefined ? since : slot.confidence < 1 ? (since ?? to) : undefined;
  const lasts = (until: number | null): boolean => until === null || to < until;
  return {
    ...rest,
    ledger,
    ...(output && { output: { ...output, since: Math.min(output.since, to) } }),
    ...(override && lasts(override.until) && { override }),
    ...(stopped && lasts(stopped.until) && { stopped }),
    ...(uncertain !== undefined && { uncertainSince: uncertain }),
  };
}
