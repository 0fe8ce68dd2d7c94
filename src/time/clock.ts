/**
 * The two clocks of a hub. Wall time may step (NTP after boot, a user at the keyboard); elapsed time never does.
 */
export interface Clock {
  /** Wall time in epoch ms (UTC). */
  now(): number;
  /** Milliseconds since an arbitrary start; never steps, may pause while the machine sleeps. */
  monotonic(): number;
}
