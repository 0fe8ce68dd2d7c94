import type { Segment } from './segments';
import type { PlanRequest } from './types';

/** A checked request with its slots and its rule worked out. */
export interface Task {
  request: PlanRequest;
  /** The span in whole ms. */
  start: number;
  end: number;
  /** Where the span has values. */
  segments: readonly Segment[];
  /** Where a plan may be ON; here `value` is what to keep low. */
  allowed: readonly Segment[];
  /** How long it is to be ON, ms. */
  target: number;
}
