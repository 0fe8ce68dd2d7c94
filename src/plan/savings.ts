import { duration } from './segments';
import type { Run } from './types';
import type { PricedSlot } from './value';

/** A rate over time; a `PricedSlot` will do. In order and disjoint. */
export type Rated = Pick<PricedSlot, 'from' | 'to' | 'rate'>;

export interface Spending {
  runs: readonly Run[];
  /** Money always comes from rates, whatever the plan was made of. */
  slots: readonly Rated[];
  /** What is compared with: running `at once` from `start`, or the same time at the `mean` rate of the span. */
  baseline: 'at once' | 'mean';
  /** The span, epoch ms. */
  start: number;
  end: number;
  /** kW; without it all money is per kW. */
  power?: number;
  /** Money is earned and more of it is better. */
  sells?: boolean;
}

/** Major currency units, or per kW of power. */
export interface Savings {
  /** What the runs cost, or earn. Below zero it is the other way round. */
  cost: number;
  /** What the baseline costs, or earns. */
  baseline: number;
  /** How much better the runs are. */
  saving: number;
  /** The same in percent of the baseline; `null` where that is nothing. */
  percent: number | null;
  perKw: boolean;
}

/** `null` where part of the runs has no rate: then nobody knows what they cost. */
export function savings(spending: Spending): Savings | null {
  const { runs, slots, baseline, start, end, power = 1, sells = false } = spending;
  const time = duration(runs);
  const known = within(slots, [{ from: start, to: end }]);
  const used = within(slots, runs);
  if (duration(used) < time || duration(known) < time) return null;
  const cost = power * costOf(used);
  const compared =
    baseline === 'mean'
      ? (power * costOf(known) * time) / (duration(known) || 1)
      : power * costOf(first(known, time));
  const saving = sells ? cost - compared : compared - cost;
  return {
    cost,
    baseline: compared,
    saving,
    percent: compared === 0 ? null : (100 * saving) / Math.abs(compared),
    perKw: spending.power === undefined,
  };
}

interface Priced extends Run {
  rate: number;
}

/** The parts of the slots with a rate that lie in the runs. */
function within(slots: readonly Rated[], runs: readonly Run[]): Priced[] {
  return runs.flatMap((run) =>
    slots.flatMap(({ from, to, rate }) =>
      rate !== null && from < run.to && run.from < to
        ? [{ from: Math.max(from, run.from), to: Math.min(to, run.to), rate }]
        : [],
    ),
  );
}

/** The first `time` ms of them. */
function first(slots: readonly Priced[], time: number): Priced[] {
  let left = time;
  return slots.flatMap((slot) => {
    const used = Math.min(left, slot.to - slot.from);
    left -= used;
    return used > 0 ? [{ ...slot, to: slot.from + used }] : [];
  });
}

/** Of 1 kW. */
function costOf(slots: readonly Priced[]): number {
  return slots.reduce((sum, { from, to, rate }) => sum + rate * (to - from), 0) / 3_600_000;
}
