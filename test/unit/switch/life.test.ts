import assert from 'node:assert/strict';
import fc from 'fast-check';
import { between, slotAt, type RateSlot, type Series } from '../../../src/rates/series';
import { occurrence } from '../../../src/switch/occurrence';
import { durationOf, PLAIN, type Settings } from '../../../src/switch/settings';
import { FRESH } from '../../../src/switch/state';
import { DAY, HOUR, MINUTE } from '../../../src/time/duration';
import { localMidnight } from '../../../src/time/zone';
import { SimHost } from '../../support/sim-host';
import { slot } from '../../support/slots';
import { Bench, HOME, type Heard } from './bench';
import { runs } from '../../support/runs';

const ZONE = HOME.timezone;
const DAYS = 7;
const HALF_HOUR = 30 * MINUTE;
/** Weeks with 7 days of 24 hours, with one of 23, and with one of 25. */
const WEEKS = ['2026-06-10', '2026-03-26', '2026-10-22'].map((date) =>
  localMidnight(ZONE, Date.parse(`${date}T12:00:00Z`)),
);

/** Something that happens to a switch. Instants in ms from the week's start. */
type Happening = { at: number } & (
  | { kind: 'publish'; day: number }
  | { kind: 'restart'; killed: boolean }
  | { kind: 'tell'; message: Record<string, unknown> }
);

interface Week {
  start: number;
  settings: Settings;
  prices: number[];
  happenings: Happening[];
}

const minutes = (values: number[]) => fc.constantFrom(...values.map((value) => value * MINUTE));

const when = fc.oneof(
  fc.constant({}),
  fc.constantFrom('07:00', '01:30', '00:00').map((readyBy) => ({ readyBy })),
  fc
    .constantFrom(['18:00', '07:00'], ['00:30', '04:30'], ['09:00', '17:00'], ['01:30', '01:30'])
    .map(([from = '', to = '']) => ({ window: { from, to } })),
);

const counted: fc.Arbitrary<Settings> = fc
  .record({
    when,
    duration: minutes([30, 47, 60, 120, 210]),
    continuous: fc.boolean(),
    limits: fc.record(
      { minRun: minutes([15, 30, 60]), minPause: minutes([10, 30]) },
      { requiredKeys: [] },
    ),
    unpriced: fc.constantFrom('wait' as const, 'go' as const),
    fallback: fc.constantFrom('off' as const, 'on' as const, { from: '03:00', to: '05:00' }),
  })
  .map(({ when, duration, continuous, limits, unpriced, fallback }) => ({
    ...PLAIN,
    ...when,
    ...limits,
    rule: { kind: 'duration', continuous },
    need: { kind: 'duration', duration },
    unpriced,
    fallback,
  }));

const moment = fc.integer({ min: 0, max: DAYS * 24 * 60 }).map((minute) => minute * MINUTE + 7_321);

/** Prices for the next day come at four in the afternoon, or, when the line is down, later. */
const publications = fc
  .array(fc.constantFrom(0, 0, 0, 3, 12, 30), { minLength: DAYS, maxLength: DAYS })
  .map((late) =>
    late.map((hours, day): Happening => ({
      kind: 'publish',
      day: day + 1,
      at: day * DAY + 16 * HOUR + 97_000 + hours * HOUR,
    })),
  );

const restarts = fc.array(
  fc.record({ kind: fc.constant('restart' as const), at: moment, killed: fc.boolean() }),
  { maxLength: 8 },
);

const orders = fc.array(
  fc.record({
    kind: fc.constant('tell' as const),
    at: moment,
    message: fc.constantFrom<Record<string, unknown>>(
      { payload: 'on', override_until: 40 },
      { payload: 'off', override_until: 90 },
      { payload: 'off' },
      { payload: 'auto' },
    ),
  }),
  { maxLength: 6 },
);

