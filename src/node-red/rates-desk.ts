import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { FlatPeakError } from '../flatpeak/errors';
import { ratesMessage, type RatesMessage } from '../messages/rates';
import type { Account } from './account';
import type { Config } from './fields';
import { hubOf } from './hub';
import { ratesQuestion, type RatesQuestion } from './rates-question';
import { errorStatus, ratesStatus, type Status } from './status';

/** Answers a rates node's questions, and shows in its status how that went. */
export class RatesDesk {
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
      const { feed, query, refresh } = await this.question(message);
      const { reply, cached } = await feed.read(await query(signal), { refresh, signal });
      const now = hubOf(this.RED).clock.now();
      const asArray = this.config['output'] === 'array';
      const answer = ratesMessage(reply, { now, cached, asArray });
      this.show(ratesStatus(answer.summary, reply.live_mode, this.account.sample), signal);
      return answer;
    } catch (error) {
      if (error instanceof FlatPeakError) this.show(errorStatus(error.code), signal);
      throw error;
    }
  }

  show(status: Status, signal: AbortSignal): void {
    if (!signal.aborted) this.node.status(status);
  }
}
