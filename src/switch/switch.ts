import type { FlatPeakError } from '../flatpeak/errors';
import { plan } from '../plan/plan';
import type { Plan, PlanRequest } from '../plan/types';
import type { Home } from '../rates/kept';
import type { Series } from '../rates/series';
import { Alarm } from '../time/alarm';
import type { Clock } from '../time/clock';
import { HOUR, SECOND } from '../time/duration';
import type { Timers } from '../time/timers';
import { decide, type Decision } from './decide';
import { request } from './request';
import type { Settings } from './settings';

/** What a feed offers a switch. */
export interface Rates {
  readonly series: Series;
  readonly home: Home | undefined;
  /** False until there was an answer of any kind. */
  readonly answered: boolean;
  /** Why the latest call failed. */
  readonly error: FlatPeakError | undefined;
}

/** A plan with what it was made of. */
export interface Planned {
  readonly plan: Plan;
  readonly request: PlanRequest;
  readonly series: Series;
}

/** Where a switch speaks. */
export interface Wire {
  /** A state to send. `repeat`: whoever listens may have heard it before. */
  state(decision: Decision, repeat: boolean): void;
  plan(planned: Planned): void;
  /** What a status should tell now; `undefined` while nothing is decided yet. */
  show(decision: Decision | undefined): void;
}

export interface SwitchOptions {
  readonly settings: Settings;
  readonly rates: Rates;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly wire: Wire;
}

/** How long a start waits for the first rates before the fallback is sent. */
const PATIENCE = 30 * SECOND;
/** A broker that connects late drops the first message, so the first state is sent again after these times. */
const REPEATS = [15 * SECOND, 60 * SECOND];

/**
 * Keeps the right state on the wire. Level-triggered: whatever happens (timer, rates, clock step, message), it works out what
 * should be on now and speaks only where that is new or unknown downstream.
 */
export class Switch {
  private readonly alarm: Alarm;
  private started: number | undefined;
  private repeats: number[] = [];
  private sent: Decision | undefined;
  private planned: Planned | undefined;

  constructor(private readonly options: SwitchOptions) {
    this.alarm = new Alarm(options.clock, options.timers, () => this.update());
  }

  /** From here on messages arrive: flows are running. */
  start(): void {
    this.started = this.options.clock.monotonic();
    this.update();
  }

  /** Works out what should be on now, after anything that may have changed it. */
  update(): void {
    if (this.started === undefined) return;
    const planIsNew = this.replan();
    const decision = this.decision();
    if (decision) this.speak(decision, planIsNew);
    this.options.wire.show(decision);
    this.alarm.set(this.nextLook(decision));
  }

  /** Sends the state and the plan once more. */
  repeat(): void {
    this.update();
    if (!this.sent) return;
    this.send(this.sent, true);
    this.sendPlan();
  }

  /** Sends the plan once more. */
  repeatPlan(): void {
    this.update();
    if (this.sent) this.sendPlan();
  }

  /** From here on silence. */
  close(): void {
    this.started = undefined;
    this.sent = undefined;
    this.alarm.clear();
  }

  private speak(decision: Decision, planIsNew: boolean): void {
    const before = this.sent;
    if (!before) {
      this.repeats = REPEATS.map((delay) => this.options.clock.monotonic() + delay);
      this.send(decision, false);
    } else if (before.on !== decision.on) {
      this.send(decision, false);
    } else if (this.repeatIsDue() || lostItsData(before, decision)) {
      this.send(decision, true);
    } else {
      this.sent = decision;
    }
    if (planIsNew || !before) this.sendPlan();
  }

  private send(decision: Decision, repeat: boolean): void {
    this.sent = decision;
    this.options.wire.state(decision, repeat);
  }

  private sendPlan(): void {
    if (this.planned) this.options.wire.plan(this.planned);
  }

  /** Undefined while the first rates may still arrive. */
  private decision(): Decision | undefined {
    const { rates, clock } = this.options;
    const decision = decide(this.planned?.plan.runs ?? [], rates.series, clock.now());
    const patient = !rates.answered && clock.monotonic() < this.patienceEnds();
    return decision.slot || this.sent || !patient ? decision : undefined;
  }

  private patienceEnds(): number {
    return (this.started ?? 0) + PATIENCE;
  }

  private replan(): boolean {
    const { settings, rates, clock } = this.options;
    if (!rates.home || this.planned?.series === rates.series) return false;
    const now = clock.now();
    const asked = request(settings, rates.series, rates.home.timezone, now);
    const before = this.planned;
    this.planned = { plan: plan(asked), request: asked, series: rates.series };
    return !before || !sameFuture(before, this.planned, now);
  }

  private repeatIsDue(): boolean {
    const now = this.options.clock.monotonic();
    const due = this.repeats.some((at) => at <= now);
    this.repeats = this.repeats.filter((at) => at > now);
    return due;
  }

  private nextLook(decision: Decision | undefined): number {
    const { clock } = this.options;
    const fromElapsed = (at: number): number => clock.now() + at - clock.monotonic();
    if (!decision) return fromElapsed(this.patienceEnds());
    return Math.min(decision.recheck ?? clock.now() + HOUR, ...this.repeats.map(fromElapsed));
  }
}

/** Off stays off, yet a householder should hear once that it is now for want of rates. */
function lostItsData(before: Decision, now: Decision): boolean {
  return now.reason === 'fallback' && before.reason !== 'fallback';
}

/** Whether two plans show the same from `now` on: slots that merely went by are no news. */
function sameFuture(a: Planned, b: Planned, now: number): boolean {
  return future(a, now) === future(b, now);
}

function future({ series, plan }: Planned, now: number): string {
  const runs = plan.runs
    .filter(({ to }) => to > now)
    .map(({ from, to }) => [Math.max(from, now), to]);
  const slots = series
    .filter(({ to }) => to > now)
    .map((slot) => [Math.max(slot.from, now), slot.to, slot.rate, slot.confidence]);
  return JSON.stringify([runs, slots]);
}
