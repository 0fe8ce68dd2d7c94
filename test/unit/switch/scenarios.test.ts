import assert from 'node:assert/strict';
import type { RateSlot } from '../../../src/rates/series';
import { delivered } from '../../../src/switch/ledger';
import { PLAIN, type Settings } from '../../../src/switch/settings';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/time/duration';
import { SimHost } from '../../support/sim-host';
import { row } from '../../support/slots';
import { Bench, HOME } from './bench';

/** A winter midnight in London, where local time is UTC. */
const MIDNIGHT = Date.parse('2026-01-10T00:00:00Z');
const at = (hour: number): number => MIDNIGHT + hour * HOUR;

/** Each day cheapest from 02:00 to 06:00, dearest from 17:00 to 19:00. */
const DAILY = [
  20, 18, 10, 8, 7, 9, 19, 22, 24, 25, 23, 21, 20, 19, 18, 22, 27, 40, 45, 30, 26, 24, 22, 21,
].map((pence) => pence / 100);
const day = (n: number): RateSlot[] => row(at(24 * n), HOUR, DAILY);
const days = (count: number): RateSlot[] => Array.from({ length: count }, (_, n) => day(n)).flat();

const CAR: Settings = {
  ...PLAIN,
  rule: { kind: 'duration', continuous: false },
  need: { kind: 'energy', energy: 18.9, power: 7, efficiency: 0.9 },
  window: { from: '18:00', to: '07:00' },
  readyBy: '07:00',
  minRun: 30 * MINUTE,
  fallback: { from: '00:30', to: '04:30' },
};
const HEAT_PUMP: Settings = {
  ...PLAIN,
  rule: { kind: 'share', share: 0.8 },
  minRun: HOUR,
  minPause: 15 * MINUTE,
  maxPause: 3 * HOUR,
  fallback: 'on',
};
const HOT_WATER: Settings = {
  ...PLAIN,
  rule: { kind: 'duration', continuous: false },
  need: { kind: 'duration', duration: 2 * HOUR },
  readyBy: '06:30',
};
const LAUNDRY: Settings = {
  ...HOT_WATER,
  rule: { kind: 'duration', continuous: true },
  runs: 'asked',
  readyBy: '07:00',
};

function begin(settings: Partial<Settings>, hour: number, series: readonly RateSlot[]): Bench {
  const bench = new Bench(settings, new SimHost(at(hour)));
  return bench.know(series).start();
}

/** Times ON in hours from the first midnight. */
function runs(bench: Bench): number[][] {
  const on: number[][] = [];
  let state = false;
  for (const { on: next, at: when } of [...bench.heard, { on: false, at: bench.host.now() }]) {
    if (next === state) continue;
    state = next;
    if (next) on.push([(when - MIDNIGHT) / HOUR]);
    else on.at(-1)?.push((when - MIDNIGHT) / HOUR);
  }
  return on;
}

async function until(bench: Bench, hour: number): Promise<Bench> {
  await bench.host.advanceTo(at(hour));
  return bench;
}

describe('a heat pump that is new', () => {
  it('runs from the first second where it should, and does not wait for a whole minute', async () => {
    const bench = new Bench(HEAT_PUMP, new SimHost(at(3) + 17 * SECOND)).know(days(3)).start();
    await until(bench, 4);
    assert.deepEqual(
      bench.changes.map(({ on, at: when }) => [on, when]),
      [[true, at(3) + 17 * SECOND]],
    );
  });
});

