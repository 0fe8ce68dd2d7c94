import type { Clock } from '../time/clock';
import type { Timers } from '../time/timers';
import type { Budgets } from './budgets';
import type { Counters } from './counters';
import { unlessAborted } from './policy/abort';
import type { Line } from './policy/line';
import type { Queue } from './policy/queue';
import { serverTime, type ServerTime } from './policy/server-clock';
import { Failure, NOT_JSON, verdictOnFault, verdictOnReply } from './policy/verdict';
import { TransportError, type HttpReply, type HttpRequest, type Transport } from './transport';

export interface ExchangeParts {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Real time, because an attempt costs real time. */
  readonly timers: Timers;
  readonly budgets: Pick<Budgets, 'attempt'>;
  readonly queue: Queue;
  readonly line: Line;
  readonly counters: Counters;
}

export interface Expected<T> {
  /** Largest reply, bytes. */
  readonly maxBody: number;
  /** Whether an answer shows that FlatPeak is well. A login does not: it may work while all else fails. */
  readonly proof: boolean;
  /** Brings the JSON of a good reply into its documented form, or throws a Failure. */
  readonly read: (json: unknown) => T;
}

/** One request, one attempt, one judgement. Everything that leaves this machine goes through here. */
export class Exchange {
  /** From the latest reply that had a date. */
  time: ServerTime | undefined;
  /** When the latest good reply came, epoch ms. */
  lastReply: number | undefined;

  constructor(private readonly parts: ExchangeParts) {}

  /** What `expected` read from the reply. Throws a Failure, or a FlatPeakError while FlatPeak must not be asked. */
  send<T>(request: HttpRequest, expected: Expected<T>, signal: AbortSignal): Promise<T> {
    const { queue, line } = this.parts;
    const attempt = () => this.attempt(request, expected, signal);
    return queue.run(() => line.carry(attempt, signal), signal);
  }

  private async attempt<T>(
    request: HttpRequest,
    { maxBody, proof, read }: Expected<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const { clock, counters, line } = this.parts;
    signal.throwIfAborted();
    counters.calls++;
    try {
      const reply = await this.exchange(request, maxBody, signal);
      this.time = serverTime(reply.headers, clock) ?? this.time;
      const verdict = verdictOnReply(reply, clock.now());
      if (verdict) throw new Failure(verdict);
      const answer = read(json(reply));
      this.lastReply = clock.now();
      if (proof) line.succeeded();
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Failure) {
        counters.failures++;
        if (error.verdict.line !== 'fine') line.failed(error.verdict);
        else if (proof) line.succeeded();
      }
      throw error;
    }
  }

  /** The budget holds even over a transport that ignores its signal. */
  private async exchange(
    request: HttpRequest,
    maxBody: number,
    signal: AbortSignal,
  ): Promise<HttpReply> {
    const { transport, timers, budgets } = this.parts;
    const stop = new AbortController();
    const late = new TransportError('late', true);
    const disarm = timers.after(budgets.attempt, () => stop.abort(late));
    const abort = () => stop.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const send = async () => transport(request, { signal: stop.signal, maxBody });
    try {
      return await unlessAborted(send(), stop.signal).catch((error: unknown) => {
        const fault = stop.signal.reason === late ? late : error;
        const known = fault instanceof TransportError ? fault : new TransportError('reset', true);
        throw new Failure(verdictOnFault(known));
      });
    } finally {
      disarm();
      signal.removeEventListener('abort', abort);
    }
  }
}

function json({ body }: HttpReply): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Failure(NOT_JSON);
  }
}