function week(settings: fc.Arbitrary<Settings>, told: fc.Arbitrary<Happening[]>) {
  return fc
    .record({
      start: fc.constantFrom(...WEEKS),
      settings,
      prices: fc.array(
        fc.integer({ min: -5, max: 30 }).map((price) => price / 100),
        {
          minLength: 48,
          maxLength: 96,
        },
      ),
      published: publications,
      restarts,
      told,
    })
    .map(({ start, settings, prices, published, restarts, told }): Week => ({
      start,
      settings,
      prices,
      happenings: [...published, ...restarts, ...told].sort((a, b) => a.at - b.at),
    }));
}

/** The prices of one local day, an hour each. */
function pricesOf({ start, prices }: Week, day: number): RateSlot[] {
  const midnight = localMidnight(ZONE, start + day * DAY + 12 * HOUR);
  const next = localMidnight(ZONE, start + (day + 1) * DAY + 12 * HOUR);
  return Array.from({ length: (next - midnight) / HOUR }, (_, hour) => {
    const price = prices[(day * 24 + hour) % prices.length] ?? 0;
    return slot(midnight + hour * HOUR, midnight + (hour + 1) * HOUR, price);
  });
}

/** Lives a week; `look` is called every half an hour. */
async function live(life: Week, look: (bench: Bench) => void = () => {}): Promise<Bench> {
  const bench = new Bench(life.settings, new SimHost(life.start));
  let known = pricesOf(life, 0);
  const reach = async (at: number): Promise<void> => {
    for (let now = bench.host.now(); now < at; now = bench.host.now()) {
      await bench.host.advanceTo(Math.min(at, (Math.floor(now / HALF_HOUR) + 1) * HALF_HOUR));
      if (bench.host.now() < at) look(bench);
    }
  };
  bench.know(known).start();
  for (const happening of life.happenings) {
    await reach(life.start + happening.at);
    assert.equal(bench.host.timersArmed, 1);
    if (happening.kind === 'publish') {
      known = [...known, ...pricesOf(life, happening.day)];
      bench.know(known);
    } else if (happening.kind === 'restart') bench.restart(happening);
    else bench.tell(happening.message);
  }
  await reach(life.start + DAYS * DAY);
  bench.machine.close();
  assert.equal(bench.host.timersArmed, 0);
  return bench;
}

/** What changed on the wire: each restart sends its first state anew. */
function switched(heard: readonly Heard[]): Heard[] {
  return heard.filter((one, i) => one.on !== heard[i - 1]?.on);
}

/** The times between two changes, with how each began and how it ended. */
function stretches(bench: Bench) {
  const changes = switched(bench.heard);
  return changes.map((one, i) => {
    const end = changes[i + 1] ?? { at: bench.host.now(), reason: 'override' };
    return { on: one.on, from: one.at, to: end.at, begun: one.reason, ended: end.reason };
  });
}

function occurrences({ settings, start }: Week) {
  const found = [];
  for (let at = start; at < start + DAYS * DAY;) {
    const one = occurrence(settings, FRESH, ZONE, at);
    assert.ok(one && one.end > at);
    if (one.start >= start && one.end <= start + DAYS * DAY) found.push(one);
    at = one.end;
  }
  return found;
}

/** ms that the appliance was ON. */
function timeOn(bench: Bench, start: number, end: number): number {
  const on = stretches(bench).filter((one) => one.on);
  return on.reduce((sum, { from, to }) => {
    return sum + Math.max(0, Math.min(to, end) - Math.max(from, start));
  }, 0);
}

/** A pulled plug makes a switch forget at most a quarter of an hour. */
function forgotten({ start, happenings }: Week, from: number, to: number): number {
  const killed = happenings.filter((one) => one.kind === 'restart' && one.killed);
  const here = killed.filter(({ at }) => start + at >= from && start + at < to);
  return here.length * 15 * MINUTE;
}