describe('a car to be ready by 07:00', () => {
  it('charges in the three cheapest hours of each night', async () => {
    const bench = await until(begin(CAR, 12, days(4)), 60);
    assert.deepEqual(runs(bench), [
      [27, 30],
      [51, 54],
    ]);
    assert.deepEqual(
      bench.changes.map(({ reason }) => reason),
      ['outside_window', 'in_plan', 'need_met', 'in_plan', 'need_met'],
    );
  });

  it('plugged in at 03:00, charges from then on as asked', async () => {
    const bench = await until(begin({ ...CAR, runs: 'asked' }, 20, days(3)), 27);
    assert.equal(bench.reason, 'outside_window');
    bench.tell({ payload: 'start' });
    assert.deepEqual(runs(await until(bench, 40)), [[27, 30]]);
  });

  it('unplugged while it charges, stops, and does not charge on by itself', async () => {
    const bench = await until(begin(CAR, 20, days(3)), 28);
    bench.tell({ payload: 'stop' });
    assert.deepEqual([bench.state, bench.reason], [false, 'stopped']);
    await until(bench, 31.5);
    assert.equal(bench.reason, 'outside_window', 'the next night is another matter');
    assert.deepEqual(runs(await until(bench, 60)), [
      [27, 28],
      [51, 54],
    ]);
  });

  it('told 12.6 kWh and later 6.3 kWh, charges that much from each word on', async () => {
    const bench = await until(begin(CAR, 20, days(3)), 24);
    bench.tell({ energy_kwh: 12.6 });
    assert.equal(bench.shown.at(-1)?.told, true);
    await until(bench, 28.5);
    assert.deepEqual(runs(bench), [[27, 28.5]]);
    bench.tell({ energy_kwh: 6.3 });
    await until(bench, 36);
    assert.deepEqual(runs(bench), [[27, 29.5]], 'an hour from 04:30, where half an hour was left');
    assert.equal(bench.shown.at(-1)?.told, false, 'it holds for one night');
    assert.deepEqual(runs(await until(bench, 60)).at(-1), [51, 54]);
  });

  it('told that nothing is needed any more, is done', async () => {
    const bench = await until(begin(CAR, 20, days(3)), 28);
    bench.tell({ energy_kwh: 0 });
    assert.deepEqual(runs(await until(bench, 40)), [[27, 28]]);
    assert.equal(bench.heard.at(-1)?.reason, 'need_met');
  });

  it('told something and told to forget it, charges no more than it would have', async () => {
    const bench = await until(begin(CAR, 20, days(3)), 29);
    bench.tell({ energy_kwh: 50 }).tell({ energy_kwh: null });
    assert.deepEqual(runs(await until(bench, 40)), [[27, 30]]);
  });

  it('charges without prices at the latest moment, once', async () => {
    const bench = await until(begin({ ...CAR, fallback: 'off' }, 12, day(0)), 40);
    assert.deepEqual(runs(bench), [[28, 31]]);
    assert.deepEqual(
      bench.heard.filter(({ on }) => on).map(({ reason }) => reason),
      ['forced'],
    );
  });

  it('charges in the fallback hours as long as it takes', async () => {
    assert.deepEqual(runs(await until(begin(CAR, 12, day(0)), 40)), [[24.5, 27.5]]);
  });

  it('charges without prices at the latest moment to the minute', async () => {
    const odd: Settings = { ...CAR, fallback: 'off', readyBy: '06:47' };
    const [run = []] = runs(await until(begin(odd, 12, day(0)), 40));
    assert.deepEqual(
      run.map((hour) => Math.round(hour * 60)),
      [27 * 60 + 47, 30 * 60 + 47],
    );
  });

  it('waits for prices that come after midnight, and then takes the best', async () => {
    const bench = await until(begin({ ...CAR, fallback: 'off' }, 12, day(0)), 25.5);
    bench.know(days(2));
    assert.deepEqual(runs(await until(bench, 40)), [[27, 30]]);
  });

  it('goes by what is known if it is told not to wait', async () => {
    const bench = await until(begin({ ...CAR, unpriced: 'go' }, 12, day(0)), 40);
    assert.deepEqual(runs(bench), [[21, 24]]);
  });

  const cap = { ...CAR, neverAbove: 0.08 };
  it('says how much is missing when more is needed than the cap lets through', async () => {
    const bench = await until(begin(cap, 20, days(2)), 21);
    const told = bench.plans.length;
    bench.tell({ payload: 'refresh', energy_kwh: 31.5 });
    const plans = bench.plans.slice(told).map(({ outlook }) => outlook);
    assert.ok(plans.length > 0);
    assert.equal(plans.at(-1)?.plan?.shortfall, 3 * HOUR);
    assert.deepEqual(plans.at(-1)?.runs, bench.plans[told - 1]?.outlook.runs);
  });

  it('charges less than it should rather than above the cap', async () => {
    const bench = await until(begin(cap, 12, days(3)), 40);
    assert.deepEqual(runs(bench), [[27, 29]]);
    const shortfalls = bench.plans.map(({ outlook }) => outlook.plan?.shortfall);
    assert.ok(shortfalls.includes(HOUR));
  });

  it('charges above the cap at the latest moment where being ready wins', async () => {
    const bench = await until(begin({ ...cap, deadlineWins: true }, 12, days(3)), 40);
    assert.deepEqual(runs(bench), [
      [27, 29],
      [30, 31],
    ]);
    assert.equal(bench.changes.at(-2)?.reason, 'forced');
  });
});

