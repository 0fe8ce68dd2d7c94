import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RateSlot } from '../../../src/rates/series';
import { occurrence } from '../../../src/switch/occurrence';
import { durationOf, PLAIN, type Settings } from '../../../src/switch/settings';
import { FRESH } from '../../../src/switch/state';
import { DAY, HOUR, MINUTE } from '../../../src/time/duration';
import { localMidnight } from '../../../src/time/zone';
import { SimHost } from '../../support/sim-host';
import { slot } from '../../support/slots';
import { Bench, HOME, type Heard } from './bench';

const ZONE = HOME.timezone;
const DAYS = 7;
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

async function live(life: Week): Promise<Bench> {
  const bench = new Bench(life.settings, new SimHost(life.start));
  let known = pricesOf(life, 0);
  bench.know(known).start();
  for (const happening of life.happenings) {
    await bench.host.advanceTo(life.start + happening.at);
    assert.equal(bench.host.timersArmed, 1);
    if (happening.kind === 'publish') {
      known = [...known, ...pricesOf(life, happening.day)];
      bench.know(known);
    } else if (happening.kind === 'restart') bench.restart(happening);
    else bench.tell(happening.message);
  }
  await bench.host.advanceTo(life.start + DAYS * DAY);
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
      { numRuns: 500 },
    );
  });

  it('keeps runs and pauses long enough around overrides', async () => {
    await fc.assert(
      fc.asyncProperty(week(counted, orders), async (life) => {
        checkStretches(await live(life), life.settings);
      }),
      { numRuns: 500 },
    );
  });
});
