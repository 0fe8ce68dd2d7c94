/** What happened since the client was made. Kept here and shown to the user, sent to nobody. */
export interface Counters {
  /** Requests sent, logins included. */
  calls: number;
  logins: number;
  /** Requests sent again after a failure. */
  retries: number;
  /** ms spent waiting before them. */
  waited: number;
  /** Requests without a usable answer. */
  failures: number;
  /** Calls that shared the request of another. */
  shared: number;
  /** Slots of rates that were unusable. */
  droppedSlots: number;
}

export const NONE: Readonly<Counters> = {
  calls: 0,
  logins: 0,
  retries: 0,
  waited: 0,
  failures: 0,
  shared: 0,
  droppedSlots: 0,
};
