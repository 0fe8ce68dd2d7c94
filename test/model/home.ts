import assert from 'node:assert/strict';
import type { RatesQuery, TariffRates } from '../../src/flatpeak/wire';
import { Feed } from '../../src/rates/feed';
import { isKeptFile, type KeptFile } from '../../src/rates/kept';
import { Shelf } from '../../src/store/shelf';
import { isSwitchState, type SwitchState } from '../../src/switch/state';
import { PLAIN } from '../../src/switch/settings';
import { Switch } from '../../src/switch/switch';
import { HOUR, MINUTE, SECOND } from '../../src/time/duration';
import { TrustedClock } from '../../src/time/trusted-clock';
import { memoryFiles, type MemoryFiles } from '../support/memory-files';
import { SimHost } from '../support/sim-host';
import { DayAhead, type LineState, type Quote } from './flatpeak';

const CELL = 15 * MINUTE;
/** Clocks that differ by less count as the same. */
const TOLERANCE = 2 * MINUTE;
/** How often a line that is down is tried. */
const RETRY = 30 * MINUTE;

export interface Appliance {
  readonly threshold: number;
  readonly fallback: 'on' | 'off';
}

interface Said {
  /** Elapsed and wall time. */
  readonly at: string;
  readonly on: boolean;
  readonly repeat: boolean;
}

/** A switch as it is deployed, and what it has said since. */
interface Deployed {
  readonly machine: Switch;
  readonly leave: () => void;
  readonly said: Said[];
  readonly born: number;
  open: boolean;
}

type Known = Map<number, Quote & { readonly updated: number }>;

/** One run of the process: everything that a pulled plug ends. */
interface Process {
  readonly host: SimHost;
  readonly clock: TrustedClock;
  readonly feed: Feed;
}

/** A whole home without Node-RED, and beside it a plain account of what it must do. */
export class Home {
  readonly files: MemoryFiles = memoryFiles();
  readonly flatpeak: DayAhead;
  private process: Process;
  private readonly states = new Map<number, SwitchState>();
  private deployed: Deployed[] = [];
  private leaveCarbon: (() => void) | undefined;
  /** What has been told so far, in cells. */
  private readonly known: Known = new Map();
  private newsHeard = 0;
  /** What real time is ahead of elapsed time. */
  private ahead: number;
  /** Elapsed ms until which the home may not have noticed yet what the clock did. */
  private excused = -1;
  private skew: number;
  /** Elapsed ms of the last word of FlatPeak about the time; sleep and a wrong clock together are beyond telling. */
  private heardAt: number | undefined;
  private hasSlept = false;
  /** Elapsed ms since when the line has been as it is. */
  private upSince = 0;

  constructor(
    start: number,
    slot: number,
    private readonly appliances: readonly Appliance[],
  ) {
    this.ahead = start;
    this.flatpeak = new DayAhead(
      slot,
      () => this.realNow(),
      () => this.hear(),
    );
    this.process = this.boot(start);
    this.skew = this.skewNow();
  }

  async open(): Promise<void> {
    this.appliances.forEach((_, i) => this.deploy(i));
    await this.rest();
  }

  /** Time passes, looked at closely. */
  async pass(ms: number, looks: number): Promise<void> {
    for (let look = 0; look < looks; look++) {
      await this.process.host.advance(Math.round(ms / looks));
      this.look();
    }
  }

  async setLine(line: LineState): Promise<void> {
    this.upSince = this.process.host.monotonic();
    this.flatpeak.setLine(line);
    await this.rest();
  }

  /** One node is deployed anew. */
  async redeploy(index: number): Promise<void> {
    this.close(this.deployed[index % this.appliances.length] as Deployed);
    this.deploy(index % this.appliances.length);
    await this.rest();
  }

  /** All nodes are. */
  async redeployAll(): Promise<void> {
    this.deployed.forEach((one) => this.close(one));
    this.appliances.forEach((_, i) => this.deploy(i));
    await this.rest();
  }