function checkStretches(bench: Bench, { minRun = 0, minPause = 0 }: Settings): void {
  for (const { on, from, to, begun, ended } of stretches(bench)) {
    if ([begun, ended].includes('override')) continue;
    const least = on ? minRun : minPause;
    assert.ok(
      to - from >= least,
      `${on ? 'run' : 'pause'} of ${(to - from) / MINUTE} min at ${new Date(from).toISOString()}: ${begun} … ${ended}`,
    );
  }
}

describe('a week with a switch', function () {
  this.timeout(60_000);

  it('meets every need once, whatever happens to prices and process', async () => {
    await fc.assert(
      fc.asyncProperty(week(counted, fc.constant([])), async (life) => {
        const bench = await live(life);
        const { need, minRun = 0, minPause = 0 } = life.settings;
        const target = need ? durationOf(need) : 0;
        for (const { start, end } of occurrences(life)) {
          const done = timeOn(bench, start, end);
          const day = new Date(start).toISOString();
          const enough = Math.min(target, end - start - minPause) - MINUTE;
          assert.ok(done >= enough, `${done / MINUTE} min from ${day}`);
          const most = target + minRun + 2 * MINUTE + forgotten(life, start, end);
          assert.ok(done <= most, `${done / MINUTE} min from ${day}`);
        }
        checkStretches(bench, life.settings);
      }),
      { numRuns: runs(60) },
    );
  });

  it('keeps runs and pauses long enough around overrides', async () => {
    await fc.assert(
      fc.asyncProperty(week(counted, orders), async (life) => {
        checkStretches(await live(life), life.settings);
      }),
      { numRuns: runs(50) },
    );
  });

  it('runs no more and no less than a message asks for', async () => {
    const asked = fc.record({ at: moment, minutes: fc.constantFrom(0, 20, 60, 150) });
    const told = asked.map(({ at, minutes }): Happening[] => [
      { kind: 'tell', at, message: { duration_minutes: minutes } },
    ]);
    await fc.assert(
      fc.asyncProperty(week(counted, told), async (life) => {
        const bench = await live(life);
        const word = life.happenings.find((one) => one.kind === 'tell');
        const target = Number(word?.message['duration_minutes']) * MINUTE;
        const at = life.start + (word?.at ?? 0);
        const { start, end } = occurrence(life.settings, FRESH, ZONE, at) ?? assert.fail();
        if (end > life.start + DAYS * DAY) return;
        const from = Math.max(start, at);
        const done = timeOn(bench, from, end);
        const { minRun = 0, minPause = 0 } = life.settings;
        const room = end - from - minPause;
        const enough = Math.min(target, room) - MINUTE;
        assert.ok(done >= enough || room < minRun + MINUTE, `${done / MINUTE} min`);
        const most = target + minRun + 2 * MINUTE + forgotten(life, from, end);
        assert.ok(done <= most, `${done / MINUTE} min`);
      }),
      { numRuns: runs(50) },
    );
  });

  it('keeps below the cap, unless being ready wins, and then is ready', async () => {
    const capped = fc
      .tuple(counted, fc.constantFrom(0.05, 0.15, 0.25), fc.boolean())
      .map(([settings, neverAbove, deadlineWins]): Settings => ({
        ...settings,
        fallback: 'off',
        neverAbove,
        deadlineWins,
      }));
    await fc.assert(
      fc.asyncProperty(week(capped, fc.constant([])), async (life) => {
        const { need, neverAbove = 0, deadlineWins, minPause = 0, minRun = 0 } = life.settings;
        const bench = await live(life, ({ state, rates, host, reason }) => {
          const rate = slotAt(rates.series, host.now())?.rate ?? 0;
          if (state && rate > neverAbove) assert.ok(deadlineWins && reason === 'forced');
        });
        const target = need ? durationOf(need) : 0;
        for (const { start, end } of occurrences(life)) {
          const done = timeOn(bench, start, end);
          assert.ok(done <= target + 2 * minRun + 2 * MINUTE + forgotten(life, start, end));
          const enough = Math.min(target, end - start) - 2 * minPause - MINUTE;
          if (deadlineWins) assert.ok(done >= enough, `${done / MINUTE} min`);
        }
      }),
      { numRuns: runs(50) },
    );
  });

  it('shows at every instant what a threshold or an average says', async () => {
    const rule: fc.Arbitrary<Settings['rule']> = fc.oneof(
      fc.constantFrom(-0.02, 0, 0.1, 0.2).map((limit) => ({ kind: 'threshold' as const, limit })),
      fc.constantFrom(0, 10, 50).map((percent) => ({ kind: 'average' as const, percent })),
    );
    const limited = fc
      .record({ when, rule, seek: fc.constantFrom('lowest' as const, 'highest' as const) })
      .map(({ when, ...rest }): Settings => ({ ...PLAIN, ...rest, ...when }));
    await fc.assert(
      fc.asyncProperty(week(limited, orders), async (life) => {
        await live(life, ({ state, rates, host }) => {
          assert.equal(state, wanted(life, rates.series, host.now()));
        });
      }),
      { numRuns: runs(20) },
    );
  });

  it('gives a heat pump its share each day, in runs and pauses it can bear', async () => {
    const pump = fc
      .record({ share: fc.constantFrom(0.5, 0.7, 0.8), maxPause: minutes([120, 180, 300]) })
      .map(({ share, maxPause }): Settings => ({
        ...PLAIN,
        rule: { kind: 'share', share },
        minRun: HOUR,
        minPause: 15 * MINUTE,
        maxPause,
        fallback: 'on',
      }));
    await fc.assert(
      fc.asyncProperty(week(pump, fc.constant([])), async (life) => {
        const punctual = life.happenings.filter((one) => one.kind !== 'publish');
        const prices = Array.from({ length: DAYS }, (_, day): Happening => ({
          kind: 'publish',
          day: day + 1,
          at: day * DAY + 16 * HOUR,
        }));
        const happenings = [...punctual, ...prices].sort((a, b) => a.at - b.at);
        const bench = await live({ ...life, happenings });
        checkStretches(bench, life.settings);
        const { rule, maxPause = 0 } = life.settings;
        const share = rule.kind === 'share' ? rule.share : 0;
        for (const { start, end } of occurrences(life)) {
          const done = timeOn(bench, start, end);
          const target = share * (end - start);
          assert.ok(done >= target - 2 * MINUTE, `${done / HOUR} of ${target / HOUR} h`);
          const most = target + HOUR + forgotten(life, start, end);
          assert.ok(done <= most, `${done / HOUR} of ${target / HOUR} h`);
        }
        const pauses = stretches(bench).filter(({ on }) => !on);
        pauses.forEach(({ from, to }) => assert.ok(to - from <= maxPause + MINUTE));
      }),
      { numRuns: runs(6) },
    );
  });
});

/** What a threshold or an average asks for, worked out from the slots alone. */
function wanted({ settings, start, happenings }: Week, series: Series, now: number): boolean {
  const said = happenings.filter((one) => one.kind === 'tell' && start + one.at <= now).at(-1);
  if (said?.kind === 'tell') {
    const { payload, override_until: given = 120 } = said.message;
    if (payload !== 'auto' && now < start + said.at + Number(given) * MINUTE)
      return payload === 'on';
  }
  const rate = slotAt(series, now)?.rate ?? null;
  const span = occurrence(settings, FRESH, ZONE, now);
  if (rate === null || !span || now < span.start) return false;
  const { rule, seek } = settings;
  const sign = seek === 'highest' ? -1 : 1;
  if (rule.kind === 'threshold') return sign * rate <= sign * rule.limit;
  if (rule.kind !== 'average') return assert.fail();
  const inside = between(series, span.start, span.end);
  const pence = inside.map((one) => Math.round((one.rate ?? 0) * 100) * (one.to - one.from));
  const mean = sum(pence) / sum(inside.map((one) => one.to - one.from)) / 100;
  return sign * rate <= sign * mean - (Math.abs(mean) * rule.percent) / 100 + 1e-9;
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
