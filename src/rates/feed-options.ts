import type { Direction, RatesQuery, TariffRates } from '../flatpeak/wire';
import type { Shelf } from '../store/shelf';
import type { Clock } from '../time/clock';
import type { Timers } from '../time/timers';
import type { KeptFile } from './kept';

/** The one call a feed makes; the client is its source. */
export interface RatesSource {
  rates(
    location: string,
    query: RatesQuery,
    options: { signal: AbortSignal; background: boolean },
  ): Promise<TariffRates>;
}

export interface FeedOptions {
  readonly source: RatesSource;
  readonly location: string;
  readonly direction: Direction;
  readonly clock: Clock;
  readonly timers: Timers;
  /** This hub's delay behind a recommended instant, ms. */
  readonly spread: () => number;
  /** Where the series outlives a restart, if it should. */
  readonly shelf: Shelf<KeptFile> | undefined;
  /** The built-in sample, whose prices are the same at every call; those of a test key may be random. */
  readonly sample: boolean;
}

export interface FeedUser {
  readonly carbon?: boolean;
  /** Called when the series, the home, the kind of error or the time by FlatPeak's word may have changed. */
  changed(): void;
}

/** How a message's rates are read. */
export interface ReadOptions {
  /** Insists on a call to FlatPeak. */
  readonly refresh: boolean;
  readonly signal: AbortSignal;
  /** Called before FlatPeak is asked. */
  readonly asks?: () => void;
}