describe('a heat pump', () => {
  const starts = (bench: Bench) => runs(bench).map(([from]) => from);

  it('pauses in the dearest fifth of the day, never too short or too long, while prices come in the afternoons', async () => {
    const bench = begin(HEAT_PUMP, 0, day(0));
    for (let n = 1; n <= 4; n++) {
      await until(bench, 24 * n - 8);
      bench.know(days(n + 1));
    }
    await until(bench, 96);
    const on = runs(bench);
    const pauses = on.slice(1).map(([from = 0], i) => from - (on[i]?.[1] ?? 0));
    on.forEach(([from = 0, to = 0]) => assert.ok(to - from >= 1, `run of ${to - from} h`));
    pauses.forEach((pause) => assert.ok(pause >= 0.25 && pause <= 3, `pause of ${pause} h`));
    for (let n = 0; n < 4; n++) {
      const done = delivered(bench.saved?.ledger ?? [], at(24 * n), at(24 * n + 24));
      assert.ok(Math.abs(done - 0.8 * DAY) <= MINUTE, `${done / HOUR} h on day ${n}`);
      const dearest = delivered(bench.saved?.ledger ?? [], at(24 * n + 17), at(24 * n + 19));
      assert.equal(dearest, 0);
    }
  });

  it('is not left off for longer than a pause when it is new', async () => {
    const flat = row(MIDNIGHT, HOUR, [
      ...Array.from({ length: 12 }, () => 0.3),
      ...DAILY.slice(12),
    ]);
    const bench = await until(
      begin({ ...HEAT_PUMP, rule: { kind: 'share', share: 0.5 } }, 0, flat),
      24,
    );
    assert.ok((runs(bench)[0]?.[0] ?? 24) <= 3);
  });

  it('is not restarted or flapped by deploys', async () => {
    const undisturbed = await until(begin(HEAT_PUMP, 0, days(2)), 48);
    const bench = begin(HEAT_PUMP, 0, days(2));
    for (let hour = 0.7; hour < 48; hour += 1.3) {
      await until(bench, hour);
      bench.restart();
    }
    await until(bench, 48);
    assert.deepEqual(starts(bench), starts(undisturbed));
  });
});

describe('hot water', () => {
  it('takes the two cheapest hours up to 06:30', async () => {
    assert.deepEqual(runs(await until(begin(HOT_WATER, 12, days(3)), 60)), [
      [27, 29],
      [51, 53],
    ]);
  });

  it('is never heated twice, whenever the plug is pulled', async () => {
    for (let hour = 26.9; hour < 29.3; hour += 0.3) {
      const bench = await until(begin(HOT_WATER, 12, days(2)), hour);
      bench.restart({ killed: true });
      await until(bench, 30);
      const on = runs(bench).reduce((sum, [from = 0, to = 0]) => sum + to - from, 0);
      assert.ok(on >= 2 - 1e-6 && on <= 2.25 + 1e-6, `${on} h with the plug pulled at ${hour}`);
    }
  });

  it('heats the difference after an edited need', async () => {
    const bench = await until(begin(HOT_WATER, 12, days(2)), 28.5);
    bench.restart({ need: { kind: 'duration', duration: 3 * HOUR } });
    assert.deepEqual(runs(await until(bench, 30.4)), [[27, 30]]);
    const less = await until(begin(HOT_WATER, 12, days(2)), 28.5);
    less.restart({ need: { kind: 'duration', duration: HOUR } });
    assert.deepEqual(runs(await until(less, 30.4)), [[27, 28.5]]);
  });

  it('counts what ran under an override', async () => {
    const bench = await until(begin(HOT_WATER, 12, days(2)), 20);
    bench.tell({ payload: 'on', override_until: 90 });
    assert.deepEqual(runs(await until(bench, 30)), [
      [20, 21.5],
      [28, 28.5],
    ]);
  });

  it('counts the time that elapsed, not what the clock was set ahead', async () => {
    const bench = await until(begin(HOT_WATER, 12, days(2)), 27.5);
    bench.host.stepClock(30 * MINUTE);
    const [[from = 0, to = 0] = []] = runs(await until(bench, 30.4));
    assert.ok(Math.abs(to - from - 2.5) < 0.01, `${to - from} h by the clock`);
  });

  it('begins the next day the moment the last one ends', async () => {
    const flat = row(
      MIDNIGHT,
      HOUR,
      Array.from({ length: 72 }, () => 0.1),
    );
    assert.deepEqual(runs(await until(begin(HOT_WATER, 12, flat), 36)), [
      [12, 14],
      [30.5, 32.5],
    ]);
  });

  it('makes up for what a busy machine slept through', async () => {
    const bench = await until(begin(HOT_WATER, 12, days(2)), 26.5);
    bench.host.stepClock(1.5 * HOUR);
    await until(bench, 31);
    const on = runs(bench).reduce((sum, [from = 0, to = 0]) => sum + to - from, 0);
    assert.ok(Math.abs(on - 2) < 0.02, `${on} h`);
  });
});

