import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { Flights } from '../../flatpeak/policy/flights';
import { diagnosticsMessage, type DiagnosticsMessage } from '../../messages/diagnostics';
import { ratesMessage, type RatesMessage } from '../../messages/rates';
import type { Account } from '../account/account';
import type { Config } from '../fields';
import { familiar } from '../flow-error';
import { hubOf } from '../hub';
import { ratesQuestion, type RatesQuestion } from './question';
import { errorStatus, ratesStatus, type Status } from '../status';

/** Answers a rates node's questions, and shows in its status how that went. */
export class RatesDesk {
  /** A flood of messages lasts for seconds, in which "now" moves; yet it is one question. */
  private readonly underWay = new Flights();

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
      const { words, feed, query, refresh } = await this.question(message);
      const ask = async (leave: AbortSignal) =>
        feed.read(await query(leave), { refresh, signal: leave });
      const shared = await this.underWay.join(words, ask, signal);
      const { reply, cached } = structuredClone(shared);
      if (cached) this.account.cached++;
      const now = hubOf(this.RED).clock.now();
      const asArray = this.config['output'] === 'array';
      const answer = ratesMessage(reply, { now, cached, asArray });
      this.show(ratesStatus(answer.summary, reply.live_mode, this.account.sample), signal);
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
}
