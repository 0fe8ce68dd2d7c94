import type { Run } from '../plan/types';
import { between, type Series } from '../rates/series';
import { decide, type Reason } from './decide';
import { effective } from './effective';
import { record } from './ledger';
import { occurrence } from './occurrence';
import { chosen, outlook } from './outlook';
import { includes, slotsOf } from './request';
import type { Settings } from './settings';
import type { SwitchState } from './state';
import type { Planned } from './wire';

/** More occurrences than prices are ever known for. */
const MOST = 10;

/** Why a time is on or off. `waits`: chosen so far, yet prices that are still to come may be better. */
export type Why = Reason | 'waits';

/** A time in which a switch neither switches nor sees another price. Epoch ms. */
export interface Stretch extends Run {
  readonly on: boolean;
  /** `undefined` for what has gone by, and beyond the last plan. */
  readonly why: Why | undefined;
}

/**
 * What a switch would plan by what is known now, one occurrence after the other up to `until`, as if nobody overrode it. What
 * runs only when asked, and is not running, is taken to be asked now.
 */
export function previews(
  dialog: Settings,
  series: Series,
  kept: SwitchState,
  timezone: string,
  now: number,
  until: number,
): Planned[] {
  const settings = effective(dialog, kept);
  const { override: _, stopped: __, ...rest } = kept;
  let state: SwitchState = rest;
  let span = occurrence(settings, state, timezone, now);
  if (settings.runs === 'asked' && !span) state = { ...state, asked: { at: now } };
  const list: Planned[] = [];
  let at = now;
  do {
    if (!state.output && settings.minPause !== undefined)
      state = paused(settings, series, state, timezone, at);
    const made = outlook(settings, series, state, timezone, at);
    span = made.occurrence;
    if (span) {
      list.push({ outlook: made, settings, state, series });
      state = stateAt(state, chosen(made), made.at, span.end);
      at = span.end;
    }
  } while (span && at < until && comesAgain(settings) && list.length < MOST);
  return list;
}

/** The time in `[from, to)` as `planned` has it, cut wherever a price or the switch changes. */
export function stretches(
  planned: readonly Planned[],
  series: Series,
  timezone: string,
  { from, to }: Run,
): Stretch[] {
  const marks = new Set([from, to]);
  for (const slot of between(series, from, to)) marks.add(slot.from).add(slot.to);
  for (const one of planned) for (const edge of edgesOf(one)) marks.add(edge);
  const edges = [...marks].filter((at) => at >= from && at <= to).sort((a, b) => a - b);
  return edges.slice(1).map((end, i) => {
    const start = edges[i] as number;
    return { from: start, to: end, ...judged(planned, timezone, start) };
  });
}

function edgesOf({ outlook: made, settings, series, state }: Planned): number[] {
  const { at, occurrence } = made;
  const { minRun = 0, minPause = 0 } = settings;
  const spans = [...state.ledger, ...chosen(made), ...made.runs, ...slotsOf(settings, series)];
  const edges = spans.flatMap(({ from, to }) => [from, to]);
  return [at, at + minRun, at + minPause, occurrence?.start ?? at, ...edges];
}

function judged(
  planned: readonly Planned[],
  timezone: string,
  at: number,
): Pick<Stretch, 'on' | 'why'> {
  const [first] = planned;
  if (first && at < first.outlook.at)
    return { on: includes(first.state.ledger, at), why: undefined };
  const mine = planned.find(({ outlook: { occurrence } }) => occurrence && at < occurrence.end);
  if (!mine) return { on: false, why: undefined };
  const { outlook: made, settings, series, state } = mine;
  const runs = chosen(made);
  const { on, reason } = decide({
    settings,
    series,
    state: stateAt(state, runs, made.at, at),
    outlook: made,
    timezone,
    now: at,
    starting: false,
  });
  const waits = !on && includes(runs, at) && !includes(made.runs, at);
  return waits ? { on: true, why: 'waits' } : { on, why: reason };
}

/** What a switch that has followed these runs since `begin` remembers at `at`. */
function stateAt(state: SwitchState, runs: readonly Run[], begin: number, at: number): SwitchState {
  if (at === begin) return state;
  const { output } = state;
  const past = runs.filter(({ from }) => from < at);
  const last = past.at(-1);
  const ledger = past.reduce(
    (list, { from, to }) => record(list, { from, to: Math.min(to, at) }),
    state.ledger,
  );
  const since = (on: boolean, from: number): number =>
    output?.on === on && from <= begin ? output.since : from;
  const now =
    last && last.to >= at
      ? { on: true, since: since(true, last.from) }
      : { on: false, since: since(false, last?.to ?? begin) };
  return { ...state, ledger, output: now };
}

/** A switch that is new begins with a pause, unless it is on at once. */
function paused(
  settings: Settings,
  series: Series,
  state: SwitchState,
  timezone: string,
  at: number,
): SwitchState {
  const { runs } = outlook(settings, series, state, timezone, at);
  return includes(runs, at) ? state : { ...state, output: { on: false, since: at } };
}

function comesAgain({ runs, lookAhead }: Settings): boolean {
  return runs === 'every' && lookAhead === undefined;
}
