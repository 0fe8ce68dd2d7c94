import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normalise, type RateSlot, type Series } from '../../../src/rates/series';
import { outlook } from '../../../src/switch/outlook';
import { chosen } from '../../../src/switch/outlook';
import { previews, stretches, type Stretch } from '../../../src/switch/preview';
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
    limits: fc.record(
      { minRun: minutes(15, 60), minPause: minutes(10, 30), neverAbove: fc.constant(0.25) },
      { requiredKeys: [] },
    ),
    seek: fc.constantFrom('lowest' as const, 'highest' as const),
  })
  .map(({ rule, duration, when, limits, seek }) => ({
    ...PLAIN,
    ...when,
    ...limits,
    // A block that the price cuts is planned anew when that happens.
    ...(rule.kind === 'duration' &&
      rule.continuous && { neverAbove: seek === 'highest' ? -10 : 10 }),
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
});

/** Four days of half hours. */
function pricesFrom(midnight: number, prices: number[]): RateSlot[] {
  const rates = Array.from({ length: 192 }, (_, i) => prices[i % prices.length] as number);
  return row(midnight, HALF_HOUR, rates);
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

function drawn(
  settings: Settings,
  series: Series,
  now: number,
  to: number,
  state: SwitchState = FRESH,
): Stretch[] {
  const planned = previews(settings, series, state, ZONE, now, to);
  return stretches(planned, series, ZONE, { from: now, to });
}

describe('preview', function () {
  this.timeout(60_000);

  it('shows what the switch then does', async () => {
    await fc.assert(
      fc.asyncProperty(scene, async ({ settings, midnight, minute, prices }) => {
        const now = midnight + minute * MINUTE;
        const end = nextLocalMidnight(ZONE, nextLocalMidnight(ZONE, now));
        const series = normalise(pricesFrom(midnight, prices));
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
        const planned = previews(settings, series, FRESH, ZONE, now, to);
        const list = stretches(planned, series, ZONE, { from, to });
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
    const planned = previews(need(2), series, state, ZONE, now, MIDNIGHT + DAY);
    const shown = stretches(planned, series, ZONE, { from: MIDNIGHT, to: MIDNIGHT + DAY });
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

  it('shows nothing where nothing was planned, or asked for', () => {
    const span = { from: MIDNIGHT, to: MIDNIGHT + HOUR };
    const nothing = [{ ...span, on: false, why: undefined }];
    assert.deepEqual(stretches([], [], ZONE, span), nothing);
    const settings: Settings = { ...need(1), runs: 'asked' };
    const idle = outlook(settings, [], FRESH, ZONE, MIDNIGHT);
    assert.deepEqual(chosen(idle), []);
    const planned = [{ outlook: idle, settings, state: FRESH, series: [] }];
    assert.deepEqual(stretches(planned, [], ZONE, span), nothing);
  });

  it('plans a window that moves with the time once', () => {
    const settings: Settings = { ...need(1), lookAhead: 6 * HOUR };
    const series = normalise(pricesFrom(MIDNIGHT, [0.3, 0.1, 0.2]));
    const planned = previews(settings, series, FRESH, ZONE, MIDNIGHT, MIDNIGHT + 2 * DAY);
    assert.equal(planned.length, 1);
  });
});
