import { slotAt } from '../rates/series';
import { Alarm } from '../time/alarm';
import type { Clock } from '../time/clock';
import { DAY, HOUR, MINUTE, SECOND } from '../time/duration';
import type { Timers } from '../time/timers';
import { keepBooks } from './books';
import { decide, isPlanned, type Decision } from './decide';
import { dropReplaced, effective, isTold } from './effective';
import { nextEvent } from './next-event';
import { obey } from './obey';
import type { Order } from './order';
import { NO_OUTLOOK, outlook } from './outlook';
import { sameFuture } from './same-future';
import type { Settings } from './settings';
import { FRESH, type SwitchState } from './state';
import type { Planned, Rates, Report, Wire } from './wire';

export interface SwitchOptions {
  readonly settings: Settings;
  readonly rates: Rates;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly wire: Wire;
  /** Keeps the state over a restart. */
  readonly save: (state: SwitchState) => void;
}

/** How long a start waits for the first rates before the fallback is sent. */
const PATIENCE = 30 * SECOND;
/** A broker that connects late drops the first message, so the first state is sent again after these times. */
const REPEATS = [15 * SECOND, 60 * SECOND];
/** How much of a run a pulled plug may make forget. */
const SAVE_EVERY = 15 * MINUTE;
/** FlatPeak goes on with extrapolated prices after a contract ends; a day of them is no accident. */
const ESTIMATED_AFTER = DAY;
/** Wall and elapsed time never agree to the millisecond. */
const DRIFT = 2 * SECOND;

/**
 * Keeps the right state on the wire. Level-triggered: whatever happens (timer, rates, clock step, message), it works out what
 * should be on now and speaks only where that is new or unknown downstream.
 */
export class Switch {
  private readonly alarm: Alarm;
  private state: SwitchState = FRESH;
  private started: number | undefined;
  private decision: Decision | undefined;
  private planned: Planned | undefined;
  /** Elapsed ms at which the state is to be sent again. */
  private repeats: number[] = [];
  private bookedTo = 0;
  private savedAt = 0;
  private skew = 0;

  constructor(private readonly options: SwitchOptions) {
    this.alarm = new Alarm(options.clock, options.timers, () => this.update());
  }

  /** From here on messages arrive: flows are running. `kept` is what an earlier run saved. */
  start(kept: SwitchState = FRESH): void {
    const { clock, settings } = this.options;
    this.state = dropReplaced(kept, settings);
    this.started = clock.monotonic();
    this.bookedTo = clock.now();
    this.skew = clock.now() - clock.monotonic();
    this.update();
  }

  /** Works out what should be on now, after anything that may have changed it. */
  update(): void {
    if (this.started === undefined) return;
    this.keepBooks();
    let planIsNew = this.replan();
    let decision = this.decide();
    if (this.decision && !isPlanned(this.decision) && isPlanned(decision)) {
      // What ran meanwhile was not the plan's doing, so the plan no longer fits.
      this.planned = undefined;
      planIsNew = this.replan() || planIsNew;
      decision = this.decide();
    }
    if (decision) this.speak(decision, planIsNew);
    this.options.wire.show(decision && this.report(decision));
    this.alarm.set(this.nextLook(decision));
  }

  /** Does what a message asks, except for a call to FlatPeak. */
  obey(order: Order): void {
    if (this.started === undefined) return;
    const { settings, clock } = this.options;
    this.keepBooks();
    const next = obey(this.state, order, settings, this.timezone(), clock.now());
    if (next !== this.state) {
      this.state = next;
      this.planned = undefined;
      this.save();
    }
    this.update();
    if (!this.decision) return;
    if (order.command === 'repeat') this.send(this.decision, true);
    if (order.command === 'repeat' || order.command === 'plan') this.sendPlan();
  }

  /** From here on silence. */
  close(): void {
    if (this.started !== undefined) {
      this.keepBooks();
      this.save();
    }
    this.started = undefined;
    this.alarm.clear();
  }

  private speak(decision: Decision, planIsNew: boolean): void {
    const before = this.decision;
    if (!before) {
      this.repeats = REPEATS.map((delay) => this.options.clock.monotonic() + delay);
      this.send(decision, false);
    } else if (before.on !== decision.on) {
      this.send(decision, false);
    } else if (this.repeatIsDue() || lostItsData(before, decision)) {
      this.send(decision, true);
    } else {
      this.decision = decision;
    }
    if (planIsNew || !before) this.sendPlan();
  }

