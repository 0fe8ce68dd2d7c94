import type { Need } from './settings';
import type { Ledger } from './ledger';

/** A value a message gave, with the configured one it stands in for: a deploy that changes that drops the message's. */
export interface Told<T> {
  readonly value: T;
  readonly configured: string;
  /** Epoch ms at which it was told. */
  readonly at: number;
  /** Epoch ms after which it no longer holds; without it, until `reset`. */
  readonly until?: number;
}

/** What a message may set instead of the dialog. */
export interface ToldSettings {
  readonly limit?: Told<number>;
  /** Still needed from `at` on: what was delivered before counts for nothing. */
  readonly need?: Told<Need>;
  readonly readyBy?: Told<string>;
}

export interface Override {
  readonly on: boolean;
  /** Epoch ms; `null` for never. */
  readonly until: number | null;
}

/** What a switch must not forget: over a deploy, a restart, a pulled plug. Epoch ms. */
export interface SwitchState {
  /** The last output and since when; absent before the first. */
  readonly output?: { readonly on: boolean; readonly since: number };
  readonly ledger: Ledger;
  readonly override?: Override;
  /** The latest `start`: what was delivered before counts for nothing. */
  readonly asked?: { readonly at: number };
  /** Ended by `stop`, until the next occurrence, or, with `null`, the next `start`. */
  readonly stopped?: { readonly until: number | null };
  readonly told: ToldSettings;
  /** Since when the rate for now has only been a forecast. */
  readonly uncertainSince?: number;
}

export const FRESH: SwitchState = { ledger: [], told: {} };

/** Recognises what a file gives back. */
export function isSwitchState(value: unknown): value is SwitchState {
  const state = value as Partial<SwitchState> | null | undefined;
  return Array.isArray(state?.ledger) && typeof state.told === 'object' && state.told !== null;
}
