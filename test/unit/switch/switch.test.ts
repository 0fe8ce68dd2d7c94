import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Home } from '../../../src/rates/kept';
import { merge, normalise, slotAt, type RateSlot, type Series } from '../../../src/rates/series';
import { PLAIN, type Settings } from '../../../src/switch/settings';
import type { SwitchState } from '../../../src/switch/state';
import { Switch } from '../../../src/switch/switch';
import type { Planned, Report } from '../../../src/switch/wire';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/time/duration';
import { SimHost } from '../../support/sim-host';
import { anySlots, row } from '../../support/slots';

const START = Date.parse('2026-11-20T12:00:00Z');
const HOME: Home = { timezone: 'Europe/London', currency: 'GBP', live: true };

interface Heard {
  at: number;
  on: boolean;
  reason: string;
  until: number | undefined;
  repeat: boolean;
}

/** A switch over rates that a test may change at any time, and all it says. */
class Bench {
  readonly host = new SimHost(START);
  readonly heard: Heard[] = [];
  readonly plans: Planned[] = [];
  shown: (Report | undefined)[] = [];
  saved: SwitchState | undefined;
  readonly rates: { series: Series; home: Home | undefined; answered: boolean; error: undefined } =
    {
      series: [],
      home: undefined,
      answered: false,
      error: undefined,
    };
  readonly machine: Switch;

  constructor(rule: number | Partial<Settings>) {
    const given =
      typeof rule === 'number' ? { rule: { kind: 'threshold', limit: rule } as const } : rule;
    this.machine = new Switch({
      settings: { ...PLAIN, rule: { kind: 'threshold', limit: 0.15 }, ...given },
      rates: this.rates,
      clock: this.host,
      timers: this.host.timers,
      wire: {
        state: ({ decision: { on, reason, until } }, repeat) =>
          this.heard.push({ at: this.host.now(), on, reason, until, repeat }),
        plan: (planned) => this.plans.push(planned),
        show: (report) => this.shown.push(report),
      },
      save: (state) => (this.saved = state),
    });
  }

  /** New rates arrive, as a feed brings them. */
  know(slots: readonly RateSlot[]): this {
    this.rates.series = normalise(slots);
    this.rates.home = HOME;
    this.rates.answered = true;
    this.machine.update();
    return this;
  }

  get changes(): Heard[] {
    return this.heard.filter(({ repeat }) => !repeat);
  }

  get state(): boolean | undefined {
    return this.heard.at(-1)?.on;
  }
}

const HALF_DAY = row(START, HOUR, [0.3, 0.1, 0.15, 0.4, -0.05, 0.15, 0.2]);

