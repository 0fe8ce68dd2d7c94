import type { Run } from '../plan/types';
import { DAY } from '../time/duration';

/** When the switch was ON, in order and disjoint, epoch ms. What it delivered is counted from here and nowhere else. */
export type Ledger = readonly Run[];

const MEMORY = 8 * DAY;

/** The ledger with a time ON added, and what is too old to matter forgotten. */
export function record(ledger: Ledger, run: Run): Ledger {
  if (run.to <= run.from) return ledger;
  const oldest = run.to - MEMORY;
  const last = ledger.at(-1);
  const joins = last !== undefined && run.from <= last.to;
  const earlier = joins ? ledger.slice(0, -1) : ledger;
  const added = joins
    ? { from: Math.min(last.from, run.from), to: Math.max(last.to, run.to) }
    : run;
  return [...earlier.filter(({ to }) => to > oldest), added];
}

/** Milliseconds ON within `[from, to)`. */
export function delivered(ledger: Ledger, from: number, to: number): number {
  return ledger.reduce((sum, run) => {
    return sum + Math.max(0, Math.min(run.to, to) - Math.max(run.from, from));
  }, 0);
}

/** How many runs began within `[from, to)`. */
export function starts(ledger: Ledger, from: number, to: number): number {
  return ledger.filter((run) => run.from >= from && run.from < to).length;
}
