import { plan } from '../src/plan/plan';
import type { PlanRequest, Rule, Slot } from '../src/plan/types';
import { DAY, HOUR, MINUTE } from '../src/time/duration';
import { allocated, timeOf } from './measure';
import { report, type Row } from './report';

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

interface Span {
  readonly name: string;
  readonly count: number;
  readonly length: number;
  /** The most that a plan may take without limits and with them, ms, and allocate, MB. */
  readonly most: { readonly free?: number; readonly limited?: number; readonly memory?: number };
}

const SPANS: readonly Span[] = [
  {
    name: '2 days of quarter hours',
    count: 192,
    length: 15 * MINUTE,
    most: { free: 0.2, limited: 5, memory: 20 },
  },
  {
    name: 'a week of quarter hours',
    count: 672,
    length: 15 * MINUTE,
    most: { limited: 50, memory: 40 },
  },
  { name: 'a month of 5 minutes', count: 8640, length: 5 * MINUTE, most: { free: 10 } },
];

/** ms, and MB that are allocated. */
function row(name: string, request: PlanRequest, most: number | undefined): Row {
  const ours = timeOf(() => plan(request));
  const scan = request.minRun === undefined ? timeOf(() => minuteScan(request)) : undefined;
  return {
    name,
    unit: 'ms',
    ours,
    ...(most !== undefined && { most }),
    ...(scan !== undefined && { beside: ['minute scan', scan] as const }),
  };
}

function memoryRow(requests: readonly PlanRequest[], most: number): Row {
  const ours = Math.max(...requests.map((request) => allocated(() => plan(request))));
  return { name: 'memory of the largest', unit: 'MB', ours, most };
}

for (const { name: title, count, length, most } of SPANS) {
  const span = { slots: prices(count, length), start: START, end: START + count * length };
  const limited: [string, PlanRequest][] = [
    [
      'threshold, 60/30 min, 4 runs',
      { ...span, rule: { kind: 'threshold', limit: 0.2 }, ...limits },
    ],
    ['8 h, 60/30 min, 4 runs', { ...span, rule: duration, ...limits }],
    ['share 0.75, 60/15-180 min', { ...span, rule: share, ...heat }],
  ];
  report(`planning ${title}`, [
    ...free.map(([name, rule]) => row(name, { ...span, rule }, most.free)),
    ...limited.map(([name, request]) => row(name, request, most.limited)),
    ...(most.memory === undefined
      ? []
      : [
          memoryRow(
            limited.map(([, request]) => request),
            most.memory,
          ),
        ]),
  ]);
}

const twoDays = { slots: prices(192, 15 * MINUTE), start: START, end: START + 2 * DAY };
const odd = { minRun: 31 * MINUTE, minPause: 13 * MINUTE, maxRuns: 4 };
const early: PlanRequest = { ...twoDays, rule: duration, ...odd };
const late: PlanRequest = { ...early, prefer: 'late' };
report('planning 2 days to the minute', [
  row('8 h, 31/13 min, 4 runs', early, 150),
  row('the same, late', late, 150),
  memoryRow([early, late], 40),
]);
