import { FlatPeakError } from '../../src/flatpeak/errors';
import type { RatesQuery, TariffRates } from '../../src/flatpeak/wire';
import { DAY, HOUR, MINUTE } from '../../src/time/duration';
import { ratesReply } from '../support/rates-reply';

/** What the line to FlatPeak is like. `silent`: questions hang until it is something else. */
export type LineState = 'up' | 'down' | 'busy' | 'silent';

export interface Quote {
  readonly rate: number | null;
  readonly confidence: number;
  readonly carbon: number | null;
}

/**
 * A day-ahead tariff: tomorrow is published at 13:00, what comes after is a forecast that facts replace, some slots have no
 * data, and now and then prices are corrected.
 */
export class DayAhead {
  line: LineState = 'up';
  /** Refuses every question about carbon. */
  carbonless = false;
  private readonly corrections: number[] = [];
  private waiting: (() => void)[] = [];

  constructor(
    readonly slot: number,
    /** What time it really is, epoch ms. */
    private readonly now: () => number,
    /** FlatPeak was reached, so its time was heard. */
    private readonly heard: () => void,
  ) {}

  /** Some of the prices to come are no longer what they were. */
  correct(): void {
    this.corrections.push(this.now());
  }

  setLine(line: LineState): void {
    this.line = line;
    const waiting = this.waiting;
    this.waiting = [];
    waiting.forEach((goOn) => goOn());
  }

  /** Whoever asked is gone. */
  forget(): void {
    this.waiting = [];
  }

  async rates(query: RatesQuery, signal: AbortSignal, retryAt: number): Promise<TariffRates> {
    while (this.line === 'silent') {
      await new Promise<void>((goOn, stop) => {
        this.waiting.push(goOn);
        signal.addEventListener('abort', () => stop(new FlatPeakError('cancelled')));
      });
    }
    if (this.line === 'down') throw new FlatPeakError('network', { retryAt });
    this.heard();
    if (this.line === 'busy') throw new FlatPeakError('unavailable');
    const [from, to] = [Date.parse(query.start_time as string), Date.parse(query.end_time)];
    const nonsense = to < this.now() - 400 * DAY || from > this.now() + 400 * DAY;
    if (nonsense || (this.carbonless && query.include_carbon === true))
      throw new FlatPeakError('bad_input');
    const data: TariffRates['data'] = [];
    for (let at = Math.floor(from / this.slot) * this.slot; at < to; at += this.slot) {
      const quote = this.quote(at, query.include_carbon === true);
      if (!quote) break;
      data.push({
        valid_from: new Date(at).toISOString(),
        valid_to: new Date(at + this.slot).toISOString(),
        tariff: { rate: quote.rate ?? 0, confidence: quote.confidence },
        ...(quote.carbon !== null && { carbon: { intensity: quote.carbon, confidence: 1 } }),
      });
    }
    return ratesReply(data, {
      last_updated: new Date(this.updated()).toISOString(),
      next_update: new Date(this.lastPublication() + DAY).toISOString(),
    });
  }

  updated(): number {
    return Math.max(this.lastPublication(), ...this.corrections);
  }

  /** What FlatPeak says now of the slot that begins at `at`; `undefined` where it says nothing. */
  private quote(at: number, carbon: boolean): Quote | undefined {
    const published = Math.floor(this.lastPublication() / DAY) * DAY + 2 * DAY;
    if (at >= published + 2 * DAY) return undefined;
    const forecast = at >= published;
    const revision = this.corrections.filter((when) => when < at && scatter(at, when) < 0.3).length;
    const chance = scatter(at, revision + (forecast ? 100 : 0));
    if (chance < 0.05) return { rate: null, confidence: 0, carbon: null };
    return {
      rate: Math.round(chance * 400 - 50) / 1000,
      confidence: forecast ? 0.6 : 1,
      carbon: carbon ? Math.round(chance * 300) : null,
    };
  }

  private lastPublication(): number {
    return Math.floor((this.now() - 13 * HOUR) / DAY) * DAY + 13 * HOUR;
  }
}

/** A number in [0, 1) that belongs to two others. */
function scatter(a: number, b: number): number {
  let hash = Math.imul((a / MINUTE) ^ Math.imul((b % 1e9) + 1, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}
