import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { Flights } from '../../flatpeak/policy/flights';
import { diagnosticsMessage, type DiagnosticsMessage } from '../../messages/diagnostics';
import { RatesReading, type RatesMessage } from '../../messages/rates';
import type { Feed } from '../../rates/feed';
import type { Series } from '../../rates/series';
import { SECOND } from '../../time/duration';
import type { Account } from '../account/account';
import type { Config } from '../fields';
import { familiar } from '../flow-error';
import { hubOf } from '../hub';
import type { Turn } from '../input';
import { ASKING } from '../questions/question';
import { isConstant, isPlain, ratesQuestion, type RatesQuestion } from './question';
import { errorStatus, ratesStatus, type Status } from '../status';

interface Found {
  readonly reading: RatesReading;
  /** No call was made for it. */
  readonly cached: boolean;
}

/** An answer from what is kept, to a message that left everything to the dialog. */
interface Usual {
  /** Since 1970. */
  readonly second: number;
  readonly feed: Feed;
  readonly series: Series;
  readonly reading: RatesReading;
}

/** Answers a rates node's questions, and shows in its status how that went. */
export class RatesDesk {
  /** A flood of messages lasts for seconds, in which "now" moves; yet it is one question. */
  private readonly underWay = new Flights();
  private usual: Usual | undefined;
  private shown: Status | undefined;
  private readonly constant: boolean;

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    private readonly config: Config,
    private readonly account: Account,
  ) {
    this.constant = isConstant(config);
  }

  question(message: NodeMessage): Promise<RatesQuestion> {
    return ratesQuestion(this.RED, this.node, this.config, message, this.account);
  }

  async answer(message: NodeMessage, turn: Turn): Promise<RatesMessage> {
    try {
      const { reading, cached } = this.again(message) ?? (await this.ask(message, turn));
      if (cached) this.account.cached++;
      const answer = reading.message(this.now(), cached);
      this.show(ratesStatus(answer.summary, reading.live, this.account.sample), turn);
      return answer;
    } catch (error) {
      this.show(errorStatus(familiar(error).code), turn);
      throw error;
    }
  }

  /** What the account did so far. Asks nobody. */
  diagnostics(): DiagnosticsMessage {
    return diagnosticsMessage(this.account.client.diagnostics(), this.account.cached);
  }

  /** Node-RED tells every editor and every Status node, so it is worth knowing what stands there already. */
  show(status: Status, turn: Turn): void {
    if (turn.over || isSame(status, this.shown)) return;
    this.shown = status;
    this.node.status(status);
  }

  /** Queries tell whole seconds: within one, the same question has the same answer until the feed learns more. */
  private again(message: NodeMessage): Found | undefined {
    const { usual } = this;
    if (!usual || !isPlain(message)) return undefined;
    const { second, feed, series, reading } = usual;
    const isNow = second === Math.floor(this.now() / SECOND);
    const stands = isNow && feed.series === series && feed.isCurrent;
    return stands ? { reading, cached: true } : undefined;
  }

  private async ask(message: NodeMessage, turn: Turn): Promise<Found> {
    const { words, feed, query, refresh } = await this.question(message);
    const find = async (leave: AbortSignal): Promise<Found> => {
      const now = this.now();
      const asks = (): void => this.show(ASKING, turn);
      // The words may mean local days, and the zone is not known yet.
      if (!feed.home) asks();
      const times = await query(now, leave);
      const { series } = feed;
      const { reply, cached } = await feed.read(times, { refresh, signal: leave, asks });
      const reading = new RatesReading(reply, this.config['output'] === 'array');
      if (cached && feed.series === series && this.constant && isPlain(message))
        this.usual = { second: Math.floor(now / SECOND), feed, series, reading };
      return { reading, cached };
    };
    return this.underWay.join(words, find, turn.signal);
  }

  private now(): number {
    return hubOf(this.RED).clock.now();
  }
}

function isSame(one: Status, other: Status | undefined): boolean {
  return one.text === other?.text && one.fill === other.fill && one.shape === other.shape;
}