describe('switch', () => {
  it('is on wherever the rate is at or below the threshold', async () => {
    const bench = new Bench(0.15).know(HALF_DAY);
    bench.machine.start();
    await bench.host.advance(8 * HOUR);
    assert.deepEqual(
      bench.changes.map(({ at, on, reason, until }) => [
        (at - START) / HOUR,
        on,
        reason,
        until === undefined ? undefined : (until - START) / HOUR,
      ]),
      [
        [0, false, 'above_threshold', 1],
        [1, true, 'below_threshold', 3],
        [3, false, 'above_threshold', 4],
        [4, true, 'below_threshold', 6],
        [6, false, 'above_threshold', undefined],
      ],
    );
  });

  for (const [threshold, on] of [
    [0, [false, true, true]],
    [-0.01, [false, false, true]],
    [-0.02, [false, false, true]],
    [-0.03, [false, false, false]],
  ] as const) {
    it(`takes ${threshold} for an ordinary threshold`, async () => {
      const bench = new Bench(threshold).know(row(START, HOUR, [0.1, 0, -0.02]));
      bench.machine.start();
      const states = [];
      for (let hour = 0; hour < 3; hour++) {
        states.push(bench.state);
        await bench.host.advance(HOUR);
      }
      assert.deepEqual(states, on);
    });
  }

  it('says nothing before the flows run', async () => {
    const bench = new Bench(0.15).know(HALF_DAY);
    await bench.host.advance(HOUR);
    assert.deepEqual(bench.heard, []);
  });

  it('repeats the first state after 15 and 60 seconds', async () => {
    const bench = new Bench(0.5).know(HALF_DAY);
    bench.machine.start();
    await bench.host.advance(10 * MINUTE);
    assert.deepEqual(
      bench.heard.map(({ at, repeat }) => [(at - START) / SECOND, repeat]),
      [
        [0, false],
        [15, true],
        [60, true],
      ],
    );
  });

  it('waits 30 seconds for the first rates, then falls back to off', async () => {
    const bench = new Bench(0.15);
    bench.machine.start();
    await bench.host.advance(30 * SECOND - 1);
    assert.deepEqual(bench.heard, []);
    assert.equal(bench.shown.at(-1), undefined);
    await bench.host.advance(1);
    assert.deepEqual(
      bench.heard.map(({ on, reason, repeat }) => ({ on, reason, repeat })),
      [{ on: false, reason: 'fallback', repeat: false }],
    );
  });

  it('falls back at once when the first answer is a refusal', () => {
    const bench = new Bench(0.15);
    bench.rates.answered = true;
    bench.machine.start();
    assert.equal(bench.heard[0]?.reason, 'fallback');
  });

  it('says once that data ended, whatever the state was', async () => {
    for (const rate of [0.1, 0.3]) {
      const bench = new Bench(0.15).know(row(START, HOUR, [rate]));
      bench.machine.start();
      await bench.host.advance(DAY);
      const fallbacks = bench.heard.filter(({ reason }) => reason === 'fallback');
      assert.deepEqual(
        fallbacks.map(({ at, on, repeat }) => [at - START, on, repeat]),
        [[HOUR, false, rate > 0.15]],
      );
    }
  });

  it('never takes no data for cheap', async () => {
    const bench = new Bench(0.15).know(row(START, HOUR, [0.1, null, 0.1]));
    bench.machine.start();
    await bench.host.advance(2 * HOUR);
    assert.deepEqual(
      bench.changes.map(({ at, on, reason }) => [(at - START) / HOUR, on, reason]),
      [
        [0, true, 'below_threshold'],
        [1, false, 'fallback'],
        [2, true, 'below_threshold'],
      ],
    );
  });

  it('is silent when new rates say the same', async () => {
    const bench = new Bench(0.15).know(HALF_DAY);
    bench.machine.start();
    await bench.host.advance(2 * MINUTE);
    const [said, planned] = [bench.heard.length, bench.plans.length];
    bench.know([...HALF_DAY]);
    assert.deepEqual([bench.heard.length, bench.plans.length], [said, planned]);
  });

  it('sends a plan when rates change what will be on', async () => {
    const bench = new Bench(0.15).know(HALF_DAY);
    bench.machine.start();
    assert.equal(bench.plans.length, 1);
    bench.know(merge(HALF_DAY, row(START + 8 * HOUR, HOUR, [0.1])));
    assert.equal(bench.plans.length, 2);
    assert.deepEqual(bench.plans[1]?.outlook.runs.at(-1), {
      from: START + 8 * HOUR,
      to: START + 9 * HOUR,
    });
  });

  it('does not take slots that went by for a new plan', async () => {
    const bench = new Bench(0.15).know(HALF_DAY);
    bench.machine.start();
    await bench.host.advance(3.5 * HOUR);
    bench.know(HALF_DAY.slice(3));
    assert.equal(bench.plans.length, 1);
  });

  it('repeats state and plan when asked', () => {
    const bench = new Bench(0.5).know(HALF_DAY);
    bench.machine.start();
    bench.machine.obey({ command: 'repeat' });
    assert.deepEqual(
      bench.heard.map(({ repeat }) => repeat),
      [false, true],
    );
    assert.equal(bench.plans.length, 2);
    bench.machine.obey({ command: 'plan' });
    assert.equal(bench.heard.length, 2);
    assert.equal(bench.plans.length, 3);
  });

  it('is right within a minute of a clock step in the first quarter of an hour, with one message', async () => {
    const bench = new Bench(0.15).know(HALF_DAY);
    bench.machine.start();
    await bench.host.advance(5 * MINUTE);
    const said = bench.changes.length;
    bench.host.stepClock(4 * HOUR);
    await bench.host.advance(MINUTE);
    assert.equal(bench.state, true);
    assert.equal(bench.changes.length, said + 1);
    bench.host.stepClock(-4 * HOUR);
    await bench.host.advance(MINUTE);
    assert.equal(bench.state, false);
  });

  it('has one timer, and none after close', async () => {
    const bench = new Bench(0.15).know(HALF_DAY);
    bench.machine.start();
    assert.equal(bench.host.timersArmed, 1);
    await bench.host.advance(90 * MINUTE);
    assert.equal(bench.host.timersArmed, 1);
    bench.machine.close();
    assert.equal(bench.host.timersArmed, 0);
    const said = bench.heard.length;
    bench.know(row(START, HOUR, [0.9, 0.9]));
    bench.machine.obey({ command: 'repeat' });
    await bench.host.advance(DAY);
    assert.equal(bench.heard.length, said);
  });

  it('shows at every instant what an independent look at the slots says', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySlots.map((slots) =>
          slots.map((one) => ({ ...one, from: one.from + START, to: one.to + START })),
        ),
        fc.constantFrom(-0.1, 0, 0.1, 0.3),
        fc.integer({ min: 1, max: 40 }).map((minutes) => minutes * MINUTE),
        async (slots, threshold, step) => {
          const bench = new Bench(threshold).know(slots);
          bench.machine.start();
          for (let elapsed = 0; elapsed < 7 * HOUR; elapsed += step) {
            const rate = slotAt(bench.rates.series, bench.host.now())?.rate ?? null;
            assert.equal(bench.state, rate !== null && rate <= threshold);
            await bench.host.advance(step);
          }
          bench.changes.forEach((one, i) => {
            const before = bench.changes[i - 1];
            if (before) assert.notEqual(one.on, before.on);
            const next = bench.changes[i + 1];
            if (next) assert.equal(one.until, next.at);
          });
          bench.machine.close();
        },
      ),
      { numRuns: 60 },
    );
  });
});
