import { unlessAborted } from './abort';

interface Flight {
  readonly result: Promise<unknown>;
  readonly stop: AbortController;
  callers: number;
}

/** Identical reads share one request. It goes on until its last caller has left. */
export class Flights {
  private readonly open = new Map<string, Flight>();

  /**
   * The result of flight `key`, which the first caller starts. Ends for this caller alone when `leave` does.
   * All callers get the same object: it is theirs to read, not to change.
   */
  async join<T>(
    key: string,
    start: (signal: AbortSignal) => Promise<T>,
    leave: AbortSignal,
  ): Promise<T> {
    const flight = this.open.get(key) ?? this.start(key, start);
    flight.callers++;
    try {
      return (await unlessAborted(flight.result, leave)) as T;
    } finally {
      flight.callers--;
      // Nobody waits any more for what is still under way.
      if (flight.callers === 0 && this.forget(key, flight)) flight.stop.abort(leave.reason);
    }
  }

  has(key: string): boolean {
    return this.open.has(key);
  }

  /** Ends every flight with `reason`. */
  stop(reason: Error): void {
    for (const flight of this.open.values()) flight.stop.abort(reason);
  }

  private start(key: string, start: (signal: AbortSignal) => Promise<unknown>): Flight {
    const stop = new AbortController();
    const flight = { result: start(stop.signal), stop, callers: 0 };
    this.open.set(key, flight);
    // Before any caller hears of the result, so that a call made in answer to it asks anew.
    const forget = () => this.forget(key, flight);
    flight.result.then(forget, forget);
    return flight;
  }

  /** Whether it was still open. */
  private forget(key: string, flight: Flight): boolean {
    return this.open.get(key) === flight && this.open.delete(key);
  }
}
