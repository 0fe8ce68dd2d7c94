import { slotAt } from '../rates/series';
import { Alarm } from '../time/alarm';
import type { Clock } from '../time/clock';
import { DAY, MINUTE, SECOND } from '../time/duration';
import type { Timers } from '../time/timers';
import { keepBooks } from './books';
import { MEMORY, SHORT_MEMORY } from './ledger';
import { decide, isPlanned, type Decision } from './decide';
import { dropReplaced, effective, isTold } from './effective';
import { nextEvent } from './next-event';
import { noticeOf } from './notice';
import { obey } from './obey';
import type { Command, Order } from './order';
import { outlook } from './outlook';
import { isContinuous } from './request';
import { Repeats } from './repeats';
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
/** How much of a run a pulled plug may make forget. */
const SAVE_EVERY = 15 * MINUTE;
/** FlatPeak goes on with extrapolated prices after a contract ends; a day of them is no accident. */
const ESTIMATED_AFTER = DAY;
/** A switch that never switches is no use to anyone. */
const IDLE_AFTER = 7 * DAY;
/** Wall and elapsed time never agree to the millisecond. */
const DRIFT = 2 * SECOND;

/**
 * Keeps the right state on the wire. Level-triggered: whatever happens (timer, rates, clock step, message), it works out what
 * should be on now and speaks only where that is new or unknown downstream.
 */
export class Switch {
  private readonly alarm: Alarm;
  private readonly repeats: Repeats;
  private state: SwitchState = FRESH;
  private decision: Decision | undefined;
  private planned: Planned | undefined;
  /** The plan was made for something that has come otherwise. */
  private stale = false;
  private running = false;
  /** When the books were kept last, by both clocks. */
  private booked = { wall: 0, elapsed: 0 };
  /** When the next look was due, elapsed ms. */
  private due = Infinity;
  /** Elapsed ms. */
  private patienceEnds = 0;
  private savedAt = 0;

  constructor(private readonly options: SwitchOptions) {
    const { clock, timers, settings } = options;
    this.alarm = new Alarm(clock, timers, () => this.update());
    this.repeats = new Repeats(clock, settings.heartbeat);
  }

  /** From here on messages arrive: flows are running. `kept` is what an earlier run saved. */
  start(kept: SwitchState = FRESH): void {
    const { clock, settings } = this.options;
    this.state = dropReplaced(kept, settings);
    this.booked = { wall: clock.now(), elapsed: clock.monotonic() };
    this.patienceEnds = clock.monotonic() + PATIENCE;
    this.running = true;
    this.update();
  }

  /** Works out what should be on now, after anything that may have changed it. */
  update(): void {
    if (!this.running) return;
    this.keepBooks();
    this.act();
  }

  /** Does what a message asks, except for a call to FlatPeak. */
  obey(order: Order): void {
    if (!this.running) return;
    const { settings, clock } = this.options;
    this.keepBooks();
    const given = { settings, timezone: this.timezone, now: clock.now() };
    const next = obey(this.state, order, given);
    if (next !== this.state) {
      this.state = next;
      this.stale = true;
      this.save();
    }
    this.act(order.command);
  }

  /** What it means to do; `undefined` before rates are known. */
  get plan(): Planned | undefined {
    return this.planned;
  }

  /** What it remembers, up to now. */
  get memory(): SwitchState {
    if (this.running) this.keepBooks();
    return this.state;
  }

  /** From here on silence. */
  close(): void {
    if (!this.running) return;
    this.keepBooks();
    this.save();
    this.running = false;
    this.alarm.clear();
  }

  private act(command?: Command): void {
    const before = this.decision;
    let planIsNew = this.replan();
    let decision = this.decide();
    if (decision && before && isPlanned(decision) && !isPlanned(before)) {
      // What ran meanwhile was not the plan's doing, so the plan no longer fits.
      planIsNew = this.replan(true) || planIsNew;
      decision = this.decide();
    }
    const isNew = !this.state.output;
    if (decision) this.speak(decision, command === 'repeat');
    if (isNew && decision?.on === false && this.options.settings.minPause !== undefined) {
      // Nobody knows how long it has been off, so a pause begins, and the plan must keep it.
      planIsNew = this.replan(true) || planIsNew;
    }
    if (before?.on && decision?.on === false && isContinuous(this.options.settings.rule)) {
      // What is left of a block that was cut is a block of its own.
      planIsNew = this.replan(true) || planIsNew;
      decision = this.decide();
      if (decision) this.speak(decision, false);
    }
    const wanted = command === 'plan' || command === 'repeat';
    if (decision && (planIsNew || !before || wanted)) this.sendPlan();
    this.options.wire.show(decision && this.report(decision));
    this.setAlarm(decision);
  }

