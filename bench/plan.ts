import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { plan } from '../src/plan/plan';
import type { PlanRequest, Rule, Slot } from '../src/plan/types';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 5);

/** Prices with five decimals that look like nothing in particular, the same in every run. */
function prices(count: number, length: number): Slot[] {
  let state = 1;
  return Array.from({ length: count }, (_, index) => {
    state = (state * 48_271) % 2_147_483_647;
    const from = START + index * length;
    return { from, to: from + length, value: (state % 50_000) / 1e5 - 0.05 };
  });
}

/** What others do, for rules without limits: look up every minute's price, then take the cheapest minutes, or try a block from every minute. */
function minuteScan({ slots, start, end, rule }: PlanRequest): number {
  const minutes: number[] = [];
  for (let at = start; at < end; at += MINUTE)
    minutes.push(slots.find(({ from, to }) => from <= at && at < to)?.value ?? Infinity);
  if (rule.kind === 'threshold') return minutes.filter((value) => value <= rule.limit).length;
  const mean = minutes.reduce((sum, value) => sum + value, 0) / minutes.length;
  if (rule.kind === 'average')
    return minutes.filter((value) => value <= mean - (Math.abs(mean) * rule.percent) / 100).length;
  const count =
    rule.kind === 'share' ? Math.round(rule.share * minutes.length) : rule.duration / MINUTE;
  if (rule.kind === 'share' || !rule.continuous)
    return minutes
      .toSorted((a, b) => a - b)
      .slice(0, count)
      .reduce((sum, value) => sum + value, 0);
  let least = Infinity;
  for (let from = 0; from + count <= minutes.length; from++) {
    let sum = 0;
    for (let minute = from; minute < from + count; minute++) sum += minutes[minute] ?? 0;
    least = Math.min(least, sum);
  }
  return least;
}

/** Median of calls for about half a second, after some to warm up, ms. */
function median(run: () => unknown): number {
  const times: number[] = [];
  for (let spent = 0; spent < 600 || times.length < 7;) {
    const began = performance.now();
    run();
    const time = performance.now() - began;
    spent += time;
    if (spent > 100 || times.length > 0 || time > 100) times.push(time);
  }
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? NaN;
}

/** What one call allocates, MB: the most of a few, because some of it may be collected before it returns. */
function allocated(run: () => unknown): number {
  return Math.max(...Array.from({ length: 5 }, () => allocatedOnce(run)));
}

function allocatedOnce(run: () => unknown): number {
  gc();
  const used = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  run();
  return Math.max(0, used() - before) / 1e6;
}

const duration: Rule = { kind: 'duration', duration: 8 * HOUR };
const free: [string, Rule][] = [
  ['threshold', { kind: 'threshold', limit: 0.2 }],
  ['average', { kind: 'average', percent: 10 }],
  ['share 0.3', { kind: 'share', share: 0.3 }],
  ['duration 8 h', duration],
  ['block of 8 h', { ...duration, continuous: true }],
];
const limits = { minRun: HOUR, minPause: HOUR / 2, maxRuns: 4 };
const heat = { minRun: HOUR, minPause: HOUR / 4, maxPause: 3 * HOUR };
const share: Rule = { kind: 'share', share: 0.75 };

const spans: [count: number, length: number][] = [
  [96, 15 * MINUTE],
  [192, 15 * MINUTE],
  [672, 15 * MINUTE],
  [2880, 15 * MINUTE],
  [8640, 5 * MINUTE],
];

const rows: (string | number)[][] = [];

/** `budget`: the most that the median may take, ms, and a call may allocate, MB. */
function measure(name: string, request: PlanRequest, budget: [ms?: number, mb?: number]): void {
  const time = median(() => plan(request));
  const memory = allocated(() => plan(request));
  const isFree = request.minRun === undefined;
  const scan = isFree ? median(() => minuteScan(request)) : NaN;
  const kept = time <= (budget[0] ?? Infinity) && memory <= (budget[1] ?? Infinity);
  const within = budget.length === 0 ? '' : `${kept ? 'within' : 'ABOVE'} ${budget.join(' ms, ')}`;
  rows.push([
    request.slots.length,
    name,
    time.toFixed(3),
    memory.toFixed(1),
    isFree ? `${(scan / time).toFixed(0)}x` : '',
    budget.length === 0 ? '' : within + (budget.length === 1 ? ' ms' : ' MB'),
  ]);
}

for (const [count, length] of spans) {
  const span = { slots: prices(count, length), start: START, end: START + count * length };
  for (const [name, rule] of free) {
    const most = { 192: 0.2, 8640: 10 }[count];
    measure(name, { ...span, rule }, most === undefined ? [] : [most]);
  }
  const budget: [number, number] | [] =
    { 192: [5, 20] as [number, number], 672: [50, 40] as [number, number] }[count] ?? [];
  measure(
    'threshold, 60/30 min, 4 runs',
    { ...span, rule: { kind: 'threshold', limit: 0.2 }, ...limits },
    budget,
  );
  measure('8 h, 60/30 min, 4 runs', { ...span, rule: duration, ...limits }, budget);
  measure('share 0.75, 60/15-180 min', { ...span, rule: share, ...heat }, budget);
}
const twoDays = { slots: prices(192, 15 * MINUTE), start: START, end: START + 192 * 15 * MINUTE };
const odd = { minRun: 31 * MINUTE, minPause: 13 * MINUTE, maxRuns: 4 };
measure('8 h on 1 min, 31/13 min, 4 runs', { ...twoDays, rule: duration, ...odd }, [150, 40]);
measure('the same, late', { ...twoDays, rule: duration, ...odd, prefer: 'late' }, [150, 40]);
measure(
  'share 0.75 on 1 min, 61/13-180 min',
  { ...twoDays, rule: share, ...heat, minRun: 61 * MINUTE },
  [],
);

const head = ['slots', 'plan', 'ms', 'MB', 'minute scan', 'budget'];
const widths = head.map((title, column) =>
  Math.max(title.length, ...rows.map((row) => String(row[column]).length)),
);
for (const row of [head, ...rows])
  console.log(
    row
      .map((text, column) => String(text).padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
