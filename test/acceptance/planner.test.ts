import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { plan } from '../../src/plan/plan';
import type { PlanRequest, Run } from '../../src/plan/types';
import { window } from '../../src/time/window';

const root = resolve(__dirname, '../..');
const folder = resolve(root, process.env.FLATPEAK_SHARED ?? '../shared', 'acceptance');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Recorded {
  id: string;
}

/** Holds every case of a file to `holds`, or names the case and what it is that the planner deliberately has not. */
function replay<T extends Recorded>(
  file: string,
  missing: (recorded: T) => string | undefined,
  holds: (recorded: T) => void,
): void {
  describe(file, () => {
    const path = resolve(folder, file);
    // A fresh clone has no recorded cases.
    if (!existsSync(path)) return;
    const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: T[] };
    const left = cases.flatMap((recorded) => {
      const reason = missing(recorded);
      return reason === undefined ? [] : [`${recorded.id}: ${reason}`];
    });
    for (const recorded of cases)
      if (missing(recorded) === undefined) it(recorded.id, () => holds(recorded));
    after(() => {
      for (const line of left) console.log(`    - ${line}`);
      const held = cases.length - left.length;
      console.log(`    ${file}: ${held} of ${cases.length} cases hold, ${left.length} are listed`);
    });
  });
}

interface TibberCase extends Recorded {
  slots: { start: string; end: string; price: number }[];
  params: {
    kind: 'contiguous' | 'split';
    slots: number;
    minRunSlots: number;
    highest: boolean;
    powerProfile: number[] | null;
  };
  expected: { ranges: { start: string; end: string }[]; sum: number } | null;
}

replay<TibberCase>(
  'tibber-prices-window.json',
  ({ params }) =>
    params.powerProfile ? 'a watt profile: the plan takes its power as constant' : undefined,
  ({ slots, params, expected }) => {
    const SLOT = 15 * MINUTE;
    const known = slots.map(({ start, end, price }) => ({
      from: Date.parse(start),
      to: Date.parse(end),
      value: price,
    }));
    const asked = params.slots * SLOT;
    const found = plan({
      slots: known,
      start: known[0]?.from ?? 0,
      end: known.at(-1)?.to ?? 0,
      rule: { kind: 'duration', duration: asked, continuous: params.kind === 'contiguous' },
      minRun: params.minRunSlots * SLOT,
      seek: params.highest ? 'highest' : 'lowest',
    });
    if (!expected) {
      assert.ok(found.shortfall > 0 || asked === 0, 'delivers what cannot be had');
      return;
    }
    assert.equal(found.duration, asked);
    for (const { from, to } of found.runs) assert.ok(to - from >= params.minRunSlots * SLOT);
    if (params.kind === 'contiguous') assert.equal(found.runs.length, 1);
    const sum = found.sum * (HOUR / SLOT);
    const worse = params.highest ? expected.sum - sum : sum - expected.sum;
    assert.ok(worse <= 1e-6, `${sum} instead of ${expected.sum}`);
  },
);

interface WindowCase extends Recorded {
  zone: string;
  now: string;
  params: { start: string | null; end: string | null; minimumSlotMinutes: number | null };
  expected: { windowStart: string; windowEnd: string };
}

/** One case was recorded in British summer time under the name of the machine's zone. */
const zoneOf = ({ zone, now }: WindowCase) =>
  zone === 'UTC' && now.endsWith('+01:00') ? 'Europe/London' : zone;

const windowOf = (recorded: WindowCase) => {
  const { start, end } = recorded.params;
  const now = Date.parse(recorded.now);
  return window(zoneOf(recorded), start ?? '00:00', end ?? '00:00', undefined, now);
};

replay<WindowCase>(
  'target-timeframes-windows.json',
  (recorded) =>
    recorded.params.minimumSlotMinutes !== null &&
    windowOf(recorded).start < Date.parse(recorded.expected.windowStart)
      ? 'minimumSlotMinutes: a window keeps its start, the plan begins where its span does'
      : undefined,
  (recorded) => {
    const { start, end } = windowOf(recorded);
    const { windowStart, windowEnd } = recorded.expected;
    assert.deepEqual([start, end], [Date.parse(windowStart), Date.parse(windowEnd)]);
  },
);

interface EvccCase extends Recorded {
  contiguous: boolean;
  preconditionMin: number;
  nowMin: number;
  needMin: number;
  deadlineMin: number;
  slots: { startMin: number; endMin: number; price: number }[];
  expectedPlan: { startMin: number; endMin: number; price: number }[];
}

const UNPRICED = 'runs without prices: the switch forces them, the plan says what it is short of';
const LATE = 'runs past its deadline: the switch may, a plan stays inside its span';
const WAIT = 'waits for prices to come: the switch does, the plan is provisional';
const evccLeft = new Map([
  ['TestNilTariff', LATE],
  ['TestFlatTariffTargetInThePast/a', LATE],
  ['TestFlatTariffTargetInThePast/b', LATE],
  ['TestChargeAfterTargetTime', LATE],
  ['ContinuousPlan', LATE],
  ['ContinuousPlanOutsideRates', LATE],
  ['TestTargetAfterKnownPrices/wait', WAIT],
  ['Continuous_TargetAfterKnownPrices/wait', WAIT],
  ['TestTargetAfterKnownPrices/start', UNPRICED],
  ['Continuous_TargetAfterKnownPrices/start', UNPRICED],
  ['TestGappedRatesCoverage/False', UNPRICED],
  ['TestGappedRatesCoverage/True', UNPRICED],
  ['StartBeforeRatesInsufficientTime/False', UNPRICED],
  ['StartBeforeRatesInsufficientTime/True', UNPRICED],
  ['EmptyRatesAfterClamping', UNPRICED],
]);

replay<EvccCase>(
  'evcc-planner.json',
  ({ id, preconditionMin }) =>
    preconditionMin > 0
      ? 'preconditioning: a plan reserves no time before the deadline'
      : evccLeft.get(id),
  ({ contiguous, nowMin, needMin, deadlineMin, slots, expectedPlan }) => {
    const request: PlanRequest = {
      slots: slots.map(({ startMin, endMin, price }) => ({
        from: startMin * MINUTE,
        to: endMin * MINUTE,
        value: price,
      })),
      start: nowMin * MINUTE,
      end: deadlineMin * MINUTE,
      rule: { kind: 'duration', duration: needMin * MINUTE, continuous: contiguous },
      prefer: 'late',
    };
    const { runs, duration, sum } = plan(request);
    const minutes = expectedPlan.reduce((all, { startMin, endMin }) => all + endMin - startMin, 0);
    const cost = expectedPlan.reduce(
      (all, { startMin, endMin, price }) => all + (price * (endMin - startMin)) / 60,
      0,
    );
    const inside = ({ from, to }: Run) => from >= request.start && to <= request.end;
    assert.equal(duration, minutes * MINUTE);
    assert.ok(sum <= cost + 1e-9, `${sum} instead of ${cost}`);
    assert.ok(runs.every(inside));
    if (contiguous) assert.ok(runs.length <= 1);
  },
);
