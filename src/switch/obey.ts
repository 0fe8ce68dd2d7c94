import { window } from '../time/window';
import { nextLocalMidnight } from '../time/zone';
import { configured, effective } from './effective';
import { occurrence } from './occurrence';
import type { End, Order } from './order';
import type { Need, Settings } from './settings';
import type { Override, SwitchState, ToldSettings } from './state';

/** Where and when an order is given. `settings` are the dialog's, `now` is epoch ms. */
export interface Circumstances {
  readonly settings: Settings;
  readonly timezone: string;
  readonly now: number;
}

/** The state after an order; the same one where it changes nothing. Pure. */
export function obey(state: SwitchState, order: Order, given: Circumstances): SwitchState {
  return listen(command(state, order, given), order, given);
}

function command(state: SwitchState, order: Order, given: Circumstances): SwitchState {
  const { override, stopped, asked, ...rest } = state;
  switch (order.command) {
    case 'on':
    case 'off': {
      const { overrideUntil: end } = order;
      const until = end ? endAt(end, given) : usualEnd(state, given);
      return { ...state, override: { on: order.command === 'on', until } };
    }
    case 'auto':
      return { ...rest, ...(stopped && { stopped }), ...(asked && { asked }) };
    case 'start':
      return {
        ...rest,
        ...(override && { override }),
        asked: { at: given.now },
        told: forNextOccurrence(state.told),
      };
    case 'stop':
      return {
        ...rest,
        ...(override && { override }),
        stopped: { until: stopEnds(state, given) },
      };
    case 'reset':
      return { ...rest, ...(asked && { asked }), told: {} };
    case 'refresh':
    case 'plan':
    case 'repeat':
      return state;
  }
}

/** Need and deadline of another occurrence are history; told before there was one, they are for this one. */
function forNextOccurrence({ limit, need, readyBy }: ToldSettings): ToldSettings {
  return {
    ...(limit && { limit }),
    ...(need?.until === undefined && need && { need }),
    ...(readyBy?.until === undefined && readyBy && { readyBy }),
  };
}

/** What a message tells stands in for what the dialog says. */
function listen(state: SwitchState, order: Order, given: Circumstances): SwitchState {
  const { settings, now } = given;
  const wishes = {
    limit: order.threshold,
    need: order.need === undefined ? repowered(state, order, settings) : order.need,
    readyBy: order.readyBy,
  };
  if (Object.values(wishes).every((wish) => wish === undefined) && order.command !== 'start') {
    return state;
  }
  const dialog = configured(settings);
  // Another power changes how long what is needed takes, and not what was delivered.
  const needAt = order.need === undefined ? (state.told.need?.at ?? 0) : now;
  const told = Object.fromEntries(
    (['limit', 'need', 'readyBy'] as const).flatMap((key) => {
      const wish = wishes[key];
      if (wish === null) return [];
      if (wish === undefined) return state.told[key] ? [[key, state.told[key]]] : [];
      const at = key === 'need' ? needAt : now;
      return [[key, { value: wish, configured: dialog[key], at }]];
    }),
  ) as ToldSettings;
  return { ...state, told: withEnd({ ...state, told }, given) };
}

/** The need there is, at the power a message tells. */
function repowered(state: SwitchState, { power }: Order, settings: Settings): Need | undefined {
  const { need } = effective(settings, state);
  const usual = settings.need?.kind === 'energy' ? settings.need.power : undefined;
  const next = power === null && state.told.need ? usual : power;
  return need?.kind === 'energy' && next ? { ...need, power: next } : undefined;
}

/** Need and deadline hold for one occurrence: the one that is running or next when they are told. */
function withEnd(state: SwitchState, { settings, timezone, now }: Circumstances): ToldSettings {
  const { told } = state;
  const until = occurrence(effective(settings, state), state, timezone, now)?.end;
  if (until === undefined) return told;
  return {
    ...told,
    ...(told.need && { need: { ...told.need, until } }),
    ...(told.readyBy && { readyBy: { ...told.readyBy, until } }),
  };
}

function endAt(end: End, { timezone, now }: Circumstances): number {
  if ('after' in end) return now + end.after;
  if ('at' in end) return end.at;
  return window(timezone, end.clock, end.clock, undefined, now).end;
}

function usualEnd(state: SwitchState, given: Circumstances): Override['until'] {
  const { settings, timezone, now } = given;
  const { overrideEnds } = settings;
  if (overrideEnds === 'never') return null;
  if (overrideEnds !== 'window') return now + overrideEnds;
  const current = occurrence(effective(settings, state), state, timezone, now);
  if (!current) return nextLocalMidnight(timezone, now);
  if (current.start > now) return current.start;
  return occurrence(settings, state, timezone, current.end)?.start ?? current.end;
}

/** Until the next occurrence; where it runs only when asked, the next `start` ends it. */
function stopEnds(state: SwitchState, { settings, timezone, now }: Circumstances): number | null {
  const current = occurrence(effective(settings, state), state, timezone, now);
  if (settings.runs === 'asked' || !current) return null;
  return current.start > now ? current.start : current.end;
}
