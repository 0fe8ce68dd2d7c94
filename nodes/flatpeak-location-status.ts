import type { Node, NodeDef, NodeInitializer } from 'node-red';
import { statusMessage, type Say } from '../src/messages/status-problems';
import type { Config } from '../src/node-red/fields';
import { hubOf } from '../src/node-red/hub';
import { marked } from '../src/node-red/marked';
import { ASKING, onQuestion } from '../src/node-red/questions/question';
import { statusQuestion } from '../src/node-red/questions/status-question';

const register: NodeInitializer = (RED) => {
  RED.nodes.registerType(
    'flatpeak-location-status',
    function (this: Node, config: NodeDef & Config) {
      RED.nodes.createNode(this, config);
      const { clock } = hubOf(RED);
      const say: Say = (key, params) => RED._(`flatpeak-location-status.${key}`, { ...params });
      // The problems of each location and direction as last seen. Only what exists gets here, so it stays small.
      const seen = new Map<string, string>();

      onQuestion(RED, this, config['account'], async (account, message, send, signal) => {
        const { location, ...question } = await statusQuestion(RED, this, config, message);
        this.status(ASKING);
        const reply = await account.client.status(location, { signal });
        const answer = statusMessage(reply, { ...question, now: clock.now() }, say);
        const { connected, problems } = answer;
        const name = `${question.direction} ${location}`;
        const list = JSON.stringify(problems);
        const changed = list !== (seen.get(name) ?? '[]');
        seen.set(name, list);
        Object.assign(message, answer);
        send([message, changed ? message : null]);

        const text = (key: string, params?: Record<string, string>): string =>
          marked(say(`status.${key}`, params), reply.live_mode, account);
        if (problems.length > 0) {
          const urgent = problems.some(({ status }) => status !== 'CONNECTED');
          return {
            fill: urgent ? 'red' : 'yellow',
            shape: 'ring',
            text: text('problems', { n: String(problems.length) }),
          };
        }
        return connected
          ? { fill: 'green', shape: 'dot', text: text('connected') }
          : { fill: 'grey', shape: 'ring', text: text('not-connected') };
      });
    },
  );
};

export = register;
