import type { Run } from '../plan/types';
import { DAY } from '../time/duration';

/** A time ON. Epoch ms. */
export interface Stretch extends Run {
  /** It goes on with the run before: between the two nobody was there to count. */
  readonly resumed?: true;
}

/** When the switch was ON, in order and disjoint. What it delivered is counted from here and nowhere else. */
export type Ledger = readonly Stretch[];

/** Enough for every occurrence. */
export const MEMORY = 8 * DAY;
/** Enough to show what ran today: where nothing is counted, every hub's card has better things to keep. */
export const SHORT_MEMORY = 1.5 * DAY;

/** The ledger with a time ON added, and what is too old to matter forgotten. `since`: when that run began. */
export function record(ledger: Ledger, run: Run, since = run.from, memory = MEMORY): Ledger {
  if (run.to <= run.from) return ledger;
  const oldest = run.to - memory;
  const touches = ({ from, to }: Run): boolean => from <= run.to && run.from <= to;
  // More than the last one, where the clock was set back.
  const joined = ledger.filter(touches);
  const resumed = joined.length === 0 ? since < run.from : joined[0]?.resumed;
  const added: Stretch = {
    from: Math.min(run.from, ...joined.map(({ from }) => from)),
    to: Math.max(run.to, ...joined.map(({ to }) => to)),
    ...(resumed && { resumed }),
  };
  const others = ledger.filter((one) => !touches(one) && one.to > oldest);
  return [...others, added].sort((a, b) => a.from - b.from);
}

/** Milliseconds ON within `[from, to)`. */
export function delivered(ledger: Ledger, from: number, to: number): number {
  return ledger.reduce((sum, run) => {
    return sum + Math.max(0, Math.min(run.to, to) - Math.max(run.from, from));
  }, 0);
}

/** How many runs began within `[from, to)`. */
export function starts(ledger: Ledger, from: number, to: number): number {
  return ledger.filter((run) => !run.resumed && run.from >= from && run.from < to).length;
}
