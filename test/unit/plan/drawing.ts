import type { PlanRequest, Rule, Run } from '../../../src/plan/types';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);

/** A request in hours: `before` is `[on, hours since, starts]`. */
export type Fields = Omit<
  Partial<PlanRequest>,
  'before' | 'minRun' | 'minPause' | 'maxPause' | 'slots' | 'start' | 'end'
> & {
  rule: Rule;
  minRun?: number;
  minPause?: number;
  maxPause?: number;
  before?: [on: boolean, since: number, starts?: number];
};

export function hours(count: number, continuous = false): Rule {
  return { kind: 'duration', duration: count * HOUR, continuous };
}

/** Requests and plans as text: `'3 1 . 2'` are hourly prices with a gap, `'.##.'` is a plan. */
export const drawn = {
  HOUR,
  START,

  request(prices: string, { before, minRun, minPause, maxPause, ...fields }: Fields): PlanRequest {
    const values = prices.split(' ');
    const lengths = Object.entries({ minRun, minPause, maxPause }).flatMap(([name, length]) =>
      length === undefined ? [] : [[name, length * HOUR] as const],
    );
    return {
      ...fields,
      ...Object.fromEntries(lengths),
      slots: values.flatMap((value, hour) => {
        const from = START + hour * HOUR;
        return value === '.' ? [] : [{ from, to: from + HOUR, value: Number(value) }];
      }),
      start: START,
      end: START + values.length * HOUR,
      ...(before && {
        before: { on: before[0], since: START - before[1] * HOUR, starts: before[2] ?? 0 },
      }),
    };
  },

  plan(runs: readonly Run[], prices: string): string {
    return prices
      .split(' ')
      .map((_, hour) => {
        const at = START + hour * HOUR;
        return runs.some(({ from, to }) => from <= at && at + HOUR <= to) ? '#' : '.';
      })
      .join('');
  },
};
