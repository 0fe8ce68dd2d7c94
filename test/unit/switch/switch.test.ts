import assert from 'node:assert/strict';
import fc from 'fast-check';
import { delivered } from '../../../src/switch/ledger';
import { merge, slotAt } from '../../../src/rates/series';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/time/duration';
import { SimHost } from '../../support/sim-host';
import { anySlots, row } from '../../support/slots';
import { Bench } from './bench';
import { runs } from '../../support/runs';

const START = Date.parse('2026-11-20T12:00:00Z');

function bench(limit: number): Bench {
  return new Bench({ rule: { kind: 'threshold', limit } }, new SimHost(START));
}

const TWO_HOURS = { kind: 'duration', duration: 2 * HOUR } as const;
const HALF_DAY = row(START, HOUR, [0.3, 0.1, 0.15, 0.4, -0.05, 0.15, 0.2]);

describe('switch', () => {
  it('is on wherever the rate is at or below the threshold', async () => {
    const switcher = bench(0.15).know(HALF_DAY);
    switcher.machine.start();
    await switcher.host.advance(8 * HOUR);
    assert.deepEqual(
      switcher.changes.map(({ at, on, reason, until }) => [
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
      const switcher = bench(threshold).know(row(START, HOUR, [0.1, 0, -0.02]));
      switcher.machine.start();
      const states = [];
      for (let hour = 0; hour < 3; hour++) {
        states.push(switcher.state);
        await switcher.host.advance(HOUR);
      }
      assert.deepEqual(states, on);
    });
  }

  it('says nothing before the flows run', async () => {
    const switcher = bench(0.15).know(HALF_DAY);
    await switcher.host.advance(HOUR);
    assert.deepEqual(switcher.heard, []);
  });

  it('repeats the first state after 15 and 60 seconds', async () => {
    const switcher = bench(0.5).know(HALF_DAY);
    switcher.machine.start();
    await switcher.host.advance(10 * MINUTE);
    assert.deepEqual(
      switcher.heard.map(({ at, repeat }) => [(at - START) / SECOND, repeat]),
      [
        [0, false],
        [15, true],
        [60, true],
      ],
    );
  });

  it('waits 30 seconds for the first rates, then falls back to off', async () => {
    const switcher = bench(0.15);
    switcher.machine.start();
    await switcher.host.advance(30 * SECOND - 1);
    assert.deepEqual(switcher.heard, []);
    assert.equal(switcher.shown.at(-1), undefined);
    await switcher.host.advance(1);
    assert.deepEqual(
      switcher.heard.map(({ on, reason, repeat }) => ({ on, reason, repeat })),
      [{ on: false, reason: 'fallback', repeat: false }],
    );
  });

  it('falls back at once when the first answer is a refusal', () => {
    const switcher = bench(0.15);
    switcher.rates.answered = true;
    switcher.machine.start();
    assert.equal(switcher.heard[0]?.reason, 'fallback');
  });

  it('says once that data ended, whatever the state was', async () => {
    for (const rate of [0.1, 0.3]) {
      const switcher = bench(0.15).know(row(START, HOUR, [rate]));
      switcher.machine.start();
      await switcher.host.advance(DAY);
      const fallbacks = switcher.heard.filter(({ reason }) => reason === 'fallback');
      assert.deepEqual(
        fallbacks.map(({ at, on, repeat }) => [at - START, on, repeat]),
        [[HOUR, false, rate > 0.15]],
      );
    }
  });

  it('never takes no data for cheap', async () => {
    const switcher = bench(0.15).know(row(START, HOUR, [0.1, null, 0.1]));
    switcher.machine.start();
    await switcher.host.advance(2 * HOUR);
    assert.deepEqual(
      switcher.changes.map(({ at, on, reason }) => [(at - START) / HOUR, on, reason]),
      [
        [0, true, 'below_threshold'],
        [1, false, 'fallback'],
        [2, true, 'below_threshold'],
      ],
    );
  });

  it('is silent when new rates say the same', async () => {
    const switcher = bench(0.15).know(HALF_DAY);
    switcher.machine.start();
    await switcher.host.advance(2 * MINUTE);
    const [said, planned] = [switcher.heard.length, switcher.plans.length];
    switcher.know([...HALF_DAY]);
    assert.deepEqual([switcher.heard.length, switcher.plans.length], [said, planned]);
  });

  it('sends a plan when rates change what will be on', async () => {
    const switcher = bench(0.15).know(HALF_DAY);
    switcher.machine.start();
    assert.equal(switcher.plans.length, 1);
    switcher.know(merge(HALF_DAY, row(START + 8 * HOUR, HOUR, [0.1])));
    assert.equal(switcher.plans.length, 2);
    assert.deepEqual(switcher.plans[1]?.outlook.runs.at(-1), {
      from: START + 8 * HOUR,
      to: START + 9 * HOUR,
    });
  });

  it('does not take slots that went by for a new plan', async () => {
    const switcher = bench(0.15).know(HALF_DAY);
    switcher.machine.start();
    await switcher.host.advance(3.5 * HOUR);
    switcher.know(HALF_DAY.slice(3));
    assert.equal(switcher.plans.length, 1);
  });

  it('repeats state and plan when asked', () => {
    const switcher = bench(0.5).know(HALF_DAY);
    switcher.machine.start();
    switcher.machine.obey({ command: 'repeat' });
    assert.deepEqual(
      switcher.heard.map(({ repeat }) => repeat),
      [false, true],
    );
    assert.equal(switcher.plans.length, 2);
    switcher.machine.obey({ command: 'plan' });
    assert.equal(switcher.heard.length, 2);
    assert.equal(switcher.plans.length, 3);
  });

  it('is right within a minute of a clock step in the first quarter of an hour, with one message', async () => {
    const switcher = bench(0.15).know(HALF_DAY);
    switcher.machine.start();
    await switcher.host.advance(5 * MINUTE);
    const said = switcher.changes.length;
    switcher.host.stepClock(4 * HOUR);
    await switcher.host.advance(MINUTE);
    assert.equal(switcher.state, true);
    assert.equal(switcher.changes.length, said + 1);
    switcher.host.stepClock(-4 * HOUR);
    await switcher.host.advance(MINUTE);
    assert.equal(switcher.state, false);
  });

  it('says after a week that nothing has qualified', async () => {
    const days = Array.from({ length: 10 }, () => 0.2);
    const switcher = bench(0.05)
      .know(row(START, DAY, days))
      .start();
    await switcher.host.advance(7 * DAY - HOUR);
    assert.equal(switcher.shown.at(-1)?.idle, false);
    await switcher.host.advance(2 * HOUR);
    assert.equal(switcher.shown.at(-1)?.idle, true);
  });

  it('is not idle while it is ON, however long', async () => {
    const always = Array.from({ length: 9 }, () => 0.1);
    const switcher = bench(0.15)
      .know(row(START, DAY, always))
      .start();
    await switcher.host.advance(8 * DAY);
    assert.equal(switcher.shown.at(-1)?.idle, false);
  });

  it('tells what a householder should hear of', () => {
    const midnight = START - 12 * HOUR;
    const day = (last: number) => [...Array.from({ length: 23 }, () => 0.1), last];
    const notice = (rates: number[]) =>
      bench(0.15)
        .know(row(midnight, HOUR, rates))
        .start()
        .shown.at(-1)?.notice;
    assert.deepEqual(notice(day(0.1)), { kind: 'always_on' });
    assert.equal(notice(day(0.2)), undefined);
  });

  it('heeds an override before the first rates have come', () => {
    const switcher = bench(0.15).start().tell({ payload: 'on' });
    assert.deepEqual(
      switcher.heard.map(({ on, reason }) => [on, reason]),
      [[true, 'override']],
    );
  });

  it('saves what it is told, and nothing for words that only ask', () => {
    const switcher = bench(0.15).know(HALF_DAY).start();
    switcher.saved = undefined;
    for (const payload of ['plan', 'refresh', '']) switcher.tell({ payload });
    assert.equal(switcher.saved, undefined);
    switcher.tell({ threshold: 0.2 });
    assert.ok(switcher.saved);
  });

  for (const [what, settings, minutes] of [
    ['a need', { rule: { kind: 'duration', continuous: false }, need: TWO_HOURS }, 30],
    ['a share', { rule: { kind: 'share', share: 1 } }, 30],
    ['runs', { rule: { kind: 'threshold', limit: 0.15 }, maxRuns: 3 }, 30],
    ['nothing', { rule: { kind: 'threshold', limit: 0.15 } }, 0],
  ] as const)
    it(`saves every quarter of an hour what ran where ${what} is counted`, async () => {
      const rates = Array.from({ length: 12 }, () => 0.1);
      const switcher = new Bench(settings, new SimHost(START)).know(row(START, HOUR, rates));
      switcher.start();
      await switcher.host.advance(40 * MINUTE);
      const ran = delivered(switcher.saved?.ledger ?? [], START, START + DAY);
      assert.deepEqual([switcher.state, ran], [true, minutes * MINUTE]);
    });

  it('has one timer, and none after close', async () => {
    const switcher = bench(0.15).know(HALF_DAY);
    switcher.machine.start();
    assert.equal(switcher.host.timersArmed, 1);
    await switcher.host.advance(90 * MINUTE);
    assert.equal(switcher.host.timersArmed, 1);
    switcher.machine.close();
    assert.equal(switcher.host.timersArmed, 0);
    const said = switcher.heard.length;
    switcher.know(row(START, HOUR, [0.9, 0.9]));
    switcher.machine.obey({ command: 'repeat' });
    await switcher.host.advance(DAY);
    assert.equal(switcher.heard.length, said);
  });

  it('remembers what it did up to now, and after its end what it did up to that', async () => {
    const switcher = bench(0.3).know(HALF_DAY).start();
    await switcher.host.advance(20 * MINUTE);
    const { ledger } = switcher.machine.memory;
    assert.deepEqual(ledger, [{ from: START, to: START + 20 * MINUTE }]);
    switcher.machine.close();
    await switcher.host.advance(HOUR);
    switcher.machine.close();
    assert.deepEqual(switcher.machine.memory.ledger, ledger);
    assert.deepEqual(switcher.saved?.ledger, ledger);
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
          const switcher = bench(threshold).know(slots);
          switcher.machine.start();
          for (let elapsed = 0; elapsed < 7 * HOUR; elapsed += step) {
            const rate = slotAt(switcher.rates.series, switcher.host.now())?.rate ?? null;
            assert.equal(switcher.state, rate !== null && rate <= threshold);
            await switcher.host.advance(step);
          }
          switcher.changes.forEach((one, i) => {
            const before = switcher.changes[i - 1];
            if (before) assert.notEqual(one.on, before.on);
            const next = switcher.changes[i + 1];
            if (next) assert.equal(one.until, next.at);
          });
          switcher.machine.close();
        },
      ),
      { numRuns: runs(60) },
    );
  });
});
