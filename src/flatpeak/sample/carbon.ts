import type { Cell } from './cells';
import type { Home } from './home';
import { noise } from './noise';
import { bump, season } from './shape';

const DAY = 86_400_000;

/** Confidence in a slot that begins within the next one, two, three days; carbon is not forecast further. */
const FORECAST = [0.9, 0.8, 0.7];

export interface Carbon {
  /** gCO2/kWh. */
  readonly intensity: number;
  /** 0 the cleanest this grid gets, 1 the dirtiest. */
  readonly relative: number;
  readonly confidence: number;
}

/** How dirty the home's grid is in a slot; `undefined` where that is not known. */
export function carbonOf(home: Home, cell: Cell, now: number): Carbon | undefined {
  const { carbon: grid } = home;
  const confidence = cell.from <= now ? 1 : FORECAST[Math.floor((cell.from - now) / DAY)];
  if (grid === undefined || confidence === undefined) return undefined;
  const share =
    0.55 +
    0.1 * bump(cell.hour, 8, 2) +
    0.3 * bump(cell.hour, 18.5, 3) -
    0.2 * bump(cell.hour, 3, 3) -
    (0.25 + 0.1 * season(home, cell.day.date)) * bump(cell.hour, 13, 3) +
    0.15 * noise(grid.seed, cell.day.date) +
    0.05 * noise(grid.seed, cell.from);
  const relative = Math.min(1, Math.max(0, Math.round(share * 100) / 100));
  const intensity = Math.round(grid.lowest + relative * (grid.highest - grid.lowest));
  return { intensity, relative, confidence };
}
