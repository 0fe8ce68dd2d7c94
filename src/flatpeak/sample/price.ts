import { bandsOf, type Cell } from './cells';
import type { Band, Bands, Curve, Home, Pulse, Shape, Tariff } from './home';
import { noise } from './noise';
import { bump, season } from './shape';

export interface Price {
  readonly rate: number;
  readonly confidence: number;
}

/** FlatPeak's way to say that it knows no price: never a free hour. */
const NO_DATA: Price = { rate: 0, confidence: 0 };

/** Confidence in the first, second … local day that is not published yet. */
const FORECAST = [0.6, 0.4, 0.2];

const DAY = 86_400_000;

/** What a tariff costs in one slot, as known while slots before `published` are certain. */
export function priceOf(tariff: Tariff, home: Home, cell: Cell, published: number): Price {
  const { prices } = tariff;
  if (prices.kind === 'curve') return curvePrice(prices, home, cell, published);
  const rate = prices.kind === 'bands' ? bandRate(prices, cell) : pulseRate(prices, cell);
  return { rate, confidence: 1 };
}

function bandRate(prices: Bands, cell: Cell): number {
  const [, rate] = bandsOf(prices, cell.day).findLast(([hour]) => hour <= cell.hour) as Band;
  return rate;
}

function pulseRate(prices: Pulse, cell: Cell): number {
  const place = Math.floor(cell.from / prices.slot);
  const rate = prices.rates.at(place % prices.rates.length) as number;
  return decimals(rate + noise(prices.seed, cell.from) / 100);
}

function curvePrice(prices: Curve, home: Home, cell: Cell, published: number): Price {
  const expected = shapeAt(prices.shape, cell, season(home, cell.day.date));
  if (cell.from < published) {
    const deviation = noise(prices.seed, cell.day.date) + noise(prices.seed, cell.from) / 2;
    return { rate: decimals(expected + deviation * prices.shape.noise), confidence: 1 };
  }
  // Counted in calendar days of 23 to 25 hours, all of which round to whole ones.
  const confidence = FORECAST[Math.round((cell.day.start - published) / DAY)];
  return confidence === undefined ? NO_DATA : { rate: decimals(expected), confidence };
}

function shapeAt(shape: Shape, { hour, day }: Cell, warmth: number): number {
  const weekend = day.weekday > 5;
  return (
    shape.level * (1 - 0.15 * warmth) +
    shape.peaks * (weekend ? 0.6 : 1) * (0.6 * bump(hour, 7.5, 2) + bump(hour, 18.5, 2.5)) -
    shape.night * bump(hour, 3, 2.5) -
    shape.sun * (0.65 + 0.35 * warmth) * bump(hour, 13, 2.5)
  );
}

/** FlatPeak gives at most five. */
function decimals(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
