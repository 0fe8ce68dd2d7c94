import type { Direction } from '../flatpeak/wire';

/** What a householder chose for one switch. */
export interface Settings {
  readonly direction: Direction;
  /** On while the rate is at or below this, major currency per kWh. Zero and negative thresholds are ordinary. */
  readonly threshold: number;
}
