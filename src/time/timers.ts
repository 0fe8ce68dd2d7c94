/** A handle that cancels; cancelling twice, or after the timer fired, does nothing. */
export type Cancel = () => void;

export interface Timers {
  /** Calls `run` once after `delay` ms of elapsed time. The timer does not keep the process alive. */
  after(delay: number, run: () => void): Cancel;
}
