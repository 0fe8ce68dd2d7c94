import type { Grid } from './grid';
import { gcd, scale } from './scale';
import type { Segment } from './segments';

/** What the cells of a grid cost when ON. */
export interface Cells {
  /** Whole numbers. */
  cost: Float64Array;
  /** 1 for a cell that lies in the allowed segments as a whole. */
  open: Uint8Array;
}

/** `weight`: how much the costs are to be multiplied by and still stay exact when they are summed. */
export function cells(grid: Grid, allowed: readonly Segment[], weight: number): Cells {
  const { origin, step, count } = grid;
  const last = origin + count * step;
  const inside = allowed
    .map(({ from, to, value }) => ({ from: Math.max(from, origin), to: Math.min(to, last), value }))
    .filter(({ from, to }) => from < to);
  const unit = inside.reduce(
    (unit, { from, to }) => gcd(gcd(unit, from - origin), to - origin),
    step,
  );
  const whole = scale(inside, weight * count * (step / unit));
  const cost = new Float64Array(count);
  const covered = new Float64Array(count);
  for (const { from, to, value } of inside) {
    const price = whole(value);
    for (let cell = Math.floor((from - origin) / step); origin + cell * step < to; cell++) {
      const begins = origin + cell * step;
      const time = Math.min(to, begins + step) - Math.max(from, begins);
      covered[cell] = (covered[cell] as number) + time;
      cost[cell] = (cost[cell] as number) + price * (time / unit);
    }
  }
  return { cost, open: Uint8Array.from(covered, (time) => (time === step ? 1 : 0)) };
}
