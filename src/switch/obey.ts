import { window } from '../time/window';
import { nextLocalMidnight } from '../time/zone';
import { configured, effective } from './effective';
import { occurrence } from './occurrence';
import type { End, Order } from './order';
import type { Settings } from './settings';
import type { Override, SwitchState } from './state';

/** The state after an order. Pure; whatever is not in the order stays as it was. */
export function obey(
  state: SwitchState,
  order: Order,
  settings: Settings,
  timezone: string,
  now: number,
): SwitchState {
  const told = tell(commanded(state, order, settings, timezone, now), order, settings, now);
  return { ...told, told: limited(told, order, settings, timezone, now) };
}

function commanded(
  state: SwitchState,
  order: Order,
  settings: Settings,
  timezone: string,
  now: number,
): SwitchState {
  const { override: _, stopped: __, ...free } = state;
  switch (order.command) {
    case 'on':
    case 'off': {
      const on = order.command === 'on';
      const until = order.overrideUntil
        ? endAt(order.overrideUntil, timezone, now)
        : usualEnd(settings, state, timezone, now);
      return { ...state, override: { on, until } };
    }
    case 'auto':
      return { ...free, ...(state.stopped && { stopped: state.stopped }) };
    case 'start':
      return {
        ...free,
        ...(state.override && { override: state.override }),
        asked: { at: now },
        countFrom: now,
      };
    case 'stop': {
      const { asked: ___, ...rest } = state;
      return { ...rest, stopped: { until: stopEnds(settings, state, timezone, now) } };
    }
    case 'reset':
      return { ...free, told: {} };
    case 'refresh':
    case 'plan':
    case 'repeat':
      return state;
  }
}

/** What a message sets stands in for what the dialog says now. */
function tell(state: SwitchState, order: Order, settings: Settings, now: number): SwitchState {
  const { threshold, need, readyBy } = order;
  const dialog = configured(settings);
  const { limit: l, need: n, readyBy: r } = state.told;
  const told = {
    ...(threshold === undefined
      ? l && { limit: l }
      : threshold !== null && { limit: { value: threshold, configured: dialog.limit } }),
    ...(need === undefined
      ? n && { need: n }
      : need !== null && { need: { value: need, configured: dialog.need } }),
    ...(readyBy === undefined
      ? r && { readyBy: r }
      : readyBy !== null && { readyBy: { value: readyBy, configured: dialog.readyBy } }),
  };
  // A new need is what is still needed from now on.
  return { ...state, told, ...(need !== undefined && { countFrom: now }) };
}

/** Need and deadline hold for one occurrence: the one that is running or next when they are told. */
function limited(
  state: SwitchState,
  order: Order,
  settings: Settings,
  timezone: string,
  now: number,
): SwitchState['told'] {
  const { need, readyBy } = state.told;
  const ends = occurrence(effective(settings, state, now), state, timezone, now)?.end;
  if (ends === undefined) return state.told;
  return {
    ...state.told,
    ...(need && order.need && { need: { ...need, until: ends } }),
    ...(readyBy && order.readyBy && { readyBy: { ...readyBy, until: ends } }),
  };
}

function endAt(end: End, timezone: string, now: number): number {
  if ('after' in end) return now + end.after;
  if ('at' in end) return end.at;
  return window(timezone, end.clock, end.clock, undefined, now).end;
}

function usualEnd(
  settings: Settings,
  state: SwitchState,
  timezone: string,
  now: number,
): Override['until'] {
  const { overrideEnds } = settings;
  if (overrideEnds === 'never') return null;
  if (overrideEnds !== 'window') return now + overrideEnds;
  const current = occurrence(settings, state, timezone, now);
  if (!current) return nextLocalMidnight(timezone, now);
  if (current.start > now) return current.start;
  return occurrence(settings, state, timezone, current.end)?.start ?? current.end;
}

/** Where it runs only when asked, the next `start` ends it. */
function stopEnds(
  settings: Settings,
  state: SwitchState,
  timezone: string,
  now: number,
): number | null {
  if (settings.runs === 'asked') return null;
  return occurrence(settings, state, timezone, now)?.end ?? null;
}
