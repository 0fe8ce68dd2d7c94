import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normalise, type RateSlot, type Series } from '../../../src/rates/series';
import { preview, undisturbed, unplanned, type Preview } from '../../../src/switch/preview';
import { configured } from '../../../src/switch/effective';
import { PLAIN, type Settings } from '../../../src/switch/settings';
import { FRESH, type SwitchState } from '../../../src/switch/state';
import { DAY, HOUR, MINUTE } from '../../../src/time/duration';
import { localMidnight, nextLocalMidnight } from '../../../src/time/zone';
import { runs } from '../../support/runs';
import { SimHost } from '../../support/sim-host';
import { row, slot } from '../../support/slots';
import { Bench, HOME } from './bench';

const ZONE = HOME.timezone;
const HALF_HOUR = 30 * MINUTE;
/** An ordinary day, and those before clocks go forward and back. */
const DATES = ['2026-06-10', '2026-03-28', '2026-10-24'].map((date) =>
  localMidnight(ZONE, Date.parse(`${date}T12:00:00Z`)),
);

const sum = ([a, b]: [number, number]): number => a + b;
const minutes = (...values: number[]) => fc.constantFrom(...values.map((value) => value * MINUTE));

const settings: fc.Arbitrary<Settings> = fc
  .record({
    rule: fc.oneof(
      fc.constantFrom(0.05, 0.12, 0.3).map((limit) => ({ kind: 'threshold' as const, limit })),
      fc.constantFrom(-10, 0, 20).map((percent) => ({ kind: 'average' as const, percent })),
      fc.constantFrom(0.2, 0.8).map((share) => ({ kind: 'share' as const, share })),
      fc.boolean().map((continuous) => ({ kind: 'duration' as const, continuous })),
    ),
    duration: minutes(30, 47, 120, 300),
    when: fc.oneof(
      fc.constant({}),
      fc.constantFrom('07:00', '01:30').map((readyBy) => ({ readyBy })),
      fc
        .constantFrom(['18:00', '07:00'], ['00:30', '04:30'], ['09:00', '17:00'])
        .map(([from = '', to = '']) => ({ window: { from, to } })),
    ),
    fallback: fc.constantFrom('off' as const, 'on' as const, { from: '01:00', to: '02:30' }),
    limits: fc.record(
      {
        minRun: minutes(15, 60),
        minPause: minutes(10, 30),
        neverAbove: fc.constant(0.25),
        deadlineWins: fc.constant(true),
      },
      { requiredKeys: [] },
    ),
    seek: fc.constantFrom('lowest' as const, 'highest' as const),
  })
  .map(({ rule, duration, when, fallback, limits, seek }) => ({
    ...PLAIN,
    ...when,
    ...limits,
    fallback,
    // What waits for prices that never come is shown as if they came.
    unpriced: 'go' as const,
    rule,
    seek,
    ...(rule.kind === 'duration' && { need: { kind: 'duration' as const, duration } }),
  }));

const scene = fc.record({
  settings,
  midnight: fc.constantFrom(...DATES),
  minute: fc.tuple(fc.integer({ min: 0, max: 23 * 60 }), fc.constantFrom(0, 17 / 60)).map(sum),
  prices: fc.array(
    fc.integer({ min: -5, max: 30 }).map((price) => price / 100),
    { minLength: 48, maxLength: 96 },
  ),
  /** Half hours, from and to, of which nothing is known. */
  gap: fc.option(
    fc.tuple(fc.nat(96), fc.nat(24)).map(([from, long]) => [from, from + long] as const),
  ),
});

/** Four days of half hours. */
function pricesFrom(
  midnight: number,
  prices: number[],
  [from, to]: readonly [number, number] = [0, 0],
): RateSlot[] {
  const rates = Array.from({ length: 192 }, (_, i) => prices[i % prices.length] as number);
  return row(
    midnight,
    HALF_HOUR,
    rates.map((rate, i) => (i >= from && i < to ? null : rate)),
  );
}

/** Times on, as one list. */
function joined(list: readonly { from: number; to: number }[]): [number, number][] {
  return list.reduce<[number, number][]>((all, { from, to }) => {
    const last = all.at(-1);
    if (last?.[1] === from) last[1] = to;
    else all.push([from, to]);
    return all;
  }, []);
}

function previewOf(
  settings: Settings,
  series: Series,
  now: number,
  span: { from: number; to: number },
  state: SwitchState = FRESH,
): Preview {
  const known = { series, home: HOME, now };
  return preview(settings, known, undisturbed(settings, state, ZONE, now), span);
}