  private speak(decision: Decision, again: boolean): void {
    const before = this.decision;
    this.decision = decision;
    if (before?.on !== decision.on) this.send(decision, false, !before);
    else if (again || this.repeats.wait <= 0 || lostItsData(before, decision))
      this.send(decision, true);
  }

  private send(decision: Decision, repeat: boolean, first = false): void {
    const { wire, clock } = this.options;
    const { on } = decision;
    if (this.state.output?.on !== on) {
      this.state = { ...this.state, output: { on, since: clock.now() } };
      this.save();
    }
    this.repeats.sent(first);
    wire.state(this.report(decision), repeat);
  }

  private sendPlan(): void {
    if (this.planned) this.options.wire.plan({ ...this.planned, state: this.state });
  }

  private report(decision: Decision): Report {
    const { planned, timezone } = this;
    const { uncertainSince, output } = this.state;
    const now = this.options.clock.now();
    return {
      decision,
      estimated: uncertainSince !== undefined && now - uncertainSince >= ESTIMATED_AFTER,
      told: isTold(this.state),
      // It takes longer than all else, and not everyone wants to know.
      get notice() {
        return planned && noticeOf(planned, timezone, now);
      },
      idle: output?.on === false && now - output.since >= IDLE_AFTER,
    };
  }

  /** Undefined while the first rates may still arrive and nothing is known from an earlier run. */
  private decide(): Decision | undefined {
    const { rates, clock, settings } = this.options;
    const { state, timezone } = this;
    const starting = !rates.answered && clock.monotonic() < this.patienceEnds;
    const decision = decide({
      settings: effective(settings, state),
      series: rates.series,
      state,
      outlook: this.planned?.outlook,
      timezone,
      now: clock.now(),
      starting,
    });
    const certain = !starting || decision.slot || decision.reason === 'override';
    return certain || this.decision || state.output ? decision : undefined;
  }

  private get timezone(): string {
    return this.options.rates.home?.timezone ?? 'UTC';
  }

  /** Makes a plan where there is none that fits; true where that is news. */
  private replan(anew = this.stale): boolean {
    const { settings: dialog, rates, clock } = this.options;
    const { series, home } = rates;
    const { state, planned: before } = this;
    const now = clock.now();
    const fits = !anew && before?.series === series && now < before.outlook.until;
    if (!home || fits) return false;
    const settings = effective(dialog, state);
    this.planned = {
      outlook: outlook(settings, series, state, home.timezone, now),
      settings,
      state,
      series,
    };
    this.stale = false;
    return !before || !sameFuture(before, this.planned, now);
  }

  private keepBooks(): void {
    const { clock, rates } = this.options;
    const { wall, elapsed } = this.booked;
    const now = clock.now();
    const passed = clock.monotonic() - elapsed;
    const stepped = Math.abs(now - wall - passed) > DRIFT;
    const slot = slotAt(rates.series, now);
    // Where the clock was set only elapsed time tells how long it ran.
    const from = stepped ? now - passed : wall;
    const memory = this.counts ? MEMORY : SHORT_MEMORY;
    this.state = keepBooks(this.state, { from, to: now, memory, slot });
    this.booked = { wall: now, elapsed: clock.monotonic() };
    // What the plan meant for time that a busy machine slept through has not happened.
    if (stepped || clock.monotonic() > this.due + MINUTE) this.stale = true;
    if (this.untilSave <= 0) this.save();
  }

  /** Whether the rule has to know how long it has been ON. */
  private get counts(): boolean {
    const { rule, maxRuns } = this.options.settings;
    return rule.kind === 'duration' || rule.kind === 'share' || maxRuns !== undefined;
  }

  /** ms */
  private get untilSave(): number {
    if (!this.counts || this.state.output?.on !== true) return Infinity;
    return this.savedAt + SAVE_EVERY - this.options.clock.monotonic();
  }

  private save(): void {
    this.savedAt = this.options.clock.monotonic();
    this.options.save(this.state);
  }

  private setAlarm(decision: Decision | undefined): void {
    const { clock, rates } = this.options;
    const [now, elapsed] = [clock.now(), clock.monotonic()];
    const patience = this.patienceEnds - elapsed;
    const event = decision
      ? nextEvent(decision, this.planned?.outlook, this.state, rates.series, now) - now
      : patience;
    const wait = Math.min(
      event,
      this.repeats.wait,
      this.untilSave,
      decision?.reason === 'starting' ? patience : Infinity,
    );
    this.due = elapsed + wait;
    this.alarm.set(now + wait);
  }
}

/** Off stays off, yet a householder should hear once that it is now for want of rates. */
function lostItsData(before: Decision, now: Decision): boolean {
  return now.reason === 'fallback' && before.reason !== 'fallback';
}
