import { divided } from '../plan/segments';
import type { Run } from '../plan/types';
import { between, slotAt, type Series } from '../rates/series';
import type { Home } from '../rates/kept';
import { decide, type Reason } from './decide';
import { effective } from './effective';
import { occurrence, type Occurrence } from './occurrence';
import { outlook, waiting } from './outlook';
import { includes } from './request';
import type { Settings } from './settings';
import type { SwitchState } from './state';
import { Switch } from './switch';
import type { Planned, Report } from './wire';

/** Why a time is on or off. `waits`: chosen so far, yet prices that are still to come may be better. */
export type Why = Reason | 'waits';

/** A time in which a switch neither switches nor sees another price. Epoch ms. */
export interface Stretch extends Run {
  readonly on: boolean;
  /** `undefined` for what has gone by, and where nothing is planned. */
  readonly why: Why | undefined;
}

/** What a switch would do. */
export interface Preview {
  /** Of every occurrence the first plan, in order. */
  readonly planned: readonly Planned[];
  /** Without gaps, cut wherever a price or the switch changes. */
  readonly stretches: readonly Stretch[];
}

/** What a preview is made of. */
export interface Known {
  readonly series: Series;
  readonly home: Home;
  /** Epoch ms. */
  readonly now: number;
}

interface Look {
  readonly at: number;
  readonly on: boolean;
  /** `undefined` beyond what is planned. */
  readonly why: Reason | undefined;
}

interface Rehearsal {
  readonly looks: readonly Look[];
  readonly planned: readonly Planned[];
}

/** As if nobody overrode it; and what runs only when asked, and is not running, is asked now. */
export function undisturbed(
  dialog: Settings,
  kept: SwitchState,
  timezone: string,
  now: number,
): SwitchState {
  const { override: _, stopped: __, ...state } = kept;
  const runs = occurrence(effective(dialog, state), state, timezone, now);
  return dialog.runs === 'asked' && !runs ? { ...state, asked: { at: now } } : state;
}

/**
 * Lets a switch live through `[now, to)` by what is known now. Where it would wait for prices, it goes by those that are
 * known, and says so. Before that stands what has run since `from`.
 */
export function preview(
  dialog: Settings,
  known: Known,
  state: SwitchState,
  { from, to }: Run,
): Preview {
  // A window that moves with the clock is planned anew at every slot, which takes long; its first plan tells enough.
  const moves = dialog.runs === 'every' && dialog.lookAhead !== undefined;
  const live = moves ? glance : rehearse;
  const { looks, planned } = live({ ...dialog, unpriced: 'go' }, known, state, to);
  const waits =
    dialog.unpriced === 'wait' ? planned.flatMap(({ outlook }) => waiting(outlook)) : [];
  const edges = [...state.ledger, ...waits].flatMap((time) => [time.from, time.to]);
  const seen = looks.map((look, i) => ({
    ...look,
    from: look.at,
    to: looks[i + 1]?.at ?? Infinity,
  }));
  const changes = looks.map(({ at }) => at);
  const stretches = cut(known.series, [...edges, ...changes], { from, to }).map((piece) => {
    const look = slotAt(seen, piece.from);
    if (!look) return { ...piece, on: includes(state.ledger, piece.from), why: undefined };
    const { on, why } = look;
    return { ...piece, on, why: on && includes(waits, piece.from) ? ('waits' as const) : why };
  });
  return { planned, stretches };
}

/** The same for nobody's switch: prices alone. */
export function unplanned(series: Series, span: Run): Stretch[] {
  return cut(series, [], span).map((piece) => ({ ...piece, on: false, why: undefined }));
}

/** The switch itself, on a stage where time goes by as fast as it can. */
function rehearse(
  dialog: Settings,
  { series, home, now }: Known,
  state: SwitchState,
  end: number,
): Rehearsal {
  const { heartbeat: _, ...settings } = dialog;
  const looks: Look[] = [];
  const planned: Planned[] = [];
  let at = now;
  let next: { at: number; run: () => void } | undefined;
  const machine = new Switch({
    settings,
    rates: { series, home, answered: true, error: undefined },
    clock: { now: () => at, monotonic: () => at - now },
    timers: {
      after(delay, run) {
        next = { at: at + delay, run };
        return () => (next = undefined);
      },
    },
    wire: {
      state: () => undefined,
      plan: () => undefined,
      show(report) {
        const { plan } = machine;
        if (plan && isNews(plan, planned.at(-1), at)) planned.push(plan);
        // With an answer to go by it always decides.
        const { on, reason: why } = (report as Report).decision;
        const last = looks.at(-1);
        if (last?.on !== on || last.why !== why) looks.push({ at, on, why });
      },
    },
    save: () => undefined,
  });
  machine.start(state);
  while (next && next.at < end) {
    const { run } = next;
    at = next.at;
    next = undefined;
    run();
  }
  return { looks, planned };
}

/** Whether a plan is the first of its occurrence. */
function isNews({ outlook }: Planned, before: Planned | undefined, at: number): boolean {
  const { occurrence } = outlook;
  if (!occurrence || occurrence.end <= at) return false;
  return occurrence.end > (before?.outlook.occurrence?.end ?? 0);
}

/** The plan that is made now, as it would be carried out if it stayed. */
function glance(
  dialog: Settings,
  { series, home: { timezone }, now }: Known,
  state: SwitchState,
  end: number,
): Rehearsal {
  const settings = effective(dialog, state);
  const made = outlook(settings, series, state, timezone, now);
  const planned = [{ outlook: made, settings, state, series }];
  const { end: planEnd } = made.occurrence as Occurrence;
  const span = { from: now, to: Math.min(end, planEnd) };
  const edges = made.runs.flatMap(({ from, to }) => [from, to]);
  const { output: _, ...free } = state;
  const looks = cut(series, edges, span).map(({ from: at }): Look => {
    const facts = { settings, series, state: free, outlook: made, timezone, now: at };
    const { on, reason } = decide({ ...facts, starting: false });
    return { at, on, why: reason };
  });
  return { looks: [...looks, { at: span.to, on: false, why: undefined }], planned };
}

/** A time in pieces, cut at every price and at other instants. */
function cut(series: Series, edges: readonly number[], span: Run): Run[] {
  const slots = between(series, span.from, span.to).flatMap(({ from, to }) => [from, to]);
  return divided(span, [...edges, ...slots]);
}
