/** What the client may spend. Times are ms of elapsed time, sizes are bytes. */
export interface Budgets {
  /** Until a connection stands: name lookup, TCP and TLS together. */
  readonly connect: number;
  /** Longest silence on a standing connection. */
  readonly idle: number;
  /** One attempt, headers and body together. */
  readonly attempt: number;
  /** One call for a message, with all its attempts and waits. */
  readonly operation: number;
  /** Largest reply. 90 days of quarter hours with carbon are 1.6 MB. */
  readonly body: number;
  /** Largest reply to a login; of an error no more than this is read. */
  readonly smallBody: number;
}

export const BUDGETS: Budgets = {
  connect: 10_000,
  idle: 15_000,
  attempt: 30_000,
  operation: 90_000,
  body: 8 * 1024 * 1024,
  smallBody: 64 * 1024,
};