function drawn(settings: Settings, series: Series, now: number, to: number, state?: SwitchState) {
  return previewOf(settings, series, now, { from: now, to }, state).stretches;
}

describe('preview', function () {
  this.timeout(60_000);

  it('shows what the switch then does', async () => {
    await fc.assert(
      fc.asyncProperty(scene, async ({ settings, midnight, minute, prices, gap }) => {
        const now = midnight + minute * MINUTE;
        const end = nextLocalMidnight(ZONE, nextLocalMidnight(ZONE, now));
        const series = normalise(pricesFrom(midnight, prices, gap ?? undefined));
        const host = new SimHost(now);
        const bench = new Bench(settings, host).know(series).start();
        await host.advance(end - now);
        bench.machine.close();
        const did: { from: number; to: number }[] = [];
        for (const { at, on } of bench.changes) {
          if (on) did.push({ from: at, to: end });
          else if (did.length > 0) (did.at(-1) as { to: number }).to = at;
        }
        const shown = drawn(settings, series, now, end).filter(({ on }) => on);
        const ran = joined(did).filter(([from, to]) => from < to);
        assert.deepEqual(joined(shown), ran);
      }),
      { numRuns: runs(60) },
    );
  });

  it('leaves no gap, and gives every time that is planned a reason', () => {
    fc.assert(
      fc.property(scene, ({ settings, midnight, minute, prices }) => {
        const now = midnight + minute * MINUTE;
        const [from, to] = [midnight, midnight + 2 * DAY];
        const series = normalise(pricesFrom(midnight, prices));
        const list = previewOf(settings, series, now, { from, to }).stretches;
        assert.equal(list[0]?.from, from);
        assert.equal(list.at(-1)?.to, to);
        list.forEach((one, i) => {
          assert.equal(one.from, list[i - 1]?.to ?? from);
          assert.equal(one.why === undefined, one.from < now, new Date(one.from).toJSON());
        });
      }),
      { numRuns: runs(150) },
    );
  });

  const [MIDNIGHT] = DATES as [number];
  const need = (hours: number): Settings => ({
    ...PLAIN,
    rule: { kind: 'duration', continuous: false },
    need: { kind: 'duration', duration: hours * HOUR },
  });

  it('tells what is chosen so far from what is certain', () => {
    const settings = { ...need(2), window: { from: '18:00', to: '07:00' } };
    const now = MIDNIGHT + 12 * HOUR;
    // Until midnight prices are known, and the night is still to come.
    const series = normalise(
      row(
        MIDNIGHT,
        HOUR,
        Array.from({ length: 24 }, () => 0.2),
      ),
    );
    const shown = drawn(settings, series, now, MIDNIGHT + 31 * HOUR);
    const chosen = shown.filter(({ on }) => on);
    assert.deepEqual(joined(chosen), [[MIDNIGHT + 18 * HOUR, MIDNIGHT + 20 * HOUR]]);
    assert.ok(chosen.every(({ why }) => why === 'waits'));
  });

  it('shows the fallback where nothing is known', () => {
    const settings: Settings = { ...need(1), fallback: { from: '03:00', to: '05:00' } };
    const series = [slot(MIDNIGHT + 23 * HOUR, MIDNIGHT + 24 * HOUR, 0.2)];
    const [first] = drawn(settings, series, MIDNIGHT, MIDNIGHT + DAY).filter(
      ({ why }) => why === 'fallback',
    );
    assert.equal(first?.on, false);
  });

  it('starts what runs only when asked', () => {
    const settings: Settings = { ...need(1), runs: 'asked', readyBy: '07:00' };
    const series = normalise(pricesFrom(MIDNIGHT, [0.3, 0.1, 0.2]));
    const now = MIDNIGHT + 20 * HOUR;
    const shown = drawn(settings, series, now, MIDNIGHT + 2 * DAY).filter(({ on }) => on);
    assert.equal(
      shown.reduce((sum, { from, to }) => sum + to - from, 0),
      HOUR,
    );
    assert.ok(shown.every(({ to }) => to <= MIDNIGHT + 31 * HOUR));
  });

  it('goes on with what was asked for before', () => {
    const settings: Settings = { ...need(2), runs: 'asked', readyBy: '07:00' };
    const series = normalise(pricesFrom(MIDNIGHT, [0.2]));
    const now = MIDNIGHT + 20 * HOUR;
    const state: SwitchState = {
      ...FRESH,
      asked: { at: now - HOUR },
      ledger: [{ from: now - HOUR, to: now }],
      output: { on: true, since: now - HOUR },
    };
    const shown = drawn(settings, series, now, MIDNIGHT + 2 * DAY, state);
    assert.deepEqual(joined(shown.filter(({ on }) => on)), [[now, now + HOUR]]);
  });

  it('counts what has run, shows it, and heeds no override', () => {
    const now = MIDNIGHT + 12 * HOUR;
    const ledger = [{ from: MIDNIGHT + 2 * HOUR, to: MIDNIGHT + 4 * HOUR }];
    const state: SwitchState = {
      ...FRESH,
      ledger,
      output: { on: false, since: MIDNIGHT + 4 * HOUR },
      override: { on: true, until: null },
    };
    const series = normalise(pricesFrom(MIDNIGHT, [0.2]));
    const span = { from: MIDNIGHT, to: MIDNIGHT + DAY };
    const shown = previewOf(need(2), series, now, span, state).stretches;
    assert.deepEqual(joined(shown.filter(({ on }) => on)), [[ledger[0]?.from, ledger[0]?.to]]);
    assert.ok(shown.filter(({ from }) => from >= now).every(({ why }) => why === 'need_met'));
  });

  it('goes on with a run that is too short to end', () => {
    const settings: Settings = { ...need(2), minRun: 3 * HOUR };
    const now = MIDNIGHT + 12 * HOUR;
    const state: SwitchState = {
      ledger: [{ from: now - HOUR, to: now }],
      output: { on: true, since: now - HOUR },
      told: {},
    };
    const series = normalise(pricesFrom(MIDNIGHT, [0.2]));
    const shown = drawn(settings, series, now, MIDNIGHT + DAY, state).filter(({ on }) => on);
    assert.deepEqual(joined(shown), [[now, now + 2 * HOUR]]);
  });

  it('shows nothing where nothing is planned', () => {
    const span = { from: MIDNIGHT, to: MIDNIGHT + HOUR };
    assert.deepEqual(unplanned([], span), [{ ...span, on: false, why: undefined }]);
  });

  it('delivers in a fallback what is then delivered', () => {
    const settings: Settings = { ...need(1), fallback: 'on' };
    const series = [
      slot(MIDNIGHT + 20 * HOUR, MIDNIGHT + 24 * HOUR, 0.2),
      slot(MIDNIGHT + 30 * HOUR, MIDNIGHT + 48 * HOUR, 0.1),
    ];
    const shown = drawn(settings, series, MIDNIGHT + 20 * HOUR, MIDNIGHT + 48 * HOUR);
    assert.deepEqual(joined(shown.filter(({ on }) => on)), [
      [MIDNIGHT + 20 * HOUR, MIDNIGHT + 21 * HOUR],
      [MIDNIGHT + 24 * HOUR, MIDNIGHT + 25 * HOUR],
    ]);
  });

  it('knows the hours of a fallback within a long time without prices', () => {
    const settings: Settings = {
      ...PLAIN,
      rule: { kind: 'threshold', limit: 0.1 },
      fallback: { from: '14:00', to: '15:00' },
    };
    const series = [slot(MIDNIGHT, MIDNIGHT + 12 * HOUR, 0.2)];
    const shown = drawn(settings, series, MIDNIGHT + HOUR, MIDNIGHT + DAY);
    assert.deepEqual(joined(shown.filter(({ why }) => why === 'fallback').filter(({ on }) => on)), [
      [MIDNIGHT + 14 * HOUR, MIDNIGHT + 15 * HOUR],
    ]);
  });

  it('takes what a message said for its own time alone', () => {
    const now = MIDNIGHT + 10 * HOUR;
    const settings = need(1);
    const told: SwitchState = {
      ...FRESH,
      told: {
        need: {
          value: { kind: 'duration', duration: 3 * HOUR },
          configured: configured(settings).need,
          at: now,
          until: MIDNIGHT + DAY,
        },
      },
    };
    const series = normalise(pricesFrom(MIDNIGHT, [0.2]));
    const shown = drawn(settings, series, now, MIDNIGHT + 2 * DAY, told);
    assert.deepEqual(joined(shown.filter(({ on }) => on)), [
      [now, now + 3 * HOUR],
      [MIDNIGHT + DAY, MIDNIGHT + 25 * HOUR],
    ]);
  });

  it('waits with the whole of a block', () => {
    const settings: Settings = {
      ...need(2),
      rule: { kind: 'duration', continuous: true },
      window: { from: '18:00', to: '07:00' },
    };
    const series = [
      slot(MIDNIGHT + 18 * HOUR, MIDNIGHT + 20 * HOUR, 0.3),
      ...row(MIDNIGHT + 20 * HOUR, HOUR, [0.2, 0.2, 0.3, 0.3]),
    ];
    const shown = drawn(settings, series, MIDNIGHT + 12 * HOUR, MIDNIGHT + 31 * HOUR);
    const on = shown.filter((one) => one.on);
    assert.deepEqual(joined(on), [[MIDNIGHT + 20 * HOUR, MIDNIGHT + 22 * HOUR]]);
    assert.ok(on.every(({ why }) => why === 'waits'));
  });

  it('has a plan for every occurrence, however often one is made anew', () => {
    const settings: Settings = { ...need(2), minRun: 30 * MINUTE, minPause: HOUR };
    const now = MIDNIGHT + 10 * HOUR;
    const series = normalise(pricesFrom(MIDNIGHT, [0.3, 0.1, 0.2, 0.2]));
    const span = { from: MIDNIGHT, to: MIDNIGHT + 2 * DAY };
    const plansOf = (one: Settings): (number | undefined)[] =>
      previewOf(one, series, now, span).planned.map(({ outlook }) => outlook.occurrence?.end);
    assert.deepEqual(plansOf(settings), [MIDNIGHT + DAY, MIDNIGHT + 2 * DAY]);
    const plain: Settings = { ...PLAIN, rule: { kind: 'threshold', limit: 0.15 } };
    assert.deepEqual(plansOf(plain), [series.at(-1)?.to]);
  });

  it('cuts where a price or the switch changes, and nowhere else', () => {
    const now = MIDNIGHT + 3 * HOUR;
    const ran = { from: MIDNIGHT + 70 * MINUTE, to: MIDNIGHT + 100 * MINUTE };
    const series = row(MIDNIGHT, HOUR, [0.1, 0.2, 0.3, 0.3, 0.1]);
    const state: SwitchState = { ...FRESH, ledger: [ran], output: { on: false, since: ran.to } };
    const span = { from: MIDNIGHT, to: MIDNIGHT + 5 * HOUR };
    const settings: Settings = {
      ...need(1.25),
      unpriced: 'go',
      window: { from: '00:00', to: '05:00' },
    };
    const { stretches } = previewOf(settings, series, now, span, state);
    assert.deepEqual(
      stretches.map(({ from, on }) => [(from - MIDNIGHT) / MINUTE, on]),
      [
        [0, false],
        [60, false],
        [70, true],
        [100, false],
        [120, false],
        [180, false],
        [240, true],
        [285, false],
      ],
    );
    assert.equal(stretches.at(-1)?.to, span.to);
  });

  it('shows what waits in part of a slot', () => {
    const settings: Settings = { ...need(9.5), window: { from: '20:00', to: '06:00' } };
    const now = MIDNIGHT + 12 * HOUR;
    const series = row(MIDNIGHT + 20 * HOUR, HOUR, [0.1, 0.2, 0.3, 0.4]);
    const whys = (one: Settings) =>
      drawn(one, series, now, MIDNIGHT + 30 * HOUR)
        .filter(({ on, to }) => on && to <= MIDNIGHT + DAY)
        .map(({ from, why }) => [(from - MIDNIGHT) / MINUTE - 20 * 60, why]);
    assert.deepEqual(whys(settings), [
      [0, 'in_plan'],
      [60, 'in_plan'],
      [120, 'in_plan'],
      [180, 'in_plan'],
      [210, 'waits'],
    ]);
    assert.ok(whys({ ...settings, unpriced: 'go' }).every(([, why]) => why === 'in_plan'));
  });

  it('tells of a window that moves with the time its first plan, and nothing beyond', () => {
    const settings: Settings = { ...need(1), lookAhead: 6 * HOUR };
    const prices = [0.3, 0.3, 0.3, 0.3, 0.1, 0.2];
    const series = normalise(pricesFrom(MIDNIGHT, prices));
    const span = { from: MIDNIGHT, to: MIDNIGHT + 2 * DAY };
    const { planned, stretches } = previewOf(settings, series, MIDNIGHT, span);
    assert.equal(planned.length, 1);
    assert.deepEqual(joined(stretches.filter(({ on }) => on)), [
      [MIDNIGHT + 2 * HOUR, MIDNIGHT + 2.5 * HOUR],
      [MIDNIGHT + 5 * HOUR, MIDNIGHT + 5.5 * HOUR],
    ]);
    const end = MIDNIGHT + 6 * HOUR;
    assert.ok(stretches.every(({ why, from }) => (why === undefined) === from >= end));
    assert.ok(stretches.some(({ why }) => why === 'not_in_plan'));
  });
});
