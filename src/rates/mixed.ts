import { FlatPeakError, type ErrorCode } from '../flatpeak/errors';
import { DAY } from '../time/duration';
import { isZone } from '../time/zone';
import type { MessageRates } from './from-message';
import type { Home } from './kept';
import { between, merge, type Series } from './series';

/** What rates of an account look like from above; a feed is one. */
export interface AccountRates {
  readonly series: Series;
  readonly home: Home | undefined;
  readonly answered: boolean;
  readonly error: FlatPeakError | undefined;
}

export interface MixedOptions {
  /** Absent for a switch that lives on messages alone. */
  readonly account: AccountRates | undefined;
  /** What the dialog says of the home, for messages that do not. */
  readonly home: Home | undefined;
  readonly direction: string;
  /** Blank where any location will do. */
  readonly location: string;
}

/** FlatPeak was not reached, or could not answer for itself. */
const UNHEARD: ReadonlySet<ErrorCode> = new Set(['network', 'timeout', 'unavailable']);

/** As for a feed: the mean of a running window counts slots that have gone by. */
const MEMORY = 2 * DAY;

/** The account's rates with those of messages laid over them, for as long as they last. */
export class MixedRates implements AccountRates {
  private told: Series = [];
  private toldHome: Home | undefined;
  private mixed: { account: Series; told: Series; series: Series } | undefined;

  constructor(private readonly options: MixedOptions) {}

  get series(): Series {
    const account = this.options.account?.series ?? [];
    if (this.told.length === 0) return account;
    if (this.mixed?.account !== account || this.mixed.told !== this.told) {
      this.mixed = { account, told: this.told, series: merge(account, this.told) };
    }
    return this.mixed.series;
  }

  get home(): Home | undefined {
    return this.options.account?.home ?? this.toldHome;
  }

  /** A line that is not up yet is no answer: a hub may boot before its router. */
  get answered(): boolean {
    const { account } = this.options;
    if (this.told.length > 0) return true;
    const unheard =
      account?.error && account.series.length === 0 && UNHEARD.has(account.error.code);
    return account?.answered === true && !unheard;
  }

  get error(): FlatPeakError | undefined {
    return this.told.length > 0 ? undefined : this.options.account?.error;
  }

  /** Merges a message's rates by interval. Throws `bad_input` for another direction, location, currency or no zone. */
  tell({ series, home, direction, location }: MessageRates, now: number): void {
    const { options } = this;
    const known = this.home ?? options.home;
    const differs = (mine: string | undefined, theirs: string | undefined): boolean =>
      mine !== undefined && mine !== '' && theirs !== undefined && mine !== theirs;
    if (differs(options.direction, direction)) throw bad('direction');
    if (differs(options.location, location)) throw bad('location_id');
    if (differs(this.options.account?.home?.currency ?? this.toldHome?.currency, home.currency)) {
      throw bad('currency_code');
    }
    const timezone = home.timezone ?? known?.timezone;
    const currency = home.currency ?? known?.currency;
    if (timezone === undefined || !isZone(timezone)) throw bad('location_timezone');
    if (currency === undefined) throw bad('currency_code');
    if (series.length === 0) return;
    this.toldHome = { timezone, currency, live: home.live ?? known?.live ?? true };
    this.told = between(merge(this.told, series), now - MEMORY, Number.MAX_SAFE_INTEGER);
  }
}

function bad(detail: string): FlatPeakError {
  return new FlatPeakError('bad_input', { detail });
}