  private send(decision: Decision, repeat: boolean): void {
    const { wire, clock, settings } = this.options;
    const { heartbeat } = settings;
    this.decision = decision;
    if (this.state.output?.on !== decision.on) {
      this.state = { ...this.state, output: { on: decision.on, since: clock.now() } };
      this.save();
    }
    if (heartbeat !== undefined) {
      const soon = this.repeats.filter((at) => at < clock.monotonic() + heartbeat);
      this.repeats = [...soon, clock.monotonic() + heartbeat];
    }
    wire.state(this.report(decision), repeat);
  }

  private sendPlan(): void {
    if (this.planned) this.options.wire.plan({ ...this.planned, state: this.state });
  }

  private report(decision: Decision): Report {
    const now = this.options.clock.now();
    const { uncertainSince } = this.state;
    return {
      decision,
      estimated: uncertainSince !== undefined && now - uncertainSince >= ESTIMATED_AFTER,
      told: isTold(this.state, now),
    };
  }

  /** Undefined while the first rates may still arrive and nothing is known from an earlier run. */
  private decide(): Decision | undefined {
    const { rates, clock, settings } = this.options;
    const { state } = this;
    const now = clock.now();
    const starting = !rates.answered && clock.monotonic() < this.patienceEnds();
    const decision = decide({
      settings: effective(settings, state, now),
      series: rates.series,
      state,
      outlook: this.planned?.outlook ?? NO_OUTLOOK,
      timezone: this.timezone(),
      now,
      starting,
    });
    const certain = !starting || decision.slot || decision.reason === 'override';
    return certain || this.decision || state.output ? decision : undefined;
  }

  private patienceEnds(): number {
    return (this.started ?? 0) + PATIENCE;
  }

  private timezone(): string {
    return this.options.rates.home?.timezone ?? 'UTC';
  }

  private replan(): boolean {
    const { settings: dialog, rates, clock } = this.options;
    const { series, home } = rates;
    const now = clock.now();
    const before = this.planned;
    if (!home || (before?.series === series && now < before.outlook.until)) return false;
    const { state } = this;
    const settings = effective(dialog, state, now);
    const made = outlook(settings, series, state, home.timezone, now);
    this.planned = { outlook: made, settings, state, series };
    const told = this.toldPlan;
    this.toldPlan = this.planned;
    return !told || !sameFuture(told, this.planned, now);
  }

  /** The plan last compared with, which outlives a `planned` that was dropped. */
  private toldPlan: Planned | undefined;

  private keepBooks(): void {
    const { clock, rates } = this.options;
    const now = clock.now();
    const skew = now - clock.monotonic();
    const stepped = Math.abs(skew - this.skew) > DRIFT;
    const slot = slotAt(rates.series, now);
    this.state = keepBooks(this.state, { from: this.bookedTo, to: now, stepped, slot });
    this.bookedTo = now;
    this.skew = skew;
    if (stepped) this.planned = undefined;
    if (this.mustSaveRuns() && now - this.savedAt >= SAVE_EVERY) this.save();
  }

  /** Only a rule that counts needs to know how long it has been ON. */
  private mustSaveRuns(): boolean {
    const { rule, maxRuns } = this.options.settings;
    const counts = rule.kind === 'duration' || rule.kind === 'share' || maxRuns !== undefined;
    return counts && this.state.output?.on === true;
  }

  private save(): void {
    this.savedAt = this.options.clock.now();
    this.options.save(this.state);
  }

  private repeatIsDue(): boolean {
    const now = this.options.clock.monotonic();
    const due = this.repeats.some((at) => at <= now);
    this.repeats = this.repeats.filter((at) => at > now);
    return due;
  }

  private nextLook(decision: Decision | undefined): number {
    const { clock, rates } = this.options;
    const now = clock.now();
    const fromElapsed = (at: number): number => now + at - clock.monotonic();
    if (!decision) return fromElapsed(this.patienceEnds());
    return Math.min(
      nextEvent(decision, this.planned?.outlook ?? NO_OUTLOOK, this.state, rates.series, now),
      ...this.repeats.map(fromElapsed),
      ...(decision.reason === 'starting' ? [fromElapsed(this.patienceEnds())] : []),
      this.mustSaveRuns() ? this.savedAt + SAVE_EVERY : now + HOUR,
    );
  }
}

/** Off stays off, yet a householder should hear once that it is now for want of rates. */
function lostItsData(before: Decision, now: Decision): boolean {
  return now.reason === 'fallback' && before.reason !== 'fallback';
}
