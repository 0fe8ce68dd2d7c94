import type { TariffRates, TariffSlot } from '../flatpeak/wire';
import { seriesOf } from '../rates/from-wire';
import type { Home } from '../rates/kept';
import { mould } from '../rates/mould';
import type { Series } from '../rates/series';
import { slotMessage, type SlotMessage } from './slot';
import { summarise, summaryEnds, type RatesSummary } from './summary';

/** What the rates node adds to a message. */
export interface RatesMessage {
  /** FlatPeak's own object with FlatPeak's own field names, or, for charts, its priced slots as a plain array. */
  payload: TariffRates | SlotMessage[];
  summary: RatesSummary;
}

interface Glance {
  readonly from: number;
  readonly until: number;
  readonly cached: boolean;
  readonly copy: () => RatesSummary;
}

/** A reply that is read once and told to any number of messages, each of which gets a copy of its own. */
export class RatesReading {
  private readonly home: Home;
  private readonly series: Series;
  private readonly payload: () => RatesMessage['payload'];
  private glance: Glance | undefined;

  /** `asArray`: the payload is the priced slots alone. */
  constructor(reply: TariffRates, asArray: boolean) {
    const { location_timezone: timezone, currency_code: currency, live_mode: live } = reply;
    const home = { timezone, currency, live };
    this.home = home;
    this.series = seriesOf(reply);
    this.payload = asArray
      ? mould(this.series.flatMap((slot) => slotMessage(slot, home) ?? []))
      : replyMould(reply);
  }

  get live(): boolean {
    return this.home.live;
  }

  /** `now`: epoch ms. `cached`: no call was made for this message. */
  message(now: number, cached: boolean): RatesMessage {
    return { payload: this.payload(), summary: this.glanceAt(now, cached).copy() };
  }

  /** Within one slot nothing of it changes. */
  private glanceAt(now: number, cached: boolean): Glance {
    const { glance } = this;
    if (glance && glance.cached === cached && glance.from <= now && now < glance.until)
      return glance;
    const until = summaryEnds(this.series, now);
    const summary = { ...summarise(this.series, this.home, now), cached };
    return (this.glance = { from: now, until, cached, copy: mould(summary) });
  }
}

function replyMould(reply: TariffRates): () => TariffRates {
  const envelope = mould({ ...reply, data: [] as TariffSlot[] });
  const slots = reply.data.map(slotMould);
  return () => {
    const copy = envelope();
    copy.data = slots.map((slot) => slot());
    return copy;
  };
}

/** Nearly every slot has a price and nothing else; a copy of that form takes a third of the time of any other. */
function slotMould(slot: TariffSlot): () => TariffSlot {
  const { valid_from, valid_to, tariff, ...others } = slot;
  const { rate, confidence, ...more } = tariff ?? {};
  const isPlain = Object.keys({ ...others, ...more }).length === 0;
  if (!isPlain || rate === undefined || confidence === undefined) return mould(slot);
  return () => ({ valid_from, valid_to, tariff: { rate, confidence } });
}
