/** A constant value over the half-open interval `[from, to)`. */
export interface Slot {
  /** Epoch ms (UTC). */
  from: number;
  /** Epoch ms (UTC). */
  to: number;
  /** Major currency units per kWh, or gCO2 per kWh. Zero and negative values are ordinary. */
  value: number;
  /** The value may still change. */
  forecast?: boolean;
}

/** A contiguous time ON, half-open, in epoch ms (UTC). */
export interface Run {
  from: number;
  to: number;
}

/** What is asked for. Durations in ms. */
export type Rule =
  /** Known instants with `value <= limit`. */
  | { kind: 'threshold'; limit: number }
  /** Known instants with `value <= m - |m| * percent / 100`, `m` the time-weighted mean of the span's known time. */
  | { kind: 'average'; percent: number }
  /** The same as a duration of `round(share * known)`, `0 < share <= 1`. */
  | { kind: 'share'; share: number }
  /** The cheapest `duration` ms, split or in one block. */
  | { kind: 'duration'; duration: number; continuous?: boolean };

export interface PlanRequest {
  /** Any order. Where slots overlap the later one in the list wins; gaps are unknown time. */
  slots: readonly Slot[];
  /** The span `[start, end)`, epoch ms (UTC). */
  start: number;
  end: number;
  rule: Rule;
  /** `highest` mirrors every comparison, for selling. Default `lowest`. */
  seek?: 'lowest' | 'highest';
  /** No run where the value is above this (with `highest`: below). */
  neverAbove?: number;
  /** threshold/average: such instants pass too; duration/share: raises the target to at least their time. Not with `continuous`. */
  alwaysBelow?: number;
  /** Shortest run, ms. */
  minRun?: number;
  /** Shortest pause between runs, ms. */
  minPause?: number;
  /** Longest pause, ms: between runs, the one in progress, and the one that reaches `end`. */
  maxPause?: number;
  /** Most runs that may start. */
  maxRuns?: number;
  /**
   * What was going on at `start`: its time counts toward `minRun`, `minPause` and `maxPause`, going on is no new start,
   * and `starts` count against `maxRuns`. By default nothing before `start` binds.
   */
  before?: { on: boolean; since: number; starts?: number };
  /** Which of equally good plans. Default `early`. */
  prefer?: 'early' | 'late';
}

export interface Plan {
  /** Sorted, disjoint, never adjacent. */
  runs: Run[];
  /** Milliseconds ON. */
  duration: number;
  /** Time-weighted mean value while ON; `null` when never ON. */
  average: number | null;
  /** Integral of the value over the runs, in value·hours. */
  sum: number;
  /** Milliseconds of the span that have a value. */
  known: number;
  /** Milliseconds: the target (duration, share) or the passing time (threshold, average), minus `duration`. */
  shortfall: number;
  /** `shortfall === 0` and nothing broken. */
  complete: boolean;
  /** Part of the span is unpriced or a forecast. */
  provisional: boolean;
  /** Rules no plan can keep: dropped, and named here. */
  broken: 'maxPause'[];
}
