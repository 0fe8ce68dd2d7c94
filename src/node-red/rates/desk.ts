import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { Flights } from '../../flatpeak/policy/flights';
import type { RatesQuery } from '../../flatpeak/wire';
import { diagnosticsMessage, type DiagnosticsMessage } from '../../messages/diagnostics';
import { RatesReading, type RatesMessage } from '../../messages/rates';
import type { Series } from '../../rates/series';
import { SECOND } from '../../time/duration';
import type { Account } from '../account/account';
import type { Config } from '../fields';
import { familiar } from '../flow-error';
import { hubOf } from '../hub';
import { ratesQuestion, type RatesQuestion } from './question';
import { errorStatus, ratesStatus, type Status } from '../status';

interface Found {
  readonly reading: RatesReading;
  /** No call was made for it. */
  readonly cached: boolean;
}

/** Answers a rates node's questions, and shows in its status how that went. */
export class RatesDesk {
  /** A flood of messages lasts for seconds, in which "now" moves; yet it is one question. */
  private readonly underWay = new Flights();
  private asked: { words: string; second: number; query: RatesQuery } | undefined;
  private kept: { query: RatesQuery; series: Series; reading: RatesReading } | undefined;

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    private readonly config: Config,
    private readonly account: Account,
  ) {}

  question(message: NodeMessage): Promise<RatesQuestion> {
    return ratesQuestion(this.RED, this.node, this.config, message, this.account);
  }

  async answer(message: NodeMessage, signal: AbortSignal): Promise<RatesMessage> {
    try {
      const question = await this.question(message);
      const find = (leave: AbortSignal) => this.find(question, leave);
      const { reading, cached } = await this.underWay.join(question.words, find, signal);
      if (cached) this.account.cached++;
      const answer = reading.message(this.now(), cached);
      this.show(ratesStatus(answer.summary, reading.live, this.account.sample), signal);
      return answer;
    } catch (error) {
      this.show(errorStatus(familiar(error).code), signal);
      throw error;
    }
  }

  /** What the account did so far. Asks nobody. */
  diagnostics(): DiagnosticsMessage {
    return diagnosticsMessage(this.account.client.diagnostics(), this.account.cached);
  }

  show(status: Status, signal: AbortSignal): void {
    if (!signal.aborted) this.node.status(status);
  }

  private async find(question: RatesQuestion, signal: AbortSignal): Promise<Found> {
    const { feed, refresh } = question;
    const query = await this.query(question, signal);
    const { series } = feed;
    const { reply, cached } = await feed.read(query, { refresh, signal });
    // A feed that has learned nothing since gives the same reply again.
    const isKept = cached && feed.series === series;
    if (isKept && this.kept?.query === query && this.kept.series === series)
      return { reading: this.kept.reading, cached };
    const reading = new RatesReading(reply, this.config['output'] === 'array');
    if (isKept) this.kept = { query, series, reading };
    return { reading, cached };
  }

  /** Queries tell whole seconds: within one, the same words mean the same. */
  private async query({ words, query }: RatesQuestion, signal: AbortSignal): Promise<RatesQuery> {
    const now = this.now();
    const second = Math.floor(now / SECOND);
    if (this.asked?.words === words && this.asked.second === second) return this.asked.query;
    const asked = { words, second, query: await query(now, signal) };
    this.asked = asked;
    return asked.query;
  }

  private now(): number {
    return hubOf(this.RED).clock.now();
  }
}
