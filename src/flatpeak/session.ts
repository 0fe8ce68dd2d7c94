import type { Clock } from '../time/clock';
import type { Timers } from '../time/timers';
import type { Budgets } from './budgets';
import { NONE, type Counters } from './counters';
import type { Diagnostics } from './diagnostics';
import { FlatPeakError } from './errors';
import { Exchange, type Expected } from './exchange';
import { loginFailure, loginReply } from './login';
import { Breaker } from './policy/breaker';
import { RetryBucket } from './policy/bucket';
import { asCaller, type CallOptions } from './policy/caller';
import { Flights } from './policy/flights';
import { Line } from './policy/line';
import { operate, type OperationParts } from './policy/operation';
import { Queue } from './policy/queue';
import { Refusals } from './policy/refusals';
import { TokenCycle, type Grant, type Token } from './policy/token';
import { errorOf, Failure } from './policy/verdict';
import type { HttpRequest, Transport } from './transport';

const IN_FLIGHT = 2;
/** Failed requests in a row after which the line counts as down. */
const TOLERANCE = 3;

export interface SessionOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onLine: (trouble: FlatPeakError | undefined) => void;
  /** Real time, for what is measured on real sockets. */
  readonly timers: Timers;
  readonly budgets: Budgets;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** The Authorization header of a login. */
  readonly basic: string;
}

/** A read, as the client puts it. */
export interface Question<T> extends HttpRequest {
  readonly read: (json: unknown) => T;
}

/** One account at FlatPeak: everything that its calls share. */
export class Session {
  readonly counters: Counters = { ...NONE };
  private readonly life = new AbortController();
  private readonly flights = new Flights();
  private readonly refusals: Refusals;
  private readonly line: Line;
  private readonly exchange: Exchange;
  private readonly tokens: TokenCycle;
  private readonly parts: OperationParts;
  private lastError: Diagnostics['lastError'];

  constructor(private readonly options: SessionOptions) {
    const { clock, random, budgets } = options;
    this.refusals = new Refusals(clock, random);
    this.line = new Line(new Breaker(random, TOLERANCE), clock, options.onLine);
    const { line, counters } = this;
    this.exchange = new Exchange({ ...options, line, counters, queue: new Queue(IN_FLIGHT) });
    this.tokens = new TokenCycle(() => this.login(), clock, random);
    const bucket = new RetryBucket();
    const patience = budgets.operation;
    this.parts = { ...options, line, counters, bucket, patience, tokens: this.tokens };
  }

  /** Runs `work` within one caller's patience. Whatever goes wrong, callers hear a FlatPeakError. */
  async call<T>(options: CallOptions, work: (leave: AbortSignal) => Promise<T>): Promise<T> {
    const { timers, budgets } = this.options;
    try {
      return await asCaller(options, { timers, budget: budgets.operation }, work);
    } catch (error) {
      const heard = error instanceof Failure ? errorOf(error.verdict, error.retryAt) : error;
      if (heard instanceof FlatPeakError && heard.code !== 'cancelled')
        this.lastError = { code: heard.code, at: this.options.clock.now() };
      throw heard;
    }
  }

  /** A token that works, as far as we know. */
  token(leave: AbortSignal): Promise<Token> {
    const work = (signal: AbortSignal) => operate(async (token) => token, signal, this.parts);
    return this.once('login', work, leave);
  }

  /**
   * The result of `work`, which is done once for all who ask for the same at the same time, and not at all while FlatPeak
   * is to be left alone with it. `subject`: what its refusals are about, e.g. one location in one direction.
   */
  share<T>(
    subject: string,
    query: Readonly<Record<string, string>>,
    work: (signal: AbortSignal) => Promise<T>,
    leave: AbortSignal,
  ): Promise<T> {
    const guarded = (signal: AbortSignal) => this.refusals.guard(subject, () => work(signal));
    return this.once(`${subject} ${JSON.stringify(query)}`, guarded, leave);
  }

  /** The answer to `question`. */
  read<T>({ read, ...request }: Question<T>, signal: AbortSignal): Promise<T> {
    const expected = { read, proof: true, maxBody: this.options.budgets.body };
    const ask = (token: Token, signal: AbortSignal) =>
      this.send(request, `Bearer ${token.bearer}`, expected, signal);
    return operate(ask, signal, this.parts);
  }

  /** Forgets what was refused, because the user has changed something. */
  forgive(): void {
    this.tokens.forgive();
    this.refusals.forgive();
  }

  diagnostics(): Diagnostics {
    const wait = this.line.wait();
    return {
      ...this.counters,
      line: this.line.down ? 'down' : 'up',
      nextTry: wait > 0 ? Math.ceil(this.options.clock.now() + wait) : undefined,
      loginRefused: this.tokens.refusedBecause,
      lastReply: this.exchange.lastReply,
      lastError: this.lastError,
      serverTime: this.exchange.time,
    };
  }

  close(): void {
    const cancelled = new FlatPeakError('cancelled');
    this.life.abort(cancelled);
    this.flights.stop(cancelled);
  }

  private async once<T>(
    key: string,
    work: (signal: AbortSignal) => Promise<T>,
    leave: AbortSignal,
  ): Promise<T> {
    this.life.signal.throwIfAborted();
    if (this.flights.has(key)) this.counters.shared++;
    return this.flights.join(key, work, leave);
  }

  /** Shared by all callers, so it ends with none of them. */
  private async login(): Promise<Grant> {
    this.counters.logins++;
    const request = { method: 'GET', path: '/login', query: {}, headers: {} } as const;
    const expected = loginReply(this.options.budgets.smallBody);
    try {
      return await this.send(request, this.options.basic, expected, this.life.signal);
    } catch (error) {
      throw loginFailure(error);
    }
  }

  private send<T>(
    request: HttpRequest,
    authorization: string,
    expected: Expected<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const headers = {
      ...this.options.headers,
      ...request.headers,
      ...(request.body !== undefined && { 'content-type': 'application/json' }),
      authorization,
    };
    return this.exchange.send({ ...request, headers }, expected, signal);
  }
}