describe('a battery that sells', () => {
  it('sells in the dearest hours', async () => {
    const sells: Settings = {
      ...HOT_WATER,
      direction: 'EXPORT',
      seek: 'highest',
      readyBy: '00:00',
    };
    assert.deepEqual(runs(await until(begin(sells, 0, days(1)), 24)), [[17, 19]]);
  });
});

describe('a laundry button', () => {
  it('does nothing until asked, then runs the cheapest block once', async () => {
    const bench = await until(begin(LAUNDRY, 0, days(3)), 20);
    assert.deepEqual(runs(bench), []);
    bench.tell({ payload: 'start' });
    assert.deepEqual(runs(await until(bench, 70)), [[27, 29]]);
    bench.tell({ payload: 'start', duration_minutes: 60 });
    assert.deepEqual(runs(await until(bench, 90)).slice(1), [[78, 79]]);
  });

  it('finishes a block that has begun, whatever better prices come', async () => {
    const bench = begin(LAUNDRY, 20, days(2));
    await until(bench.tell({ payload: 'start' }), 27.5);
    bench.know([
      ...day(0),
      ...row(
        at(24),
        HOUR,
        DAILY.map((rate, i) => (i === 5 ? -1 : rate)),
      ),
    ]);
    bench.restart();
    assert.deepEqual(runs(await until(bench, 40)), [[27, 29]]);
  });

  it('waits with a told need for the start', async () => {
    const bench = begin(LAUNDRY, 20, days(2)).tell({ duration_minutes: 60 });
    bench.tell({ payload: 'start' });
    assert.deepEqual(runs(await until(bench, 40)), [[28, 29]]);
  });

  it('waits for no start that a deploy made needless', async () => {
    const bench = begin(LAUNDRY, 20, days(3)).tell({ payload: 'stop' });
    assert.equal(bench.reason, 'stopped');
    bench.restart({ runs: 'every' });
    assert.notEqual(bench.reason, 'stopped');
  });
});

describe('runs and pauses', () => {
  const LIMIT: Settings = { ...PLAIN, rule: { kind: 'threshold', limit: 0.1 } };

  it('stay long enough when an override ends', async () => {
    const bench = begin({ ...LIMIT, minRun: HOUR, minPause: HOUR }, 7, days(1));
    bench.tell({ payload: 'on', override_until: 20 });
    await until(bench, 9);
    assert.deepEqual(runs(bench), [[7, 8]]);
    const pausing = begin({ ...LIMIT, minRun: HOUR, minPause: HOUR }, 2, days(1));
    await until(pausing, 3.5);
    pausing.tell({ payload: 'off', override_until: 20 });
    await until(pausing, 6);
    assert.deepEqual(runs(pausing), [
      [2, 3.5],
      [4.5, 6],
    ]);
  });

  it('take a restart for no new start', async () => {
    const twice: Settings = {
      ...LIMIT,
      minRun: HOUR,
      maxRuns: 2,
      window: { from: '00:00', to: '00:00' },
    };
    const prices = DAILY.map((rate, hour) => (hour === 12 ? 0.01 : rate));
    const bench = begin(twice, 0, row(MIDNIGHT, HOUR, prices));
    for (const hour of [3, 4, 5]) (await until(bench, hour)).restart();
    assert.deepEqual(runs(await until(bench, 24)), [
      [2, 6],
      [12, 13],
    ]);
  });
});

