import type { Node, NodeDef, NodeInitializer } from 'node-red';
import { FlatPeakError } from '../src/flatpeak/errors';
import { ratesMessage } from '../src/messages/rates';
import { accountOf } from '../src/node-red/account-node';
import { hostOf } from '../src/node-red/host';
import { onInput } from '../src/node-red/input';
import { ratesQuestion } from '../src/node-red/rates-question';
import { errorStatus, problemStatus, ratesStatus } from '../src/node-red/status';

interface RatesConfig extends NodeDef {
  account?: string;
  location?: string;
  direction?: string;
  start?: string;
  end?: string;
  carbon?: boolean;
}

const register: NodeInitializer = (RED) => {
  RED.nodes.registerType('flatpeak-rates', function (this: Node, config: RatesConfig) {
    RED.nodes.createNode(this, config);
    const host = hostOf(RED);
    const account = accountOf(RED, config.account);
    if (typeof account === 'string') this.status(problemStatus(account));
    else this.status({});

    onInput(RED, this, async (message, send, signal) => {
      if (typeof account === 'string') throw new FlatPeakError('bad_input', { detail: account });
      this.status({ fill: 'blue', shape: 'ring', text: 'asking' });
      try {
        const { location, query } = await ratesQuestion(RED, this, config, message, account);
        const reply = await account.client.rates(location, query, { signal });
        if (signal.aborted) return;
        const { payload, summary } = ratesMessage(reply, host.now(), false);
        this.status(ratesStatus(summary, reply.live_mode, account.sample));
        send(Object.assign(message, { payload, summary }));
      } catch (error) {
        if (error instanceof FlatPeakError && !signal.aborted) this.status(errorStatus(error.code));
        throw error;
      }
    });
  });
};

export = register;
