import type { Series } from '../rates/series';
import type { Decision } from './decide';
import { latestStart, type Outlook } from './outlook';
import type { SwitchState } from './state';

/** The first instant after `now` at which a decision may change by itself, epoch ms; `Infinity` for none. */
export function nextEvent(
  { slot, until }: Decision,
  outlook: Outlook | undefined,
  state: SwitchState,
  series: Series,
  now: number,
): number {
  const instants = [
    slot?.to ?? series.find(({ from }) => from > now)?.from,
    until,
    outlook?.until,
    outlook && latestStart(outlook, state, now),
  ];
  return instants.reduce<number>((first, at) => {
    return at !== undefined && at > now ? Math.min(first, at) : first;
  }, Infinity);
}
