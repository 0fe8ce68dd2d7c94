import { cells, type Cell } from './cells';
import type { Home, Tariff } from './home';
import { publicationOf, type Publication } from './publication';
import { priceOf, type Price } from './price';
import { Refusal } from './refusal';
import type { Direction, Window } from './window';

/** A priced slot, cut to the window. */
export interface Slot {
  /** Epoch ms (UTC); `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** The slot before it was cut. */
  readonly cell: Cell;
  readonly price: Price;
}

/** The tariff of a direction, or FlatPeak's reason why there are no prices. */
export function tariffFor(home: Home, direction: Direction): Tariff {
  if (home.pending) {
    throw new Refusal(422, 'Connect is processing link to tariff source.', 'pending_connect');
  }
  const tariff = { IMPORT: home.import, EXPORT: home.export, LOCAL: undefined }[direction];
  if (!tariff) {
    throw new Refusal(422, `No ${direction} tariff is connected here.`, 'no_tariff_connected');
  }
  return tariff;
}

/** What is known of a tariff in a window at an instant: no gap and no overlap, possibly nothing at all. */
export function slotsOf(
  home: Home,
  tariff: Tariff,
  window: Window,
  now: number,
): { publication: Publication; slots: Slot[] } {
  const publication = publicationOf(tariff, home.zone, now);
  const start = Math.max(window.start, publication.first);
  const end = Math.min(window.end, publication.end);
  const slots = cells(tariff.prices, home.zone, start, end).map((cell) => ({
    from: Math.max(cell.from, start),
    to: Math.min(cell.to, end),
    cell,
    price: priceOf(tariff, home, cell, publication.published),
  }));
  return { publication, slots };
}