  /** The plug is pulled. `clock`: what the machine believes when it is back after `ms`. */
  async restart(ms: number, clock: 'right' | 'stopped' | 'lost'): Promise<void> {
    const stopped = this.process.host.now();
    this.flatpeak.forget();
    this.deployed.forEach((one) => (one.open = false));
    const real = this.realNow() + ms;
    this.leaveCarbon = undefined;
    this.states.clear();
    this.ahead = real;
    this.heardAt = undefined;
    this.upSince = 0;
    this.excused = -1;
    this.process = this.boot(clock === 'right' ? real : clock === 'stopped' ? stopped : 0);
    this.skew = this.skewNow();
    this.appliances.forEach((_, i) => this.deploy(i));
    await this.rest();
  }

  /** The machine's clock is set, rightly or wrongly. */
  async setClock(to: 'right' | number): Promise<void> {
    const { host } = this.process;
    if (this.hasSlept) this.heardAt = undefined;
    // No machine's clock shows a time before 1970.
    host.stepClock(to === 'right' ? this.realNow() - host.now() : Math.max(to, -host.now()));
    await this.rest();
  }

  /** The machine sleeps; `elapses`: whether its elapsed time goes on meanwhile. */
  async sleep(ms: number, elapses: boolean): Promise<void> {
    const { host } = this.process;
    if (elapses) {
      host.suspend(ms);
      await host.advance(1);
    } else {
      const wrong = Math.abs(host.now() - this.realNow()) >= TOLERANCE;
      host.stepClock(ms);
      this.ahead += ms;
      if (wrong) this.heardAt = undefined;
      this.hasSlept = true;
    }
    await this.rest();
  }

  /** Something else wants carbon, or no longer. */
  async toggleCarbon(): Promise<void> {
    const { feed } = this.process;
    if (this.leaveCarbon) this.leaveCarbon();
    const leave = this.leaveCarbon
      ? undefined
      : feed.use({ carbon: true, changed: () => undefined });
    this.leaveCarbon = leave;
    await this.rest();
  }

  /** An event says that prices have changed, true or not. */
  async event(): Promise<void> {
    this.process.feed.refresh();
    await this.rest();
  }

  async end(): Promise<void> {
    this.deployed.forEach((one) => this.close(one));
    this.leaveCarbon?.();
    assert.equal(this.process.host.timersArmed, 0);
    this.flatpeak.setLine('up');
    await this.process.host.advance(2 * HOUR);
  }

  private boot(wall: number): Process {
    const host = new SimHost(wall, { files: this.files });
    const clock = new TrustedClock(host);
    const source = {
      rates: async (_: string, query: RatesQuery, { signal }: { signal: AbortSignal }) => {
        const retryAt = clock.now() + RETRY;
        const reply = await this.flatpeak.rates(query, signal, retryAt);
        if (!signal.aborted) this.learn(reply);
        return reply;
      },
    };
    const feed = new Feed({
      source,
      location: 'loc_1',
      direction: 'IMPORT',
      clock,
      timers: host.timers,
      spread: () => 100 * SECOND,
      sample: false,
      shelf: this.shelf<KeptFile>(host, 'feed', isKeptFile),
    });
    return { host, clock, feed };
  }

  private deploy(index: number): void {
    const { host, clock, feed } = this.process;
    const { threshold, fallback } = this.appliances[index] as Appliance;
    const shelf = this.shelf<SwitchState>(host, `node-${index}`, isSwitchState);
    const said: Said[] = [];
    const machine = new Switch({
      settings: { ...PLAIN, rule: { kind: 'threshold', limit: threshold }, fallback },
      rates: feed,
      clock,
      timers: host.timers,
      wire: {
        state: ({ decision: { on } }, repeat) => {
          assert.ok(one.open, 'it spoke after close');
          said.push({ at: `${host.monotonic()} ${host.now()}`, on, repeat });
        },
        plan: () => assert.ok(one.open, 'it planned after close'),
        show: () => assert.ok(one.open, 'it showed a status after close'),
      },
      save: (state) => {
        this.states.set(index, state);
        shelf.save(state);
      },
    });
    const leave = feed.use({ changed: () => machine.update() });
    const one: Deployed = { machine, leave, said, born: host.monotonic(), open: true };
    this.deployed[index] = one;
    const kept = this.states.get(index);
    void Promise.all([kept ?? shelf.load(), feed.restore()]).then(([state]) => {
      if (one.open) machine.start(state);
    });
  }