describe('the wire', () => {
  it('hears the state with every heartbeat', async () => {
    const bench = begin(
      { heartbeat: 15 * MINUTE, rule: { kind: 'threshold', limit: 0 } },
      0,
      days(1),
    );
    await until(bench, 1);
    assert.deepEqual(
      bench.heard.map((one) => [(one.at - MIDNIGHT) / SECOND, one.repeat]),
      [[0, false], [15, true], [60, true], ...[16, 31, 46].map((minute) => [minute * 60, true])],
    );
  });

  it('hears once what a message changes', async () => {
    const bench = await until(begin(CAR, 20, days(2)), 28);
    const said = bench.heard.length;
    bench.tell({ energy_kwh: 0 });
    assert.deepEqual(
      bench.heard.slice(said).map(({ on, repeat }) => [on, repeat]),
      [[false, false]],
    );
  });

  it('hears the state for now at once after a restart', async () => {
    const bench = await until(begin(HOT_WATER, 12, days(2)), 28);
    const said = bench.heard.length;
    bench.restart({ killed: true });
    assert.deepEqual(
      bench.heard.slice(said).map(({ on, reason, repeat }) => [on, reason, repeat]),
      [[true, 'in_plan', false]],
    );
  });

  it('is spared what nobody needs to know while rates are awaited after a restart', () => {
    const bench = new Bench(HOT_WATER, new SimHost(at(3)));
    bench.saved = { ledger: [], told: {}, output: { on: true, since: at(2) } };
    bench.start();
    assert.deepEqual([bench.state, bench.reason], [false, 'starting']);
    bench.know(days(1));
    assert.deepEqual([bench.state, bench.reason], [true, 'in_plan']);
  });

  it('is planned once for each change, not with each look', async () => {
    const bench = new Bench({ ...HOT_WATER, heartbeat: 15 * MINUTE }, new SimHost(at(0)));
    let looks = 0;
    bench.know(days(7));
    const { series } = bench.rates;
    bench.rates.series = Object.assign([...series], {
      flatMap: (...given: Parameters<typeof series.flatMap>) => {
        looks++;
        return series.flatMap(...given);
      },
    });
    bench.start();
    const fired = bench.host.fired;
    await until(bench, 7 * 24);
    assert.ok(bench.host.fired - fired > 7 * 96);
    assert.equal(looks, 8);
  });

  it('calls it a fallback once nobody waits for the first rates any more', async () => {
    const bench = new Bench(HOT_WATER, new SimHost(at(3)));
    bench.saved = { ledger: [], told: {}, output: { on: false, since: at(2) } };
    bench.start();
    await bench.host.advance(30 * SECOND - 1);
    assert.equal(bench.reason, 'starting');
    await bench.host.advance(1);
    assert.equal(bench.reason, 'fallback');
  });

  it('hears of data the moment it ends and begins', async () => {
    const series = [
      ...row(at(0), 20 * MINUTE, [0.2]),
      ...row(at(0) + 50 * MINUTE, 20 * MINUTE, [0.2]),
    ];
    const bench = await until(begin({ fallback: 'on' }, 0, series), 1);
    const [run = []] = runs(bench);
    assert.deepEqual(
      run.map((hour) => Math.round(hour * 60)),
      [20, 50],
    );
  });

  it('warns of an estimate after a day of it, and takes it back', async () => {
    const forecast = days(3).map((one) => ({ ...one, confidence: 0.8 }));
    const bench = await until(begin(HOT_WATER, 0, forecast), 23.9);
    assert.equal(bench.shown.at(-1)?.estimated, false);
    await until(bench, 25);
    assert.equal(bench.shown.at(-1)?.estimated, true);
    bench.know(days(3), HOME);
    assert.equal(bench.shown.at(-1)?.estimated, false);
  });
});
