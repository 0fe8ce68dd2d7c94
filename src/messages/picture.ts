import type { Run } from '../plan/types';
import { valueSlots, type Value } from '../plan/value';
import type { Home } from '../rates/kept';
import { slotAt, type Series } from '../rates/series';
import { effective } from '../switch/effective';
import { occurrence } from '../switch/occurrence';
import { preview, undisturbed, unplanned, type Stretch, type Why } from '../switch/preview';
import type { Settings } from '../switch/settings';
import type { SwitchState } from '../switch/state';
import { DAY, HOUR } from '../time/duration';
import { atWallTime, localDays } from '../time/local';
import { localMidnight, nextLocalMidnight } from '../time/zone';
import { picturePlan, type PicturePlan } from './picture-plan';
import { unitOf } from './slot';

/** What a dialog draws. Instants are epoch ms: the browser names them in the viewer's language and the location's zone. */
export interface Picture {
  now: number;
  /** What is drawn: local days of the location, as far as prices or the plan reach. */
  from: number;
  to: number;
  /** IANA name of the location's zone, and of this machine's. */
  timezone: string;
  host_timezone: string;
  /** ISO 4217. */
  currency: string;
  /** Of the values: major currency per kWh, e.g. `GBP/kWh`, or `gCO2/kWh`. */
  unit: string;
  live_mode: boolean;
  /** When local days begin. */
  days: number[];
  /** Every third hour of the location's clock, or, where little is drawn, every quarter. */
  hours: number[];
  /** ms between two of them. */
  step: number;
  /** Without gaps from `from` to `to`; a time about which nothing is known has no value. */
  slots: PictureSlot[];
  /** Only with settings that can be planned by. */
  plan?: PicturePlan;
}

export interface PictureSlot {
  from: number;
  to: number;
  /** What the rule goes by, in `unit`; `null` is no data. */
  value: number | null;
  /** Major currency per kWh. */
  rate: number | null;
  /** gCO2 per kWh. */
  carbon: number | null;
  forecast: boolean;
  on: boolean;
  why: Why | null;
}

/** What a picture is made of. */
export interface Scene {
  readonly series: Series;
  readonly home: Home;
  readonly hostZone: string;
  readonly now: number;
}

const FEW_HOURS = 6 * HOUR;

/** The rates alone, of the 24 hours to come. */
export function ratesPicture(scene: Scene): Picture {
  const { now, series } = scene;
  const span = { from: now, to: now + DAY };
  return picture(scene, { kind: 'rate' }, 0, span, unplanned(series, span));
}

/** The rates of today and tomorrow, and what a switch with these settings would make of them. */
export function planPicture(scene: Scene, settings: Settings, kept: SwitchState): Picture {
  const { home, now } = scene;
  const state = undisturbed(settings, kept, home.timezone, now);
  const span = reaching(daysOf(scene), effective(settings, state), state, scene);
  const seen = preview(settings, scene, state, span);
  const { value, minConfidence } = settings;
  return {
    ...picture(scene, value, minConfidence, span, seen.stretches),
    plan: picturePlan(seen, now, span),
  };
}

/** The same without a plan, for settings that are not complete yet. */
export function bareDays(scene: Scene, value: Value = { kind: 'rate' }): Picture {
  const span = daysOf(scene);
  return picture(scene, value, 0, span, unplanned(scene.series, span));
}

/** Today, and tomorrow as far as rates are known. */
function daysOf({ series, home: { timezone }, now }: Scene): Run {
  const tonight = nextLocalMidnight(timezone, now);
  const until = Math.min(series.at(-1)?.to ?? now, nextLocalMidnight(timezone, tonight));
  const from = localMidnight(timezone, now);
  const begin = Math.max(series[0]?.from ?? now, from);
  // A few hours of rates would be lost in a whole day.
  if (begin <= now && now < until && until - begin < FEW_HOURS) return { from: begin, to: until };
  return { from, to: Math.max(until, tonight) };
}

/** A night begins before midnight, and a weekend's window may be days away. */
function reaching(days: Run, settings: Settings, state: SwitchState, { home, now }: Scene): Run {
  if (!settings.window && settings.readyBy === undefined) return days;
  const first = occurrence(settings, state, home.timezone, now) ?? { start: now, end: now };
  return { from: Math.min(days.from, first.start), to: Math.max(days.to, first.end) };
}

function picture(
  { series, home, hostZone, now }: Scene,
  value: Value,
  minConfidence: number,
  span: Run,
  stretches: readonly Stretch[],
): Picture {
  const { timezone, currency, live } = home;
  const values = valueSlots(series, value, minConfidence);
  const days = localDays(timezone, span.from, span.to);
  const step = span.to - span.from < FEW_HOURS ? HOUR / 4 : 3 * HOUR;
  const isInside = (at: number): boolean => at >= span.from && at < span.to;
  return {
    now,
    ...span,
    timezone,
    host_timezone: hostZone,
    currency,
    unit: value.kind === 'carbon' ? 'gCO2/kWh' : unitOf(home),
    live_mode: live,
    days: days.map(({ start }) => start).filter(isInside),
    hours: days
      .flatMap((day) => Array.from({ length: DAY / step }, (_, i) => atWallTime(day, i * step)))
      .filter(isInside),
    step,
    slots: stretches.map(({ from, to, on, why }) => {
      const known = slotAt(values, from);
      const slot = slotAt(series, from);
      return {
        from,
        to,
        value: known?.value ?? null,
        rate: slot?.rate ?? null,
        carbon: slot?.carbon ?? null,
        forecast: known?.forecast ?? false,
        on,
        why: why ?? null,
      };
    }),
  };
}