  private close(one: Deployed): void {
    one.machine.close();
    one.open = false;
    one.leave();
  }

  private shelf<T>(host: SimHost, kind: string, accept: (value: unknown) => value is T): Shelf<T> {
    const onRefused = (): void => assert.fail('the disk was refused');
    return new Shelf<T>({ files: host.files, kind, owner: kind, version: 1, accept, onRefused });
  }

  private realNow(): number {
    return Math.floor(this.process.host.monotonic() + this.ahead);
  }

  private skewNow(): number {
    return this.process.clock.now() - this.process.host.monotonic();
  }

  private hear(): void {
    this.process.clock.hear(this.realNow());
    this.heardAt = this.process.host.monotonic();
    this.hasSlept = false;
  }

  /** What the words say about replies: no data never replaces data, and later replaces earlier. */
  private learn({ data, last_updated }: TariffRates): void {
    const updated = Date.parse(last_updated as string);
    let isNews = false;
    for (const { valid_from, valid_to, tariff, carbon } of data) {
      const confidence = tariff?.confidence ?? 0;
      const rate = confidence > 0 ? (tariff?.rate ?? null) : null;
      const quote = { rate, confidence, carbon: carbon?.intensity ?? null, updated };
      for (let cell = Date.parse(valid_from); cell < Date.parse(valid_to); cell += CELL) {
        const old = this.known.get(cell);
        if (old && old.rate !== null && (rate === null || old.updated > updated)) continue;
        this.known.set(cell, quote);
        isNews ||= !old || !sameQuote(old, quote);
      }
    }
    if (isNews) this.newsHeard++;
  }

  private shouldBeOn({ threshold, fallback }: Appliance): boolean {
    const quote = this.known.get(Math.floor(this.process.clock.now() / CELL) * CELL);
    if (!quote || quote.rate === null) return fallback === 'on';
    return quote.rate <= threshold;
  }

  private async rest(): Promise<void> {
    await this.process.host.idle();
    this.look();
  }

  /** Compares everything that can be seen with what must be. */
  private look(): void {
    const { host, clock, feed } = this.process;
    const elapsed = host.monotonic();
    const young = elapsed < 15 * MINUTE;
    if (Math.abs(this.skewNow() - this.skew) > SECOND) {
      this.skew = this.skewNow();
      this.excused = elapsed + (young ? MINUTE : HOUR);
    }
    assert.ok(host.timersArmed <= this.appliances.length + 1, `${host.timersArmed} timers`);
    const feedWrites = this.files.written.filter((name) => name.startsWith('feed')).length;
    assert.ok(feedWrites <= this.newsHeard, `${feedWrites} writes for ${this.newsHeard} news`);
    this.deployed.forEach((one, i) => {
      const appliance = this.appliances[i] as Appliance;
      assertOrderly(one);
      const last = one.said.at(-1);
      const waiting = !feed.answered && elapsed < one.born + 30 * SECOND;
      if (waiting && !last) return;
      assert.ok(last, `switch ${i} says nothing`);
      if (elapsed < this.excused) return;
      const now = new Date(clock.now()).toISOString();
      assert.equal(last.on, this.shouldBeOn(appliance), `switch ${i} at ${now}`);
    });
    const reached = this.flatpeak.line === 'up' && elapsed > this.upSince + RETRY;
    if (elapsed >= this.excused && reached && this.heardAt !== undefined) {
      const wrong = clock.now() - this.realNow();
      assert.ok(Math.abs(wrong) < TOLERANCE, `its clock is wrong by ${wrong / HOUR} h`);
    }
  }
}

/** Messages alternate unless they repeat, and never come in bursts. */
function assertOrderly({ said }: Deployed): void {
  said.forEach((one, i) => {
    const before = said[i - 1];
    if (before) assert.equal(one.on === before.on, one.repeat, 'neither a change nor a repeat');
    else assert.ok(!one.repeat, 'the first message is no repeat');
    assert.ok(said[i - 2]?.at !== one.at, 'a burst');
  });
}

function sameQuote(a: Quote, b: Quote): boolean {
  return a.rate === b.rate && a.confidence === b.confidence && a.carbon === b.carbon;
}
