import type { Direction } from '../flatpeak/wire';
import type { Value } from '../plan/value';
import { HOUR, MINUTE } from '../time/duration';

/** What qualifies a time. A duration comes from the need. */
export type SettingsRule =
  | { readonly kind: 'threshold'; readonly limit: number }
  | { readonly kind: 'average'; readonly percent: number }
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'duration'; readonly continuous: boolean };

/** How much a run must bring. */
export type Need =
  | { readonly kind: 'duration'; readonly duration: number }
  | {
      readonly kind: 'energy';
      /** kWh into the battery or tank. */
      readonly energy: number;
      /** kW from the wall. */
      readonly power: number;
      /** What arrives of what is drawn, 0–1. */
      readonly efficiency: number;
    };

/** Local times of the location, `HH:MM`. */
export interface DailyHours {
  readonly from: string;
  readonly to: string;
}

export type Fallback = 'off' | 'on' | DailyHours;

/** What a householder chose for one switch. Durations in ms. */
export interface Settings {
  readonly direction: Direction;
  readonly rule: SettingsRule;
  readonly seek: 'lowest' | 'highest';
  /** What is kept low, or high. */
  readonly value: Value;
  /** Rates that are less certain count as no data, 0–1. */
  readonly minConfidence: number;
  readonly neverAbove?: number;
  readonly alwaysBelow?: number;
  readonly minRun?: number;
  readonly minPause?: number;
  readonly maxPause?: number;
  readonly maxRuns?: number;
  /** When it may run. ISO weekdays on which the hours begin. */
  readonly window?: DailyHours & { readonly days?: readonly number[] };
  /** Local time by which a need must be met. */
  readonly readyBy?: string;
  /** Plans no farther ahead than this. */
  readonly lookAhead?: number;
  readonly need?: Need;
  /** In every occurrence, or only after `start`. */
  readonly runs: 'every' | 'asked';
  /** While part of the time has no price yet: wait for it as long as the need allows, or run by what is known. */
  readonly unpriced: 'wait' | 'go';
  /** Being ready in time wins over `neverAbove`. */
  readonly deadlineWins: boolean;
  /** What to do while no rate is known for now. */
  readonly fallback: Fallback;
  /** When an override without an end of its own ends. */
  readonly overrideEnds: number | 'window' | 'never';
  /** Repeats the state this often. */
  readonly heartbeat?: number;
  /** kW, for money. */
  readonly power?: number;
}

/** The plainest switch: on while the rate is at or below the threshold. */
export const PLAIN: Omit<Settings, 'rule'> = {
  direction: 'IMPORT',
  seek: 'lowest',
  value: { kind: 'rate' },
  minConfidence: 0,
  runs: 'every',
  unpriced: 'wait',
  deadlineWins: false,
  fallback: 'off',
  overrideEnds: 2 * HOUR,
};

/** Whoever needs more, two years, has made a slip; and sums of instants must stay instants. */
const LONGEST = 1e6 * MINUTE;

/** ms that meet the need. */
export function durationOf(need: Need): number {
  const { kind } = need;
  const duration =
    kind === 'duration' ? need.duration : (need.energy / (need.power * need.efficiency)) * HOUR;
  return Math.min(duration, LONGEST);
}
