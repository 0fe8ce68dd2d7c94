import { setImmediate as turn } from 'node:timers/promises';
import type { AttemptLimits, HttpReply, HttpRequest } from '../../src/flatpeak/transport';
import { httpTransport } from '../../src/flatpeak/http';
import type { Host, Line } from '../../src/node-red/host';
import type { Files } from '../../src/store/files';
import type { Timers } from '../../src/time/timers';

interface Armed {
  readonly due: number;
  readonly run: () => void;
}

/** Turns of the event loop that a message may need from node to node, or a promise from room to room. */
const TURNS = 6;

/** A host whose clock moves only when a test moves it, and only while no request and no file is under way. */
export class SimHost implements Host {
  private wall: number;
  private elapsed = 0;
  private busy = 0;
  private armed: Armed[] = [];
  private seed: number;
  /** Timer callbacks run so far. */
  fired = 0;
  readonly files: Files | undefined;

  constructor(
    start: number,
    options: { files?: Files; seed?: number; transport?: (baseUrl: string) => Line } = {},
  ) {
    this.wall = start;
    this.seed = options.seed ?? 1;
    this.open = options.transport ?? ((baseUrl) => httpTransport(baseUrl));
    this.files = options.files && this.watchedFiles(options.files);
  }

  private readonly open: (baseUrl: string) => Line;

  /** Whole milliseconds, as a machine's clock gives them. */
  now(): number {
    return Math.floor(this.wall);
  }

  monotonic(): number {
    return this.elapsed;
  }

  /** A small repeatable generator (mulberry32). */
  random(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  readonly timers: Timers = {
    after: (delay, run) => {
      const timer = { due: this.elapsed + Math.max(delay, 1), run };
      this.armed.push(timer);
      return () => {
        this.armed = this.armed.filter((other) => other !== timer);
      };
    },
  };

  /** How many timers are armed. */
  get timersArmed(): number {
    return this.armed.length;
  }

  transport(baseUrl: string): Line {
    const line = this.open(baseUrl);
    const watched = (request: HttpRequest, limits: AttemptLimits): Promise<HttpReply> =>
      this.watch(line(request, limits));
    return Object.assign(watched, { close: () => line.close() });
  }

  /** Lets elapsed and wall time pass, firing every timer at its instant. */
  async advance(ms: number): Promise<void> {
    const end = this.elapsed + ms;
    await this.idle();
    for (;;) {
      const next = this.armed.reduce<Armed | undefined>(
        (first, timer) => (!first || timer.due < first.due ? timer : first),
        undefined,
      );
      if (!next || next.due > end) break;
      this.armed = this.armed.filter((timer) => timer !== next);
      this.pass(Math.max(next.due - this.elapsed, 0));
      this.fired++;
      next.run();
      await this.idle();
    }
    this.pass(end - this.elapsed);
    await this.idle();
  }

  advanceTo(at: number): Promise<void> {
    return this.advance(at - this.wall);
  }

  /** The wall clock jumps, as NTP makes it; nothing fires. */
  stepClock(ms: number): void {
    this.wall += ms;
  }

  /** The machine is suspended: elapsed and wall time pass and nothing fires; what was due fires late, when time goes on. */
  suspend(ms: number): void {
    this.pass(ms);
  }

  /** Resolves when all that was set going has come to rest. */
  async idle(): Promise<void> {
    for (let quiet = 0; quiet < TURNS; quiet++) {
      await turn();
      if (this.busy > 0) quiet = -1;
    }
  }

  private pass(ms: number): void {
    this.elapsed += ms;
    this.wall += ms;
  }

  private watch<T>(work: Promise<T>): Promise<T> {
    this.busy++;
    return work.finally(() => {
      this.busy--;
    });
  }

  private watchedFiles(files: Files): Files {
    return {
      read: (name) => this.watch(files.read(name)),
      write: (name, text) => this.watch(files.write(name, text)),
      setAside: (name) => this.watch(files.setAside(name)),
    };
  }
}
