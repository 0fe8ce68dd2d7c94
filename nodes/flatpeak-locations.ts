import type { Node, NodeDef, NodeInitializer } from 'node-red';
import { listedLocations } from '../src/messages/location-list';
import { asFlag, type Config } from '../src/node-red/fields';
import { firstOf, LocationWalks } from '../src/node-red/questions/location-walks';
import { locationsQuestion } from '../src/node-red/questions/locations-question';
import { marked } from '../src/node-red/marked';
import { ASKING, onQuestion } from '../src/node-red/questions/question';

const register: NodeInitializer = (RED) => {
  RED.nodes.registerType('flatpeak-locations', function (this: Node, config: NodeDef & Config) {
    RED.nodes.createNode(this, config);
    const walks = new LocationWalks();
    const text = (key: string, n: number): string =>
      RED._(`flatpeak-locations.status.${key}`, { n: String(n) });

    onQuestion(RED, this, config['account'], async (account, message, send, signal) => {
      if (Object.hasOwn(message, 'cancel') && asFlag(message['cancel'], 'cancel')) {
        walks.cancel();
        return undefined;
      }
      const walked = await walks.run(async (leave) => {
        const { query, most, split } = await locationsQuestion(RED, this, config, message);
        this.status(ASKING);
        const list = account.client.allLocations(query, { signal: leave });
        const found = await firstOf(list, most, (n) =>
          this.status({ ...ASKING, text: text('so-far', n) }),
        );
        return { found, split };
      }, signal);
      // Half a list looks like a whole one, so a cancelled walk sends nothing.
      if (!walked) return { fill: 'grey', shape: 'ring', text: 'cancelled' };

      // The client hands the same objects to everyone who asked the same; a flow may change its own.
      const found = structuredClone(walked.found);
      if (walked.split) {
        const id = RED.util.generateId();
        for (const one of listedLocations(found, id, message.parts)) {
          send({ ...RED.util.cloneMessage(message), ...one });
        }
      } else {
        send(Object.assign(message, { payload: found }));
      }
      return {
        fill: 'green',
        shape: 'dot',
        text: marked(text('found', found.length), found[0]?.live_mode, account),
      };
    });
  });
};

export = register;
