import type { Home } from './home';

/** The season at a home as a number from −1 (midwinter) to 1 (midsummer); `date` in days since 1970-01-01. */
export function season(home: Home, date: number): number {
  const north = -Math.cos((2 * Math.PI * (date - 15)) / 365.2425);
  return home.place.lat < 0 ? -north : north;
}

/** 1 at `centre`, falling to almost nothing within twice the `width` in hours, across midnight too. */
export function bump(hour: number, centre: number, width: number): number {
  const distance = ((hour - centre + 36) % 24) - 12;
  return Math.exp(-((distance / width) ** 2));
}
