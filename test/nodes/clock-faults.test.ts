import assert from 'node:assert/strict';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/time/duration';
import { FlowBench } from '../support/flow-bench';
import { CREDENTIALS } from '../support/home-flow';
import { memoryFiles, type MemoryFiles } from '../support/memory-files';
import { ratesReply, wireSlots } from '../support/rates-reply';
import { startSampleServer, type SampleServer } from '../support/sample-server';
import { SimHost } from '../support/sim-host';
import { row } from '../support/slots';

const START = Date.parse('2026-11-20T12:00:00Z');
/** Of each day's hours, on in these, so that an hour more or less makes a difference. */
const ON = [12, 14, 15, 18, 23, 3, 4, 9];
const isOn = (at: number) => ON.includes(new Date(at).getUTCHours());
/** A clock step is noticed within a minute in the first quarter of an hour, later within an hour. */
const AGES = [
  [5 * MINUTE, 1],
  [2 * HOUR + 10 * MINUTE, 60],
] as const;

interface Heard {
  readonly at: number;
  readonly on: boolean;
  readonly reason: string;
  readonly until: string;
}

/** A host whose timers all fire so much too late, as behind an event loop that is busy. */
class LateHost extends SimHost {
  constructor(start: number, late: number) {
    super(start);
    const { timers } = this;
    const after: typeof timers.after = timers.after.bind(timers);
    Object.assign(timers, { after: (delay: number, run: () => void) => after(delay + late, run) });
  }
}

describe('nodes while clocks go wrong', () => {
  let files: MemoryFiles;
  let server: SampleServer;
  let host: SimHost;
  let online: boolean;
  /** How long the machine has slept, by an elapsed time that paused meanwhile. */
  let slept: number;
  /** What the switch said, oldest first, repeats aside. */
  let heard: Heard[];

  beforeEach(async () => {
    files = memoryFiles();
    online = true;
    slept = 0;
    server = await startSampleServer({
      now: trueNow,
      before: ({ path }) => {
        // A portal has no clock to go by.
        if (!online) return { status: 200, headers: { date: '' }, body: '<html>' };
        return path === '/login' ? undefined : { status: 200, body: rates() };
      },
    });
  });

  afterEach(async () => {
    await FlowBench.stop();
    assert.equal(host.timersArmed, 0, 'a timer was left behind');
    await server.close();
  });

  /** Whatever the clock of the host says. */
  function trueNow(): number {
    return START + Math.floor(host.monotonic()) + slept;
  }

  /** Three days from the last midnight. */
  function rates(): object {
    const from = Math.floor(trueNow() / DAY) * DAY;
    const slots = Array.from({ length: 72 }, (_, i) => (isOn(from + i * HOUR) ? 0.1 : 0.3));
    return ratesReply(wireSlots(row(from, HOUR, slots)), {
      last_updated: new Date(from).toISOString(),
      next_update: new Date(trueNow() + 4 * HOUR).toISOString(),
    });
  }

  async function deploy(on: SimHost): Promise<void> {
    host = on;
    heard = [];
    const bench = await FlowBench.start(
      host,
      [
        { id: 'account', type: 'flatpeak-account', baseUrl: server.url },
        {
          id: 'slot',
          type: 'flatpeak-cheap-slot',
          account: 'account',
          location: 'loc_1',
          direction: 'IMPORT',
          threshold: '0.15',
          thresholdType: 'num',
          outputs: 2,
        },
      ],
      CREDENTIALS,
    );
    for (const port of [1, 2]) {
      bench.node(`slot.${port}`).on('input', (said: Heard & { repeat: boolean }) => {
        if (!said.repeat) heard.push({ ...said, at: host.now() });
      });
    }
    await host.idle();
  }

  /** Lets time pass, and counts the minutes at whose end the switch was wrong. */
  async function wrongMinutes(span: number): Promise<number> {
    let wrong = 0;
    for (let passed = 0; passed < span; passed += MINUTE) {
      await host.advance(MINUTE);
      // What changes just now may have been said already, or not yet.
      const right = [isOn(trueNow() - SECOND), isOn(trueNow())];
      if (!right.includes(heard.at(-1)?.on === true)) wrong++;
    }
    return wrong;
  }

  /** How often the true state changes. */
  function changes(from: number, span: number): number {
    let count = 0;
    for (let at = from; at < from + span; at += MINUTE) if (isOn(at) !== isOn(at + MINUTE)) count++;
    return count;
  }

  for (const [what, step] of [
    ['an hour ahead', HOUR],
    ['an hour back', -HOUR],
    ['ten years ahead', 3_653 * DAY],
    ['back to 1970', -START],
  ] as const) {
    for (const [age, tolerance] of AGES) {
      it(`fault 35: a clock that steps ${what} after ${age / MINUTE} minutes`, async () => {
        await deploy(new SimHost(START));
        assert.equal(await wrongMinutes(age), 0);
        const before = heard.length;
        const due = changes(trueNow(), 6 * HOUR);
        host.stepClock(step);
        const wrong = await wrongMinutes(6 * HOUR);
        assert.ok(wrong <= tolerance, `wrong for ${wrong} minutes`);
        const sent = heard.length - before;
        assert.ok(sent <= due + 2, `${sent} messages for ${due} changes`);
      });
    }
  }

  it('fault 35: a hub that boots in 1970 goes by FlatPeak’s clock, also when its own is set', async () => {
    await deploy(new SimHost(0));
    assert.equal(await wrongMinutes(3 * MINUTE), 0);
    const before = heard.length;
    host.stepClock(START);
    assert.equal(await wrongMinutes(30 * MINUTE), 0);
    assert.equal(heard.length, before);
    assert.equal(await wrongMinutes(DAY), 0);
  });

  it('fault 35: a hub that boots in 1970 without internet is right when its clock is set', async () => {
    await deploy(new SimHost(START, { files }));
    await host.advance(MINUTE);
    await FlowBench.stop();
    online = false;
    await deploy(new SimHost(0, { files }));
    await host.advance(5 * MINUTE);
    assert.ok(heard.every(({ reason }) => reason === 'fallback'));
    host.stepClock(START);
    const wrong = await wrongMinutes(12 * HOUR);
    assert.ok(wrong <= 1, `wrong for ${wrong} minutes`);
  });

  for (const [age, tolerance] of AGES) {
    it(`fault 36: a machine that slept eight hours, ${age / MINUTE} minutes after its start`, async () => {
      await deploy(new SimHost(START));
      assert.equal(await wrongMinutes(age), 0);
      const before = heard.length;
      slept = 8 * HOUR;
      host.stepClock(slept);
      const due = changes(trueNow(), tolerance * MINUTE);
      await host.advance(tolerance * MINUTE);
      assert.ok(heard.length <= before + due + 1, 'one message for all that it slept through');
      assert.equal(await wrongMinutes(6 * HOUR), 0);
    });
  }

  it('fault 39: timers that fire late make it switch late by as much, and it never adds up', async () => {
    await deploy(new LateHost(START, 5 * SECOND));
    await host.advance(2 * DAY + MINUTE);
    const [first, ...rest] = heard;
    assert.equal(first?.at, START);
    assert.equal(rest.length, changes(START, 2 * DAY));
    for (const { at, on, until } of rest) {
      const late = at % HOUR;
      assert.ok(late >= 0 && late <= 5 * SECOND + 2, `${late} ms late`);
      assert.equal(on, isOn(at));
      assert.equal(Date.parse(until) % HOUR, 0, 'the end is told as it is meant');
    }
  });
});
