import type { Home } from '../../../src/rates/kept';
import { normalise, type RateSlot, type Series } from '../../../src/rates/series';
import { readOrder } from '../../../src/switch/order';
import { PLAIN, type Settings } from '../../../src/switch/settings';
import type { SwitchState } from '../../../src/switch/state';
import { Switch } from '../../../src/switch/switch';
import type { Planned, Report } from '../../../src/switch/wire';
import type { SimHost } from '../../support/sim-host';

export const HOME: Home = { timezone: 'Europe/London', currency: 'GBP', live: true };

export interface Heard {
  at: number;
  on: boolean;
  reason: string;
  until: number | undefined;
  repeat: boolean;
}

/** A switch over rates that a test may change at any time, and all it says. */
export class Bench {
  readonly heard: Heard[] = [];
  readonly plans: Planned[] = [];
  readonly shown: (Report | undefined)[] = [];
  saved: SwitchState | undefined;
  readonly rates: { series: Series; home: Home | undefined; answered: boolean; error: undefined } =
    { series: [], home: undefined, answered: false, error: undefined };
  settings: Settings;
  machine: Switch;

  constructor(
    settings: Partial<Settings>,
    readonly host: SimHost,
  ) {
    this.settings = { ...PLAIN, rule: { kind: 'threshold', limit: 0.15 }, ...settings };
    this.machine = this.build();
  }

  /** New rates arrive, as a feed brings them. */
  know(slots: readonly RateSlot[], home = HOME): this {
    Object.assign(this.rates, { series: normalise(slots), home, answered: true });
    this.machine.update();
    return this;
  }

  start(): this {
    this.machine.start(this.saved);
    return this;
  }

  /** A message arrives. */
  tell(message: Record<string, unknown>): this {
    this.machine.obey(readOrder(message, this.settings));
    return this;
  }

  /** A restart with what was saved, with a pulled plug or (a deploy) with a proper end and perhaps other settings. */
  restart({ killed = false, ...settings }: { killed?: boolean } & Partial<Settings> = {}): this {
    const kept = this.saved;
    this.machine.close();
    if (killed) this.saved = kept;
    this.saved = structuredClone(this.saved);
    this.settings = { ...this.settings, ...settings };
    this.machine = this.build();
    return this.start();
  }

  get changes(): Heard[] {
    return this.heard.filter(({ repeat }) => !repeat);
  }

  get state(): boolean | undefined {
    return this.heard.at(-1)?.on;
  }

  get reason(): string | undefined {
    return this.shown.at(-1)?.decision.reason;
  }

  private build(): Switch {
    const { host } = this;
    return new Switch({
      settings: this.settings,
      rates: this.rates,
      clock: host,
      timers: host.timers,
      wire: {
        state: ({ decision: { on, reason, until } }, repeat) =>
          this.heard.push({ at: host.now(), on, reason, until, repeat }),
        plan: (planned) => this.plans.push(planned),
        show: (report) => this.shown.push(report),
      },
      save: (state) => (this.saved = state),
    });
  }
}
